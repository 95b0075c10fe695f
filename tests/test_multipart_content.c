/* Multipart contents: facts of parts, of delimiters, and the parts' own contents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define TYPED(type) "POST / HTTP/1.1\r\nContent-Type: " type "\r\n\r\n"
#define FORM        TYPED("multipart/form-data; boundary=b") /* 66 bytes; the boundary stands at 61 */
#define FIELD       "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n"
#define FILE_PART   "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\nhello\r\n"
#define CLOSE       "--b--\r\n"

static void parts_are_counted_and_files_told_from_fields(void **state)
{
	(void)state;
	CHECK("content.parts content.files content.delimiter* request.parts request.files request.file_bytes "
	      "request.nofile_bytes request.fields part.bytes part.index part.depth",
	      FORM FIELD FILE_PART CLOSE,
	      "part.index 0 66+3\npart.depth 1 66+3\npart.bytes 1 113+1\n"
	      "part.index 1 116+3\npart.depth 1 116+3\npart.bytes 5 183+5\n"
	      "content.parts 2 66+3\ncontent.files 1 116+63\n"
	      "content.delimiters 3 66+3\ncontent.delimiter_lf 0 31+31\ncontent.delimiter_crlf 3 66+3\n"
	      "request.parts 2 66+3\nrequest.files 1 116+63\nrequest.file_bytes 5 "
	      "183+5\nrequest.nofile_bytes 126 66+131\n"
	      "request.fields 1 66+3\n");
}

static void a_disposition_is_taken_apart(void **state)
{
	(void)state;
	CHECK(
	    "part.disposition* part.name part.filename* part.is_file part.in_form_data part.head* "
	    "part.name_odd_chars",
	    FORM "--b\r\nContent-Disposition: Form-Data; name=\"a\\\"b\"; "
	         "filename=\"C:\\x%20.txt\"\r\n\r\n\r\n" CLOSE,
	    "part.name 'a\"b' 109+4\npart.filename 'C:\\x%20.txt' 126+11\npart.is_file "
	    "126+11\npart.in_form_data 66+3\n"
	    "part.disposition 'Form-Data; name=\"a\\\"b\"; filename=\"C:\\x%20.txt\"' 92+46\n"
	    "part.disposition_type 'form-data' 92+9\npart.name_odd_chars 126+11\npart.filename_path 126+11\n"
	    "part.filename_percent 126+11\npart.head_bytes 71 66+72\npart.headers 1 71+67\n"
	    "part.header_longest 67 71+67\n");
}

#define PART(headers) FORM "--b\r\n" headers "\r\n\r\nv\r\n" CLOSE /* headers stand at 71 */

static void a_broken_disposition_is_named(void **state)
{
	(void)state;
	CHECK("part.disposition_*", PART("Content-Disposition: form-data; name=a; name=b; x=y"),
	      "part.disposition_type 'form-data' 92+9\npart.disposition_param_repeated 'name' 111+4\n"
	      "part.disposition_param_unknown 'x' 119+1\n");
	CHECK("part.disposition_error", PART("Content-Disposition: form-data; name=\"a"),
	      "part.disposition_error 'the closing quote is missing' 108+2\n");
	CHECK("part.disposition_error", PART("Content-Disposition: form-data; name='a'"),
	      "part.disposition_error 'a value stands in single quotes' 108+3\n");
	CHECK("part.disposition_error", PART("Content-Disposition: form-data; name=\"a\";"),
	      "part.disposition_error 'a semicolon with no parameter behind it' 111+1\n");
	CHECK("part.disposition_error", PART("Content-Disposition: ; name=a"),
	      "part.disposition_error 'the disposition type is no token' 92+8\n");
	CHECK("part.filename_star part.is_file", PART("Content-Disposition: form-data; filename*=UTF-8''a"),
	      "part.filename_star 'UTF-8''a' 113+8\npart.is_file 113+8\n");
}

static void part_headers_have_their_oddities(void **state)
{
	(void)state;
	CHECK("part.header_*", PART("X: y\r\nx: z\r\nA:\r\n b\r\nnone\r\nB@: c"),
	      "part.header_longest 6 83+6\npart.header_fold 83+6\npart.header_repeated 'x' "
	      "77+1\npart.header_unknown 'X' 71+1\n"
	      "part.header_invalid 'there is no colon' 91+4\n");
	CHECK("part.header_lf part.header_nul", FORM "--b\r\nA: \0\nB: c\r\n\r\nv\r\n" CLOSE,
	      "part.header_nul 71+4\npart.header_lf 71+4\n");
	CHECK("part.declared_type part.media_type part.charset part.transfer_encoding",
	      PART("Content-Type: Text/Plain; charset=UTF-8\r\nContent-Transfer-Encoding: Base64"),
	      "part.declared_type 'Text/Plain; charset=UTF-8' 85+25\npart.media_type 'text/plain' 85+10\n"
	      "part.charset 'utf-8' 105+5\npart.transfer_encoding 'base64' 139+6\n");
}

static void a_cut_head_says_how(void **state)
{
	(void)state;
	CHECK("part.incomplete content.boundary_in_content", FORM "--b\r\nA: b\r\n" CLOSE,
	      "part.incomplete 'a delimiter in it' 77+5\n");
	CHECK("part.incomplete part.bytes", FORM "--b\r\nA: b\r\n",
	      "part.incomplete 'the end of input' 66+3\npart.bytes 0 66+9\n");
	CHECK("part.incomplete content.boundary_in_content", FORM "--b\r\nhello\r\n" CLOSE,
	      "part.incomplete 'no empty line' 71+5\ncontent.boundary_in_content 71+5\n");
}

static void what_is_odd_about_delimiters_is_told_where_it_stands(void **state)
{
	(void)state;
	CHECK("content.unclosed content.preamble_bytes content.epilogue_bytes content.no_final*",
	      FORM "pre\r\n" FIELD,
	      "content.unclosed 120+1\ncontent.preamble_bytes 3 66+3\ncontent.epilogue_bytes 0 31+31\n");
	CHECK("content.unclosed content.preamble_bytes content.epilogue_bytes content.no_final* "
	      "content.after_close",
	      FORM FIELD "--b--\r\nepi", "content.preamble_bytes 0 31+31\ncontent.epilogue_bytes 3 123+3\n");
	CHECK("content.no_final* content.delimiter_*", FORM FIELD "--b--",
	      "content.no_final_line_break 116+5\ncontent.delimiter_lf 0 31+31\ncontent.delimiter_crlf 2 "
	      "66+3\n");
	CHECK("content.delimiter_*", FORM "--b\nA: b\n\nv\n--b-- \n",
	      "content.delimiter_spaces 78+6\ncontent.delimiter_lf 2 66+3\ncontent.delimiter_crlf 0 31+31\n");
	CHECK("content.delimiter_junk content.delimiter_quoted content.delimiter_midline content.dash_lines "
	      "content.after_close",
	      FORM "--b\r\n\r\n--\r\n--bc\r\n \"--b\r\nx--b\r\n--b--\r\n--b--\r\n",
	      "content.after_close 'a second closing delimiter' 103+5\ncontent.delimiter_junk 77+3\n"
	      "content.delimiter_quoted 85+3\ncontent.delimiter_midline 91+3\ncontent.dash_lines 1 73+2\n");
}

static void the_bodys_own_boundary_is_found_and_compared(void **state)
{
	(void)state;
	CHECK("content.body_boundary content.boundary_difference", FORM FIELD CLOSE,
	      "content.body_boundary 'b' 68+1\n");
	CHECK("content.body_boundary content.boundary_difference content.parts",
	      FORM "----b\r\nContent-Disposition: x\r\n\r\n\r\n----b--",
	      "content.parts 1 66+5\ncontent.body_boundary '--b' 68+3\ncontent.boundary_difference 'dashes' "
	      "68+3\n");
	CHECK("content.boundary_difference", FORM "--B\r\nContent-Type: x/y\r\n\r\n\r\n--B--",
	      "content.boundary_difference 'case' 68+1\n");
	CHECK("content.boundary_difference", FORM "--bcd\r\nContent-Type: x/y\r\n\r\n\r\n--bcd--",
	      "content.boundary_difference 'truncated' 68+3\n");
	CHECK("content.boundary_difference", FORM "--\"b\"\r\nContent-Type: x/y\r\n\r\n\r\n--\"b\"--",
	      "content.boundary_difference 'quotes' 68+3\n");
	CHECK("content.boundary_difference", FORM "--xyz\r\nContent-Type: x/y\r\n\r\n\r\n--xyz--",
	      "content.boundary_difference 'other' 68+3\n");
}

static void a_multipart_body_under_another_type_is_read_all_the_same(void **state)
{
	(void)state;
	CHECK("part.name content.looks_like content.body_boundary content.boundary_difference request.parts",
	      TYPED("application/json") FIELD CLOSE,
	      "content.looks_like 'text' 98+1\npart.name 'a' 93+1\ncontent.looks_like 'multipart' 51+57\n"
	      "content.body_boundary 'b' 53+1\nrequest.parts 1 51+3\n");
}

static void a_body_without_any_delimiter_has_none(void **state)
{
	(void)state;
	CHECK("content.delimiters content.parts content.looks_like content.preamble_bytes",
	      FORM "hello there",
	      "content.looks_like 'text' 66+11\ncontent.parts 0 31+31\ncontent.delimiters 0 31+31\n"
	      "content.preamble_bytes 11 66+11\n");
}

static void parts_have_contents_and_fields_of_their_own(void **state)
{
	(void)state;
	CHECK("field.kind field.name content.in_part content.media_type content.looks_like",
	      FORM "--b\r\nContent-Disposition: form-data; name=j\r\nContent-Type: "
	           "application/json\r\n\r\n{\"k\":\"v\"}\r\n" FIELD CLOSE,
	      "field.kind 'json' 0+0\nfield.name 'k' 0+0\n"
	      "content.in_part 66+75\ncontent.media_type 'application/json' 125+16\ncontent.looks_like "
	      "'json' 145+9\n"
	      "field.kind 'part' 0+0\nfield.name 'a' 0+0\ncontent.in_part 156+43\ncontent.looks_like 'text' "
	      "203+1\n"
	      "content.media_type 'multipart/form-data' 31+19\ncontent.looks_like 'multipart' 66+147\n");
}

static void multipart_in_multipart_is_read_to_its_depth(void **state)
{
	(void)state;
	CHECK(
	    "part.depth part.name content.multipart_too_deep request.parts",
	    TYPED("multipart/mixed; boundary=1") "--1\r\nContent-Type: multipart/mixed; boundary=2\r\n\r\n"
	                                         "--2\r\nContent-Type: multipart/mixed; "
	                                         "boundary=3\r\n\r\n--3\r\nContent-Type: multipart/mixed; "
	                                         "boundary=4\r\n\r\n"
	                                         "--4\r\nContent-Type: multipart/mixed; "
	                                         "boundary=5\r\n\r\n--5\r\n\r\nx\r\n--5--\r\n--4--\r\n--3--"
	                                         "\r\n--2--\r\n--1--\r\n",
	    "content.multipart_too_deep 262+15\npart.depth 4 212+3\npart.depth 3 162+3\npart.depth 2 112+3\n"
	    "part.depth 1 62+3\nrequest.parts 4 62+3\n");
}

static void a_hole_in_a_part_leaves_its_content_unknown(void **state)
{
	struct pl_facts_input hole = { .hole_at = 118, .hole_len = 3 };

	(void)state;
	pl_facts_check_input("part.bytes content.bytes content.is_unread request.file_bytes",
	                     PL_STR(FORM FIELD FILE_PART CLOSE), hole,
	                     "content.bytes 1 113+1\npart.bytes 1 113+1\n"
	                     "content.bytes 5 183+5\ncontent.is_unread 183+1\npart.bytes ?\n"
	                     "content.bytes 131 66+131\ncontent.is_unread 31+31\nrequest.file_bytes ?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_counted_and_files_told_from_fields),
		cmocka_unit_test(a_disposition_is_taken_apart),
		cmocka_unit_test(a_broken_disposition_is_named),
		cmocka_unit_test(part_headers_have_their_oddities),
		cmocka_unit_test(a_cut_head_says_how),
		cmocka_unit_test(what_is_odd_about_delimiters_is_told_where_it_stands),
		cmocka_unit_test(the_bodys_own_boundary_is_found_and_compared),
		cmocka_unit_test(a_multipart_body_under_another_type_is_read_all_the_same),
		cmocka_unit_test(a_body_without_any_delimiter_has_none),
		cmocka_unit_test(parts_have_contents_and_fields_of_their_own),
		cmocka_unit_test(multipart_in_multipart_is_read_to_its_depth),
		cmocka_unit_test(a_hole_in_a_part_leaves_its_content_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
