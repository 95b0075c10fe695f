/* What each way of writing bytes into JSON costs: closed forms, measured on a mebibyte that no encoding favours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/weight.h"
#include "parse/base64.h"
#include "parse/head.h"

#define RAW ((size_t)1 << 20)
#define HEAD "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"

struct file {
	unsigned char bytes[RAW];
	char base64[4 * ((RAW + 2) / 3)];
	struct pl_buf out;
};

/* A JPEG by its first bytes, then each byte value as often as any other. */
static int make(void **state)
{
	static const unsigned char jpeg[] = { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1 };
	struct file *f = malloc(sizeof(*f));
	uint64_t x = 88172645463325252;

	if (f == NULL)
		return -1;
	for (size_t i = 0; i < RAW; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		f->bytes[i] = (unsigned char)(x >> 32);
	}
	memcpy(f->bytes, jpeg, sizeof(jpeg));
	pl_base64_encode(f->bytes, RAW, f->base64);
	pl_buf_init(&f->out, 16 * RAW);
	*state = f;
	return 0;
}

static int unmake(void **state)
{
	struct file *f = *state;

	pl_buf_free(&f->out);
	free(f);
	return 0;
}

static void ignore(void *ctx, const struct pl_row *row)
{
	(void)ctx;
	(void)row;
}

/* Bytes that the largest value takes for each byte that it carries, when `out` is the body. */
static double factor(struct file *f, const char *encoding)
{
	const struct pl_extract_options options = { .max_decoded = PL_LIMIT_DECODED };
	struct pl_origins *origins = pl_origins_open();
	struct pl_extract *x = pl_extract_open(&options, origins, (struct pl_listener){ .row_closed = ignore });
	struct pl_segment segment = { 0, { 1, 0, sizeof(HEAD) - 1 }, true };
	struct pl_message m = { .segments = &segment, .segments_len = 1, .body_at = { 1, sizeof(HEAD) - 1, 0 } };
	struct pl_arena arena = { 0 };
	const struct pl_contribution *c;
	double factor;

	assert_int_equal(pl_origin_file(origins, "request"), 1);
	pl_head_parse(PL_STR(HEAD), &arena, &m.head);
	pl_extract_head(x, &m);
	pl_extract_body(x, (struct pl_run){ (const unsigned char *)f->out.ptr, f->out.len, 1, m.head.text.len });
	pl_extract_finish(x, &m);
	c = &pl_extract_weight(x)->largest[0];
	assert_string_equal(c->encoding, encoding);
	assert_int_equal(c->raw_bytes, RAW);
	factor = (double)c->bytes / (double)c->raw_bytes;
	/* The whole request is larger by nearly the same. */
	assert_float_equal((float)pl_weight_inflation(pl_extract_weight(x)), (float)factor, 0.001F);
	pl_extract_close(x);
	pl_origins_close(origins);
	pl_arena_free(&arena);
	return factor;
}

static void is_factor(struct file *f, const char *encoding, double expected)
{
	assert_float_equal((float)factor(f, encoding), (float)expected, 0.0015F);
}

/* {"data":"…"}, each `width` characters followed by `wrap`, each / as `slash`. */
static void write_base64(struct file *f, size_t width, const char *wrap, const char *slash)
{
	pl_buf_clear(&f->out);
	pl_buf_add_str(&f->out, PL_STR("{\"data\":\""));
	for (size_t i = 0; i < sizeof(f->base64); i++) {
		if (i > 0 && width > 0 && i % width == 0)
			pl_buf_add_str(&f->out, pl_str_from(wrap));
		if (f->base64[i] == '/')
			pl_buf_add_str(&f->out, pl_str_from(slash));
		else
			pl_buf_add_char(&f->out, f->base64[i]);
	}
	pl_buf_add_str(&f->out, PL_STR("\"}"));
}

static void base64_takes_four_bytes_for_three(void **state)
{
	write_base64(*state, 0, "", "/");
	is_factor(*state, "base64", 4.0 / 3);
}

static void an_escaped_slash_costs_one_in_sixty_four(void **state)
{
	write_base64(*state, 0, "", "\\/");
	is_factor(*state, "base64", 4.0 / 3 * 65 / 64);
}

static void wrapped_lines_cost_their_escapes(void **state)
{
	write_base64(*state, 76, "\\n", "/");
	is_factor(*state, "base64", 4.0 / 3 * 78 / 76);
	write_base64(*state, 76, "\\r\\n", "/");
	is_factor(*state, "base64", 4.0 / 3 * 80 / 76);
}

static void hexadecimal_doubles(void **state)
{
	struct file *f = *state;
	char digits[3];

	pl_buf_clear(&f->out);
	pl_buf_add_char(&f->out, '"');
	for (size_t i = 0; i < RAW; i++) {
		snprintf(digits, sizeof(digits), "%02x", f->bytes[i]);
		pl_buf_add_str(&f->out, pl_str_from(digits));
	}
	pl_buf_add_char(&f->out, '"');
	is_factor(f, "hex", 2.0);
}

/* Of 256 values 10 take one digit, 90 two and 156 three. */
#define DIGITS ((10 * 1 + 90 * 2 + 156 * 3) / 256.0)

static void write_numbers(struct file *f, const char *before, const char *after, bool has_keys)
{
	char text[32];

	pl_buf_clear(&f->out);
	pl_buf_add_str(&f->out, pl_str_from(before));
	for (size_t i = 0; i < RAW; i++) {
		if (i > 0)
			pl_buf_add_char(&f->out, ',');
		if (has_keys)
			snprintf(text, sizeof(text), "\"%zu\":%u", i, f->bytes[i]);
		else
			snprintf(text, sizeof(text), "%u", f->bytes[i]);
		pl_buf_add_str(&f->out, pl_str_from(text));
	}
	pl_buf_add_str(&f->out, pl_str_from(after));
}

static void numbers_take_their_digits_and_a_comma(void **state)
{
	write_numbers(*state, "[", "]", false);
	is_factor(*state, "byte-array", DIGITS + 1);
	write_numbers(*state, "{\"type\":\"Buffer\",\"data\":[", "]}", false);
	is_factor(*state, "node-buffer", DIGITS + 1);
}

static void a_typed_array_pays_for_every_index(void **state)
{
	double indexes = 0;

	for (size_t first = 1, digits = 1; first < RAW; first *= 10, digits++) {
		size_t end = first * 10 < RAW ? first * 10 : RAW;

		indexes += (double)(digits * (end - (first == 1 ? 0 : first)));
	}
	write_numbers(*state, "{", "}", true);
	is_factor(*state, "typed-array-object", indexes / (double)RAW + 4 + DIGITS);
	is_factor(*state, "typed-array-object", 12.511);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_takes_four_bytes_for_three),
		cmocka_unit_test(an_escaped_slash_costs_one_in_sixty_four),
		cmocka_unit_test(wrapped_lines_cost_their_escapes),
		cmocka_unit_test(hexadecimal_doubles),
		cmocka_unit_test(numbers_take_their_digits_and_a_comma),
		cmocka_unit_test(a_typed_array_pays_for_every_index),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
