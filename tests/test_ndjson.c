/* Requests as lines of JSON: what a HAR's entries are found to be as lines of their own, and what is told of lines that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"
#include "plimsoll.h"

#define GOOD "{\"url\":\"http://a.example/\",\"method\":\"GET\",\"headers\":[{\"name\":\"Host\",\"value\":\"a.example\"}]}"
#define BAD "{\"method\":\"POST\",\"url\":\"http://a.example/x\",\"headers\":[{\"name\":\"Content-Type\",\"value\":\"application/json\"}]," \
	    "\"postData\":{\"text\":\"{\\\"a\\\":}\"}}"

static struct plimsoll_rules *rules;

static int set_up(void **state)
{
	const struct plimsoll_options options = { .limit = 0 };
	struct plimsoll_error err;

	(void)state;
	rules = plimsoll_rules_open(&options, &err);
	return rules ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	plimsoll_rules_close(rules);
	return 0;
}

struct log {
	struct pl_buf text;
	bool has_places;
	size_t requests;
};

static int take(void *ctx, const struct plimsoll_request *request)
{
	struct log *log = ctx;

	log->requests++;
	pl_buf_printf(&log->text, "%d %.*s %.*s %d\n", (int)request->entry, (int)request->method.len, request->method.ptr,
	              (int)request->url.len, request->url.len ? request->url.ptr : "", (int)request->weight.decoded_bytes);
	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		if (log->has_places)
			pl_buf_printf(&log->text, "%d:%d ", (int)f->place.line, (int)f->place.column);
		pl_buf_printf(&log->text, "%.*s: %.*s\n", (int)f->rule.len, f->rule.ptr, (int)f->message.len, f->message.ptr);
	}
	return 0;
}

static struct log new_log(bool has_places)
{
	struct log log = { .has_places = has_places };

	pl_buf_init(&log.text, 1 << 20);
	return log;
}

static const struct plimsoll_input lines = { .path = "lines", .format = "ndjson" };

static struct log checked(const char *bytes, size_t len, bool has_places)
{
	struct log log = new_log(has_places);
	struct plimsoll_error err = { .message = "" };

	assert_int_equal(plimsoll_check_memory(rules, &lines, bytes, len, &(struct plimsoll_sink){ &log, take }, &err), PLIMSOLL_OK);
	return log;
}

static void check_lines(const char *bytes, const char *expected)
{
	struct log log = checked(bytes, strlen(bytes), true);

	pl_buf_add_char(&log.text, '\0');
	assert_string_equal(log.text.ptr, expected);
	pl_buf_free(&log.text);
}

static char *contents(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct pl_buf text;
	char block[4096];
	size_t n;

	assert_non_null(file);
	pl_buf_init(&text, 1 << 24);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		pl_buf_add(&text, block, n);
	fclose(file);
	pl_buf_add_char(&text, '\0');
	return text.ptr;
}

/* `member`: "request" for the requests alone, NULL for whole entries. */
static void check_har(const char *path, const char *member)
{
	char *text = contents(path);
	cJSON *har = cJSON_Parse(text), *entry;
	struct pl_buf out;
	struct log expected = new_log(false), log;
	struct plimsoll_error err;

	assert_non_null(har);
	pl_buf_init(&out, 1 << 24);
	cJSON_ArrayForEach(entry, cJSON_GetObjectItem(cJSON_GetObjectItem(har, "log"), "entries"))
	{
		char *line = cJSON_PrintUnformatted(member ? cJSON_GetObjectItem(entry, member) : entry);

		pl_buf_printf(&out, "%s\r\n", line);
		free(line);
	}
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path }, &(struct plimsoll_sink){ &expected, take }, &err),
	                 PLIMSOLL_OK);
	log = checked(out.ptr, out.len, false);
	assert_true(log.requests > 0);
	if (!pl_str_equal(pl_buf_str(&log.text), pl_buf_str(&expected.text)))
		fail_msg("%s: %.*s\nand not %.*s", path, (int)log.text.len, log.text.ptr, (int)expected.text.len, expected.text.ptr);
	pl_buf_free(&log.text);
	pl_buf_free(&expected.text);
	pl_buf_free(&out);
	cJSON_Delete(har);
	free(text);
}

static void entries_of_a_har_are_the_same_as_lines(void **state)
{
	(void)state;
	check_har("samples/ok/firefox.har", NULL);
	check_har("samples/ok/chrome.har", NULL);
	check_har("samples/ok/chrome.har", "request");
	check_har("samples/ok/safari-form.har", "request");
	check_har("samples/ok/charles.har", "request");
}

static void a_line_that_is_no_request_is_told_with_its_number(void **state)
{
	(void)state;
	check_lines(BAD "\n\nnonsense\n{\"method\":\"GET\"}\n" GOOD " x\n[1]\n{\"url\":\"data:x\",\"method\":\"GET\"}\n " GOOD,
	            "0 POST http://a.example/x 6\n1:135 json-invalid: not JSON: the key has no value\n"
	            "2 GET / 0\n3:1 har-entry-incomplete: the entry cannot be checked: line 3 is no JSON object: it does not begin with {\n"
	            "3 GET / 0\n4:1 har-entry-incomplete: the entry cannot be checked: it has no url\n"
	            "4 GET / 0\n5:1 har-entry-incomplete: the entry cannot be checked: line 5 is no JSON object: this is no JSON value\n"
	            "5 GET / 0\n6:1 har-entry-incomplete: the entry cannot be checked: line 6 is no JSON object: it does not begin with {\n"
	            "7 GET http://a.example/ 0\n");
}

static void a_line_that_is_too_long_is_passed(void **state)
{
	const size_t len = PL_LIMIT_NDJSON_LINE + 10;
	char *bytes = pl_memory_alloc(len + sizeof(GOOD) + 1);
	struct log log;

	(void)state;
	memset(bytes, 'x', len);
	bytes[len] = '\n';
	memcpy(bytes + len + 1, GOOD, sizeof(GOOD) - 1);
	log = checked(bytes, len + sizeof(GOOD), false);
	pl_buf_add_char(&log.text, '\0');
	assert_string_equal(log.text.ptr, "0 GET / 0\nhar-entry-incomplete: the entry cannot be checked: line 1 is longer than 64 MiB\n"
	                                  "1 GET http://a.example/ 0\n");
	pl_buf_free(&log.text);
	free(bytes);
}

static void lines_are_answered_one_by_one_wherever_they_are_cut(void **state)
{
	static const char text[] = BAD "\n" GOOD "\n";
	struct log expected = checked(text, sizeof(text) - 1, true);
	struct plimsoll_error err;

	(void)state;
	for (size_t cut = 0; cut < sizeof(text); cut++) {
		struct log log = new_log(true);
		struct plimsoll_push *push = plimsoll_push_open(rules, &lines, &(struct plimsoll_sink){ &log, take }, &err);

		assert_non_null(push);
		assert_int_equal(plimsoll_push_bytes(push, text, cut, &err), PLIMSOLL_OK);
		assert_int_equal(log.requests, cut == sizeof(text) - 1 ? 2 : cut >= sizeof(BAD) ? 1 : 0);
		assert_int_equal(plimsoll_push_bytes(push, text + cut, sizeof(text) - 1 - cut, &err), PLIMSOLL_OK);
		assert_int_equal(log.requests, 2);
		assert_int_equal(plimsoll_push_end(push, &err), PLIMSOLL_OK);
		assert_true(pl_str_equal(pl_buf_str(&log.text), pl_buf_str(&expected.text)));
		pl_buf_free(&log.text);
	}
	pl_buf_free(&expected.text);
}

static int take_id(void *ctx, const struct plimsoll_request *request)
{
	struct log *log = ctx;

	pl_buf_printf(&log->text, "[%.*s]", (int)request->id.len, request->id.len ? request->id.ptr : "");
	return 0;
}

static void a_line_says_what_its_request_is_called(void **state)
{
	static const char text[] = "{\"id\":\"a-1\",\"url\":\"http://a.example/\",\"method\":\"GET\"}\n"
	                           "{\"url\":\"http://a.example/\",\"method\":\"GET\"}\n"
	                           "{\"request\":{\"id\":\"other\",\"url\":\"http://a.example/\",\"method\":\"GET\"},\"id\":17}\n";
	struct log log = new_log(false);
	struct plimsoll_error err;

	(void)state;
	assert_int_equal(plimsoll_check_memory(rules, &lines, text, sizeof(text) - 1, &(struct plimsoll_sink){ &log, take_id }, &err), PLIMSOLL_OK);
	pl_buf_add_char(&log.text, '\0');
	assert_string_equal(log.text.ptr, "[a-1][][17]");
	pl_buf_free(&log.text);
}

/* Beyond what is kept of a stream, and of a file that is not read again. */
static void a_line_has_its_place_however_many_stand_before_it(void **state)
{
	struct plimsoll_error err;
	struct log log = new_log(true);
	struct plimsoll_push *push = plimsoll_push_open(rules, &lines, &(struct plimsoll_sink){ &log, take }, &err);

	(void)state;
	assert_non_null(push);
	for (int i = 0; i < 2000; i++) {
		pl_buf_clear(&log.text);
		assert_int_equal(plimsoll_push_bytes(push, GOOD "\n", sizeof(GOOD), &err), PLIMSOLL_OK);
	}
	pl_buf_clear(&log.text);
	assert_int_equal(plimsoll_push_bytes(push, BAD "\n", sizeof(BAD), &err), PLIMSOLL_OK);
	pl_buf_add_char(&log.text, '\0');
	assert_string_equal(log.text.ptr, "2000 POST http://a.example/x 6\n2001:135 json-invalid: not JSON: the key has no value\n");
	assert_int_equal(plimsoll_push_end(push, &err), PLIMSOLL_OK);
	pl_buf_free(&log.text);
}

static void no_line_at_all_is_no_request(void **state)
{
	struct log log = new_log(false);
	struct plimsoll_error err;

	(void)state;
	assert_int_equal(plimsoll_check_memory(rules, &lines, "\n\n", 2, &(struct plimsoll_sink){ &log, take }, &err), PLIMSOLL_FORMAT);
	assert_int_equal(log.requests, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_a_har_are_the_same_as_lines),
		cmocka_unit_test(a_line_that_is_no_request_is_told_with_its_number),
		cmocka_unit_test(a_line_that_is_too_long_is_passed),
		cmocka_unit_test(lines_are_answered_one_by_one_wherever_they_are_cut),
		cmocka_unit_test(a_line_says_what_its_request_is_called),
		cmocka_unit_test(a_line_has_its_place_however_many_stand_before_it),
		cmocka_unit_test(no_line_at_all_is_no_request),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
