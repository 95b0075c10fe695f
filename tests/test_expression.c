/* Conditions: compiled with their mistakes named, evaluated with three values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rule/expression.h"

static struct pl_result evaluate(const char *text)
{
	const struct pl_span nowhere = { 0 };
	struct pl_arena arena = { 0 };
	bool wanted[PL_FACTS] = { false };
	struct plimsoll_error err = { 0 };
	const struct pl_expression *e;
	struct pl_result result;
	struct pl_row row;
	size_t at = 0;

	pl_row_init(&row, PL_SCOPE_request, &arena);
	pl_row_str(&row, PL_FACT_request_method, PL_STR("POST"), nowhere);
	pl_row_int(&row, PL_FACT_request_content_length, 5, nowhere);
	pl_row_unknown(&row, PL_FACT_request_body_bytes);
	e = pl_expression_compile(pl_str_from(text), PL_SCOPE_request, &arena, wanted, &at, &err);
	if (e == NULL)
		print_error("%s: %s at %zu\n", text, err.message, at);
	assert_non_null(e);
	result = pl_expression_evaluate(e, &row);
	pl_arena_free(&arena);
	return result;
}

static void check_flag(const char *text, bool expected)
{
	struct pl_result r = evaluate(text);

	assert_int_equal(r.kind, PL_RESULT_FLAG);
	assert_int_equal(r.flag, expected);
}

static void check_mistake(const char *text, size_t offset, const char *message)
{
	struct pl_arena arena = { 0 };
	bool wanted[PL_FACTS] = { false };
	struct plimsoll_error err = { 0 };
	size_t at = 0;

	assert_null(pl_expression_compile(pl_str_from(text), PL_SCOPE_request, &arena, wanted, &at, &err));
	assert_string_equal(err.message, message);
	assert_int_equal(at, offset);
	pl_arena_free(&arena);
}

static void operators_bind_as_in_cel(void **state)
{
	(void)state;
	check_flag("1 + 2 * 3 == 7", true);
	check_flag("(1 + 2) * 3 == 9 && !false", true);
	check_flag("request.method == 'POST' || 1 / 0 == 1", true);
	check_flag("request.method in ['GET', 'HEAD']", false);
	check_flag("request.method.startsWith('PO') && request.method.endsWith(\"ST\") && request.method.contains('OS')", true);
	check_flag("size(request.method) == 4 ? true : false", true);
	check_flag("['a', 'b'].exists(x, x == 'b') && !['a', 'b'].all(x, x == 'b')", true);
	check_flag("-5 % 3 == -2 && request.content_length >= 5", true);
}

static void absent_and_unknown_facts_are_absorbed_by_the_other_side(void **state)
{
	(void)state;
	check_flag("request.host == 'a' && false", false);
	check_flag("request.body_bytes > 1 || true", true);
	check_flag("has(request.host)", false);
	check_flag("request.has_body", false);
	assert_int_equal(evaluate("request.host == 'a'").kind, PL_RESULT_ABSENT);
	assert_int_equal(evaluate("request.body_bytes > 1 && true").fact, PL_FACT_request_body_bytes);
	assert_int_equal(evaluate("has(request.body_bytes)").kind, PL_RESULT_UNKNOWN);
}

static void overflow_and_division_by_zero_are_errors(void **state)
{
	(void)state;
	assert_string_equal(evaluate("9223372036854775807 + 1 > 0").problem, "integer overflow");
	assert_string_equal(evaluate("1 % 0 == 0").problem, "division by zero");
}

static void mistakes_are_named_where_they_stand(void **state)
{
	(void)state;
	check_mistake("request.methd == 'a'", 0, "there is no fact 'request.methd'; did you mean 'request.method'?");
	check_mistake("request.method == 5", 15, "'==' compares a string with a int");
	check_mistake("part.bytes > 1", 0, "part.bytes cannot be seen from a rule for each request");
	check_mistake("has(request.has_body)", 4, "request.has_body is a flag, which is never absent; write it without has()");
	check_mistake("true &&", 7, "the condition ends where a value is due");
	check_mistake("(true", 5, "a ) is missing");
	check_mistake("'abc", 0, "the string is not closed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_bind_as_in_cel),
		cmocka_unit_test(absent_and_unknown_facts_are_absorbed_by_the_other_side),
		cmocka_unit_test(overflow_and_division_by_zero_are_errors),
		cmocka_unit_test(mistakes_are_named_where_they_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
