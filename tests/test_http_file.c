/* .http and .rest files: what each client would send, and where its bytes stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "inputs.h"

static void shows(const char *text, const char *expected)
{
	pl_input_shows(NULL, text, 0, expected);
}

static void a_request_gets_what_the_client_adds(void **state)
{
	(void)state;
	shows("https://h.example", "GET / HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows("###\nGET https://h.example:8/a b?c#d HTTP/2\nAccept: */*\n",
	      "GET /a%20b?c HTTP/1.1\r\nHost: h.example:8\r\nAccept: */*\r\n\r\n");
	shows("###\nPOST /a\nHost: h.example\n\nx\r\ny\n\n",
	      "POST /a HTTP/1.1\r\nHost: h.example\r\nContent-Length: 3\r\n\r\nx\ny");
	shows("POST http://u:p@h.example/?a\n\t&b\nTransfer-Encoding: chunked\n\nx",
	      "POST /?a&b HTTP/1.1\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
}

static void what_is_not_sent_is_passed_over(void **state)
{
	(void)state;
	shows("### a name\n# c\n// c\n# @name x\n< {%\nPOST /no\n%}\nPUT http://h.example/\n# c\nA: b\n\n1\n\n> {%\n x\n%}\n",
	      "PUT / HTTP/1.1\r\nHost: h.example\r\nA: b\r\nContent-Length: 1\r\n\r\n1");
	shows("POST http://h.example/\n\nx\n\n<> old.json\n>> new.json\n", "POST / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 1\r\n\r\nx");
	pl_input_shows(NULL, "WEBSOCKET ws://h.example\n###\nGET http://h.example/b\n###\n###\n\nGET http://h.example/c", 1,
	               "GET /c HTTP/1.1\r\nHost: h.example\r\n\r\n");
}

static void variables_are_filled(void **state)
{
	(void)state;
	shows("@h = {{sub}}.example\nGET http://{{h}}/{{ id }}\n###\n@sub=a\n@id=7\n", "GET /7 HTTP/1.1\r\nHost: a.example\r\n\r\n");
	shows("GET http://h.example/{{$guid}}/{{$timestamp}}/{{$randomInt 5 9}}/{{$processEnv HOME}}/{{a.response.body.x}}",
	      "GET /00000000-0000-4000-8000-000000000000/1700000000/5/HOME/0 HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows("GET http://h.example/{{no}}", "GET /{{no}} HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows("@a={{b}}\n@b=x{{a}}\nGET http://h.example/{{a}}", "GET /{{a}} HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows("GET http://h.example/{{t}}\n> {% client.global.set(\"t\", 1) %}", "GET /0 HTTP/1.1\r\nHost: h.example\r\n\r\n");
}

static void an_environment_gives_values(void **state)
{
	const char *json = "{\"$shared\": {\"h\": \"h.example\"}, \"dev\": {\"p\": 1}, \"prod\": {\"p\": \"x\"}}";
	const char *request = "GET http://{{h}}/{{p}}";

	(void)state;
	pl_inputs_env(json, "prod");
	shows(request, "GET /x HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_inputs_env(json, "test");
	shows(request, "!has no environment 'test'; it has $shared, dev, prod");
	pl_inputs_env(json, NULL);
	shows(request, "!has several environments");
	pl_inputs_env("# c\nh=h.example\r\nexport p=\"q\"\n", NULL);
	shows(request, "GET /q HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_inputs_env("{\"values\": [{\"key\": \"h\", \"value\": \"a.example\"}, {\"key\": \"p\", \"value\": \"z\", \"enabled\": false}]}", NULL);
	shows(request, "GET /{{p}} HTTP/1.1\r\nHost: a.example\r\n\r\n");
	pl_inputs_env("{\"a\": ", NULL);
	shows(request, "!is no JSON");
	pl_inputs_env(NULL, NULL);
}

static void files_stand_where_they_are_named(void **state)
{
	(void)state;
	shows("@n=body\nPUT http://h.example/\n\n< ./{{n}}.txt", "PUT / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 5\r\n\r\nhello");
	shows("POST http://h.example/\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; "
	      "name=\"f\"\n\n< body.txt\n--b--\n",
	      "POST / HTTP/1.1\r\nHost: h.example\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 61\r\n\r\n"
	      "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nhello\r\n--b--");
	pl_input_finds(NULL, "PUT http://h.example/\n\n< no.bin", "0 PUT http://h.example/\ninput-file-missing|no.bin\n");
	pl_input_finds(NULL, "PUT http://h.example/\n\n< ", "0 PUT http://h.example/\ncontent-type-missing|< \n");
}

static void form_lines_are_joined(void **state)
{
	(void)state;
	shows("POST http://h.example/\nContent-Type: application/x-www-form-urlencoded\n\na=1\n&b=2&\nc=3\n",
	      "POST / HTTP/1.1\r\nHost: h.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n"
	      "a=1&b=2&c=3");
}

static void a_finding_opens_at_its_byte_of_the_file(void **state)
{
	(void)state;
	pl_input_finds(NULL, "###\nPOST http://h.example/\nContent-Type: application/json\n\n{\"a\":\n NaN}\n###\nGET http://h.example/b\n",
	               "0 POST http://h.example/\njson-nan|NaN\n1 GET http://h.example/b\n");
	pl_input_finds(NULL, "@v=NaN\n###\nPOST http://h.example/\nContent-Type: application/json\n\n[{{v}}]",
	               "0 POST http://h.example/\njson-nan|{{v}}\n");
	pl_input_finds(NULL, "POST http://h.example/\nContent-Length: 03\nContent-Type: text/plain\n\nabc",
	               "0 POST http://h.example/\ncontent-length-leading-zero|03\n");
}

static void a_raw_message_stays_one(void **state)
{
	(void)state;
	pl_input_finds(NULL, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/markdown\r\nContent-Length: 7\r\n\r\n### a\nb",
	               "0 POST http://h/\n");
	pl_input_finds(NULL, "GET http://h.example/ HTTP/1.1\r\nHost: h.example\r\n\r\n", "0 GET http://h.example/\n");
	pl_input_shows("http-file", "GET http://h.example/ HTTP/1.1\r\nHost: h.example\r\n\r\n", 0,
	               "GET / HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_input_shows("http-file", "nothing\nof it", 0, "!there is no request 0; there are 0");
}

static void files_made_to_hurt_do_not(void **state)
{
	static const char *const parts[] = { "###\n", "@a={{a}}{{a}}\n", "POST {{a}}\n", "{{", "}}", "< {%", "\n\n", "< \n", "a:b\n", "> {%\n", "\r", "&" };
	enum { LEN = 1 << 16 };
	static const char nested[] = "@a={{b}}{{b}}{{b}}{{b}}{{b}}\n@b={{c}}{{c}}{{c}}{{c}}\n@c={{d}}{{d}}{{d}}{{d}}{{d}}\n@d=\nGET http://h/{{a}}\n";
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, LEN + 64);
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		pl_buf_clear(&text);
		pl_buf_add_str(&text, PL_STR("###\nPOST http://h/\n"));
		while (text.len < LEN)
			pl_buf_add_str(&text, pl_str_from(parts[(p * (text.len % 7 + 1)) % (sizeof(parts) / sizeof(parts[0]))]));
		pl_input_survives("http-file", text.ptr, text.len);
	}
	pl_buf_free(&text);
	for (size_t cut = 0; cut < sizeof(nested); cut++)
		pl_input_survives("http-file", nested, cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_gets_what_the_client_adds),
		cmocka_unit_test(what_is_not_sent_is_passed_over),
		cmocka_unit_test(variables_are_filled),
		cmocka_unit_test(an_environment_gives_values),
		cmocka_unit_test(files_stand_where_they_are_named),
		cmocka_unit_test(form_lines_are_joined),
		cmocka_unit_test(a_finding_opens_at_its_byte_of_the_file),
		cmocka_unit_test(a_raw_message_stays_one),
		cmocka_unit_test(files_made_to_hurt_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
