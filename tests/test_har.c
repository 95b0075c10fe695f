/* HAR logs: the request they tell of, places in the log, and what they do not show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "plimsoll.h"

#define LOG(entries) "{\"log\": {\"version\": \"1.2\", \"entries\": [" entries "]}}"
#define REQUEST(more) "{\"request\": {\"method\": \"POST\", \"url\": \"https://h.example/p?q#f\", " more "}}"
#define JSON_TYPE "{\"name\": \"Content-Type\", \"value\": \"application/json\"}"

struct heard {
	struct pl_buf out; /* "entry rule|bytes of the file at its place|via" a line, "entry ?rule" for undecided ones */
	const char *text;
};

static int hear(void *ctx, const struct plimsoll_request *request)
{
	struct heard *h = ctx;

	pl_buf_printf(&h->out, "%llu\n", (unsigned long long)request->entry);
	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];
		const struct plimsoll_place *at = &f->place;

		pl_buf_printf(&h->out, "%.*s|%.*s|%.*s\n", (int)f->rule.len, f->rule.ptr,
		              (int)at->length, h->text + at->offset, (int)at->via.len, at->via.ptr);
	}
	return 0;
}

static char path[64];

static void write_input(const char *text, size_t len)
{
	int fd;

	memcpy(path, "/tmp/plimsoll-test-XXXXXX", sizeof("/tmp/plimsoll-test-XXXXXX"));
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
}

static void check_input(const char *text, size_t len, const struct plimsoll_input *input, enum plimsoll_status status,
                        const char *expected, const char *message)
{
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err = { .message = "" };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct heard heard = { .text = text };

	write_input(text, len);
	pl_buf_init(&heard.out, 65536);
	assert_int_equal(plimsoll_check_file(rules, input, &(struct plimsoll_sink){ &heard, hear }, &err),
	                 status);
	unlink(path);
	pl_buf_add_char(&heard.out, '\0');
	assert_string_equal(heard.out.ptr, expected);
	if (message)
		assert_non_null(strstr(err.message, message));
	pl_buf_free(&heard.out);
	plimsoll_rules_close(rules);
}

static void check_text(const char *text, size_t len, enum plimsoll_status status, const char *expected, const char *message)
{
	check_input(text, len, &(struct plimsoll_input){ .path = path }, status, expected, message);
}

static void check(const char *text, const char *expected)
{
	check_text(text, strlen(text), PLIMSOLL_OK, expected, NULL);
}

static void check_shown(const char *text, const char *expected)
{
	struct plimsoll_error err;
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	write_input(text, strlen(text));
	assert_int_equal(plimsoll_show_file(&(struct plimsoll_input){ .path = path }, "raw", out, &err), PLIMSOLL_OK);
	fclose(out);
	unlink(path);
	assert_string_equal(shown, expected);
	free(shown);
}

static void a_request_is_told_as_http_1_would_send_it(void **state)
{
	(void)state;
	check_shown(LOG(REQUEST("\"httpVersion\": \"h2\", \"headers\": [{\"name\": \":authority\", \"value\": \"h.example:8\"}, "
	                        "{\"value\": \"a\\u002fb\", \"name\": \"Accept\"}], \"postData\": {\"text\": \"x\\n\\u00fc\"}")),
	            "POST /p?q HTTP/1.1\r\nHost: h.example:8\r\nAccept: a/b\r\n\r\nx\n\xC3\xBC");
	check_shown(LOG("{\"request\": {\"url\": \"http://u:p@h.example?q\", \"httpVersion\": \"HTTP/1.0\", \"method\": \"GET\"}}"),
	            "GET /?q HTTP/1.0\r\nHost: h.example\r\n\r\n");
	check_shown(LOG(REQUEST("\"headers\": [], \"postData\": {\"text\": \"aGVs\\nbG8h\", \"encoding\": \"base64\"}")),
	            "POST /p?q HTTP/1.1\r\nHost: h.example\r\n\r\nhello!");
}

static void a_finding_opens_at_its_byte_of_the_log(void **state)
{
	(void)state;
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"postData\": {\"text\": \"{\\\"a\\\": NaN}\"}")),
	      "0\njson-nan|NaN|har:postData\n");
	check(LOG(REQUEST("\"headers\": [{\"name\": \"Content-Length\", \"value\": \"01\"}, " JSON_TYPE
	                  "], \"postData\": {\"text\": \"1\"}")),
	      "0\ncontent-length-leading-zero|01|\n");
}

static void decoded_bytes_stand_at_the_whole_of_their_base64(void **state)
{
	(void)state;
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"postData\": {\"encoding\": \"base64\", \"text\": \"W05hTl0=\"}")),
	      "0\njson-nan|W05hTl0=|har:postData/base64\n");
}

static void a_body_that_the_log_does_not_show_is_not_judged(void **state)
{
	(void)state;
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"bodySize\": 5")), "0\nhar-body-unknown|{|\n");
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"bodySize\": 9, \"postData\": {\"text\": \"[\"}")),
	      "0\nhar-body-unknown|\"[\"|\n");
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"postData\": {\"text\": \"[\\ud800\"}")),
	      "0\nhar-body-unknown|\"[\\ud800\"|\n");
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"postData\": {\"text\": \"[!\", \"encoding\": \"base64\"}")),
	      "0\nhar-body-unknown|\"[!\"|\n");
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE ", {\"name\": \"Content-Length\", \"value\": \"7\"}], "
	                  "\"postData\": {\"text\": \"[\"}")),
	      "0\nhar-body-unknown|\"[\"|\n");
}

#define FORM(length, params)                                                                                       \
	LOG(REQUEST("\"headers\": [{\"name\": \"Content-Type\", \"value\": \"application/x-www-form-urlencoded\"}" length \
	            "], \"postData\": {\"params\": [" params "]}"))
#define MULTIPART(length, params)                                                                              \
	LOG(REQUEST("\"headers\": [{\"name\": \"Content-Type\", \"value\": \"multipart/form-data; boundary=b\"}" length \
	            "], \"postData\": {\"params\": [" params "]}"))
#define LENGTH(n) ", {\"name\": \"Content-Length\", \"value\": \"" #n "\"}"
#define PARAM(name, value) "{\"name\": \"" name "\", \"value\": \"" value "\"}"

static void shows_body(const char *text, const char *body)
{
	struct plimsoll_error err;
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	write_input(text, strlen(text));
	assert_int_equal(plimsoll_show_file(&(struct plimsoll_input){ .path = path }, "raw", out, &err), PLIMSOLL_OK);
	fclose(out);
	unlink(path);
	assert_string_equal(strstr(shown, "\r\n\r\n") + 4, body);
	free(shown);
}

static void parameters_make_a_body_where_they_can_be_written_in_one_way(void **state)
{
	(void)state;
	shows_body(FORM("", PARAM("a", "b-c") ", " PARAM("d", "")), "a=b-c&d=");
	shows_body(FORM(LENGTH(11), PARAM("a", "b c") ", " PARAM("d", "/")), "a=b+c&d=%2F");
	shows_body(FORM(LENGTH(13), PARAM("a", "b c") ", " PARAM("d", "/")), "a=b%20c&d=%2F");
	shows_body(FORM(LENGTH(6), PARAM("a%2F", "+")), "a%2F=+");
	shows_body(MULTIPART(LENGTH(80), "{\"name\": \"a\", \"value\": \"b c\", \"contentType\": \"x/y\"}"),
	           "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: x/y\r\n\r\nb c\r\n--b--\r\n");
}

#define FORM_ENTRY(params)                                                                                                   \
	REQUEST("\"headers\": [{\"name\": \"Content-Type\", \"value\": \"application/x-www-form-urlencoded\"}], \"postData\": {" \
	        "\"params\": [" params "]}")

static void an_entry_that_is_no_request_has_nothing_of_a_form_before_it(void **state)
{
	(void)state;
	check(LOG(FORM_ENTRY(PARAM("a", "b") ", " PARAM("c", "d")) ", " FORM_ENTRY(PARAM("e", "f")) ", {\"request\": {\"method\": \"POST\"}}"),
	      "0\n1\n2\nhar-entry-incomplete|{|\n");
}

static void parameters_that_could_be_written_in_two_ways_are_not_guessed(void **state)
{
	static const char unknown[] = "0\nhar-body-unknown|{|\n";

	(void)state;
	check(FORM("", PARAM("a", "b c")), unknown);
	check(FORM("", PARAM("a", "%20")), unknown);
	check(FORM(LENGTH(9), PARAM("a", "b c")), unknown);
	check(MULTIPART("", PARAM("a", "b")), unknown);
	check(MULTIPART(LENGTH(99), PARAM("a", "b")), unknown);
	check(MULTIPART(LENGTH(99), "{\"name\": \"a\", \"fileName\": \"b.png\"}"), unknown);
	check(LOG(REQUEST("\"headers\": [], \"postData\": {\"mimeType\": \"multipart/form-data\", \"params\": [" PARAM("a", "b") "]}")), unknown);
	check(LOG(REQUEST("\"headers\": [], \"postData\": {\"params\": [" PARAM("a", "b") "]}")), unknown);
}

static void a_finding_in_a_parameter_opens_at_its_byte(void **state)
{
	(void)state;
	check(FORM(LENGTH(5), PARAM("a", "%zz")), "0\nform-percent|%|har:postData\n");
}

/* What each of these exports: the order of its keys, its escapes, its own fields. */
static void places_open_in_the_log_of_every_browser(void **state)
{
	static const char *const logs[] = {
		/* Chrome: two spaces, text before params, _fields beside the request */
		"{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"pages\": [],\n    \"entries\": [\n      {\n        \"_initiator\": {\"type\": \"script\", "
		"\"stack\": {\"callFrames\": [{\"url\": \"https://h.example/a.js\"}]}},\n        \"_priority\": \"High\",\n        \"request\": {\"method\": \"POST\", \"url\": "
		"\"https://h.example/p\", \"httpVersion\": \"http/2.0\", \"headers\": [{\"name\": \":authority\", \"value\": \"h.example\"}, " JSON_TYPE
		"], \"queryString\": [], \"cookies\": [], \"headersSize\": -1, \"bodySize\": 5, \"postData\": {\"mimeType\": \"application/json\", \"text\": \"[NaN]\"}}, "
		"\"response\": {\"status\": 200}, \"serverIPAddress\": \"\"}]}}",
		/* Firefox: bodySize first, postData with empty params */
		"{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Firefox\"},\"entries\":[{\"request\":{\"bodySize\":5,\"method\":\"POST\",\"url\":\"https://h.example/p\","
		"\"httpVersion\":\"HTTP/2\",\"headers\":[" JSON_TYPE "],\"cookies\":[],\"queryString\":[],\"headersSize\":9,\"postData\":{\"mimeType\":\"application/json\","
		"\"params\":[],\"text\":\"[NaN]\"}},\"cache\":{}}]}}",
		/* Safari: pseudo headers, tabs */
		"{\n\t\"log\": {\"entries\": [{\"pageref\": \"page_0\", \"_fetchType\": \"Network Load\", \"request\": {\"method\": \"POST\", \"url\": \"https://h.example/p\", "
		"\"httpVersion\": \"HTTP/2\", \"headers\": [{\"name\": \":method\", \"value\": \"POST\"}, {\"name\": \":path\", \"value\": \"/p\"}, " JSON_TYPE
		"], \"postData\": {\"mimeType\": \"application/json\", \"text\": \"[NaN]\"}, \"headersSize\": 214, \"bodySize\": 5}}]}}",
		/* mitmproxy: ASCII alone, params beside the text */
		"{\"log\": {\"entries\": [{\"request\": {\"method\": \"POST\", \"url\": \"https://h.example/p\", \"headers\": [" JSON_TYPE
		"], \"bodySize\": 5, \"postData\": {\"mimeType\": \"application/json\", \"text\": \"[NaN]\", \"params\": [{\"name\": \"x\", \"value\": \"\\u00fc\"}]}}}]}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++)
		check(logs[i], "0\njson-nan|NaN|har:postData\n");
}

static void what_the_log_does_show_is_known(void **state)
{
	(void)state;
	/* Firefox counts UTF-16 units. */
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE "], \"bodySize\": 3, \"postData\": {\"text\": \"\\\"\xC3\xBC\\\"\"}")), "0\n");
	check(LOG(REQUEST("\"headers\": [" JSON_TYPE ", {\"name\": \"Content-Length\", \"value\": \"5\"}], "
	                  "\"postData\": {\"text\": \"\\\"\xEF\xBF\xBD\\\"\"}")),
	      "0\n");
	check(LOG("{\"request\": {\"method\": \"GET\", \"url\": \"http://h.example/\", \"bodySize\": -1}}"), "0\n");
}

static void what_went_over_no_network_is_no_request(void **state)
{
	(void)state;
	check(LOG("{\"request\": {\"method\": \"GET\", \"url\": \"data:,x\"}}, "
	          "{\"request\": {\"method\": \"GET\", \"url\": \"http://h.example/\"}}"),
	      "1\n");
}

static void entries_before_a_cut_are_checked_and_the_cut_is_told(void **state)
{
	const char *cut = "{\"log\": {\"entries\": [" REQUEST("\"bodySize\": 0") ", {\"request\": {\"method\": \"PO";

	(void)state;
	check_text(cut, strlen(cut), PLIMSOLL_FORMAT, "0\n", "the string is not closed; 1 entries before that were read");
}

static void an_entry_that_is_no_request_stops_no_other(void **state)
{
	static const char *const lacking[] = { "{\"request\": {\"method\": \"GET\"}}", "{\"request\": {\"url\": \"http://h.example/\"}}",
		                               "{\"request\": {\"method\": \"G T\\n\", \"url\": \"http://h.example/\"}}" };
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++) {
		snprintf(text, sizeof(text), LOG("%s, " REQUEST("\"bodySize\": 0")), lacking[i]);
		check(text, "0\nhar-entry-incomplete|{|\n1\n");
	}
	check(LOG("{\"time\": 1}, " REQUEST("\"bodySize\": 0")), "0\nhar-entry-incomplete|{|\n1\n");
}

static void entry_and_match_choose(void **state)
{
	const char *two = LOG(REQUEST("\"bodySize\": 0") ", {\"request\": {\"method\": \"GET\", \"url\": \"http://h.example/b\"}}");

	(void)state;
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .entry = 1, .has_entry = true }, PLIMSOLL_OK, "1\n", NULL);
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .match = "https:*p[?]q*" }, PLIMSOLL_OK, "0\n", NULL);
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .match = "*c" }, PLIMSOLL_FORMAT, "",
	            "no URL matches '*c'; requests: 2");
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .entry = 2, .has_entry = true }, PLIMSOLL_FORMAT, "",
	            "there are 2, counted from 0");
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .format = "curl" }, PLIMSOLL_FORMAT, "",
	            "holds no request that the input format curl reads");
	check_input(two, strlen(two), &(struct plimsoll_input){ .path = path, .format = "hra" }, PLIMSOLL_USAGE, "",
	            "there is no input format 'hra'");
}

static void other_json_is_refused(void **state)
{
	(void)state;
	check_text("{\"a\": [1]}", 10, PLIMSOLL_FORMAT, "", "log.entries is not there");
	check_text("{\"log\": 1}", 10, PLIMSOLL_FORMAT, "", "log.entries is not there");
}

static void a_log_made_to_hurt_does_not(void **state)
{
	char *deep = malloc(10000);

	(void)state;
	memset(deep, '[', 10000);
	memcpy(deep, "{\"log\":", 7);
	check_text(deep, 10000, PLIMSOLL_FORMAT, "", NULL);
	free(deep);
	check(LOG("{\"request\": {\"method\": \"GET\", \"url\": \"x\", \"url\": \"http://h.example/\", \"bodySize\": 1e999999, "
	          "\"headers\": {\"name\": []}, \"postData\": [{}]}}"),
	      "0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_told_as_http_1_would_send_it),
		cmocka_unit_test(a_finding_opens_at_its_byte_of_the_log),
		cmocka_unit_test(decoded_bytes_stand_at_the_whole_of_their_base64),
		cmocka_unit_test(a_body_that_the_log_does_not_show_is_not_judged),
		cmocka_unit_test(parameters_make_a_body_where_they_can_be_written_in_one_way),
		cmocka_unit_test(an_entry_that_is_no_request_has_nothing_of_a_form_before_it),
		cmocka_unit_test(parameters_that_could_be_written_in_two_ways_are_not_guessed),
		cmocka_unit_test(a_finding_in_a_parameter_opens_at_its_byte),
		cmocka_unit_test(places_open_in_the_log_of_every_browser),
		cmocka_unit_test(what_the_log_does_show_is_known),
		cmocka_unit_test(what_went_over_no_network_is_no_request),
		cmocka_unit_test(entries_before_a_cut_are_checked_and_the_cut_is_told),
		cmocka_unit_test(an_entry_that_is_no_request_stops_no_other),
		cmocka_unit_test(entry_and_match_choose),
		cmocka_unit_test(other_json_is_refused),
		cmocka_unit_test(a_log_made_to_hurt_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
