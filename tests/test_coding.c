/* Content codings: what comes out, where it is said to stand, and what is said when it does not decode. The
 * coded samples are "hello hello hello\n"; the brotli one is a stored block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define GZIP                                                                                                 \
	"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x5C\x00\x3B\x7C\x8A"   \
	"\xDF\x12\x00"                                                                                       \
	"\x00\x00"
#define ZLIB    "\x78\x9C\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x5C\x00\x40\xB5\x06\x87"
#define DEFLATE "\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x5C\x00"
#define BROTLI  "\x10\x01\x10hello hello hello\n\x03"
#define ZSTD    "\x28\xB5\x2F\xFD\x00\x58\x6D\x00\x00\x38\x68\x65\x6C\x6C\x6F\x20\x0A\x01\x00\x31\x4A\x11"
#define GZIP_TWICE                                                                                           \
	"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x93\xEF\xE6\x60\x00\x01\x26\xE6\xD3\x1E\x67\x4F\x9E\x0C"   \
	"\x3F\xE1\x30"                                                                                       \
	"\x21\x86\xC1\xBA\xA6\xEB\xBE\x10\x50\x10\x00\xB9\x19\x79\x07\x1D\x00\x00\x00"
#define ZEROS /* 3000 NUL bytes */                                                                           \
	"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xED\xC1\x31\x01\x00\x00\x00\xC2\xA0\xF5\x4F\x6D\x0D\x0F"   \
	"\xA0\x00\x00"                                                                                       \
	"\x80\x77\x03\x0D\x5B\x86\xDA\xB8\x0B\x00\x00"

#define CODED(coding) "POST / HTTP/1.1\r\nContent-Encoding: " coding "\r\n\r\n"
#define FACTS         "request.content_encoding_error request.decoded_bytes request.decoded_limit_met field.text"
#define HELLO         "field.text 'hello hello hello\n' 2:0+18\n"

static void every_coding_is_undone(void **state)
{
	(void)state;
	CHECK(FACTS, CODED("gzip") GZIP, HELLO "request.decoded_bytes 18 43+29\n");
	CHECK(FACTS, CODED("X-GZip") GZIP, HELLO "request.decoded_bytes 18 45+29\n");
	CHECK(FACTS, CODED("deflate") ZLIB, HELLO "request.decoded_bytes 18 46+17\n");
	CHECK(FACTS, CODED("br") BROTLI, HELLO "request.decoded_bytes 18 41+22\n");
	CHECK(FACTS, CODED("zstd") ZSTD, HELLO "request.decoded_bytes 18 43+22\n");
	CHECK(FACTS, CODED("identity") "hi", "field.text 'hi' 47+2\nrequest.decoded_bytes 2 47+2\n");
}

static void deflate_without_its_zlib_wrapper_is_undone_too(void **state)
{
	(void)state;
	CHECK(FACTS, CODED("deflate") DEFLATE, HELLO "request.decoded_bytes 18 46+11\n");
}

static void several_codings_are_undone_from_the_last(void **state)
{
	(void)state;
	CHECK(FACTS, CODED("gzip, gzip") GZIP_TWICE, HELLO "request.decoded_bytes 18 49+46\n");
	CHECK(FACTS, "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" GZIP_TWICE,
	      HELLO "request.decoded_bytes 18 67+46\n");
	CHECK(FACTS,
	      "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n1D\r\n" GZIP
	      "\r\n0\r\n\r\n",
	      HELLO "request.decoded_bytes 18 75+29\n");
}

static void members_and_frames_may_follow_each_other(void **state)
{
	(void)state;
	CHECK(FACTS, CODED("gzip") GZIP GZIP,
	      "field.text 'hello hello hello\nhello hello hello\n' 2:0+36\nrequest.decoded_bytes 36 43+58\n");
	CHECK(FACTS, CODED("zstd") ZSTD ZSTD,
	      "field.text 'hello hello hello\nhello hello hello\n' 2:0+36\nrequest.decoded_bytes 36 43+44\n");
}

static void bytes_that_are_not_coded_are_read_as_they_are(void **state)
{
	(void)state;
	CHECK("content.looks_like content.bytes request.content_encoding_error", CODED("gzip") "{\"a\":1}",
	      "content.bytes 7 43+7\ncontent.looks_like 'json' 43+7\n"
	      "request.content_encoding_error 'incorrect header check' 35+4\n");
	CHECK("content.looks_like content.bytes request.content_encoding_error", CODED("zstd") "{\"a\":1}",
	      "content.bytes 7 43+7\ncontent.looks_like 'json' 43+7\n"
	      "request.content_encoding_error 'Unknown frame descriptor' 35+4\n");
	CHECK("content.looks_like request.content_encoding_error", CODED("br") "{\"a\":1}",
	      "content.looks_like 'json' 41+7\nrequest.content_encoding_error 'the brotli data is broken' "
	      "35+2\n");
}

static void broken_data_makes_the_content_unknown(void **state)
{
	(void)state;
	CHECK("content.bytes request.content_encoding_error request.decoded_bytes request.body_bytes",
	      CODED("gzip") GZIP "x",
	      "content.bytes ?\nrequest.body_bytes 30 43+30\nrequest.decoded_bytes ?\n"
	      "request.content_encoding_error 'other bytes follow the compressed data' 35+4\n");
	CHECK("content.bytes content.is_unread request.content_encoding_error request.decoded_bytes",
	      CODED("deflate") "\x78\x9C\xCB\x48\xCD\xC9\xC9\x57\xC8\x40",
	      "content.bytes ?\ncontent.is_unread 2:0+7\nrequest.decoded_bytes ?\n"
	      "request.content_encoding_error 'the compressed data is cut off' 35+7\n");
}

static void a_coding_that_is_not_known_makes_the_content_unknown_but_is_no_error(void **state)
{
	(void)state;
	CHECK("content.bytes request.content_encoding_error request.decoded_bytes request.body_bytes",
	      CODED("compress") "ab",
	      "content.bytes ?\nrequest.body_bytes 2 47+2\nrequest.decoded_bytes ?\n");
}

static void decoding_stops_at_the_limit(void **state)
{
	struct pl_facts_input tight = { .max_decoded = 2999 }, wide = { .max_decoded = 3000 };

	(void)state;
	pl_facts_check_input("content.bytes " FACTS, PL_STR(CODED("gzip") ZEROS), tight,
	                     "content.bytes ?\nrequest.decoded_bytes ?\nrequest.decoded_limit_met 35+4\n");
	pl_facts_check_input("content.bytes request.decoded*", PL_STR(CODED("gzip") ZEROS), wide,
	                     "content.bytes 3000 2:0+3000\nrequest.decoded_bytes 3000 43+38\n");
}

static void an_empty_body_has_nothing_to_decode(void **state)
{
	(void)state;
	CHECK("request.content_encoding_error request.decoded_bytes content.looks_like", CODED("gzip"),
	      "content.looks_like 'empty' 0+0\nrequest.decoded_bytes 0 43+0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_coding_is_undone),
		cmocka_unit_test(deflate_without_its_zlib_wrapper_is_undone_too),
		cmocka_unit_test(several_codings_are_undone_from_the_last),
		cmocka_unit_test(members_and_frames_may_follow_each_other),
		cmocka_unit_test(bytes_that_are_not_coded_are_read_as_they_are),
		cmocka_unit_test(broken_data_makes_the_content_unknown),
		cmocka_unit_test(a_coding_that_is_not_known_makes_the_content_unknown_but_is_no_error),
		cmocka_unit_test(decoding_stops_at_the_limit),
		cmocka_unit_test(an_empty_body_has_nothing_to_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
