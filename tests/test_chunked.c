/* Chunked framing: each case is the input and its event log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cuts.h"
#include "parse/chunked.h"

static bool log_event(struct pl_chunked_event ev, struct pl_buf *out)
{
	static const char *const oddities[] = { "odd-bare-lf", "odd-bare-cr",       "odd-space",
		                                "odd-ext",     "odd-leading-zeros", "odd-not-ended" };

	switch (ev.kind) {
	case PL_CHUNKED_MORE:
		return false;
	case PL_CHUNKED_SIZE:
		pl_buf_printf(out, "size=%llu ", (unsigned long long)ev.size);
		pl_log_event(out, "at", ev.span);
		return true;
	case PL_CHUNKED_EXTENSION:
		pl_log_data(out, "ext", ev.run, ev.run.len);
		return true;
	case PL_CHUNKED_DATA:
		pl_log_data(out, "data", ev.run, ev.run.len);
		return true;
	case PL_CHUNKED_TRAILER:
		pl_log_data(out, "trailer", ev.run, ev.run.len);
		return true;
	case PL_CHUNKED_ODDITY:
		pl_log_event(out, oddities[ev.oddity], ev.span);
		return true;
	case PL_CHUNKED_END:
		pl_buf_printf(out, "end\n");
		return false;
	case PL_CHUNKED_BAD:
		pl_buf_printf(out, "bad %s\n", ev.problem);
		return false;
	}
	return false;
}

static void log_chunked(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_chunked p = { 0 };
	struct pl_chunked_event ev = { 0 };

	for (size_t i = 0; i < count; i++)
		do {
			ev = pl_chunked_next(&p, &runs[i]);
			if (ev.kind == PL_CHUNKED_END || ev.kind == PL_CHUNKED_BAD)
				goto over;
		} while (log_event(ev, out));
over:
	log_event(pl_chunked_finish(&p), out);
}

#define CASE(input, expected) pl_cuts_check(PL_STR(input), log_chunked, expected)

static void chunks_give_their_data_and_the_empty_line_ends_them(void **state)
{
	(void)state;
	CASE("5\r\nhello\r\n0\r\n\r\n", "size=5 at 0+1\ndata 3+5 hello\nsize=0 at 10+1\nend\n");
	CASE("3\r\nabc\r\n00B\r\n0123456789a\r\n0\r\n\r\n",
	     "size=3 at 0+1\ndata 3+3 abc\nsize=11 at 8+3\ndata 13+11 0123456789a\nsize=0 at 26+1\nend\n");
}

static void extensions_and_trailers_are_kept_with_their_places(void **state)
{
	(void)state;
	CASE("1;a=b;q=\"x;\\\"y\"\r\nz\r\n0\r\nDigest: 1\r\n\r\n",
	     "ext 2+13 a=b;q=\"x;\\x5c\"y\"\nsize=1 at 0+1\ndata 17+1 z\nsize=0 at 20+1\ntrailer 23+11 Digest:_1\\r\\n\nend\n");
	CASE("1;=b\r\nz\r\n0\r\n\r\n",
	     "ext 2+2 =b\nodd-ext 4+1\nsize=1 at 0+1\ndata 6+1 z\nsize=0 at 9+1\nend\n");
	CASE("1;a=\"b\r\nz\r\n0\r\n\r\n",
	     "ext 2+4 a=\"b\nodd-ext 6+1\nsize=1 at 0+1\ndata 8+1 z\nsize=0 at 11+1\nend\n");
}

static void line_feeds_alone_are_odd_and_read_on(void **state)
{
	(void)state;
	CASE("1\nz\n0\n\n", "odd-bare-lf 1+1\nsize=1 at 0+1\ndata 2+1 z\nodd-bare-lf 3+1\nodd-bare-lf 5+1\nsize=0 at 4+1\n"
	                    "odd-bare-lf 6+1\nend\n");
	CASE("1 \r\nz\r\n0\r\n\r\n", "odd-space 1+1\nsize=1 at 0+1\ndata 4+1 z\nsize=0 at 7+1\nend\n");
}

static void a_wrong_size_is_named(void **state)
{
	(void)state;
	CASE("0x5\r\nhello", "bad the chunk size begins with 0x\n");
	CASE("-5\r\nhello", "bad the chunk size has a sign\n");
	CASE("\r\nhello", "bad the chunk size is missing\n");
	CASE("1_0\r\n", "bad the chunk size has an underscore\n");
	CASE("zz\r\n", "bad the chunk size is not a hexadecimal number\n");
	CASE("5 5\r\n", "odd-space 1+1\nbad other text follows the chunk size\n");
	CASE("10000000000000000\r\n", "bad the chunk size is above 2^64-1\n");
}

static void a_size_of_2_to_the_64_less_1_is_read(void **state)
{
	(void)state;
	CASE("ffffffffffffffff\r\nab", "size=18446744073709551615 at 0+16\ndata 18+2 ab\nbad the input ends inside a chunk\n");
}

static void broken_terminators_are_named(void **state)
{
	(void)state;
	CASE("3\r\nhello\r\n",
	     "size=3 at 0+1\ndata 3+3 hel\nbad the chunk's data is longer than its size, or its CRLF is missing\n");
	CASE("1\r\nz\r\n", "size=1 at 0+1\ndata 3+1 z\nbad the last chunk is missing\n");
	CASE("0\r\n", "size=0 at 0+1\nbad the empty line after the last chunk is missing\n");
	CASE("1\rz", "bad a line feed is missing after the size line's CR\n");
	CASE("1\r\nz\rx", "size=1 at 0+1\ndata 3+1 z\nbad a line feed is missing after the chunk's CR\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_give_their_data_and_the_empty_line_ends_them),
		cmocka_unit_test(extensions_and_trailers_are_kept_with_their_places),
		cmocka_unit_test(line_feeds_alone_are_odd_and_read_on),
		cmocka_unit_test(a_wrong_size_is_named),
		cmocka_unit_test(a_size_of_2_to_the_64_less_1_is_read),
		cmocka_unit_test(broken_terminators_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
