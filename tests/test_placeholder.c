/* Placeholders that nothing was put in place of: which texts are, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define TARGET(target) "GET " target " HTTP/1.1\r\nHost: h\r\n\r\n"
#define HEADER(line) "GET / HTTP/1.1\r\nHost: h\r\n" line "\r\n\r\n"
#define JSON(body) "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n\r\n" body
#define FORM(body) "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" body

static void a_whole_segment_or_query_value_is_one(void **state)
{
	(void)state;
	CHECK("request.placeholder", TARGET("/users/{id}/x"), "request.placeholder '{id}' 11+4\n");
	CHECK("request.placeholder", TARGET("/users/:id"), "request.placeholder ':id' 11+3\n");
	CHECK("request.placeholder", TARGET("/%7B%7Bid%7D%7D"), "request.placeholder '{{id}}' 5+14\n");
	CHECK("request.placeholder", TARGET("/a?key=YOUR_API_KEY&n=%s"), "request.placeholder 'YOUR_API_KEY' 11+12\n");
	CHECK("request.placeholder*", TARGET("/%s/%d/${x}"),
	      "request.placeholder '%s' 5+2\nrequest.placeholders 3 5+2\n");
	CHECK("request.placeholder", TARGET("/a?x=<token>"), "request.placeholder '<token>' 9+7\n");
}

static void a_part_of_a_segment_is_none(void **state)
{
	(void)state;
	CHECK("request.placeholder", TARGET("/v1/x:run/:30/your-account/my-key/a{id}?f={}&g={a,b}&h=$top&i=100%"), "");
	CHECK("request.placeholder", TARGET("/odata/Items?$filter=a&$top=1&t=%7B%22a%22%3A1%7D"), "");
}

static void a_whole_header_or_what_stands_behind_its_scheme_is_one(void **state)
{
	(void)state;
	CHECK("request.placeholder", HEADER("Authorization: Bearer {{ token }}"), "request.placeholder '{{ token }}' 47+11\n");
	CHECK("request.placeholder", HEADER("Authorization: <insert your key>"), "request.placeholder '<insert your key>' 40+17\n");
	CHECK("request.placeholder", HEADER("X-Id: %(id)s"), "request.placeholder '%(id)s' 31+6\n");
	CHECK("request.placeholder", HEADER("X-Id: your-api-key"), "request.placeholder 'your-api-key' 31+12\n");
	CHECK("request.placeholder", HEADER("X-Id: INSERT_ID_HERE"), "request.placeholder 'INSERT_ID_HERE' 31+14\n");
	CHECK("request.placeholder", HEADER("Cookie: a=1; session=$SESSION"), "request.placeholder '$SESSION' 46+8\n");
	CHECK("request.placeholder", HEADER("Message-ID: <a@h>\r\nX-A: <b>\r\nX-B: $5\r\nX-C: your-name\r\nX-D: insert-here"), "");
}

static void a_whole_value_of_a_body_is_one_unless_it_is_for_a_template(void **state)
{
	(void)state;
	CHECK("request.placeholder", JSON("{\"id\":\"{{id}}\"}"), "request.placeholder '{{id}}' 67+6\n");
	CHECK("request.placeholder", JSON("{\"k\":\"${API_KEY}\"}"), "request.placeholder '${API_KEY}' 66+10\n");
	CHECK("request.placeholder", FORM("a=1&k=<YOUR_KEY>"), "request.placeholder '<YOUR_KEY>' 83+10\n");
	CHECK("request.placeholder", JSON("[\"Hi {{name}}\",\"</s>\",\"<token>\",\"${ds}\",\"{id}\",\":id\",\"%s\",\"<p>your key</p>\"]"), "");
	CHECK("request.placeholder", JSON("{\"subject\":\"{{subject}}\",\"key\":\"${filename}\"}"), "");
}

static void what_a_client_left_is_one_wherever_it_stands(void **state)
{
	(void)state;
	pl_facts_check_input("request.placeholder*", PL_STR("GET /v{{n}}/a HTTP/1.1\r\nHost: {{h}}:80\r\n\r\n"),
	                     (struct pl_facts_input){ .input = PL_INPUT_POSTMAN },
	                     "request.placeholder '{{n}}' 6+5\nrequest.placeholders 2 6+5\n");
	CHECK("request.placeholder*", "GET /v{{n}}/a HTTP/1.1\r\nHost: {{h}}:80\r\n\r\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_segment_or_query_value_is_one),
		cmocka_unit_test(a_part_of_a_segment_is_none),
		cmocka_unit_test(a_whole_header_or_what_stands_behind_its_scheme_is_one),
		cmocka_unit_test(a_whole_value_of_a_body_is_one_unless_it_is_for_a_template),
		cmocka_unit_test(what_a_client_left_is_one_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
