/* From a span back to a file, an offset, a line, a column and the bytes around: through layers, and where nothing can be
 * read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "source/origin.h"

static char path[] = "/tmp/plimsoll-test-XXXXXX";

static int write_file(void **state)
{
	static const char text[] = "POST / HTTP/1.1\r\nHost: a\r\n\r\nbody\nsecond line\n";
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0 || write(fd, text, sizeof(text) - 1) != (ssize_t)(sizeof(text) - 1))
		return -1;
	return close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void check_place(struct pl_origins *origins, struct pl_span span, uint64_t offset, uint64_t line, uint64_t column)
{
	struct plimsoll_place place = { .line = 99 };

	pl_origin_place(origins, span, &place);
	assert_int_equal(place.offset, offset);
	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

static void a_line_is_counted_from_1_wherever_the_last_count_got_to(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t file = pl_origin_file(o, path);

	(void)state;
	check_place(o, (struct pl_span){ file, 34, 6 }, 34, 5, 2);
	check_place(o, (struct pl_span){ file, 0, 4 }, 0, 1, 1);
	check_place(o, (struct pl_span){ file, 17, 4 }, 17, 2, 1);
	check_place(o, (struct pl_span){ file, 16, 1 }, 16, 1, 17);
	check_place(o, (struct pl_span){ file, 28, 4 }, 28, 4, 1);
	check_place(o, (struct pl_span){ file, 45, 0 }, 45, 6, 1);
	pl_origins_close(o);
}

static void the_excerpt_is_what_stands_in_the_file(void **state)
{
	struct pl_origins *o = pl_origins_open();
	struct plimsoll_place place = { .line = 0 };

	(void)state;
	pl_origin_place(o, (struct pl_span){ pl_origin_file(o, path), 28, 4 }, &place);
	assert_int_equal(place.length, 4);
	assert_int_equal(place.excerpt_offset, 0);
	assert_int_equal(place.excerpt.len, 45);
	assert_memory_equal(place.excerpt.ptr + 28, "body", 4);
	assert_int_equal(place.path.len, strlen(path));
	assert_int_equal(place.via.len, 0);
	pl_origins_close(o);
}

static void a_layer_stands_where_it_was_unwrapped_and_is_named(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t file = pl_origin_file(o, path);
	uint32_t gzip = pl_origin_layer(o, "gzip", (struct pl_span){ file, 28, 17 });
	uint32_t made_up = pl_origin_layer(o, "", (struct pl_span){ gzip, 1000, 1 });
	uint32_t base64 = pl_origin_layer(o, "base64", (struct pl_span){ made_up, 5, 5 });
	struct plimsoll_place place = { .line = 0 };

	(void)state;
	pl_origin_place(o, (struct pl_span){ base64, 123456, 7 }, &place);
	assert_int_equal(place.offset, 28);
	assert_int_equal(place.length, 17);
	assert_int_equal(place.line, 4);
	assert_int_equal(place.via.len, strlen("gzip/base64"));
	assert_memory_equal(place.via.ptr, "gzip/base64", place.via.len);
	assert_string_equal(pl_origin_path(o, file), path);
	assert_null(pl_origin_path(o, gzip));
	pl_origins_close(o);
}

static void a_view_keeps_offsets_and_adds_its_name(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t view = pl_origin_view(o, "har:postData", pl_origin_file(o, path));
	struct plimsoll_place place = { .line = 0 };

	(void)state;
	pl_origin_place(o, (struct pl_span){ view, 34, 6 }, &place);
	assert_int_equal(place.offset, 34);
	assert_int_equal(place.line, 5);
	assert_memory_equal(place.via.ptr, "har:postData", place.via.len);
	pl_origins_close(o);
}

static void what_cannot_be_read_again_is_kept_as_far_as_the_cap(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t input = pl_origin_file(o, "-");
	char *lines = malloc(PL_LIMIT_KEPT);
	struct plimsoll_place place = { .line = 0 };

	(void)state;
	assert_non_null(lines);
	for (size_t i = 0; i < PL_LIMIT_KEPT; i++)
		lines[i] = i % 64 == 63 ? '\n' : 'x';
	pl_origin_keep(o, input, "first\n", 6);
	pl_origin_keep(o, input, lines, PL_LIMIT_KEPT);
	check_place(o, (struct pl_span){ input, 6, 1 }, 6, 2, 1);
	check_place(o, (struct pl_span){ input, 6 + 128 + 3, 1 }, 6 + 128 + 3, 4, 4);
	check_place(o, (struct pl_span){ input, PL_LIMIT_KEPT + 1, 1 }, PL_LIMIT_KEPT + 1, 0, 0);
	pl_origin_place(o, (struct pl_span){ input, PL_LIMIT_KEPT + 5000, 1 }, &place);
	assert_int_equal(place.excerpt.len, 0);
	free(lines);
	pl_origins_close(o);
}

static void a_file_that_is_gone_gives_no_line_and_no_excerpt(void **state)
{
	struct pl_origins *o = pl_origins_open();
	struct plimsoll_place place = { .line = 7 };

	(void)state;
	pl_origin_place(o, (struct pl_span){ pl_origin_file(o, "/nowhere/at/all"), 5, 1 }, &place);
	assert_int_equal(place.offset, 5);
	assert_int_equal(place.line, 0);
	assert_int_equal(place.column, 0);
	assert_int_equal(place.excerpt.len, 0);
	pl_origins_close(o);
}

static void a_reset_forgets_the_layers_and_keeps_the_file(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t file = pl_origin_file(o, path), layer = pl_origin_layer(o, "gzip", (struct pl_span){ file, 28, 17 });

	(void)state;
	pl_origins_reset(o, 1);
	assert_int_equal(pl_origin_layer(o, "br", (struct pl_span){ file, 0, 4 }), layer);
	check_place(o, (struct pl_span){ layer, 9, 9 }, 0, 1, 1);
	check_place(o, (struct pl_span){ file, 28, 4 }, 28, 4, 1);
	pl_origins_close(o);
}

static void a_full_table_gives_its_last_origin_again(void **state)
{
	struct pl_origins *o = pl_origins_open();
	uint32_t file = pl_origin_file(o, path), last = file;

	(void)state;
	for (size_t i = 0; i < 2 * PL_LIMIT_ORIGINS; i++)
		last = pl_origin_layer(o, "gzip", (struct pl_span){ file, 28, 17 });
	assert_int_equal(last, PL_LIMIT_ORIGINS);
	assert_int_equal(pl_origin_view(o, "view", file), file);
	check_place(o, (struct pl_span){ last, 9, 9 }, 28, 4, 1);
	pl_origins_close(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_counted_from_1_wherever_the_last_count_got_to),
		cmocka_unit_test(the_excerpt_is_what_stands_in_the_file),
		cmocka_unit_test(a_layer_stands_where_it_was_unwrapped_and_is_named),
		cmocka_unit_test(a_view_keeps_offsets_and_adds_its_name),
		cmocka_unit_test(what_cannot_be_read_again_is_kept_as_far_as_the_cap),
		cmocka_unit_test(a_file_that_is_gone_gives_no_line_and_no_excerpt),
		cmocka_unit_test(a_reset_forgets_the_layers_and_keeps_the_file),
		cmocka_unit_test(a_full_table_gives_its_last_origin_again),
	};

	return cmocka_run_group_tests(tests, write_file, remove_file);
}
