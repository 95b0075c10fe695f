/* The report for people: each case is a request and the text that comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "report/report.h"

#define TEXT(literal) { literal, sizeof(literal) - 1 }

static void check(const struct plimsoll_request *request, const char *expected)
{
	const struct pl_report_options options = { .columns = 80, .is_quiet = true };
	const struct pl_report_summary none = { 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	void *state;

	assert_non_null(out);
	state = pl_reports[0]->begin(out, &options);
	pl_reports[0]->request(state, request);
	pl_reports[0]->end(state, &none);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void a_consequence_is_named_under_its_cause_and_not_again(void **state)
{
	const struct plimsoll_finding findings[] = {
		{ .rule = TEXT("root"), .message = TEXT("the cause"), .fix = TEXT("mend it"), .severity = PLIMSOLL_ERROR },
		{ .rule = TEXT("twig"), .message = TEXT("a consequence"), .fix = TEXT("-"), .explained_by = TEXT("root") },
	};

	(void)state;
	check(&(struct plimsoll_request){ .findings = findings, .findings_len = 2 },
	      "  error: the cause [root]\n    fix: mend it\n    because of this: twig\n");
}

static void control_characters_of_the_input_do_not_reach_the_terminal(void **state)
{
	const struct plimsoll_finding findings[] = {
		{ .rule = TEXT("r"), .message = TEXT("a\033[31mb"), .fix = TEXT("c\007d"), .severity = PLIMSOLL_NOTE },
	};

	(void)state;
	check(&(struct plimsoll_request){ .findings = findings, .findings_len = 1 }, "  note: a.[31mb [r]\n    fix: c.d\n");
}

static void the_bytes_of_a_place_are_underlined(void **state)
{
	const struct plimsoll_finding findings[] = {
		{ .rule = TEXT("r"),
		  .message = TEXT("m"),
		  .fix = TEXT("f"),
		  .severity = PLIMSOLL_WARNING,
		  .place = { .path = TEXT("x.http"),
		             .is_known = true,
		             .offset = 7,
		             .length = 2,
		             .line = 2,
		             .column = 4,
		             .excerpt = TEXT("one\nab:cd\nend") } },
	};

	(void)state;
	check(&(struct plimsoll_request){ .findings = findings, .findings_len = 1 },
	      "  warning: m [r]\n    at x.http:2:4\n    | ab:cd\n    |    ^^\n    fix: f\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_consequence_is_named_under_its_cause_and_not_again),
		cmocka_unit_test(control_characters_of_the_input_do_not_reach_the_terminal),
		cmocka_unit_test(the_bytes_of_a_place_are_underlined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
