/* Multipart bodies: each case is a body with the boundary "b" and what is read of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cuts.h"
#include "parse/multipart.h"

static const char *const oddities[] = { "spaces",    "junk",         "midline",      "indented",
	                                "dash-line", "fold",         "no-colon",     "bad-name",
	                                "nul",       "bare-cr",      "lf",           "not-ended",
	                                "too-long",  "head-missing", "second-close", "part-after" };
static const char *const ends[] = { "crlf", "lf", "end" };

static bool log_one(const struct pl_multipart_event *ev, struct pl_buf *out)
{
	switch (ev->kind) {
	case PL_MULTIPART_PREAMBLE:
		pl_log_data(out, "preamble", ev->run, ev->run.len);
		break;
	case PL_MULTIPART_EPILOGUE:
		pl_log_data(out, "epilogue", ev->run, ev->run.len);
		break;
	case PL_MULTIPART_DATA:
		pl_log_data(out, "data", ev->run, ev->run.len);
		break;
	case PL_MULTIPART_DELIMITER:
		pl_buf_printf(out, "%s(%s,%s) %llu+%llu\n", ev->is_close ? "close" : "delimiter",
		              ends[ev->before], ends[ev->line_end], (unsigned long long)ev->span.off,
		              (unsigned long long)ev->span.len);
		break;
	case PL_MULTIPART_HEADER:
		pl_buf_printf(out, "header %llu+%llu [%.*s] %llu+%llu [%.*s] %llu+%llu\n",
		              (unsigned long long)ev->span.off, (unsigned long long)ev->span.len,
		              PL_STR_ARG(ev->name), (unsigned long long)ev->name_at.off,
		              (unsigned long long)ev->name_at.len, PL_STR_ARG(ev->value),
		              (unsigned long long)ev->value_at.off, (unsigned long long)ev->value_at.len);
		break;
	case PL_MULTIPART_HEAD_END:
		pl_buf_printf(out, "head-end %zu\n", ev->head_bytes);
		break;
	case PL_MULTIPART_PART_END:
		pl_buf_add_str(out, PL_STR("part-end\n"));
		break;
	case PL_MULTIPART_ODDITY:
		pl_buf_printf(out, "odd(%s) %llu+%llu\n", oddities[ev->oddity],
		              (unsigned long long)ev->span.off, (unsigned long long)ev->span.len);
		break;
	case PL_MULTIPART_END:
		pl_buf_printf(out, "end(%s)\n", ev->is_close ? "closed" : "open");
		break;
	case PL_MULTIPART_MORE:
		return false;
	}
	return ev->kind != PL_MULTIPART_END;
}

static void log_multipart(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	void *memory = calloc(1, pl_multipart_size());
	struct pl_multipart *p = pl_multipart_start(memory, PL_STR("b"));
	struct pl_multipart_event ev;

	for (size_t i = 0; i < count; i++)
		while (ev = pl_multipart_next(p, &runs[i]), log_one(&ev, out))
			;
	while (ev = pl_multipart_finish(p), log_one(&ev, out))
		;
	free(memory);
}

static void check(struct pl_str input, const char *expected)
{
	pl_cuts_check(input, log_multipart, expected);
}
#define CHECK(input, expected) check(PL_STR(input), expected)
#define HEAD                   "A: b\r\n\r\n" /* 8 bytes */
#define OPEN                   "--b\r\n" HEAD /* 13 bytes */
#define OPENED                 "delimiter(crlf,crlf) 0+3\nheader 5+4 [A] 5+1 [b] 8+1\nhead-end 8\n"

static void parts_are_read_with_their_places(void **state)
{
	(void)state;
	CHECK(OPEN "hi\r\n--b\r\nC:d\r\n\r\n\r\n--b--\r\n", OPENED
	      "data 13+2 hi\npart-end\ndelimiter(crlf,crlf) 17+3\nheader 22+3 [C] 22+1 [d] 24+1\nhead-end 7\n"
	      "part-end\nclose(crlf,crlf) 31+5\nend(closed)\n");
}

static void what_stands_around_the_parts_is_preamble_and_epilogue(void **state)
{
	(void)state;
	CHECK("x\r\n--b--\r\ny\n", "preamble 0+1 x\nclose(crlf,crlf) 3+5\nepilogue 10+2 y\\n\nend(closed)\n");
	CHECK("\r\n--b--", "close(crlf,end) 2+5\nend(closed)\n");
	CHECK("x", "preamble 0+1 x\nend(open)\n");
	CHECK("", "end(open)\n");
}

static void line_feeds_alone_are_told(void **state)
{
	(void)state;
	CHECK("--b\nA: b\n\nhi\n--b--\n", "delimiter(crlf,lf) 0+3\nodd(lf) 4+4\nheader 4+4 [A] 4+1 [b] "
	                                  "7+1\nodd(lf) 9+1\nhead-end 6\ndata 10+2 hi\npart-end\n"
	                                  "close(lf,lf) 13+5\nend(closed)\n");
}

static void delimiters_with_blanks_are_delimiters_and_with_junk_are_not(void **state)
{
	(void)state;
	CHECK(OPEN "--b-- \t\r\n", OPENED "part-end\nodd(spaces) 13+7\nclose(crlf,crlf) 13+5\nend(closed)\n");
	CHECK(OPEN "x\r\n--bc\r\n--b--", OPENED "data 13+1 x\nodd(junk) 16+3\ndata 14+6 "
	                                        "\\r\\n--bc\npart-end\nclose(crlf,end) 22+5\nend(closed)\n");
	CHECK(OPEN "\n--b--x", OPENED "odd(junk) 14+5\ndata 13+7 \\n--b--x\npart-end\nend(open)\n");
}

static void the_boundary_inside_a_line_is_content(void **state)
{
	(void)state;
	CHECK(OPEN "x--b\r\n--b--", OPENED
	      "data 13+1 x\nodd(midline) 14+3\ndata 14+3 --b\npart-end\nclose(crlf,end) 19+5\nend(closed)\n");
	CHECK(OPEN "x\r\n \"--b\r\n",
	      OPENED "data 13+5 x\\r\\n_\"\nodd(indented) 18+3\ndata 18+5 --b\\r\\n\npart-end\nend(open)\n");
}

static void other_lines_with_dashes_are_reported(void **state)
{
	(void)state;
	CHECK(OPEN "--\r\n---b\r\n-",
	      OPENED "odd(dash-line) 13+2\ndata 13+2 --\nodd(dash-line) 17+2\ndata 15+9 \\r\\n---b\\r\\n-\n"
	             "part-end\nend(open)\n");
	CHECK("--c\r\n--b--", "preamble 0+3 --c\nclose(crlf,end) 5+5\nend(closed)\n");
}

static void header_lines_have_their_oddities(void **state)
{
	(void)state;
	CHECK("--b\r\nA: b\r\n\tc\r\nD\r\nE : f\r\n\r\n",
	      "delimiter(crlf,crlf) 0+3\nodd(fold) 5+8\nheader 5+8 [A] 5+1 [b c] 8+5\nodd(no-colon) "
	      "15+1\nodd(bad-name) 18+5\n"
	      "header 18+5 [E ] 18+2 [f] 22+1\nhead-end 22\npart-end\nend(open)\n");
	CHECK("--b\r\nA: \rb\0\r\n\r\n", "delimiter(crlf,crlf) 0+3\nodd(nul) 5+6\nodd(bare-cr) 5+6\nheader "
	                                 "5+6 [A] 5+1 [b] 9+2\nhead-end 10\npart-end\nend(open)\n");
}

static void a_head_may_be_missing_or_cut(void **state)
{
	(void)state;
	CHECK("--b\r\nhello\r\n--b--\r\n", "delimiter(crlf,crlf) 0+3\nodd(head-missing) 5+5\nhead-end "
	                                   "0\ndata 5+5 hello\npart-end\nclose(crlf,crlf) 12+5\n"
	                                   "end(closed)\n");
	CHECK("--b\r\n\r\nhi\r\n--b--", "delimiter(crlf,crlf) 0+3\nhead-end 2\ndata 7+2 "
	                                "hi\npart-end\nclose(crlf,end) 11+5\nend(closed)\n");
	CHECK("--b\r\nA: b\r\n--b--", "delimiter(crlf,crlf) 0+3\nheader 5+4 [A] 5+1 [b] 8+1\nodd(not-ended) "
	                              "11+5\npart-end\nclose(crlf,end) 11+5\n"
	                              "end(closed)\n");
	CHECK("--b\r\nA: b", "delimiter(crlf,crlf) 0+3\nheader 5+4 [A] 5+1 [b] 8+1\nodd(not-ended) "
	                     "0+0\npart-end\nend(open)\n");
	CHECK("--b", "delimiter(crlf,end) 0+3\nodd(not-ended) 0+0\npart-end\nend(open)\n");
}

static void delimiters_in_the_epilogue_are_oddities(void **state)
{
	(void)state;
	CHECK("--b--\r\n--b--\r\n--b\r\n",
	      "close(crlf,crlf) 0+5\nodd(second-close) 7+5\nepilogue 7+5 --b--\nodd(part-after) 14+3\n"
	      "epilogue 12+7 \\r\\n--b\\r\\n\nend(closed)\n");
}

static void an_empty_boundary_never_matches(void **state)
{
	void *memory = calloc(1, pl_multipart_size());
	struct pl_multipart *p = pl_multipart_start(memory, PL_STR(""));
	struct pl_run run = { (const unsigned char *)"--\r\n--x", 7, 1, 0 };
	struct pl_buf out;
	struct pl_multipart_event ev;

	(void)state;
	pl_buf_init(&out, 1000);
	while (ev = pl_multipart_next(p, &run), log_one(&ev, &out))
		;
	while (ev = pl_multipart_finish(p), log_one(&ev, &out))
		;
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, "preamble 0+7 --\\r\\n--x\nend(open)\n");
	pl_buf_free(&out);
	free(memory);
}

/* A head of more than PL_LIMIT_PART_HEAD bytes. */
static void a_head_that_does_not_end_becomes_content(void **state)
{
	size_t len = 2 * PL_LIMIT_PART_HEAD, data = 0;
	unsigned char *body = malloc(len);
	void *memory = calloc(1, pl_multipart_size());
	struct pl_multipart *p = pl_multipart_start(memory, PL_STR("b"));
	bool is_told = false;

	(void)state;
	memset(body, 'a', len);
	memcpy(body, "--b\r\nA: ", 8);
	for (size_t at = 0; at < len; at += 100) {
		struct pl_run run = { body + at, len - at < 100 ? len - at : 100, 1, at };
		struct pl_multipart_event ev;

		while ((ev = pl_multipart_next(p, &run)).kind != PL_MULTIPART_MORE) {
			is_told |= ev.kind == PL_MULTIPART_ODDITY && ev.oddity == PL_MULTIPART_HEAD_TOO_LONG;
			if (ev.kind == PL_MULTIPART_DATA) {
				assert_int_equal(ev.run.off, 5 + data);
				data += ev.run.len;
			}
		}
	}
	assert_true(is_told);
	assert_int_equal(data, len - 5);
	free(memory);
	free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_read_with_their_places),
		cmocka_unit_test(what_stands_around_the_parts_is_preamble_and_epilogue),
		cmocka_unit_test(line_feeds_alone_are_told),
		cmocka_unit_test(delimiters_with_blanks_are_delimiters_and_with_junk_are_not),
		cmocka_unit_test(the_boundary_inside_a_line_is_content),
		cmocka_unit_test(other_lines_with_dashes_are_reported),
		cmocka_unit_test(header_lines_have_their_oddities),
		cmocka_unit_test(a_head_may_be_missing_or_cut),
		cmocka_unit_test(delimiters_in_the_epilogue_are_oddities),
		cmocka_unit_test(an_empty_boundary_never_matches),
		cmocka_unit_test(a_head_that_does_not_end_becomes_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
