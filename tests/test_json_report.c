/* The reports for programs are JSON as RFC 8259 has it, whatever bytes the input holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "parse/json.h"
#include "report/report.h"

#define TEXT(literal) { literal, sizeof(literal) - 1 }
#define NASTY "\0\001\t\r\n\033[31m\"\\\x7F\xC2\x9B\xE2\x80\xAE\xE2\x80\x8B\xEF\xBB\xBF\xF3\xA0\x80\x81\xF0\x9F\x98\x80\xFF\xC0\xED\xA0\x80\xF4\x90\x80\x80\xE2\x82"

static const struct plimsoll_text nasty = TEXT(NASTY);

/* Every member that may hold text of the input does. */
static char *reported(const char *name, size_t requests)
{
	const struct plimsoll_finding finding = {
		.rule = TEXT("r"),
		.message = nasty,
		.fix = nasty,
		.gateway = nasty,
		.confidence = TEXT("certain"),
		.severity = PLIMSOLL_ERROR,
		.more = UINT64_MAX,
		.place = { .path = nasty, .via = TEXT("gzip/base64"), .pointer = nasty, .part = nasty, .offset = UINT64_MAX, .length = 1, .is_known = true },
	};
	const struct plimsoll_undecided undecided = { .rule = TEXT("r"), .missing = TEXT("request.body_bytes") };
	const struct plimsoll_contribution largest = { .pointer = nasty, .part = nasty, .encoding = TEXT("base64"), .media_type = nasty, .bytes = 2, .raw_bytes = 1 };
	const struct plimsoll_fact facts[] = {
		{ .name = TEXT("request.path"), .kind = PLIMSOLL_STRING, .string = nasty },
		{ .name = TEXT("request.list"), .kind = PLIMSOLL_LIST, .list = &nasty, .list_len = 1 },
		{ .name = TEXT("header.value"), .kind = PLIMSOLL_STRING, .string = nasty, .row = 1 },
		{ .name = TEXT("header.flag"), .kind = PLIMSOLL_UNKNOWN, .row = 2 },
	};
	const struct plimsoll_request request = {
		.file = nasty, .method = nasty, .url = nasty,
		.weight = { .is_known = true, .inflation = 4.0 / 3, .limit = 1, .limit_name = nasty, .largest = &largest, .largest_len = 1 },
		.findings = &finding, .findings_len = 1, .undecided = &undecided, .undecided_len = 1, .facts = facts, .facts_len = 4,
	};
	const struct pl_report *const *report = pl_reports;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	void *state;

	while (strcmp((*report)->name, name) != 0)
		report++;
	state = (*report)->begin(out, &(struct pl_report_options){ .shows_facts = true });
	for (size_t i = 0; i < requests; i++)
		(*report)->request(state, &request);
	(*report)->end(state, &(struct pl_report_summary){ .requests = requests });
	fclose(out);
	return text;
}

static void assert_strict(const char *text, size_t len)
{
	struct pl_json *json = calloc(1, sizeof(*json));
	struct pl_run run = { .ptr = (const unsigned char *)text, .len = len };
	const struct pl_json_event *ev;
	enum pl_json_kind kind;

	do {
		ev = run.len > 0 ? pl_json_next(json, &run) : pl_json_finish(json);
		kind = ev->kind;
		assert_int_not_equal(kind, PL_JSON_ODDITY);
		assert_int_not_equal(kind, PL_JSON_BAD);
	} while (kind != PL_JSON_END);
	free(json);
}

/* What a terminal would obey does not stand in it; what it shows does. */
static void assert_calm(const char *text)
{
	static const char *const hidden[] = { "\x7F", "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xF3\xA0\x80\x81", "\033", "\r", "\t" };

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		assert_null(strstr(text, hidden[i]));
	assert_non_null(strstr(text, "\"\\u0000\\u0001\\t\\r\\n\\u001b[31m\\\"\\\\\\u007f\\u009b\\u202e\\u200b\\ufeff\\udb40\\udc01\xF0\x9F\x98\x80\\ufffd"));
}

static void the_json_report_is_strict_json(void **state)
{
	(void)state;
	for (size_t requests = 0; requests < 3; requests++) {
		char *text = reported("json", requests);

		assert_strict(text, strlen(text));
		if (requests > 0)
			assert_calm(text);
		free(text);
	}
}

static void each_line_of_ndjson_is_strict_json(void **state)
{
	char *text = reported("ndjson", 2), *second = strchr(text, '\n') + 1;

	(void)state;
	assert_strict(text, (size_t)(second - text));
	assert_strict(second, strlen(second));
	assert_ptr_equal(strchr(second, '\n'), second + strlen(second) - 1);
	assert_calm(text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_json_report_is_strict_json),
		cmocka_unit_test(each_line_of_ndjson_is_strict_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
