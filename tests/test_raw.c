/* Raw messages in a file: where each begins and ends, and to which one the bytes between them belong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "source/format.h"

#define LOG_MAX ((size_t)1 << 16)

static char path[] = "/tmp/plimsoll-test-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_file(struct pl_str text)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
	assert_int_equal(fclose(file), 0);
}

/* "entry METHOD head off+len body off+len", a line a request; a body's runs follow each other without a gap. */
static void log_request(struct pl_source *source, struct pl_message *m, struct pl_buf *out)
{
	struct pl_span head = pl_message_place(m, 0, m->head.text.len), body = m->body_at;
	struct plimsoll_error err;
	struct pl_run run;

	assert_int_equal(m->input, PL_INPUT_RAW);
	for (;;) {
		assert_int_equal(source->format->next_body(source, m, &run, &err), PL_STEP_OK);
		if (run.len == 0)
			break;
		assert_int_equal(run.off, body.off + body.len);
		body.len += run.len;
	}
	pl_buf_printf(out, "%llu %.*s head %llu+%llu body %llu+%llu\n", (unsigned long long)m->entry,
	              PL_STR_ARG(m->head.method), (unsigned long long)head.off, (unsigned long long)head.len,
	              (unsigned long long)body.off, (unsigned long long)body.len);
}

static void check_file(const char *expected)
{
	struct pl_origins *origins = pl_origins_open();
	struct pl_arena arena = { 0 };
	struct pl_source source;
	struct pl_message m = { 0 };
	struct plimsoll_error err = { .message = "" };
	struct pl_buf out;

	pl_buf_init(&out, LOG_MAX);
	assert_int_equal(pl_source_open(&source, &(struct plimsoll_input){ .path = path }, origins, &arena, &err), PLIMSOLL_OK);
	while (source.format->next_request(&source, &m, &err) == PL_STEP_OK) {
		log_request(&source, &m, &out);
		m = (struct pl_message){ .input = PL_INPUT_RAW };
	}
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, expected);
	pl_buf_free(&out);
	pl_source_close(&source);
	pl_origins_close(origins);
	pl_arena_free(&arena);
}

static void check(struct pl_str text, const char *expected)
{
	write_file(text);
	check_file(expected);
}
#define CHECK(text, expected) check(PL_STR(text), expected)

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"                              /* 27 bytes */
#define POST3 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"     /* 47 bytes */
#define CHUNKED "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"      /* 46 bytes */

static void a_lone_request_is_the_whole_file(void **state)
{
	(void)state;
	CHECK(GET, "0 GET head 0+27 body 27+0\n");
	CHECK(POST3 "abc", "0 POST head 0+47 body 47+3\n");
	CHECK(POST3 "ab", "0 POST head 0+47 body 47+2\n");
}

static void the_next_request_begins_where_framing_ends_this_one(void **state)
{
	(void)state;
	CHECK(GET GET, "0 GET head 0+27 body 27+0\n1 GET head 27+27 body 54+0\n");
	CHECK(POST3 "abc" GET, "0 POST head 0+47 body 47+3\n1 GET head 50+27 body 77+0\n");
	CHECK(CHUNKED "3\r\nabc\r\n0\r\n\r\n" POST3 "xyz",
	      "0 PUT head 0+46 body 46+13\n1 POST head 59+47 body 106+3\n");
	CHECK(CHUNKED "0\r\nX-Sum: 1\r\n\r\n" GET, "0 PUT head 0+46 body 46+15\n1 GET head 61+27 body 88+0\n");
}

static void empty_lines_between_requests_stand_before_the_head_of_the_next(void **state)
{
	(void)state;
	CHECK(POST3 "abc\r\n\r\n" GET, "0 POST head 0+47 body 47+3\n1 GET head 50+31 body 81+0\n");
	CHECK(GET "\n\n" GET, "0 GET head 0+27 body 27+0\n1 GET head 27+29 body 56+0\n");
}

static void a_request_inside_a_body_is_the_body(void **state)
{
	(void)state;
	CHECK("POST / HTTP/1.1\r\nContent-Length: 27\r\n\r\n" GET, "0 POST head 0+39 body 39+27\n");
	CHECK(CHUNKED "1b\r\n" GET "\r\n0\r\n\r\n", "0 PUT head 0+46 body 46+38\n");
}

static void what_no_request_begins_is_surplus_of_the_last(void **state)
{
	(void)state;
	CHECK(POST3 "abcdef", "0 POST head 0+47 body 47+6\n");
	CHECK(POST3 "abc\r\n", "0 POST head 0+47 body 47+5\n");
	CHECK("POST / HTTP/1.1\r\nHost: a\r\n\r\na body without framing", "0 POST head 0+28 body 28+22\n");
	CHECK(GET POST3 "abc and more" GET, "0 GET head 0+27 body 27+0\n1 POST head 27+47 body 74+39\n");
}

static void chunked_framing_that_breaks_takes_the_rest(void **state)
{
	(void)state;
	CHECK(CHUNKED "zz\r\nabc\r\n0\r\n\r\n" GET, "0 PUT head 0+46 body 46+41\n");
	CHECK(CHUNKED "3\r\nab", "0 PUT head 0+46 body 46+5\n");
}

static void heads_end_in_lf_as_well(void **state)
{
	(void)state;
	CHECK("POST / HTTP/1.1\nHost: a\nContent-Length: 3\n\nabcGET / HTTP/1.1\nHost: a\n\n",
	      "0 POST head 0+43 body 43+3\n1 GET head 46+24 body 70+0\n");
	CHECK("GET / HTTP/1.1\nHost: a\n", "0 GET head 0+23 body 23+0\n");
}

/* More than the reader holds at once, so that head and body are met at block boundaries. */
static void many_requests_are_all_found(void **state)
{
	FILE *file = fopen(path, "wb");
	struct pl_buf expected;
	size_t off = 0;

	(void)state;
	assert_non_null(file);
	pl_buf_init(&expected, (size_t)1 << 20);
	for (unsigned i = 0; i < 300; i++) {
		int head = fprintf(file, "POST /%u HTTP/1.1\r\nContent-Length: %u\r\n\r\n", i, 7 * i), len = (int)(7 * i);

		assert_int_equal(fprintf(file, "%*s", len, len ? "x" : ""), len);
		pl_buf_printf(&expected, "%u POST head %zu+%d body %zu+%d\n", i, off, head, off + (size_t)head, len);
		off += (size_t)(head + len);
	}
	assert_int_equal(fclose(file), 0);
	pl_buf_add_char(&expected, '\0');
	check_file(expected.ptr);
	pl_buf_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lone_request_is_the_whole_file),
		cmocka_unit_test(the_next_request_begins_where_framing_ends_this_one),
		cmocka_unit_test(empty_lines_between_requests_stand_before_the_head_of_the_next),
		cmocka_unit_test(a_request_inside_a_body_is_the_body),
		cmocka_unit_test(what_no_request_begins_is_surplus_of_the_last),
		cmocka_unit_test(chunked_framing_that_breaks_takes_the_rest),
		cmocka_unit_test(heads_end_in_lf_as_well),
		cmocka_unit_test(many_requests_are_all_found),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
