/* Authorities: what is wrong with a host and port, what is an address, and the host itself; the empty one,
 * too, that has no bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/authority.h"

static void test_problem(void **state)
{
	static const struct {
		const char *host, *problem;
	} cases[] = {
		{ "", NULL },
		{ "a.example", NULL },
		{ "a.example:8080", NULL },
		{ "a.example:", NULL },
		{ "[::1]:80", NULL },
		{ "[v1.x]", NULL },
		{ "[fe80::1%25eth0]", NULL },
		{ "a.example:65536", "its port is not a number up to 65535" },
		{ ":80", "a port without a host" },
		{ "[]", "what stands in brackets is no IPv6 address" },
		{ "[%25eth0]", "what stands in brackets is no IPv6 address" },
		{ "[::1", "a bracket is not closed" },
		{ "::1", "an IPv6 address must stand in brackets" },
		{ "a:b:c", "two colons stand in it" },
		{ "https://a.example", "it is a URL, and should be its host alone" },
		{ "a.example/b", "a path stands behind the host" },
		{ "a b", "a character stands in it that no host name has" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *problem = pl_authority_problem(pl_str_from(cases[i].host));

		if (cases[i].problem == NULL)
			assert_null(problem);
		else
			assert_string_equal(problem ? problem : "(none)", cases[i].problem);
	}
	assert_null(pl_authority_problem((struct pl_str){ 0 }));
}

static void test_is_ip(void **state)
{
	(void)state;
	assert_true(pl_authority_is_ip(PL_STR("127.0.0.1")));
	assert_true(pl_authority_is_ip(PL_STR("127.0.0.1:80")));
	assert_true(pl_authority_is_ip(PL_STR("[::1]:80")));
	assert_false(pl_authority_is_ip(PL_STR("a.example")));
	assert_false(pl_authority_is_ip(PL_STR("[]")));
	assert_false(pl_authority_is_ip(PL_STR(":80")));
	assert_false(pl_authority_is_ip((struct pl_str){ 0 }));
}

static void test_host(void **state)
{
	static const char *const cases[][2] = {
		{ "me@a.example:80", "a.example" },
		{ "[::1]:80", "::1" },
		{ "[::1", "::1" },
		{ "[]", "" },
		{ "[", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(
		    pl_str_equal(pl_authority_host(pl_str_from(cases[i][0])), pl_str_from(cases[i][1])));
	assert_int_equal(pl_authority_host((struct pl_str){ 0 }).len, 0);
	assert_int_equal(pl_authority_of((struct pl_str){ 0 }).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problem),
		cmocka_unit_test(test_is_ip),
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
