/* HTTP-date: the one form that a sender writes, of days that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/http_date.h"

static void refuses(const char *text, const char *problem)
{
	const char *found = pl_http_date_problem(pl_str_from(text));

	assert_non_null(found);
	assert_string_equal(found, problem);
}

static void takes(const char *text)
{
	assert_null(pl_http_date_problem(pl_str_from(text)));
}

static void an_imf_fixdate_of_its_own_weekday_is_a_date(void **state)
{
	(void)state;
	takes("Sun, 06 Nov 1994 08:49:37 GMT");
	takes("Thu, 29 Feb 2024 00:00:00 GMT");
	takes("Tue, 29 Feb 2000 23:59:60 GMT");
	takes("Fri, 01 Jan 2100 00:00:00 GMT");
}

static void days_that_there_are_not_are_told(void **state)
{
	(void)state;
	refuses("Mon, 06 Nov 1994 08:49:37 GMT", "that day was another day of the week");
	refuses("Mon, 29 Feb 2100 00:00:00 GMT", "there is no such day or time");
	refuses("Sun, 00 Nov 1994 08:49:37 GMT", "there is no such day or time");
	refuses("Sun, 06 Nov 1994 24:49:37 GMT", "there is no such day or time");
	refuses("Sun, 06 Nox 1994 08:49:37 GMT", "the name of the day or of the month is none");
	refuses("Sun, 06 anF 1994 08:49:37 GMT", "the name of the day or of the month is none");
}

static void other_forms_are_told_apart(void **state)
{
	(void)state;
	refuses("Sunday, 06-Nov-94 08:49:37 GMT", "it is of an obsolete form");
	refuses("Sun Nov  6 08:49:37 1994", "it is of an obsolete form");
	refuses("Sun Nov 16 08:49:37 1994", "it is of an obsolete form");
	refuses("Sun, 06 Nov 1994 08:49:37 +0000", "its time zone is not GMT");
	refuses("Sun, 06 Nov 1994 08:49:37 UTC", "its time zone is not GMT");
	refuses("1994-11-06T08:49:37Z", "it is not written as Sun, 06 Nov 1994 08:49:37 GMT");
	refuses("", "it is not written as Sun, 06 Nov 1994 08:49:37 GMT");
}

static void reads_as(const char *text, int64_t wanted)
{
	int64_t seconds;

	assert_true(pl_http_date_read(pl_str_from(text), &seconds));
	assert_int_equal(seconds, wanted);
}

static void a_recipient_reads_all_three_forms(void **state)
{
	static const char *const none[] = { "", "120", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun Nox  6 08:49:37 1994",
		                            "Sun, 06 Nov 1994 08:49:37 +0000" };
	int64_t seconds;

	(void)state;
	reads_as("Thu, 01 Jan 1970 00:00:00 GMT", 0);
	reads_as("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
	reads_as("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
	reads_as("Sun Nov  6 08:49:37 1994", 784111777);
	reads_as("Thu, 29 Feb 2024 23:59:59 GMT", 1709251199);
	reads_as("Friday, 01-Mar-24 00:00:00 GMT", 1709251200);
	reads_as("Fri, 01 Jan 2100 00:00:00 GMT", 4102444800);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_false(pl_http_date_read(pl_str_from(none[i]), &seconds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_imf_fixdate_of_its_own_weekday_is_a_date),
		cmocka_unit_test(days_that_there_are_not_are_told),
		cmocka_unit_test(other_forms_are_told_apart),
		cmocka_unit_test(a_recipient_reads_all_three_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
