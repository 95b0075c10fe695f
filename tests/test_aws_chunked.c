/* Amazon S3's chunks in the content: the object that comes out, its places, and what is said of a broken framing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define PUT    "PUT / HTTP/1.1\r\nx-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n\r\n"
#define CODED  "PUT / HTTP/1.1\r\nContent-Encoding: aws-chunked\r\n\r\n"
#define FACTS  "request.aws_* request.decoded_bytes field.text"
#define GZIP                                                                                               \
	"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x5C\x00\x3B\x7C\x8A" \
	"\xDF\x12\x00\x00\x00"
#define SIGNED ";chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"

static void the_object_comes_out_at_its_own_places(void **state)
{
	(void)state;
	CHECK("request.aws_object_bytes content.json_values", PUT "4" SIGNED "{\"a\"\r\n3" SIGNED ":1}\r\n0" SIGNED "\r\n",
	      "content.json_values 1 160+7\nrequest.aws_object_bytes 7 38+34\n");
	CHECK(FACTS, CODED "2\r\nhi\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
	      "field.text 'hi' 52+2\nrequest.aws_chunked 34+11\nrequest.aws_object_bytes 2 34+11\nrequest.decoded_bytes 2 49+43\n");
}

static void codings_of_the_object_are_undone_behind_the_framing(void **state)
{
	(void)state;
	CHECK("field.text request.aws_object_bytes", "PUT / HTTP/1.1\r\nContent-Encoding: aws-chunked, gzip\r\n\r\n5\r\n\x1F\x8B\x08\x00\x00\r\n18\r\n\x00\x00\x00\x02\x03\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x5C\x00\x3B\x7C\x8A\xDF\x12\x00\x00\x00\r\n0\r\n\r\n",
	      "field.text 'hello hello hello\n' 2:0+18\nrequest.aws_object_bytes 29 34+17\n");
	CHECK("field.text request.content_encoding_error", "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1D\r\n" GZIP "\r\n0\r\n\r\n",
	      "field.text 'hello hello hello\n' 2:0+18\n");
}

static void the_length_is_told_and_what_is_not_framed_comes_out_as_it_is(void **state)
{
	(void)state;
	CHECK("request.aws_decoded_length request.aws_object_bytes request.aws_chunk_error",
	      "PUT / HTTP/1.1\r\nContent-Encoding: gzip\r\nX-Amz-Decoded-Content-Length: 7\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n\r\n0\r\n\r\n",
	      "request.aws_decoded_length 7 70+1\nrequest.aws_object_bytes 0 95+34\n");
	CHECK("request.aws_chunk_error request.aws_object_bytes field.text", CODED "hello",
	      "field.text 'hello' 49+5\nrequest.aws_chunk_error 'the body does not begin with the size of a chunk' 34+11\n");
	CHECK("request.aws_* field.text", "PUT / HTTP/1.1\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n\r\n2\r\nhi", "field.text '2\r\nhi' 58+5\n");
}

static void a_broken_framing_makes_the_object_unknown(void **state)
{
	(void)state;
	CHECK("request.aws_chunk_error request.aws_object_bytes request.decoded_bytes", CODED "5\r\nhello\r\n",
	      "request.aws_chunk_error 'the last chunk is missing' 34+11\nrequest.decoded_bytes ?\n");
	CHECK("request.aws_chunk_error request.aws_object_bytes", CODED "2\r\nhello", "request.aws_chunk_error 'the chunk's data is longer than its size, or its CRLF is missing' 54+1\n");
	CHECK("request.aws_chunk_error request.aws_object_bytes", CODED "0\r\n\r\nmore",
	      "request.aws_chunk_error 'other bytes follow the last chunk' 54+1\nrequest.aws_object_bytes 0 34+11\n");
	pl_facts_check_input("request.aws_chunk_error request.aws_object_bytes", PL_STR(CODED "2\r\nhi\r\n0\r\n\r\n"),
	                     (struct pl_facts_input){ .hole_at = 3, .hole_len = 2 }, "request.aws_chunk_error ?\nrequest.aws_object_bytes ?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_object_comes_out_at_its_own_places),
		cmocka_unit_test(codings_of_the_object_are_undone_behind_the_framing),
		cmocka_unit_test(the_length_is_told_and_what_is_not_framed_comes_out_as_it_is),
		cmocka_unit_test(a_broken_framing_makes_the_object_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
