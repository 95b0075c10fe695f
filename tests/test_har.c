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
	check(LOG(REQUEST("\"headers\": [], \"postData\": {\"params\": [{\"name\": \"a\", \"value\": \"b\"}]}")),
	      "0\nhar-body-unknown|{|\n");
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
