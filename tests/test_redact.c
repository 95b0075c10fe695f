/* Secrets planted all over a request do not come out of any report, and with shows_secrets they do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/span.h"
#include "report/report.h"
#include "secret_names.h"
#include "secret_scan.h"

/* Each planted secret holds "planted" or "Planted"; the finding stands in the password, which the caret must not show. */
static const char request[] =
    "POST /u?x=1&access_token=q1planted&X-Amz-Signature=q2planted HTTP/1.1\r\n"
    "Host: api.example.com\r\n"
    "Authorization: Bearer h1planted.h2planted\r\n"
    "Proxy-Authorization: Basic dXNlcjpwbGFudGVk\r\n"
    "Cookie: a=c1planted; b=c2planted\r\n"
    "X-Api-Key: k1planted\r\n"
    "X-Amz-Security-Token: k2planted\r\n"
    "Referer: https://bob:r1planted@h/?code=r2planted\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 241\r\n"
    "\r\n"
    "{\"name\": \"visible\", \"password\": \"p1\tplanted\", \"in\": {\"client_secret\": \"p2planted\"}, "
    "\"nested\": \"{\\\"api_key\\\": \\\"p3planted\\\"}\", \"url\": \"https://u:p4planted@h/?sig=p5planted\", "
    "\"list\": {\"access_token\": [\"p6planted\", [\"p7planted\"]]}, \"pwd\": 47110815}";

struct report {
	const struct pl_report *report;
	void *state;
};

static int take(void *ctx, const struct plimsoll_request *r)
{
	struct report *to = ctx;

	to->report->request(to->state, r);
	return 0;
}

static char *reported(const struct pl_report *report, bool shows_secrets)
{
	const struct plimsoll_options options = { .wants_facts = true, .shows_secrets = shows_secrets,
		                                  .persona = PLIMSOLL_PEDANTIC };
	const struct pl_report_options layout = { .columns = 80, .shows_facts = true, .is_verbose = true };
	char path[] = "/tmp/plimsoll-redact-XXXXXX", *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int fd = mkstemp(path);
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct report to = { report, report->begin(out, &layout) };

	assert_non_null(rules);
	assert_int_equal(write(fd, request, sizeof(request) - 1), sizeof(request) - 1);
	close(fd);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &to, take }, &err), PLIMSOLL_OK);
	report->end(to.state, &(struct pl_report_summary){ .requests = 1 });
	fclose(out);
	plimsoll_rules_close(rules);
	unlink(path);
	return text;
}

/* The others have room for findings alone. */
static bool lists_facts(const struct pl_report *report)
{
	return strcmp(report->name, "human") == 0 || strcmp(report->name, "json") == 0 || strcmp(report->name, "ndjson") == 0;
}

static void no_report_shows_a_secret(void **state)
{
	(void)state;
	for (const struct pl_report *const *report = pl_reports; *report; report++) {
		char *text = reported(*report, false);

		assert_null(strcasestr(text, "planted"));
		assert_null(strstr(text, "dXNlcjpwbGFudGVk"));
		assert_null(strstr(text, "47110815"));
		if (lists_facts(*report)) {
			assert_non_null(strstr(text, "Bearer *******************"));
			assert_non_null(strstr(text, "visible"));
		}
		free(text);
	}
}

static void every_report_shows_secrets_when_asked_to(void **state)
{
	(void)state;
	for (const struct pl_report *const *report = pl_reports; *report; report++) {
		char *text = reported(*report, true);

		if (lists_facts(*report)) {
			assert_non_null(strstr(text, "q1planted"));
			assert_non_null(strstr(text, "h1planted.h2planted"));
			assert_non_null(strstr(text, "p2planted"));
		}
		free(text);
	}
}

static int take_url(void *ctx, const struct plimsoll_request *r)
{
	snprintf(ctx, 256, "%.*s", (int)r->url.len, r->url.ptr);
	return 0;
}

static void the_region_of_signed_credentials_is_no_secret(void **state)
{
	const struct plimsoll_options options = { .limit = 0 };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	char url[256] = "";

	(void)state;
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = "samples/ok/head-sigv4.http" },
	                                     &(struct plimsoll_sink){ url, take_url }, &err), PLIMSOLL_OK);
	assert_non_null(strstr(url, "http://s3.us-east-1.amazonaws.com/"));
	plimsoll_rules_close(rules);
}

static void check_scan(const char *text, bool is_command, const char *wanted)
{
	char found[512] = "";
	struct pl_str secret;
	size_t at = 0, len = 0;

	while (pl_secret_next(pl_str_from(text), is_command, &at, &secret))
		len += (size_t)snprintf(found + len, sizeof(found) - len, "[%.*s]", PL_STR_ARG(secret));
	assert_string_equal(found, wanted);
}

static void a_secret_is_told_by_the_name_before_it(void **state)
{
	(void)state;
	check_scan("Authorization: Bearer abc\r\nHost: h", false, "[abc]");
	check_scan("a=1&client_secret=s3&b=2", false, "[s3]");
	check_scan("{\"password\": \"a\\\"b\", \"key\": \"k\"}", false, "[a\\\"b]");
	check_scan("{\\\"api_key\\\": \\\"p3\\\"}", false, "[p3]");
	check_scan("{\"name\": \"Cookie\", \"value\": \"a=b\"}", false, "[a=b]");
	check_scan("{\"password\": 1234, \"a\": 5}", false, "[1234]");
	check_scan("https://u:p@h/x@y?sig=z#f", false, "[u:p][z]");
	check_scan("x-api-key: cut-off-her", false, "[cut-off-her]");
	check_scan("curl -u me:pw -b 'a=b' --oauth2-bearer tok -H 'X-Token: t' h", true, "[me:pw][a=b][tok][t]");
	check_scan("max_tokens=5 keyboard: x monkey=2 -u a", false, "");
}

static void names_of_secrets_are_known_in_any_spelling(void **state)
{
	(void)state;
	assert_true(pl_secret_name(PL_STR("X-API-KEY"), PL_SECRET_HEADER));
	assert_true(pl_secret_name(PL_STR("clientSecret"), PL_SECRET_FIELD));
	assert_true(pl_secret_name(PL_STR("code"), PL_SECRET_QUERY));
	assert_false(pl_secret_name(PL_STR("code"), PL_SECRET_FIELD));
	assert_false(pl_secret_name(PL_STR("max_tokens"), PL_SECRET_FIELD));
	assert_false(pl_secret_name(PL_STR("content-type"), PL_SECRET_HEADER));
}

static void a_name_judged_again_is_judged_the_same(void **state)
{
	static const char *const stems[] = { "name", "password", "code", "key", "pass", "user", "sig", "id", "token" };
	struct pl_judged_names judged = { 0 };
	char name[16];

	(void)state;
	for (size_t round = 0; round < 2 * 9 * 99; round++) {
		size_t which = round % (9 * 99), scope = which % 2 ? PL_SECRET_FIELD : PL_SECRET_FIELD | PL_SECRET_QUERY;
		struct pl_str text = { name, (size_t)snprintf(name, sizeof(name), "%s%zu", stems[which % 9], which / 9) };

		text.len -= which < 9;
		assert_int_equal(pl_secret_name_again(&judged, text, (unsigned)scope), pl_secret_name(text, (unsigned)scope));
		scope ^= PL_SECRET_QUERY;
		assert_int_equal(pl_secret_name_again(&judged, text, (unsigned)scope), pl_secret_name(text, (unsigned)scope));
	}
	assert_false(pl_secret_name_again(&judged, PL_STR(""), PL_SECRET_FIELD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_report_shows_a_secret),
		cmocka_unit_test(every_report_shows_secrets_when_asked_to),
		cmocka_unit_test(the_region_of_signed_credentials_is_no_secret),
		cmocka_unit_test(a_secret_is_told_by_the_name_before_it),
		cmocka_unit_test(names_of_secrets_are_known_in_any_spelling),
		cmocka_unit_test(a_name_judged_again_is_judged_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
