/* The base room: UTF-8, ASCII helpers, the arena, capped buffers, JSON text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "base/utf8.h"

/* Where the first bad sequence begins, or -1; the same at every cut. */
static int broken_at(struct pl_str text)
{
	int at = -2;

	for (size_t cut = 0; cut <= text.len; cut++) {
		struct pl_utf8 u = { 0 };
		const unsigned char *bytes = (const unsigned char *)text.ptr;
		bool is_fine;

		pl_utf8_add(&u, bytes, cut);
		pl_utf8_add(&u, bytes + cut, text.len - cut);
		is_fine = pl_utf8_finish(&u);
		if (cut > 0)
			assert_int_equal(at, is_fine ? -1 : (int)u.broken_at);
		at = is_fine ? -1 : (int)u.broken_at;
	}
	return at;
}

static void utf8_is_what_rfc_3629_allows(void **state)
{
	(void)state;
	assert_int_equal(broken_at(PL_STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")), -1);
	assert_int_equal(broken_at(PL_STR("\xF4\x8F\xBF\xBF")), -1);
	assert_int_equal(broken_at(PL_STR("a\xC0\xAF")), 1);         /* overlong */
	assert_int_equal(broken_at(PL_STR("ab\xED\xA0\x80")), 2);    /* a surrogate */
	assert_int_equal(broken_at(PL_STR("\xF4\x90\x80\x80")), 0);  /* above U+10FFFF */
	assert_int_equal(broken_at(PL_STR("abc\xE2\x82")), 3);       /* cut off */
	assert_int_equal(broken_at(PL_STR("a\x80")), 1);
}

static void every_code_point_survives_its_encoding(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c += c == 0xD7FF ? 0x801 : 1) {
		unsigned char out[4];
		size_t len = pl_utf8_encode(c, out);
		struct pl_utf8 u = { 0 };

		assert_int_equal(len, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
		assert_true(pl_utf8_add(&u, out, len) && pl_utf8_finish(&u));
	}
}

static void case_is_folded_for_ascii_alone(void **state)
{
	(void)state;
	assert_true(pl_str_equal_nocase(PL_STR("Content-Type"), PL_STR("cONTENT-tYPE")));
	assert_false(pl_str_equal_nocase(PL_STR("\xC4"), PL_STR("\xE4")));
	assert_false(pl_str_equal_nocase(PL_STR("["), PL_STR("{")));
	assert_true(pl_str_starts_nocase(PL_STR("Bearer x"), PL_STR("bearer ")));
	assert_false(pl_str_starts(PL_STR("a"), PL_STR("ab")));
	assert_false(pl_str_ends(PL_STR("b"), PL_STR("ab")));
}

static void tokens_are_those_of_rfc_9110(void **state)
{
	(void)state;
	assert_true(pl_is_token(PL_STR("!#$%&'*+-.^_`|~09azAZ")));
	for (const char *c = "(),/:;<=>?@[\\]{}\" \t\x7F\x80"; *c; c++)
		assert_false(pl_is_tchar(*c));
	assert_false(pl_is_token(PL_STR("")));
	assert_int_equal(pl_hex_value('f'), 15);
	assert_int_equal(pl_hex_value('G'), -1);
}

static void what_is_searched_is_found_or_the_end_is_given(void **state)
{
	(void)state;
	assert_int_equal(pl_str_find(PL_STR("aab"), PL_STR("ab")), 1);
	assert_int_equal(pl_str_find(PL_STR("ab"), PL_STR("abc")), 2);
	assert_int_equal(pl_str_find_char(PL_STR("abc"), 'c'), 2);
	assert_int_equal(pl_str_find_char(PL_STR(""), 'c'), 0);
	assert_true(pl_str_equal(pl_str_trim(PL_STR(" \ta b\t ")), PL_STR("a b")));
	assert_int_equal(pl_str_trim(PL_STR(" \t ")).len, 0);
}

static void arena_memory_is_zeroed_and_apart(void **state)
{
	struct pl_arena arena = { 0 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		unsigned char *last = NULL;

		for (size_t size = 1; size < 100000; size = size * 3 + 1) {
			unsigned char *p = pl_arena_alloc(&arena, size);

			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xAB, size);
			assert_true(last == NULL || *last == 0xAB);
			last = p;
		}
		assert_string_equal(pl_arena_str(&arena, PL_STR("text")).ptr, "text");
		assert_string_equal(pl_arena_printf(&arena, "%d-%s", 7, "x").ptr, "7-x");
		pl_arena_reset(&arena);
	}
	pl_arena_free(&arena);
}

static void a_block_begins_a_page_and_can_grow(void **state)
{
	(void)state;
	for (size_t size = 1; size < 1 << 20; size *= 3) {
		unsigned char *block = pl_memory_block(size);

		assert_int_equal((uintptr_t)block % 4096, 0);
		memset(block, 7, size);
		block = pl_memory_grow(block, 3 * size);
		assert_int_equal(block[0], 7);
		assert_int_equal(block[size - 1], 7);
		free(block);
	}
}

static void a_buffer_keeps_what_fits_and_says_that_it_is_full(void **state)
{
	struct pl_buf buf;

	(void)state;
	pl_buf_init(&buf, 5);
	pl_buf_add_str(&buf, PL_STR("abc"));
	assert_false(buf.is_full);
	pl_buf_printf(&buf, "%s", "defg");
	assert_true(buf.is_full);
	assert_int_equal(buf.len, 3);
	pl_buf_add_str(&buf, PL_STR("defg"));
	assert_true(pl_str_equal(pl_buf_str(&buf), PL_STR("abcde")));
	pl_buf_add_char(&buf, 'h');
	assert_int_equal(buf.len, 5);
	pl_buf_clear(&buf);
	assert_false(buf.is_full);
	pl_buf_add_char(&buf, 'h');
	assert_true(pl_str_equal(pl_buf_str(&buf), PL_STR("h")));
	pl_buf_free(&buf);
}

static void check_json(struct pl_str text, const char *expected)
{
	char *out;
	size_t len;
	FILE *file = open_memstream(&out, &len);

	assert_non_null(file);
	pl_json_text_write(file, text);
	fclose(file);
	assert_string_equal(out, expected);
	free(out);
}

static void any_bytes_become_a_json_string(void **state)
{
	(void)state;
	check_json(PL_STR("a\"\\/"), "\"a\\\"\\\\/\"");
	check_json(PL_STR("\n\x01"), "\"\\n\\u0001\"");
	check_json(PL_STR("\xC3\xA9"), "\"\xC3\xA9\"");
	check_json(PL_STR("x\xFFy"), "\"x\\ufffdy\"");
	check_json(PL_STR("\xE2\x80\xAE" "a\xC2\x9B\x7F"), "\"\\u202ea\\u009b\\u007f\"");
	check_json(PL_STR("\xF3\xA0\x80\x81"), "\"\\udb40\\udc01\"");
	check_json(PL_STR(""), "\"\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_what_rfc_3629_allows),
		cmocka_unit_test(every_code_point_survives_its_encoding),
		cmocka_unit_test(case_is_folded_for_ascii_alone),
		cmocka_unit_test(tokens_are_those_of_rfc_9110),
		cmocka_unit_test(what_is_searched_is_found_or_the_end_is_given),
		cmocka_unit_test(arena_memory_is_zeroed_and_apart),
		cmocka_unit_test(a_block_begins_a_page_and_can_grow),
		cmocka_unit_test(a_buffer_keeps_what_fits_and_says_that_it_is_full),
		cmocka_unit_test(any_bytes_become_a_json_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
