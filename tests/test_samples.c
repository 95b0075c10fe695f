/* Every built-in rule has a sample that raises it; samples/ok raises nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "plimsoll.h"
#include "rule/rule.h"

struct seen {
	struct pl_str wanted; /* a rule's name */
	size_t requests, findings;
	bool is_raised;
};

static int look(void *ctx, const struct plimsoll_request *request)
{
	struct seen *seen = ctx;

	seen->requests++;
	seen->findings += request->findings_len + request->undecided_len;
	for (size_t i = 0; i < request->findings_len; i++) {
		struct pl_str rule = { request->findings[i].rule.ptr, request->findings[i].rule.len };

		seen->is_raised |= pl_str_equal(rule, seen->wanted);
		if (seen->wanted.len == 0)
			print_error("%.*s: %.*s\n", PL_STR_ARG(rule), (int)request->findings[i].message.len,
			            request->findings[i].message.ptr);
	}
	return 0;
}

/* The sidecar NAME.args of NAME.http: the few options that samples need. */
static struct plimsoll_options options_of(const char *sample)
{
	struct plimsoll_options options = { 0 };
	char path[512], text[256] = "";
	unsigned long long limit;
	FILE *file;

	snprintf(path, sizeof(path), "%.*s.args", (int)(strlen(sample) - strlen(".http")), sample);
	file = fopen(path, "r");
	if (file == NULL)
		return options;
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	if (sscanf(text, "--limit %llu", &limit) == 1)
		options.limit = limit;
	if (strstr(text, "--persona strict"))
		options.persona = PLIMSOLL_STRICT;
	if (strstr(text, "--persona pedantic"))
		options.persona = PLIMSOLL_PEDANTIC;
	return options;
}

static struct seen check_sample(const char *path, struct pl_str wanted)
{
	struct seen seen = { .wanted = wanted };
	struct plimsoll_options options = options_of(path);
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);

	if (rules == NULL)
		print_error("%s:%llu:%llu: %s\n", err.path, (unsigned long long)err.line, (unsigned long long)err.column,
		            err.message);
	assert_non_null(rules);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &seen, look }, &err),
	                 PLIMSOLL_OK);
	plimsoll_rules_close(rules);
	return seen;
}

static void every_rule_has_a_sample_that_raises_it(void **state)
{
	struct pl_rule_set set;
	struct plimsoll_error err;

	(void)state;
	assert_true(pl_rule_set_load(&set, NULL, &err));
	assert_true(set.len > 0);
	for (size_t i = 0; i < set.len; i++) {
		char path[512];

		snprintf(path, sizeof(path), "samples/bad/%.*s.http", PL_STR_ARG(set.rules[i]->name));
		if (!check_sample(path, set.rules[i]->name).is_raised) {
			print_error("%s does not raise its rule\n", path);
			fail();
		}
	}
	pl_rule_set_free(&set);
}

static void correct_requests_raise_nothing(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("samples/ok/*", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct seen seen = check_sample(found.gl_pathv[i], PL_STR(""));

		if (seen.findings > 0 || seen.requests != 1)
			print_error("%s: %zu findings in %zu requests\n", found.gl_pathv[i], seen.findings, seen.requests);
		assert_int_equal(seen.requests, 1);
		assert_int_equal(seen.findings, 0);
	}
	globfree(&found);
}

static void check_refused(const char *path, enum plimsoll_status status, const char *message)
{
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	struct seen seen = { .wanted = PL_STR("") };

	assert_non_null(rules);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &seen, look }, &err),
	                 status);
	assert_non_null(strstr(err.message, message));
	plimsoll_rules_close(rules);
}

static void what_is_no_request_is_refused_in_one_line(void **state)
{
	(void)state;
	check_refused("samples/none.http", PLIMSOLL_IO, "No such file");
	check_refused("samples", PLIMSOLL_IO, "is a directory");
	check_refused("/dev/null", PLIMSOLL_FORMAT, "is empty");
	check_refused("Makefile", PLIMSOLL_FORMAT, "is no request");
}

static void a_misspelt_rule_is_told_the_nearest_name(void **state)
{
	const char *const disabled[] = { "json-invald", NULL };
	struct plimsoll_options options = { .disabled = disabled };
	struct plimsoll_error err = { 0 };

	(void)state;
	assert_null(plimsoll_rules_open(&options, &err));
	assert_string_equal(err.message, "there is no rule 'json-invald'; did you mean 'json-invalid'?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_a_sample_that_raises_it),
		cmocka_unit_test(correct_requests_raise_nothing),
		cmocka_unit_test(what_is_no_request_is_refused_in_one_line),
		cmocka_unit_test(a_misspelt_rule_is_told_the_nearest_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
