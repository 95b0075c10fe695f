/* The rule files against the catalogue of checks, tests/catalogue.tsv: neither has a name that the other lacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "rule/rule.h"

#define LINE 256

struct check {
	char number[8], name[64], severity[16], place[16];
};

static FILE *open_catalogue(void)
{
	FILE *file = fopen("tests/catalogue.tsv", "r");

	assert_non_null(file);
	return file;
}

/* The next line that is no comment; false at the end. */
static bool next_check(FILE *file, struct check *check)
{
	char line[LINE];

	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '#')
			continue;
		if (sscanf(line, "%7s\t%63s\t%15s\t%15s", check->number, check->name, check->severity, check->place) != 4)
			fail_msg("a line of the catalogue has no four columns: %s", line);
		return true;
	}
	fclose(file);
	return false;
}

static void load(struct pl_rule_set *set)
{
	struct plimsoll_error err;

	if (!pl_rule_set_load(set, NULL, &err))
		fail_msg("%s", err.message);
}

static const char *severity_of(const struct pl_rule *rule)
{
	return rule->severity == PLIMSOLL_ERROR ? "error" : rule->severity == PLIMSOLL_WARNING ? "warning" : "note";
}

static void every_check_of_the_catalogue_has_its_rule(void **state)
{
	FILE *file = open_catalogue();
	struct pl_rule_set set;
	struct check check;
	size_t rules = 0, elsewhere = 0, wrong = 0;

	(void)state;
	load(&set);
	while (next_check(file, &check)) {
		const struct pl_rule *rule = pl_rule_set_find(&set, pl_str_from(check.name));
		bool is_rule = strcmp(check.place, "rule") == 0;

		rules += is_rule;
		elsewhere += !is_rule;
		if (!is_rule && strcmp(check.place, "explain") != 0)
			fail_msg("%s: '%s' is no place for a check", check.name, check.place);
		if (is_rule == (rule == NULL))
			wrong++, print_error("%s: %s\n", check.name, is_rule ? "there is no rule of that name" : "explain judges it, a rule may not");
		else if (rule && strcmp(severity_of(rule), check.severity) != 0)
			wrong++, print_error("%s: its severity is %s, the catalogue says %s\n", check.name, severity_of(rule), check.severity);
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(rules, set.len);
	assert_true(rules >= 263 && elsewhere >= 5);
	pl_rule_set_free(&set);
}

static bool is_listed(struct pl_str name)
{
	FILE *file = open_catalogue();
	struct check check;
	bool is_there = false;

	while (next_check(file, &check))
		is_there |= pl_str_equal(pl_str_from(check.name), name);
	return is_there;
}

static void every_rule_is_in_the_catalogue(void **state)
{
	struct pl_rule_set set;
	size_t wrong = 0;

	(void)state;
	load(&set);
	for (size_t i = 0; i < set.len; i++)
		if (!is_listed(pl_rule_set_rule(&set, i)->name))
			wrong++, print_error("%.*s: not in the catalogue\n", PL_STR_ARG(pl_rule_set_rule(&set, i)->name));
	assert_int_equal(wrong, 0);
	pl_rule_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_check_of_the_catalogue_has_its_rule),
		cmocka_unit_test(every_rule_is_in_the_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
