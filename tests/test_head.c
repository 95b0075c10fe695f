/* Request heads: each case is a head and what is read of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parse/head.h"

static void mark(struct pl_buf *out, bool is_set, const char *name)
{
	if (is_set)
		pl_buf_printf(out, " %s", name);
}

static void write_field(struct pl_buf *out, const struct pl_head_field *f)
{
	pl_buf_printf(out, "%zu+%zu %.*s=%zu %.*s", f->at, f->len, PL_STR_ARG(f->name), f->value_at, PL_STR_ARG(f->value));
	mark(out, f->no_colon, "no-colon");
	mark(out, f->empty_name, "empty-name");
	mark(out, f->name_invalid, "bad-name");
	mark(out, f->space_before_colon, "space");
	mark(out, f->leading_space, "leading");
	mark(out, f->obs_fold, "fold");
	mark(out, f->bare_cr, "cr");
	mark(out, f->ends_in_lf, "lf");
	mark(out, f->has_nul, "nul");
	mark(out, f->has_control, "control");
	mark(out, f->has_non_ascii, "non-ascii");
	pl_buf_add_char(out, '\n');
}

static void check(struct pl_str text, enum pl_head_result result, const char *expected)
{
	struct pl_arena arena = { 0 };
	struct pl_head head = { 0 };
	struct pl_buf out;

	pl_buf_init(&out, 4096);
	assert_int_equal(pl_head_parse(text, &arena, &head), result);
	if (result != PL_HEAD_NOT_HTTP)
		pl_buf_printf(&out, "[%.*s] [%.*s] [%.*s] %s\n", PL_STR_ARG(head.method), PL_STR_ARG(head.target),
		              PL_STR_ARG(head.version), head.line_error ? head.line_error : "fine");
	for (size_t i = 0; i < head.fields_len; i++)
		write_field(&out, &head.fields[i]);
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, expected);
	pl_buf_free(&out);
	pl_arena_free(&arena);
}

static void a_plain_head_is_read_with_its_places(void **state)
{
	(void)state;
	check(PL_STR("POST /a HTTP/1.1\r\nHost: b\r\nContent-Length:3\r\n\r\nabc"), PL_HEAD_DONE,
	      "[POST] [/a] [HTTP/1.1] fine\n18+7 Host=24 b\n27+16 Content-Length=42 3\n");
	check(PL_STR("GET / HTTP/1.1\nHost: b\n\n"), PL_HEAD_DONE, "[GET] [/] [HTTP/1.1] fine\n15+7 Host=21 b lf\n");
	check(PL_STR("GET / HTTP/1.1\r\nHost: b"), PL_HEAD_INCOMPLETE, "[GET] [/] [HTTP/1.1] fine\n16+7 Host=22 b\n");
}

static void a_second_content_length_is_kept_with_its_place(void **state)
{
	(void)state;
	check(PL_STR("PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), PL_HEAD_DONE,
	      "[PUT] [/] [HTTP/1.1] fine\n16+17 Content-Length=32 1\n35+17 Content-Length=51 2\n");
}

static void odd_lines_are_marked_and_kept(void **state)
{
	(void)state;
	check(PL_STR("GET / HTTP/1.1\r\nA : b\r\n: c\r\nnone\r\nB\x01: \x02\r\nC: d\r\n e\r\nD: f\rg\r\n\r\n"), PL_HEAD_DONE,
	      "[GET] [/] [HTTP/1.1] fine\n16+5 A=20 b space\n23+3 =25 c empty-name\n28+4 none=32  no-colon\n"
	      "34+5 B\x01=38 \x02 bad-name control\n41+8 C=44 d\r\n e fold\n51+6 D=54 f\rg cr\n");
}

static void a_wrong_request_line_is_named(void **state)
{
	(void)state;
	check(PL_STR("GET /a b HTTP/1.1\r\n\r\n"), PL_HEAD_DONE,
	      "[GET] [/a b] [HTTP/1.1] a space or control character stands in the request target\n");
	check(PL_STR("G\"T / HTTP/1.1\r\n\r\n"), PL_HEAD_DONE, "[G\"T] [/] [HTTP/1.1] the method is not a token\n");
	check(PL_STR("GET / HTTP/11\r\n\r\n"), PL_HEAD_DONE,
	      "[GET] [/] [HTTP/11] the HTTP version is not HTTP/ and two digits with a point\n");
	check(PL_STR("GET HTTP/1.1\r\n\r\n"), PL_HEAD_DONE, "[GET] [] [HTTP/1.1] the request target is missing\n");
	check(PL_STR("GET /a\r\nHost: b\r\n\r\n"), PL_HEAD_DONE,
	      "[GET] [/a] [] the HTTP version is missing\n8+7 Host=14 b\n");
}

static void what_is_no_request_is_not_taken_for_one(void **state)
{
	(void)state;
	check(PL_STR(""), PL_HEAD_NOT_HTTP, "");
	check(PL_STR("\r\n\r\n"), PL_HEAD_NOT_HTTP, "");
	check(PL_STR("{\"a\": 1}\n"), PL_HEAD_NOT_HTTP, "");
	check(PL_STR("The quick brown fox\njumps: over\n"), PL_HEAD_NOT_HTTP, "");
	check(PL_STR("curl -d a http://b/\n"), PL_HEAD_NOT_HTTP, "");
	check(PL_STR("\x00\x01\x02"), PL_HEAD_NOT_HTTP, "");
}

static struct pl_framing framing_of(const char *text)
{
	struct pl_arena arena = { 0 };
	struct pl_head head;
	struct pl_framing framing;

	assert_int_equal(pl_head_parse(pl_str_from(text), &arena, &head), PL_HEAD_DONE);
	framing = pl_head_framing(&head);
	pl_arena_free(&arena);
	return framing;
}

static void chunked_wins_over_a_length(void **state)
{
	(void)state;
	assert_int_equal(framing_of("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n").kind,
	                 PL_FRAMING_CHUNKED);
	assert_int_equal(framing_of("POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\n").length, 3);
	assert_int_equal(framing_of("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n").kind, PL_FRAMING_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_head_is_read_with_its_places),
		cmocka_unit_test(a_second_content_length_is_kept_with_its_place),
		cmocka_unit_test(odd_lines_are_marked_and_kept),
		cmocka_unit_test(a_wrong_request_line_is_named),
		cmocka_unit_test(what_is_no_request_is_not_taken_for_one),
		cmocka_unit_test(chunked_wins_over_a_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
