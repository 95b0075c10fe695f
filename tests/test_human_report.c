/* The report for people: each case is a request and the text that comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

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
	check(&(struct plimsoll_request){ .findings = findings, .findings_len = 1 }, "  note: a\\x1b[31mb [r]\n    fix: c\\x07d\n");
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


/* A finding at bytes [offset, offset+length) of a file that is the excerpt. */
static void check_place(struct plimsoll_text excerpt, uint64_t offset, uint64_t length, const char *expected)
{
	const struct plimsoll_finding finding = { .rule = TEXT("r"),
		                                  .message = TEXT("m"),
		                                  .fix = TEXT("f"),
		                                  .place = { .path = TEXT("x"),
		                                             .is_known = true,
		                                             .offset = offset,
		                                             .length = length,
		                                             .line = 1,
		                                             .column = 1,
		                                             .excerpt = excerpt } };
	char text[1024];

	snprintf(text, sizeof(text), "  note: m [r]\n    at x:1:1\n%s    fix: f\n", expected);
	check(&(struct plimsoll_request){ .findings = &finding, .findings_len = 1 }, text);
}

#define EXCERPT(literal) (struct plimsoll_text) TEXT(literal)

static void carets_stand_under_what_is_shown_however_wide_it_is(void **state)
{
	(void)state;
	check_place(EXCERPT("\xE6\x97\xA5\xE6\x9C\xAC: x"), 3, 3, "    | \xE6\x97\xA5\xE6\x9C\xAC: x\n    |   ^^\n");
	check_place(EXCERPT("e\xCC\x81 x"), 4, 1, "    | e\xCC\x81 x\n    |   ^\n");
	check_place(EXCERPT("a\x1B[0m b"), 1, 1, "    | a\\x1b[0m b\n    |  ^^^^\n");
	check_place(EXCERPT("a\tb"), 2, 1, "    | a b\n    |   ^\n");
	check_place(EXCERPT("a\r\nb"), 1, 2, "    | a\n    |  ^\n");
}

static void of_a_long_line_the_part_around_the_place_is_shown(void **state)
{
	char line[301];

	(void)state;
	memset(line, 'a', 300);
	line[150] = '!';
	check_place((struct plimsoll_text){ line, 300 }, 150, 1,
	            "    | …aaaaaaaaaaaaaaaaaaaaaaaa!aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\n"
	            "    |                          ^\n");
}

static void binary_is_shown_as_hexadecimal(void **state)
{
	(void)state;
	check_place(EXCERPT("\x89PNG\x00\x00\x00\x0D"), 1, 3,
	            "    | 00000000  89 50 4e 47 00 00 00 0d  .PNG....\n    |              ^^^^^^^^\n");
}

static void long_messages_are_broken_between_words(void **state)
{
	const struct plimsoll_finding findings[] = {
		{ .rule = TEXT("a-rule"),
		  .message = TEXT("a message that is so long that it does not fit into the eighty columns that a terminal has"),
		  .fix = TEXT("advice that is so long that it does not fit into the eighty columns that a terminal has") },
	};

	(void)state;
	check(&(struct plimsoll_request){ .findings = findings, .findings_len = 1 },
	      "  note: a message that is so long that it does not fit into the eighty columns\n"
	      "    that a terminal has [a-rule]\n"
	      "    fix: advice that is so long that it does not fit into the eighty columns\n"
	      "         that a terminal has\n");
}

static void rules_that_wait_for_the_same_fact_are_one_line(void **state)
{
	const struct plimsoll_undecided undecided[] = {
		{ TEXT("a"), TEXT("request.body_bytes"), PLIMSOLL_DEFAULT },
		{ TEXT("b"), TEXT("content.bytes"), PLIMSOLL_DEFAULT },
		{ TEXT("c"), TEXT("request.body_bytes"), PLIMSOLL_DEFAULT },
	};

	(void)state;
	check(&(struct plimsoll_request){ .undecided = undecided, .undecided_len = 3 },
	      "  undecided: request.body_bytes could not be looked at, so these rules were not:\n    a, c\n"
	      "  undecided: content.bytes could not be looked at, so these rules were not: b\n");
}

/* A request of 1,200 bytes, 1,000 of them base64, at 44 columns: the bar has 40. */
static void check_weight(bool is_ascii, uint64_t limit, const char *expected)
{
	const struct pl_report_options options = { .columns = 44, .is_ascii = is_ascii };
	const struct plimsoll_request request = {
		.file = TEXT("f"), .method = TEXT("PUT"), .url = TEXT("u"),
		.weight = { .is_known = true, .body_bytes = 1200, .decoded_bytes = 1200, .base64_bytes = 1000, .raw_bytes = 750,
		            .limit = limit, .limit_name = TEXT("nginx") },
	};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	void *state = pl_reports[0]->begin(out, &options);

	pl_reports[0]->request(state, &request);
	fflush(out);
	assert_string_equal(text, expected);
	pl_reports[0]->end(state, &(struct pl_report_summary){ .requests = 1 });
	fclose(out);
	free(text);
}

static void the_bar_is_to_scale_and_drawn_in_what_the_terminal_has(void **state)
{
	(void)state;
	check_weight(true, 2400,
	             "f: PUT u\n  body: 1,200 bytes (1.17 KiB) of at most\n        2,400 bytes (2.34 KiB) (nginx)\n"
	             "  #############====---...................|\n"
	             "  # 750 on disk  = 250 encoding  - 200 rest\n  | load line\n");
	check_weight(false, 600,
	             "f: PUT u\n  body: 1,200 bytes (1.17 KiB) of at most\n        600 bytes (nginx)\n"
	             "  ████████████████████┃████▓▓▓▓▓▓▓▓░░░░░░░\n"
	             "  █ 750 on disk  ▓ 250 encoding  ░ 200 rest\n  ┃ load line\n");
}

static void a_small_body_without_a_limit_is_one_line(void **state)
{
	(void)state;
	check_weight(false, 0, "f: PUT u\n  body: 1,200 bytes (1.17 KiB)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_consequence_is_named_under_its_cause_and_not_again),
		cmocka_unit_test(control_characters_of_the_input_do_not_reach_the_terminal),
		cmocka_unit_test(the_bytes_of_a_place_are_underlined),
		cmocka_unit_test(carets_stand_under_what_is_shown_however_wide_it_is),
		cmocka_unit_test(of_a_long_line_the_part_around_the_place_is_shown),
		cmocka_unit_test(binary_is_shown_as_hexadecimal),
		cmocka_unit_test(long_messages_are_broken_between_words),
		cmocka_unit_test(rules_that_wait_for_the_same_fact_are_one_line),
		cmocka_unit_test(the_bar_is_to_scale_and_drawn_in_what_the_terminal_has),
		cmocka_unit_test(a_small_body_without_a_limit_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
