/* Numbers and sizes: read with overflow detection, written for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/number.h"

static void check_size(const char *text, enum pl_number result, uint64_t bytes)
{
	uint64_t value = 0;

	assert_int_equal(pl_number_size(pl_str_from(text), &value), result);
	assert_int_equal(value, bytes);
}

static void a_size_without_a_unit_is_bytes(void **state)
{
	(void)state;
	check_size("0", PL_NUMBER_OK, 0);
	check_size("1048576", PL_NUMBER_OK, 1048576);
	check_size("512 bytes", PL_NUMBER_OK, 512);
}

static void k_m_g_are_powers_of_1024_and_kb_mb_gb_of_1000(void **state)
{
	(void)state;
	check_size("1m", PL_NUMBER_OK, 1048576);
	check_size("10MiB", PL_NUMBER_OK, 10485760);
	check_size("10MB", PL_NUMBER_OK, 10000000);
	check_size("4.5MB", PL_NUMBER_OK, 4500000);
	check_size("4.5 MiB", PL_NUMBER_OK, 4718592);
	check_size("100kb", PL_NUMBER_OK, 100000);
	check_size("2g", PL_NUMBER_OK, 2147483648);
}

static void a_size_that_is_none_is_malformed_or_overflows(void **state)
{
	(void)state;
	check_size("", PL_NUMBER_MALFORMED, 0);
	check_size("-1", PL_NUMBER_MALFORMED, 0);
	check_size("1.m", PL_NUMBER_MALFORMED, 0);
	check_size("ten", PL_NUMBER_MALFORMED, 0);
	check_size("1 mile", PL_NUMBER_MALFORMED, 0);
	check_size("18446744073709551616", PL_NUMBER_OVERFLOW, 0);
	check_size("17179869184g", PL_NUMBER_OVERFLOW, 0);
}

static void bytes_are_written_exactly_with_the_unit_assumed(void **state)
{
	char out[PL_NUMBER_TEXT];

	(void)state;
	assert_string_equal(pl_number_bytes(out, 1), "1 byte");
	assert_string_equal(pl_number_bytes(out, 812), "812 bytes");
	assert_string_equal(pl_number_bytes(out, 1048576), "1,048,576 bytes (1 MiB)");
	assert_string_equal(pl_number_bytes(out, 6000000), "6,000,000 bytes (5.72 MiB)");
	assert_string_equal(pl_number_grouped(out, UINT64_MAX), "18,446,744,073,709,551,615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_without_a_unit_is_bytes),
		cmocka_unit_test(k_m_g_are_powers_of_1024_and_kb_mb_gb_of_1000),
		cmocka_unit_test(a_size_that_is_none_is_malformed_or_overflows),
		cmocka_unit_test(bytes_are_written_exactly_with_the_unit_assumed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
