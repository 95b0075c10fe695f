/* Facts of the request target, of Host and Connection, and of credentials. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define GET(target) "GET " target " HTTP/1.1\r\nHost: h\r\n\r\n"
#define WITH(headers) "GET /a HTTP/1.1\r\n" headers "\r\n\r\n"

static void ordinary_targets_have_nothing_odd(void **state)
{
	(void)state;
	CHECK("request.target_error request.target_raw_byte request.target_encoding_error request.target_odd_escape "
	      "request.target_fragment request.target_host request.uri_error request.query_* request.has_userinfo",
	      GET("/a%20b/c@d?x=[1]&y={2}|^&z=a+b&u=https%3A%2F%2Fh%2F%3Fq%3Da%252Fb&d=100%25"), "");
	CHECK("request.target_error request.target_host request.uri_error", GET("http://H:80/a"), "");
	CHECK("request.target_error", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", "");
	CHECK("request.target_error request.uri_error", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "");
}

static void a_target_of_the_wrong_form_is_told(void **state)
{
	(void)state;
	CHECK("request.target_error", GET("a/b"),
	      "request.target_error 'it begins with neither / nor a scheme and ://' 4+3\n");
	CHECK("request.target_error", GET("*"), "request.target_error '* is a target of OPTIONS alone' 4+1\n");
	CHECK("request.target_error", "CONNECT /a HTTP/1.1\r\nHost: h\r\n\r\n",
	      "request.target_error 'CONNECT takes host:port and nothing else' 8+2\n");
	CHECK("request.uri_error", GET("http://h:x/"), "request.uri_error 'its port is not a number up to 65535' 4+11\n");
	CHECK("request.uri_error", GET("http:///a"), "request.uri_error 'the host is missing' 4+9\n");
	CHECK("request.target_host request.has_userinfo", GET("http://u@g/a"),
	      "request.target_host 'g' 13+1\nrequest.has_userinfo 11+2\n");
}

static void bytes_and_escapes_of_a_target_are_judged_where_they_stand(void **state)
{
	(void)state;
	CHECK("request.target_raw_byte", GET("/a b"), "request.target_raw_byte 'a space' 6+1\n");
	CHECK("request.target_raw_byte", GET("/\xc3\xa9"), "request.target_raw_byte 'a byte above 0x7F' 5+1\n");
	CHECK("request.target_raw_byte", GET("/a\\b?c\\d"), "request.target_raw_byte 'a backslash' 6+1\n");
	CHECK("request.target_raw_byte", GET("/a?c\\d"), "");
	CHECK("request.target_encoding_error", GET("/a?b=5%&c"),
	      "request.target_encoding_error 'a % that two hexadecimal digits do not follow' 10+1\n");
	CHECK("request.target_odd_escape request.target_encoding_error", GET("/%u00e9"),
	      "request.target_odd_escape 'an escape %uXXXX, which is no percent-encoding' 5+3\n");
	CHECK("request.target_odd_escape", GET("/%C0%AF"), "request.target_odd_escape 'an overlong form of UTF-8' 5+3\n");
	CHECK("request.target_odd_escape", GET("/%C0%20%E0%A4%80"), "");
	CHECK("request.target_odd_escape", GET("/a%00"), "request.target_odd_escape 'a NUL byte, %00' 6+3\n");
	CHECK("request.target_fragment", GET("/a#b#c"), "request.target_fragment 6+4\n");
}

static void what_a_query_should_not_carry_is_named(void **state)
{
#define CHARS_64 "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAAABHNCSVQICAgIfAhk"
	(void)state;
	CHECK("request.query_secret", GET("/a?x=1&Access_Token=12345678"), "request.query_secret 'Access_Token' 11+12\n");
	CHECK("request.query_secret", GET("/a?api_key=&token=12345678"), "");
	CHECK("request.query_double_encoded", GET("/a?b=Jane%2520Doe"), "request.query_double_encoded 'b' 9+12\n");
	CHECK("request.query_double_encoded", GET("/a?b=x%2Fa%252Fb&c=50%25&d=50%25de"), "");
	CHECK("request.query_base64*", GET("/a?b=" CHARS_64), "");
	CHECK("request.query_base64*", GET("/a?b=" CHARS_64 "A+/%3D"),
	      "request.query_base64 'b' 9+70\nrequest.query_base64_bytes 70 9+70\nrequest.query_base64_plus 74+1\n");
	CHECK("request.query_base64*", GET("/a?SAMLRequest=" CHARS_64 "A+/%3D"), "");
}

static void host_is_a_host_and_a_port(void **state)
{
	(void)state;
	CHECK("request.host_error request.host_is_ip", WITH("Host: a_b.example:8080"), "");
	CHECK("request.host_error request.host_is_ip", WITH("Host: [::1]:80"), "request.host_is_ip 23+8\n");
	CHECK("request.host_error", WITH("Host: ::1"),
	      "request.host_error 'an IPv6 address must stand in brackets' 23+3\n");
	CHECK("request.host_error", WITH("Host: http://h"),
	      "request.host_error 'it is a URL, and should be its host alone' 23+8\n");
	CHECK("request.host_error", WITH("Host: h/a"), "request.host_error 'a path stands behind the host' 23+3\n");
	CHECK("request.host_error", WITH("Host: h:99999"),
	      "request.host_error 'its port is not a number up to 65535' 23+7\n");
	CHECK("request.host_error", WITH("Host: [::1"), "request.host_error 'a bracket is not closed' 23+4\n");
	CHECK("request.hosts request.host_not_first", WITH("A: b\r\nHost: h\r\nHost: h"),
	      "request.hosts 2 32+7\nrequest.host_not_first 23+7\n");
}

static void connection_lines_must_agree(void **state)
{
	(void)state;
	CHECK("request.connection_* request.upgrade_error request.te_error",
	      WITH("Connection: Upgrade, HTTP2-Settings, TE\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\nTE: trailers"), "");
	CHECK("request.connection_end_to_end", WITH("Connection: close, Cookie"),
	      "request.connection_end_to_end 'Cookie' 36+6\n");
	CHECK("request.connection_conflict", WITH("Connection: keep-alive\r\nConnection: close"),
	      "request.connection_conflict 'keep-alive and close stand in two lines' 17+22\n");
	CHECK("request.upgrade_error", WITH("Connection: Upgrade\r\nUpgrade: h2c"),
	      "request.upgrade_error 'h2c needs an HTTP2-Settings line' 38+12\n");
	CHECK("request.te_error", WITH("Connection: TE\r\nTE: chunked"),
	      "request.te_error 'chunked is always understood and may not be listed' 33+11\n");
	CHECK("request.condition_error", WITH("If-Range: \"a\""),
	      "request.condition_error 'If-Range without Range is ignored' 17+13\n");
}

#define AUTH "header.auth_empty header.auth_placeholder header.basic_* header.bearer_error header.auth_digest_error"

static void good_credentials_are_silent(void **state)
{
	(void)state;
	CHECK(AUTH, WITH("Authorization: Basic dXNlcjpzZWNyZXQ="), "");
	CHECK(AUTH, WITH("Authorization: Bearer a.b-c_d~e+f/g=="), "");
	CHECK(AUTH, WITH("Authorization: token"), "header.auth_empty 32+5\n");
	CHECK(AUTH, WITH("Authorization: mF_9.B5f"), "");
	CHECK(AUTH, WITH("Authorization: Digest username=\"a, b\", realm=\"=\", nonce=\"n\", uri=\"/\", response=\"0\""), "");
}

static void bad_credentials_are_told_without_repeating_them(void **state)
{
	(void)state;
	CHECK(AUTH, WITH("Authorization: Bearer"), "header.auth_empty 32+6\n");
	CHECK(AUTH, WITH("Authorization: Bearer Bearer x"),
	      "header.auth_placeholder 'the scheme stands there twice' 32+15\n");
	CHECK(AUTH, WITH("Authorization: Bearer \"x\""),
	      "header.auth_placeholder 'the credentials stand in quotes' 32+10\n");
	CHECK(AUTH, WITH("Authorization: Basic a:b"), "header.basic_error 'user:password stands there as it is' 32+9\n");
	CHECK(AUTH, WITH("Authorization: Basic a-_b"), "header.basic_error 'what follows Basic is not base64' 32+10\n");
	CHECK(AUTH, WITH("Authorization: Basic YWJj"), "header.basic_no_colon 32+10\n");
	CHECK(AUTH, WITH("Authorization: Basic YTpiCg=="), "header.basic_control 'a line feed at their end' 32+14\n");
	CHECK(AUTH, WITH("Authorization: Bearer a,b"),
	      "header.bearer_error 'a character stands in it that no token has' 32+10\n");
	CHECK(AUTH, WITH("Authorization: Digest username=\"a\", realm=\"r\""),
	      "header.auth_digest_error 'nonce is missing' 32+30\n");
	CHECK("header.continues_auth", WITH("Authorization: Basic YTpi\r\nYw=="), "header.continues_auth 44+4\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_targets_have_nothing_odd),
		cmocka_unit_test(a_target_of_the_wrong_form_is_told),
		cmocka_unit_test(bytes_and_escapes_of_a_target_are_judged_where_they_stand),
		cmocka_unit_test(what_a_query_should_not_carry_is_named),
		cmocka_unit_test(host_is_a_host_and_a_port),
		cmocka_unit_test(connection_lines_must_agree),
		cmocka_unit_test(good_credentials_are_silent),
		cmocka_unit_test(bad_credentials_are_told_without_repeating_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
