/* Facts of the request line and of header lines: what a request says, and what rules may ask of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

static void the_request_line_is_taken_apart_with_its_places(void **state)
{
	(void)state;
	CHECK("request.method request.target request.version request.line_error",
	      "POST /a?b HTTP/1.1\r\nHost: h\r\n\r\n",
	      "request.method 'POST' 0+4\nrequest.target '/a?b' 5+4\nrequest.version 'HTTP/1.1' 10+8\n");
	CHECK("request.line_error", "POST  /a HTTP/1.1\r\nHost: h\r\n\r\n",
	      "request.line_error 'a tab or a superfluous space stands in it' 0+17\n");
	CHECK("request.line_error", "P@ST /a HTTP/1.1\r\nHost: h\r\n\r\n",
	      "request.line_error 'the method is not a token' 0+16\n");
}

static void the_url_has_no_scheme_that_the_request_does_not_tell(void **state)
{
	(void)state;
	CHECK("request.url request.host", "GET /a HTTP/1.1\r\nHost: h:81\r\n\r\n",
	      "request.url '//h:81/a' 4+2\nrequest.host 'h:81' 23+4\n");
	CHECK("request.url", "GET http://h/a HTTP/1.1\r\nHost: x\r\n\r\n", "request.url 'http://h/a' 4+10\n");
	CHECK("request.url", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "request.url '//h' 8+1\n");
	CHECK("request.url", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", "request.url 'h:443' 8+5\n");
	CHECK("request.url", "GET /a HTTP/1.0\r\n\r\n", "request.url '/a' 4+2\n");
}

static void loopback_hosts_are_known(void **state)
{
	(void)state;
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: LocalHost:80\r\n\r\n",
	      "request.is_loopback 4+2\n");
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: 127.1.2.3\r\n\r\n",
	      "request.is_loopback 4+2\n");
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
	      "request.is_loopback 4+2\n");
	CHECK("request.is_loopback", "GET http://localhost/ HTTP/1.0\r\n\r\n", "request.is_loopback 4+17\n");
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: 127.evil.example\r\n\r\n", "");
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: localhost.example\r\n\r\n", "");
	CHECK("request.is_loopback", "GET /a HTTP/1.1\r\nHost: [\r\n\r\n", "");
}

static void the_head_is_counted_and_its_end_missed(void **state)
{
	(void)state;
	CHECK("request.head*", "GET /a HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n",
	      "request.head_bytes 34 0+15\nrequest.headers 2 0+15\n");
	CHECK("request.head_incomplete", "GET /a HTTP/1.1\r\nHost: h", "request.head_incomplete 23+1\n");
}

static void every_header_line_is_a_row_with_its_oddities(void **state)
{
	(void)state;
	CHECK("header.name header.raw_name header.value header.bytes header.repeated", "GET /a HTTP/1.1\r\nHost:  h \r\nHOST: g\r\n\r\n",
	      "header.name 'host' 17+4\nheader.raw_name 'Host' 17+4\nheader.value 'h' 24+1\nheader.bytes 11 "
	      "17+9\n"
	      "header.name 'host' 28+4\nheader.raw_name 'HOST' 28+4\nheader.value 'g' 34+1\nheader.bytes 9 "
	      "28+7\n"
	      "header.repeated 28+7\n");
	CHECK("header.no* header.sp* header.obs* header.bare*",
	      "GET /a HTTP/1.1\r\nA : b\r\nC\r\nD: e\n\tf\r\n\r\n",
	      "header.space_before_colon 17+5\nheader.no_colon 24+1\nheader.obs_fold 27+7\nheader.bare_lf "
	      "27+7\n");
	CHECK("header.name_invalid header.control header.non_ascii header.bare_cr",
	      "GET /a HTTP/1.1\r\nA(: b\r\nC: \x01\r\nD: \xff\r\nE: a\rb\r\n\r\n",
	      "header.name_invalid 17+5\nheader.control 24+4\nheader.non_ascii 30+4\nheader.bare_cr 36+6\n");
	CHECK("header.bare_lf", "GET /a HTTP/1.1\nHost: h\nA: b\n\n", "");
}

static void expectations_and_trailer_announcements_are_kept(void **state)
{
	(void)state;
	CHECK("request.expect request.trailer",
	      "PUT /a HTTP/1.1\r\nExpect: 100-Continue\r\nTrailer: A, b\r\n\r\n",
	      "request.expect '100-continue' 25+12\nrequest.trailer 'A, b' 48+4\n");
}

static void a_trailer_field_is_a_header_row_too(void **state)
{
	(void)state;
	CHECK("header.name header.value header.in_trailer header.trailer_unannounced header.bytes",
	      "PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: Sum\r\n\r\n1\r\nx\r\n0\r\nSum: "
	      "1\r\nHost: h\r\n\r\n",
	      "header.name 'transfer-encoding' 17+17\nheader.value 'chunked' 36+7\nheader.bytes 28 17+26\n"
	      "header.name 'trailer' 45+7\nheader.value 'Sum' 54+3\nheader.bytes 14 45+12\n"
	      "header.name 'sum' 70+3\nheader.value '1' 75+1\nheader.bytes 8 70+6\nheader.in_trailer 70+6\n"
	      "header.name 'host' 78+4\nheader.value 'h' 84+1\nheader.bytes 9 78+7\nheader.in_trailer 78+7\n"
	      "header.trailer_unannounced 78+7\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_request_line_is_taken_apart_with_its_places),
		cmocka_unit_test(the_url_has_no_scheme_that_the_request_does_not_tell),
		cmocka_unit_test(loopback_hosts_are_known),
		cmocka_unit_test(the_head_is_counted_and_its_end_missed),
		cmocka_unit_test(every_header_line_is_a_row_with_its_oddities),
		cmocka_unit_test(expectations_and_trailer_announcements_are_kept),
		cmocka_unit_test(a_trailer_field_is_a_header_row_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
