/* A JSON string that is unescaped in large runs: the bytes are those that the parser's events tell, and each of them has its
 * place in the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "source/json_string.h"

static struct pl_json_string string;

struct input {
	struct pl_origins *origins;
	struct pl_reader *reader;
};

static struct input input_of(const char *text, size_t len)
{
	struct input in = { .origins = pl_origins_open() };
	uint32_t origin = pl_origin_file(in.origins, "-");

	in.reader = pl_reader_feed(&(struct pl_feed){ .memory = { text, len } }, "-", origin, in.origins);
	assert_true(pl_reader_keep(in.reader, NULL));
	while (pl_reader_run(in.reader).len > 0)
		pl_reader_consume(in.reader, pl_reader_run(in.reader).len);
	pl_json_string_begin(&string, in.reader, (struct pl_span){ origin, 0, len }, in.origins, "string");
	return in;
}

static void close_input(struct input in)
{
	pl_reader_close(in.reader);
	pl_origins_close(in.origins);
}

static void expect_place(struct input in, uint64_t off, uint64_t len, uint64_t from, uint64_t to)
{
	struct plimsoll_place place = { .line = 0 };

	pl_origin_place(in.origins, (struct pl_span){ string.origin, off, len }, &place);
	assert_int_equal(place.offset, from);
	assert_int_equal(place.offset + place.length, to);
}

/* What the events say of each unescaped byte. */
struct told {
	size_t len;
	unsigned char bytes[256];
	uint64_t from[256], to[256];
};

static void tell(const char *text, struct told *t)
{
	static struct pl_json json;
	struct pl_run run = { (const unsigned char *)text, strlen(text), 1, 0 };
	const struct pl_json_event *ev;

	json = (struct pl_json){ 0 };
	t->len = 0;
	while ((ev = pl_json_next(&json, &run))->kind != PL_JSON_STRING_END && ev->kind != PL_JSON_BAD && ev->kind != PL_JSON_MORE)
		for (size_t i = 0; ev->kind == PL_JSON_TEXT && i < ev->run.len; i++, t->len++) {
			bool is_itself = ev->span.len == ev->run.len;

			t->bytes[t->len] = ev->run.ptr[i];
			t->from[t->len] = ev->span.off + (is_itself ? i : 0);
			t->to[t->len] = is_itself ? t->from[t->len] + 1 : ev->span.off + ev->span.len;
		}
}

static const char *const strings[] = {
	"\"\"",
	"\"plain text of more than eight bytes\"",
	"\"{\\\"a\\\":\\\"b\\\\nc\\\",\\\"d\\\":\\\"\\/\\b\\f\\n\\r\\t\\\"}\"",
	"\"caf\xC3\xA9 caf\\u00e9 \\uD83D\\uDE00 \\u20AC.\"",
	"\"\\uD800\\uD801\\n\\uDC00x\\uD83Dy\\uD800\"",
	"\"a\nb\tc\x01\\x\\'\\0 \xFF\xC3(\"",
	"\"seven..\\\"eight...\\\\nine.....\\/\\u0000\"",
	"\"cut short\\",
	"\"cut \\u00",
	"\"bad \\u00zz behind\"",
};

static void bytes_and_places_are_those_of_the_events(void **state)
{
	static struct told t;

	(void)state;
	for (size_t s = 0; s < sizeof(strings) / sizeof(strings[0]); s++) {
		struct input in = input_of(strings[s], strlen(strings[s]));
		struct pl_run run;

		tell(strings[s], &t);
		run = pl_json_string_next(&string);
		assert_int_equal(run.len, t.len);
		assert_memory_equal(run.ptr ? (const char *)run.ptr : "", t.bytes, t.len);
		assert_int_equal(pl_json_string_next(&string).len, 0);
		/* In both directions, since a place is looked for from the last one on. */
		for (size_t i = 0; i < t.len; i++)
			for (size_t k = i; k < t.len; k++)
				expect_place(in, i, k - i + 1, t.from[i], t.to[k]);
		for (size_t i = t.len; i-- > 0;)
			expect_place(in, i, 1, t.from[i], t.to[i]);
		for (size_t i = 0; i < t.len; i++)
			expect_place(in, i, 0, t.from[i], t.from[i]);
		close_input(in);
	}
}

static void a_string_can_be_read_again_from_its_beginning(void **state)
{
	struct input in = input_of("\"a\\nb\"", 6);

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct pl_run run = pl_json_string_next(&string);

		assert_int_equal(run.len, 3);
		assert_int_equal(run.off, 0);
		assert_memory_equal(run.ptr, "a\nb", 3);
		if (i < 2)
			pl_json_string_restart(&string);
	}
	assert_int_equal(pl_json_string_next(&string).len, 0);
	close_input(in);
}

#define UNIT "a\\\"\\u00e9\\uD83D\\uDE00"
#define TAKES ((size_t)128) /* bytes of a unit with the full stops behind it … */
#define GIVES ((size_t)115) /* … which stand for so many */
#define UNITS ((size_t)320 << 10) /* more than there is room for marks at their first distance */

static void check_unit(struct input in, uint64_t n)
{
	uint64_t at = 1 + TAKES * n;

	expect_place(in, GIVES * n, 1, at, at + 1);
	expect_place(in, GIVES * n + 1, 1, at + 1, at + 3);
	expect_place(in, GIVES * n + 2, 2, at + 3, at + 9);
	expect_place(in, GIVES * n + 5, 1, at + 9, at + 21);
	expect_place(in, GIVES * n + 8, GIVES - 8, at + 21, at + TAKES);
}

static char *units(void)
{
	char *text = malloc(TAKES * UNITS + 2);

	assert_non_null(text);
	memset(text, '.', TAKES * UNITS + 2);
	for (size_t i = 0; i < UNITS; i++)
		memcpy(text + 1 + TAKES * i, UNIT, sizeof(UNIT) - 1);
	text[0] = text[TAKES * UNITS + 1] = '"';
	return text;
}

static void a_long_string_is_told_apart_by_its_marks(void **state)
{
	char *text = units();
	struct input in = input_of(text, TAKES * UNITS + 2);

	(void)state;
	for (int again = 0; again < 2; again++, pl_json_string_restart(&string)) {
		uint64_t len = 0;
		struct pl_run run;

		while ((run = pl_json_string_next(&string)).len > 0) {
			size_t in_unit = len % GIVES;

			assert_int_equal(run.off, len);
			assert_int_equal(run.ptr[0], in_unit < 8 ? (unsigned char)"a\"\xC3\xA9\xF0\x9F\x98\x80"[in_unit] : '.');
			len += run.len;
		}
		assert_int_equal(len, GIVES * UNITS);
	}
	assert_true(string.stride > PL_LIMIT_BLOCK);
	for (uint64_t n = 0; n + 1 < UNITS; n += 29983)
		check_unit(in, n);
	for (uint64_t n = UNITS - 2; n > 100003; n -= 100003)
		check_unit(in, n);
	close_input(in);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_and_places_are_those_of_the_events),
		cmocka_unit_test(a_string_can_be_read_again_from_its_beginning),
		cmocka_unit_test(a_long_string_is_told_apart_by_its_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
