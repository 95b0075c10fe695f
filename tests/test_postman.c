/* Postman collections: what Postman would send, and where its bytes stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "inputs.h"

#define COLLECTION(items)                                                                                              \
	"{\"info\": {\"name\": \"c\", \"schema\": \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}, " \
	"\"variable\": [{\"key\": \"h\", \"value\": \"h.example\"}, {\"key\": \"a\", \"value\": \"{{b}}\"}, "                 \
	"{\"key\": \"b\", \"value\": \"x{{a}}\"}, {\"key\": \"off\", \"value\": \"1\", \"disabled\": true}], "                \
	"\"item\": [" items "]}"
#define REQUEST(members) "{\"name\": \"r\", \"request\": {" members "}}"
#define POST(members) COLLECTION(REQUEST("\"method\": \"POST\", \"url\": \"http://h.example/\", " members))
#define HEAD "POST / HTTP/1.1\r\nHost: h.example\r\n"
#define RULE "----------------------------plimsollplimsollplimsol"

static void shows(const char *text, const char *expected)
{
	pl_input_shows(NULL, text, 0, expected);
}

static void a_request_gets_what_postman_adds(void **state)
{
	(void)state;
	shows(COLLECTION(REQUEST("\"url\": \"https://h.example/a?b=c\"")), "GET /a?b=c HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows(COLLECTION("{\"name\": \"r\", \"request\": \"http://h.example/s\"}"), "GET /s HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows(POST("\"header\": [{\"key\": \"X-A\", \"value\": \"1\"}, {\"key\": \"X-B\", \"value\": \"2\", \"disabled\": true}]"),
	      HEAD "X-A: 1\r\nContent-Length: 0\r\n\r\n");
	shows(POST("\"auth\": {\"type\": \"bearer\", \"bearer\": [{\"key\": \"token\", \"value\": \"t\"}]}"),
	      HEAD "Authorization: Bearer t\r\nContent-Length: 0\r\n\r\n");
	shows(POST("\"auth\": {\"type\": \"bearer\", \"bearer\": {\"token\": \"t\"}}"), HEAD "Authorization: Bearer t\r\nContent-Length: 0\r\n\r\n");
}

#define AUTH(type, values) "\"auth\": {\"type\": \"" type "\", \"" type "\": [" values "]}"
#define VALUE(key, value) "{\"key\": \"" key "\", \"value\": \"" value "\"}"

static void auth_adds_what_postman_makes_of_it(void **state)
{
	(void)state;
	shows(POST("\"header\": [{\"key\": \"authorization\", \"value\": \"old\"}], " AUTH("basic", VALUE("password", "p") ", " VALUE("username", "u{{no}}"))),
	      HEAD "Authorization: Basic dXt7bm99fTpw\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("apikey", VALUE("key", "X-Key") ", " VALUE("value", "{{h}}"))), HEAD "X-Key: h.example\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("apikey", VALUE("key", "k") ", " VALUE("value", "v") ", " VALUE("in", "query"))),
	      "POST /?k=v HTTP/1.1\r\nHost: h.example\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("oauth2", VALUE("accessToken", "t"))), HEAD "Authorization: Bearer t\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("oauth2", VALUE("accessToken", "t") ", " VALUE("headerPrefix", "Token"))), HEAD "Authorization: Token t\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("oauth2", VALUE("accessToken", "t") ", " VALUE("addTokenTo", "queryParams"))),
	      "POST /?access_token=t HTTP/1.1\r\nHost: h.example\r\nContent-Length: 0\r\n\r\n");
	shows(POST(AUTH("digest", VALUE("username", "u"))), HEAD "Content-Length: 0\r\n\r\n");
	shows(POST(AUTH("noauth", "")), HEAD "Content-Length: 0\r\n\r\n");
}

static void auth_is_inherited_from_the_nearest_folder(void **state)
{
	const char *text = COLLECTION("{\"name\": \"f\", \"item\": [" REQUEST("\"url\": \"http://h.example/1\"") ", " REQUEST(
		"\"url\": \"http://h.example/2\", \"auth\": {\"type\": \"noauth\"}") ", {\"item\": [" REQUEST("\"url\": \"http://h.example/3\", \"auth\": null") "]}], "
	                              AUTH("bearer", VALUE("token", "t")) "}, " REQUEST("\"url\": \"http://h.example/4\""));

	(void)state;
	pl_input_shows(NULL, text, 0, "GET /1 HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer t\r\n\r\n");
	pl_input_shows(NULL, text, 1, "GET /2 HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_input_shows(NULL, text, 2, "GET /3 HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer t\r\n\r\n");
	pl_input_shows(NULL, text, 3, "GET /4 HTTP/1.1\r\nHost: h.example\r\n\r\n");
}

static void folders_are_opened_in_order(void **state)
{
	const char *text = COLLECTION("{\"name\": \"f\", \"item\": [" REQUEST("\"url\": \"http://h.example/1\"") ", {\"item\": []}, "
	                              "{\"item\": [" REQUEST("\"url\": \"http://h.example/2\"") "]}]}, " REQUEST("\"url\": \"http://h.example/3\""));

	(void)state;
	pl_input_shows(NULL, text, 0, "GET /1 HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_input_shows(NULL, text, 1, "GET /2 HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_input_shows(NULL, text, 2, "GET /3 HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_input_shows(NULL, text, 3, "!there is no request 3; there are 3");
}

static void variables_are_filled(void **state)
{
	(void)state;
	shows(COLLECTION(REQUEST("\"url\": {\"raw\": \"http://{{h}}/:id/:no/x?y=/:id\", \"variable\": [{\"key\": \"id\", \"value\": \"7\"}]}")),
	      "GET /7/:no/x?y=/:id HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows(COLLECTION(REQUEST("\"url\": \"http://{{h}}/{{no}}/{{off}}\"")), "GET /{{no}}/{{off}} HTTP/1.1\r\nHost: h.example\r\n\r\n");
	shows(COLLECTION(REQUEST("\"url\": \"http://{{h}}/{{a}}\"")), "GET /{{a}} HTTP/1.1\r\nHost: h.example\r\n\r\n");
	pl_inputs_env("{\"values\": [{\"key\": \"h\", \"value\": \"e.example\"}]}", NULL);
	shows(COLLECTION(REQUEST("\"url\": \"http://{{h}}/\"")), "GET / HTTP/1.1\r\nHost: e.example\r\n\r\n");
	pl_inputs_env(NULL, NULL);
}

static void a_raw_body_is_what_the_string_means(void **state)
{
	(void)state;
	shows(POST("\"body\": {\"mode\": \"raw\", \"raw\": \"{\\\"a\\\":\\n1}\", \"options\": {\"raw\": {\"language\": \"json\"}}}"),
	      HEAD "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"a\":\n1}");
	shows(POST("\"body\": {\"mode\": \"raw\", \"raw\": \"\\u00e9{{h}}\"}"),
	      HEAD "Content-Type: text/plain\r\nContent-Length: 11\r\n\r\n\xC3\xA9h.example");
	shows(POST("\"header\": [{\"key\": \"content-type\", \"value\": \"a/b\"}], \"body\": {\"mode\": \"raw\", \"raw\": \"x\"}"),
	      HEAD "content-type: a/b\r\nContent-Length: 1\r\n\r\nx");
	shows(POST("\"body\": {\"mode\": \"raw\", \"raw\": \"x\", \"disabled\": true}"), HEAD "Content-Length: 0\r\n\r\n");
}

static void forms_are_written_out(void **state)
{
	(void)state;
	shows(POST("\"body\": {\"mode\": \"urlencoded\", \"urlencoded\": [{\"key\": \"a\", \"value\": \"1\"}, "
	           "{\"key\": \"no\", \"value\": \"\", \"disabled\": true}, {\"key\": \"b\", \"value\": \"x&y\"}]}"),
	      HEAD "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\na=1&b=x%26y");
	shows(POST("\"body\": {\"mode\": \"formdata\", \"formdata\": [{\"key\": \"a\", \"value\": \"1\", \"type\": \"text\", "
	           "\"contentType\": \"text/x\"}, {\"key\": \"f\", \"type\": \"file\", \"src\": \"./body.txt\"}]}"),
	      HEAD "Content-Type: multipart/form-data; boundary=--------------------------plimsollplimsollplimsol\r\n"
	           "Content-Length: 342\r\n\r\n" RULE "\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/x\r\n\r\n1\r\n"
	           RULE "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"body.txt\"\r\nContent-Type: "
	           "application/octet-stream\r\n\r\nhello\r\n" RULE "--\r\n");
}

static void files_and_graphql_are_bodies(void **state)
{
	(void)state;
	shows(POST("\"body\": {\"mode\": \"file\", \"file\": {\"src\": \"body.txt\"}}"), HEAD "Content-Length: 5\r\n\r\nhello");
	shows(POST("\"body\": {\"mode\": \"graphql\", \"graphql\": {\"query\": \"{ a(b: \\\"c\\\") }\", \"variables\": \"{\\\"v\\\": 1}\"}}"),
	      HEAD "Content-Type: application/json\r\nContent-Length: 48\r\n\r\n{\"query\":\"{ a(b: \\\"c\\\") }\",\"variables\":{\"v\": 1}}");
	pl_input_finds(NULL, POST("\"body\": {\"mode\": \"file\", \"file\": {\"src\": \"no.bin\"}}"),
	               "0 POST http://h.example/\ninput-file-missing|\"no.bin\"\n");
}

static void a_finding_opens_at_its_byte_of_the_collection(void **state)
{
	(void)state;
	pl_input_finds(NULL, POST("\"body\": {\"mode\": \"raw\", \"raw\": \"[\\n\\tNaN]\", \"options\": {\"raw\": {\"language\": \"json\"}}}"),
	               "0 POST http://h.example/\njson-nan|NaN\n");
}

static void what_is_no_collection_is_refused(void **state)
{
	(void)state;
	pl_input_shows("postman", "{\"info\": {}}", 0, "!has no \"item\"");
	pl_input_shows("postman", "{\"item\": [", 0, "!is no JSON");
	pl_input_shows("postman", "{\"item\": []}", 0, "!there is no request 0; there are 0");
}

/* Every prefix, every piece by itself missing, and folders deeper than JSON may be. */
static void collections_made_to_hurt_do_not(void **state)
{
	static const char whole[] = COLLECTION(
		REQUEST("\"method\": \"PO ST\", \"url\": {\"raw\": \"{{a}}/:x\", \"variable\": [{\"key\": \"x\", \"value\": \"{{b}}\"}]}, "
	                "\"header\": [{}, 1, null, {\"key\": \"a\\nb\", \"value\": [1]}], \"body\": {\"mode\": \"formdata\", \"formdata\": "
	                "[{\"key\": \"k\", \"src\": [\"body.txt\", 7, null]}, {\"type\": \"file\"}, 5]}") ", 3, null, {\"item\": 4}");
	struct pl_buf text;

	(void)state;
	for (size_t cut = 0; cut < sizeof(whole); cut++)
		pl_input_survives("postman", whole, cut);
	pl_buf_init(&text, (size_t)1 << 20);
	for (size_t depth = 100; depth < 20000; depth *= 3) {
		pl_buf_clear(&text);
		for (size_t i = 0; i < depth; i++)
			pl_buf_add_str(&text, PL_STR("{\"item\":["));
		pl_input_survives("postman", text.ptr, text.len);
		pl_buf_add_str(&text, PL_STR("{\"request\":\"http://h/\"}"));
		for (size_t i = 0; i < depth; i++)
			pl_buf_add_str(&text, PL_STR("]}"));
		pl_input_survives("postman", text.ptr, text.len);
	}
	pl_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_gets_what_postman_adds),
		cmocka_unit_test(auth_adds_what_postman_makes_of_it),
		cmocka_unit_test(auth_is_inherited_from_the_nearest_folder),
		cmocka_unit_test(folders_are_opened_in_order),
		cmocka_unit_test(variables_are_filled),
		cmocka_unit_test(a_raw_body_is_what_the_string_means),
		cmocka_unit_test(forms_are_written_out),
		cmocka_unit_test(files_and_graphql_are_bodies),
		cmocka_unit_test(a_finding_opens_at_its_byte_of_the_collection),
		cmocka_unit_test(what_is_no_collection_is_refused),
		cmocka_unit_test(collections_made_to_hurt_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
