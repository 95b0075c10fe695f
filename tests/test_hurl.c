/* Hurl files: what hurl would send, and where its bytes stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "inputs.h"

#define HEAD "Host: h.example\r\nAccept: */*\r\n"
#define AGENT "User-Agent: hurl/7.0.0\r\n"

static void shows_nth(const char *text, uint64_t entry, const char *expected)
{
	pl_input_shows("hurl", text, entry, expected);
}

static void shows(const char *text, const char *expected)
{
	shows_nth(text, 0, expected);
}

static void a_request_gets_what_hurl_adds(void **state)
{
	(void)state;
	shows("GET http://h.example", "GET / HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows("POST http://h.example/a\nHTTP 200\n", "POST /a HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows("\n# c\nGET http://h.example/a # c\naccept: text/plain # c\n# c\nUser-Agent: x\\#y\nHTTP *",
	      "GET /a HTTP/1.1\r\nHost: h.example\r\naccept: text/plain\r\nUser-Agent: x#y\r\n\r\n");
	shows("PURGE https://h.example/a\n[Options]\nuser-agent: me\ncompressed: true\nuser: a:b\n",
	      "PURGE /a HTTP/1.1\r\n" HEAD "Authorization: Basic YTpi\r\nUser-Agent: me\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
}

static void sections_go_where_they_belong(void **state)
{
	(void)state;
	shows("GET http://h.example/a?z\n[QueryStringParams]\na: b c\nd[]: \\#\n[Cookies]\ns: 1\nt: 2\n[BasicAuth]\nbob: x\n",
	      "GET /a?z&a=b%20c&d[]=%23 HTTP/1.1\r\n" HEAD "Cookie: s=1; t=2\r\nAuthorization: Basic Ym9iOng=\r\n" AGENT "\r\n");
	shows("POST http://h.example/\n[Form]\na: b c\ne: \\u{e9}\n",
	      "POST / HTTP/1.1\r\n" HEAD AGENT "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 16\r\n\r\na=b%20c&e=%C3%A9");
	shows("POST http://h.example/\nContent-Type: multipart/form-data; boundary=b\n[MultipartFormData]\na\\:b: 1\nf: file,body.txt;\ng: "
	      "file,body.txt; text/x # c\n",
	      "POST / HTTP/1.1\r\n" HEAD "Content-Type: multipart/form-data; boundary=b\r\n" AGENT "Content-Length: 443\r\n\r\n"
	      "--------------------------plimsollplimsollplims0\r\nContent-Disposition: form-data; name=\"a:b\"\r\n\r\n1\r\n"
	      "--------------------------plimsollplimsollplims0\r\nContent-Disposition: form-data; name=\"f\"; filename=\"body.txt\"\r\n"
	      "Content-Type: text/plain\r\n\r\nhello\r\n"
	      "--------------------------plimsollplimsollplims0\r\nContent-Disposition: form-data; name=\"g\"; filename=\"body.txt\"\r\n"
	      "Content-Type: text/x\r\n\r\nhello\r\n"
	      "--------------------------plimsollplimsollplims0--\r\n");
}

static void body_is(const char *written, const char *head, const char *body)
{
	struct pl_buf text, expected;

	pl_buf_init(&text, 4096);
	pl_buf_init(&expected, 4096);
	pl_buf_printf(&text, "PUT http://h.example/\n%s\nHTTP 200\n[Asserts]\nbody == \"x\"\n", written);
	pl_buf_printf(&expected, "PUT / HTTP/1.1\r\n" HEAD AGENT "%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
	pl_buf_add_char(&text, '\0');
	pl_buf_add_char(&expected, '\0');
	shows(text.ptr, expected.ptr);
	pl_buf_free(&text);
	pl_buf_free(&expected);
}

static void a_body_is_written_in_many_ways(void **state)
{
	static const char json[] = "Content-Type: application/json\r\n", xml[] = "Content-Type: application/xml\r\n";

	(void)state;
	body_is("{ \"a\": \"}\\\"\",\n \"b\": [1] } # c", json, "{ \"a\": \"}\\\"\",\n \"b\": [1] }");
	body_is("[1,\n2", json, "[1,\n2");
	body_is("true", json, "true");
	body_is("\"a b\"", json, "\"a b\"");
	body_is("<a>\n <b/>\n</a>", xml, "<a>\n <b/>\n</a>");
	body_is("```\nx\ny\n```", "", "x\ny\n");
	body_is("```x y```", "", "x y");
	body_is("```json\n{}\n```", json, "{}\n");
	body_is("```xml\n<a/>\n```", xml, "<a/>\n");
	body_is("```raw,novariable\n{{x}}\\n\n```", "", "{{x}}\\n\n");
	body_is("```escape\na\\tb\n```", "", "a\tb\n");
	body_is("```graphql\n{ a(x: \"y\") }\n\nvariables {\n \"b\": \"c d\" }\n```", json,
	        "{\"query\":\"{ a(x: \\\"y\\\") }\",\"variables\":{\"b\":\"c d\"}}");
	body_is("```graphql\n{ a }\n```", json, "{\"query\":\"{ a }\"}");
	body_is("`a\\`b` # c", "", "a`b");
	body_is("base64,aGVs\n bG8=;", "", "hello");
	body_is("hex,68656c6C6f;", "", "hello");
	body_is("file,body.txt; # c", "", "hello");
}

static void what_is_expected_of_a_response_is_passed_over(void **state)
{
	static const char text[] = "GET http://h.example/a\nHTTP 200\n[Asserts]\nbody contains \"x\"\n```\nGET http://h.example/no\n```\n"
	                           "GET http://h.example/b\n[Options]\nskip: true\nGET http://h.example/c\n{}\n\nGET http://h.example/d\n";

	(void)state;
	shows_nth(text, 1, "GET /c HTTP/1.1\r\n" HEAD AGENT "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
	shows_nth(text, 2, "GET /d HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows_nth(text, 3, "!there is no request 3; there are 3");
}

static void variables_are_filled(void **state)
{
	static const char captured[] = "GET http://h.example/{{t}}\nHTTP 200\n[Captures]\nt: jsonpath \"$.t\"\n\nGET http://h.example/{{t}}\n";

	(void)state;
	shows("GET http://h.example/{{a}}/{{b}}/{{a urlEncode}}\n[Options]\nvariable: a=1\nvariable: b=\"x y\"\n",
	      "GET /1/x%20y/0 HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows("GET http://h.example/{{newUuid}}/{{getEnv \"HOME\"}}",
	      "GET /00000000-0000-4000-8000-000000000000/HOME HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows_nth(captured, 0, "GET /{{t}} HTTP/1.1\r\n" HEAD AGENT "\r\n");
	shows_nth(captured, 1, "GET /0 HTTP/1.1\r\n" HEAD AGENT "\r\n");
	pl_inputs_env("t=7\n", NULL);
	shows_nth(captured, 1, "GET /7 HTTP/1.1\r\n" HEAD AGENT "\r\n");
	pl_inputs_env(NULL, NULL);
}

static void a_finding_opens_at_its_byte_of_the_file(void **state)
{
	(void)state;
	pl_input_finds(NULL, "POST http://h.example/\n{\"a\": NaN}\nHTTP 200\nGET http://h.example/b\n",
	               "0 POST http://h.example/\njson-nan|NaN\n1 GET http://h.example/b\n");
	pl_input_finds(NULL, "POST http://h.example/\nContent-Length: 03\n[Form]\na: b\nHTTP 200\n",
	               "0 POST http://h.example/\ncontent-length-leading-zero|03\n");
	pl_input_finds("hurl", "PUT http://h.example/\nfile,no.bin;\n", "0 PUT http://h.example/\ninput-file-missing|no.bin\n");
	pl_input_finds("hurl", "PUT http://h.example/\n`x\\ty`\n", "0 PUT http://h.example/\ncontent-type-missing|x\\t\n");
}

static void its_own_marks_tell_it_from_an_editors_file(void **state)
{
	(void)state;
	pl_input_shows(NULL, "GET http://h.example\nHTTP 200", 0, "GET / HTTP/1.1\r\n" HEAD AGENT "\r\n");
	pl_input_shows(NULL, "GET http://h.example\n[Query]\na: b", 0, "GET /?a=b HTTP/1.1\r\n" HEAD AGENT "\r\n");
	pl_input_shows(NULL, "GET http://h.example\nA: b", 0, "GET / HTTP/1.1\r\nHost: h.example\r\nA: b\r\n\r\n");
	pl_input_shows(NULL, "### a\nGET http://h.example\n\nHTTP 200", 0, "GET / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 8\r\n\r\nHTTP 200");
}

static void files_made_to_hurt_do_not(void **state)
{
	static const char *const parts[] = { "GET http://h/\n", "```\n", "`", "{", "\\", "[Form]\n", "[Multipart]\n", "a: {{a}}\n", "f: file,;\n", "base64,", ";", "hex,z", "#", "HTTP 200\n", "<\n", "variable: a={{a}}\n", "[Options]\n", "\\u{", "\"" };
	enum { LEN = 1 << 15 };
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, LEN + 64);
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		pl_buf_clear(&text);
		pl_buf_add_str(&text, PL_STR("POST http://h/\n"));
		while (text.len < LEN)
			pl_buf_add_str(&text, pl_str_from(parts[(p * (text.len % 7 + 1)) % (sizeof(parts) / sizeof(parts[0]))]));
		pl_input_survives("hurl", text.ptr, text.len);
	}
	pl_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_gets_what_hurl_adds),
		cmocka_unit_test(sections_go_where_they_belong),
		cmocka_unit_test(a_body_is_written_in_many_ways),
		cmocka_unit_test(what_is_expected_of_a_response_is_passed_over),
		cmocka_unit_test(variables_are_filled),
		cmocka_unit_test(a_finding_opens_at_its_byte_of_the_file),
		cmocka_unit_test(its_own_marks_tell_it_from_an_editors_file),
		cmocka_unit_test(files_made_to_hurt_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
