/* Records of a body that are as all others cost little; the one that is odd is found among them all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "plimsoll.h"

#define RECORDS 100

/* Each text is longer than an odd one, so that none of those is among the largest values. */
#define RECORD "{\"id\":%d,\"note\":\"a text that is as long as these have to be here, %d\",\"tags\":[\"one\",\"two\"],\"in\":{\"x\":true}},\n"

struct found {
	const char *rule; /* whose findings are counted; NULL: of any */
	size_t count;
};

static int count(void *ctx, const struct plimsoll_request *request)
{
	struct found *found = ctx;

	for (size_t i = 0; i < request->findings_len; i++) {
		struct plimsoll_text rule = request->findings[i].rule;

		found->count += found->rule == NULL || (rule.len == strlen(found->rule) && memcmp(rule.ptr, found->rule, rule.len) == 0);
	}
	return 0;
}

static size_t findings_in(struct pl_str requests, const char *rule)
{
	static const char *const enabled[] = { "json-escape-overhead", NULL }, *const via[] = { "modsecurity", NULL };
	struct plimsoll_options options = { .enabled = enabled, .via = via };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct found found = { rule, 0 };

	assert_non_null(rules);
	assert_int_equal(plimsoll_check_memory(rules, &(struct plimsoll_input){ .path = "-" }, requests.ptr, requests.len,
	                                       &(struct plimsoll_sink){ &found, count }, &err),
	                 PLIMSOLL_OK);
	plimsoll_rules_close(rules);
	return found.count;
}

#define HEAD "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "

static size_t findings_among_records(const char *record, const char *rule)
{
	static char body[32768], request[33000];
	int len = 1, all;

	body[0] = '[';
	for (int i = 0; i < RECORDS; i++)
		len += snprintf(body + len, sizeof(body) - (size_t)len, RECORD, i, i);
	len += snprintf(body + len, sizeof(body) - (size_t)len, "%s]", record);
	all = snprintf(request, sizeof(request), HEAD "%d\r\n\r\n%s", len, body);
	assert_true((size_t)all < sizeof(request));
	return findings_in((struct pl_str){ request, (size_t)all }, rule);
}

static void what_is_odd_is_found(void **state)
{
	static const char *const odd[][2] = {
		{ "{\"id\":1,\"note\":\"b'aGVsbG8='\"}", "python-bytes-repr" },
		{ "{\"id\":1,\"note\":\"b\\\"aGVsbG8=\\\"\"}", "python-bytes-repr" },
		{ "{\"id\":1,\"note\":\"[object File]\"}", "stringified-object-literal" },
		{ "{\"id\":1,\"note\":\"REPLACE_ME\"}", "unresolved-placeholder" },
		{ "{\"id\":1,\"tags\":[\"one\",\"your_api_key\"]}", "unresolved-placeholder" },
		{ "{\"id\":1,\"note\":\"x\",\"id\":2}", "json-duplicate-keys" },
		{ "{\"id\":1,\"note\":\"x\",\"in\":{\"x\":1,\"y\":2,\"x\":3}}", "json-duplicate-keys" },
		{ "{\"id\":1,\"note\":\"x\",\"n\\u006fte\":\"y\"}", "json-duplicate-keys" },
		{ "{\"id\":1,\"note\":\"%PDF-1.4\\n%\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"}", "bytes-utf8-mangled" },
		{ "{\"id\":1,\"note\":\"%PDF-1.4\\n%\\ufffd\\ufffd\\ufffd\"}", "bytes-utf8-mangled" },
		{ "{\"id\":1,\"note\":\"\\u5317\\u003chtml>\"}", "body-waf-tripwires" },
		{ "{\"id\":1,\"note\":\"\xE5\x8C\x97<html>\"}", "body-waf-tripwires" },
		{ "{\"id\":1,\"note\":\"b\\\"abcd\\\"\"}", "python-bytes-repr" },
		{ "{\"note\":\"\\u5317\"},{\"note\":\"b\\\"\\u5317\\\"\"}", "python-bytes-repr" },
		{ "{\"id\":1,\"note\":\"\\u5317\\ud83d\"}", "json-lone-surrogate" },
		{ "{\"id\":1,\"note\":\"\xE5\x8C\x97\xE5\x8C\"}", "json-not-utf8" },
		{ "{\"id\":1,\"\xC3\xBC\":\"x\",\"\xC3\xBC\":2}", "json-duplicate-keys" },
		/* A key is not taken for one that would be the same had it been unescaped. */
		{ "{\"a\\\"b\":1},{\"a\\\"b\":1},{\"a\"b\":1}", "json-invalid" },
		{ "{\"a\\nb\":1},{\"a\\nb\":1},{\"a\nb\":1}", "json-string-controls" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		assert_int_equal(findings_among_records(odd[i][0], odd[i][1]), 1);
}

static void what_is_plain_is_not(void **state)
{
	static const char *const plain[] = {
		"{\"id\":1,\"note\":\"a line\\nand another\",\"tags\":[],\"in\":{\"x\":null}}",
		"{\"note\":\"b\",\"in\":{\"id\":1,\"note\":\"your name\"},\"id\":2,\"tags\":[\"C:\\\\temp\",\"\"]}",
		"{\"tags\":[\"one\",[\"two\"],{\"one\":1},{\"one\":1}],\"id\":1}",
		"{\"id\":1,\"note\":\"\\u5317\\u4eac \\ud83d\\ude00\",\"tags\":[\"\xE5\x8C\x97\",\"\\u00fc\"],\"\xC3\xBC\":\"\xF0\x9F\x98\x80\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		assert_int_equal(findings_among_records(plain[i], NULL), 0);
}

/* Escapes of 100 strings that take 15 bytes more than their characters, in a body of so many bytes. */
static size_t findings_of_escapes(size_t bytes)
{
	static char body[16384], request[16500];
	size_t len = 1;
	int all;

	body[0] = '[';
	for (size_t i = 0; i < 100; i++)
		len += (size_t)snprintf(body + len, sizeof(body) - len, "{\"n\":\"\\u5317\\u00fc\\ud83d\\ude00\\n\"},");
	body[len++] = '"';
	for (; len < bytes - 2; len++)
		body[len] = len % 8 ? 'x' : ' ';
	body[len++] = '"';
	body[len++] = ']';
	all = snprintf(request, sizeof(request), HEAD "%zu\r\n\r\n%.*s", len, (int)len, body);
	return findings_in((struct pl_str){ request, (size_t)all }, "json-escape-overhead");
}

/* The rule asks for more than a tenth. */
static void each_escape_counts(void **state)
{
	(void)state;
	assert_int_equal(findings_of_escapes(14999), 1);
	assert_int_equal(findings_of_escapes(15000), 0);
}

/* Keys are remembered from one body to the next. */
static void each_body_is_judged(void **state)
{
	(void)state;
	assert_int_equal(findings_in(PL_STR(HEAD "17\r\n\r\n[{\"\xFF\":1},{\"\xFF\":1}]" HEAD "17\r\n\r\n[{\"\xFF\":1},{\"\xFF\":1}]"), "json-not-utf8"),
	                 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_odd_is_found),
		cmocka_unit_test(what_is_plain_is_not),
		cmocka_unit_test(each_escape_counts),
		cmocka_unit_test(each_body_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
