/* Facts of Content-Length, Transfer-Encoding and of the body that they frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define POST    "POST / HTTP/1.1\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n" /* 47 bytes */

static void a_length_is_its_first_valid_value(void **state)
{
	(void)state;
	CHECK("request.content_length*", POST "Content-Length: 3\r\n\r\nabc",
	      "request.content_length 3 33+1\nrequest.content_length_text '3' 33+1\n");
	CHECK("request.content_length*", POST "Content-Length: +3\r\nContent-Length: 3\r\n\r\nabc",
	      "request.content_length 3 53+1\nrequest.content_length_text '+3' 33+2\n"
	      "request.content_length_malformed 33+2\n");
	CHECK("request.content_length*", POST "Content-Length:\r\n\r\n",
	      "request.content_length_text '' 32+0\nrequest.content_length_malformed 32+0\n");
	CHECK("request.content_length*", POST "Content-Length: 003\r\n\r\nabc",
	      "request.content_length 3 33+3\nrequest.content_length_text '003' 33+3\n"
	      "request.content_length_leading_zero 33+3\n");
	CHECK("request.content_length*", POST "Content-Length: 9223372036854775808\r\n\r\n",
	      "request.content_length_text '9223372036854775808' 33+19\nrequest.content_length_overflow "
	      "33+19\n");
}

static void a_second_length_is_a_list_or_a_conflict_where_it_stands(void **state)
{
	(void)state;
	CHECK("request.content_length_*", POST "Content-Length: 3, 3\r\n\r\nabc",
	      "request.content_length_text '3, 3' 33+4\nrequest.content_length_list 36+1\n");
	CHECK("request.content_length_*", POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
	      "request.content_length_text '3' 33+1\nrequest.content_length_conflict 52+1\n");
}

static void transfer_codings_are_judged_one_by_one(void **state)
{
	(void)state;
	CHECK("request.transfer_encoding* request.chunked*",
	      POST "Transfer-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n",
	      "request.transfer_encoding 'gzip, Chunked' 36+4\nrequest.chunked_codings 1 61+7\n");
	CHECK("request.transfer_encoding_unknown request.chunked*",
	      POST "Transfer-Encoding: chunked, xchunked\r\n\r\n",
	      "request.transfer_encoding_unknown 'xchunked' 45+8\nrequest.chunked_codings 1 36+7\n"
	      "request.chunked_not_final 36+17\n");
	CHECK("request.chunked*", POST "Transfer-Encoding: chunked,, chunked\r\n\r\n0\r\n\r\n",
	      "request.chunked_codings 2 36+7\n");
	CHECK("request.te_ce*",
	      POST "Transfer-Encoding: x-gzip, chunked\r\nContent-Encoding: gzip\r\n\r\n0\r\n\r\n",
	      "request.te_ce_same_coding 'gzip' 71+4\n");
}

static void framing_says_how_the_body_ends(void **state)
{
	(void)state;
	CHECK("request.framing", POST "Content-Length: 0\r\n\r\n", "request.framing 'content-length' 33+1\n");
	CHECK("request.framing", POST "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	      "request.framing 'chunked' 55+7\n");
	CHECK("request.framing request.has_body request.body_bytes", POST "\r\nab",
	      "request.framing 'none' 0+15\nrequest.has_body 19+2\nrequest.body_bytes 2 19+2\n");
}

static void missing_and_surplus_bytes_have_their_places(void **state)
{
	(void)state;
	CHECK("request.missing_bytes request.surplus_bytes request.body_bytes",
	      POST "Content-Length: 5\r\n\r\nabc",
	      "request.body_bytes 3 38+3\nrequest.missing_bytes 2 33+1\n");
	CHECK("request.missing_bytes request.surplus_bytes request.body_bytes",
	      POST "Content-Length: 2\r\n\r\nabcde",
	      "request.body_bytes 5 38+5\nrequest.surplus_bytes 3 40+3\n");
}

static void characters_and_line_ends_are_counted_as_sent(void **state)
{
	(void)state;
	CHECK(
	    "request.body_*", POST "Content-Length: 12\r\n\r\n\xC3\xA9\xF0\x9F\x98\x80x\n\r\ny\n",
	    "request.body_bytes 12 39+12\nrequest.body_characters 8 39+12\nrequest.body_utf16_units 9 39+12\n"
	    "request.body_lf 2 39+12\nrequest.body_crlf 1 39+12\nrequest.body_ends_with_newline 50+1\n");
	CHECK("request.body_characters request.body_utf16_units", POST "Content-Length: 1\r\n\r\n\xFF", "");
}

static void chunks_are_taken_off_and_counted(void **state)
{
	(void)state;
	CHECK("request.chunk* request.body_bytes request.wire_bytes content.bytes",
	      CHUNKED "2;a=\"b;c\"\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
	      "content.bytes 3 58+8\nrequest.chunked_codings 1 36+7\nrequest.body_bytes 3 "
	      "58+8\nrequest.wire_bytes 26 58+8\n"
	      "request.chunks 2 47+1\nrequest.chunk_extension 'a=\"b;c\"' 49+7\n");
}

static void broken_chunks_are_named_with_their_place(void **state)
{
	(void)state;
	CHECK("request.chunk_*", CHUNKED "1\nx\r\n0\r\n\r\n",
	      "request.chunk_terminator_error 'a line ends in a line feed alone' 48+1\n");
	CHECK("request.chunk_*", CHUNKED "1 \r\nx\r\n0\r\n\r\n",
	      "request.chunk_size_error 'white space stands beside the chunk size' 48+1\n");
	CHECK("request.chunk_*", CHUNKED "1;=\r\nx\r\n0\r\n\r\n",
	      "request.chunk_extension '=' 49+1\nrequest.chunk_extension_malformed 50+1\n");
	CHECK("request.chunk_* request.body_bytes content.bytes", CHUNKED "1\r\nx\r\ng\r\n",
	      "content.bytes ?\nrequest.body_bytes ?\n"
	      "request.chunk_size_error 'the chunk size is not a hexadecimal number' 53+1\n");
	CHECK("request.chunk_* request.body_bytes", CHUNKED "0x1\r\nx",
	      "request.body_bytes ?\nrequest.chunk_size_error 'the chunk size begins with 0x' 48+1\n");
	CHECK("request.chunk_* request.body_bytes", CHUNKED "5\r\nx",
	      "request.body_bytes 1 50+1\nrequest.chunk_terminator_error 'the input ends inside a chunk' "
	      "47+0\n");
	CHECK("request.chunk_* request.body_bytes", CHUNKED "1\r\nx\r\n0\r\n\r\nrest",
	      "request.body_bytes 1 50+1\nrequest.chunk_terminator_error 'other bytes follow the last chunk' "
	      "58+1\n");
}

static void a_body_that_is_not_chunked_at_all_is_read_as_it_is(void **state)
{
	(void)state;
	CHECK("request.chunk_* request.body_bytes content.looks_like", CHUNKED "{\"a\":1}",
	      "content.looks_like 'json' 47+7\nrequest.body_bytes 7 47+7\n"
	      "request.chunk_size_error 'the chunk size is not a hexadecimal number' 47+1\n");
}

static void curl_does_its_own_chunking(void **state)
{
	struct pl_facts_input curl = { .input = PL_INPUT_CURL };

	(void)state;
	pl_facts_check_input("request.body_bytes request.chunk_* request.framing", PL_STR(CHUNKED "5\r\nx"),
	                     curl, "request.framing 'chunked' 36+7\nrequest.body_bytes 4 47+4\n");
}

static void what_was_not_read_is_unknown(void **state)
{
	struct pl_facts_input unknown = { .body_is_unknown = true }, hole = { .hole_at = 1, .hole_len = 2 };

	(void)state;
	pl_facts_check_input(
	    "request.has_body request.body_bytes request.wire_bytes content.bytes content.is_unread "
	    "content.looks_like request.chunks",
	    PL_STR(POST "Content-Length: 9\r\n\r\n"), unknown,
	    "content.bytes ?\ncontent.looks_like ?\ncontent.is_unread 0+15\nrequest.has_body ?\n"
	    "request.body_bytes ?\nrequest.wire_bytes ?\nrequest.chunks ?\n");
	pl_facts_check_input(
	    "request.body_bytes request.body_characters request.missing_bytes content.bytes "
	    "content.looks_like content.replacement_characters",
	    PL_STR(POST "Content-Length: 5\r\n\r\nabcd"), hole,
	    "content.bytes 4 38+4\ncontent.looks_like ?\ncontent.replacement_characters ?\n"
	    "request.body_bytes 4 38+4\nrequest.missing_bytes 1 33+1\nrequest.body_characters ?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_length_is_its_first_valid_value),
		cmocka_unit_test(a_second_length_is_a_list_or_a_conflict_where_it_stands),
		cmocka_unit_test(transfer_codings_are_judged_one_by_one),
		cmocka_unit_test(framing_says_how_the_body_ends),
		cmocka_unit_test(missing_and_surplus_bytes_have_their_places),
		cmocka_unit_test(characters_and_line_ends_are_counted_as_sent),
		cmocka_unit_test(chunks_are_taken_off_and_counted),
		cmocka_unit_test(broken_chunks_are_named_with_their_place),
		cmocka_unit_test(a_body_that_is_not_chunked_at_all_is_read_as_it_is),
		cmocka_unit_test(curl_does_its_own_chunking),
		cmocka_unit_test(what_was_not_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
