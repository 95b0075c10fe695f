/* Bodies of trials: sizes, any stretch of them, and what another program inflates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zlib.h>

#include "probe/filler.h"

static struct pl_str body_of(struct pl_trial trial, struct pl_arena *arena, struct pl_filler *filler)
{
	char *text;

	pl_filler_open(filler, &trial, arena);
	text = pl_arena_alloc(arena, (size_t)filler->body_bytes + 1);
	pl_filler_read(filler, 0, text, (size_t)filler->body_bytes);
	return (struct pl_str){ text, (size_t)filler->body_bytes };
}

static void a_body_has_the_size_that_was_asked_for_in_every_shape(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_filler filler;

	(void)state;
	for (int shape = 0; shape < PL_SHAPES; shape++)
		for (uint64_t bytes = 1; bytes < 5000; bytes += 7) {
			uint64_t least = pl_filler_least(PL_DIMENSION_BODY, (enum pl_shape)shape);
			struct pl_str body = body_of((struct pl_trial){ .shape = (enum pl_shape)shape, .bytes = bytes }, &arena, &filler);

			assert_int_equal(body.len, bytes < least ? least : bytes);
			assert_int_equal(strlen(body.ptr), body.len);
		}
	pl_arena_free(&arena);
}

static void any_stretch_of_a_body_is_that_of_the_whole(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_filler filler;
	struct pl_trial trials[] = {
		{ .dimension = PL_DIMENSION_PARTS, .bytes = 3 },
		{ .dimension = PL_DIMENSION_FIELDS, .bytes = 9 },
		{ .dimension = PL_DIMENSION_FILE, .bytes = 50 },
		{ .dimension = PL_DIMENSION_INFLATED, .bytes = 9000 },
		{ .dimension = PL_DIMENSION_JSON_DEPTH, .bytes = 20 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct pl_str body = body_of(trials[i], &arena, &filler);

		for (size_t from = 0; from <= body.len; from++)
			for (size_t len = 0; from + len <= body.len; len += 1 + len / 3) {
				char *piece = malloc(len + 1);

				pl_filler_read(&filler, from, piece, len);
				assert_memory_equal(piece, body.ptr + from, len);
				free(piece);
			}
	}
	pl_arena_free(&arena);
}

static void a_gzip_run_inflates_to_its_length(void **state)
{
	static const uint64_t lengths[] = { 1, 2, 3, 259, 260, 261, 517, 518, 519, 2065, 2066, 2067, 4129, 102400, 102401, 1048577 };
	struct pl_arena arena = { 0 };
	struct pl_filler filler;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct pl_str body = body_of((struct pl_trial){ .shape = PL_SHAPE_JSON, .is_deflated = true, .bytes = lengths[i] },
		                             &arena, &filler);
		char *plain = pl_arena_alloc(&arena, (size_t)lengths[i] + 1);
		z_stream z = { .next_in = (unsigned char *)(uintptr_t)body.ptr, .avail_in = (unsigned)body.len,
			       .next_out = (unsigned char *)plain, .avail_out = (unsigned)lengths[i] + 1 };

		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, lengths[i]);
		assert_int_equal(z.avail_in, 0);
		assert_int_equal(plain[0], '{');
		for (uint64_t k = 1; k < lengths[i]; k++)
			assert_int_equal(plain[k], ' ');
		inflateEnd(&z);
	}
	assert_true(body_of((struct pl_trial){ .is_deflated = true, .bytes = 1 << 20 }, &arena, &filler).len < (1 << 20) / 150);
	pl_arena_free(&arena);
}

static void header_lines_have_their_bytes_and_end(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_trial trial = { .header_lines = 2, .header_bytes = 40, .last_header_bytes = 30 };

	(void)state;
	assert_int_equal(strlen(pl_filler_header(&trial, 0, &arena)) + 2, 40);
	assert_int_equal(strlen(pl_filler_header(&trial, 1, &arena)) + 2, 40);
	assert_int_equal(strlen(pl_filler_header(&trial, 2, &arena)) + 2, 30);
	assert_null(pl_filler_header(&trial, 3, &arena));
	assert_string_equal(pl_filler_header(&trial, 0, &arena), pl_filler_header(&trial, 1, &arena));
	trial.dimension = PL_DIMENSION_HEADERS; /* each with a name of its own */
	assert_string_equal(pl_filler_header(&trial, 1, &arena), "X-Plimsoll-1: xxxxxxxxxxxxxxxxxxxxxxxx");
	assert_string_equal(pl_filler_header(&trial, 0, &arena), "X-Plimsoll-0: xxxxxxxxxxxxxxxxxxxxxxxx");
	trial.last_header_bytes = 0;
	assert_null(pl_filler_header(&trial, 2, &arena));
	pl_arena_free(&arena);
}

static void a_size_beyond_memory_is_only_declared(void **state)
{
	struct pl_arena arena = { 0 };
	struct pl_trial trial = { .bytes = (uint64_t)1 << 40 };
	struct pl_filler filler;
	char tail[8];

	(void)state;
	pl_filler_open(&filler, &trial, &arena);
	assert_true(filler.body_bytes == (uint64_t)1 << 40);
	pl_filler_read(&filler, filler.body_bytes - sizeof(tail), tail, sizeof(tail));
	assert_memory_equal(tail, "xxxxxxxx", sizeof(tail));
	pl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_has_the_size_that_was_asked_for_in_every_shape),
		cmocka_unit_test(any_stretch_of_a_body_is_that_of_the_whole),
		cmocka_unit_test(a_gzip_run_inflates_to_its_length),
		cmocka_unit_test(header_lines_have_their_bytes_and_end),
		cmocka_unit_test(a_size_beyond_memory_is_only_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
