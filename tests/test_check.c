/* The public API on inputs that are no requests and options that name nothing. `plimsoll rules --test` runs the samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "plimsoll.h"

static int count(void *ctx, const struct plimsoll_request *request)
{
	(void)request;
	++*(size_t *)ctx;
	return 0;
}

static void check_refused(const char *path, enum plimsoll_status status, const char *message)
{
	struct plimsoll_options options = { 0 };
	struct plimsoll_error err = { 0 };
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	size_t requests = 0;

	assert_non_null(rules);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &requests, count }, &err),
	                 status);
	assert_int_equal(requests, 0);
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
		cmocka_unit_test(what_is_no_request_is_refused_in_one_line),
		cmocka_unit_test(a_misspelt_rule_is_told_the_nearest_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
