/* Header parameters: each case is a value and what is read of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parse/params.h"

static void mark(struct pl_buf *out, bool is_set, const char *name)
{
	if (is_set)
		pl_buf_printf(out, " %s", name);
}

static void check(const char *text, const char *expected)
{
	struct pl_params params;
	struct pl_buf out;

	pl_buf_init(&out, 4096);
	pl_params_parse(pl_str_from(text), &params);
	pl_buf_printf(&out, "%.*s\n", PL_STR_ARG(params.value));
	for (size_t i = 0; i < params.len; i++) {
		const struct pl_param *p = &params.items[i];

		pl_buf_printf(&out, "%zu %.*s=%zu %.*s", p->name_at, PL_STR_ARG(p->name), p->value_at, PL_STR_ARG(p->value));
		mark(&out, !p->has_value, "no-value");
		mark(&out, p->is_quoted, "quoted");
		mark(&out, p->has_escape, "escape");
		mark(&out, p->is_unterminated, "unterminated");
		mark(&out, p->is_single_quoted, "single");
		mark(&out, p->has_stray_quote, "stray");
		mark(&out, p->has_space_at_equals, "space");
		mark(&out, p->lacks_semicolon, "no-semicolon");
		pl_buf_add_char(&out, '\n');
	}
	if (params.has_empty)
		pl_buf_add_str(&out, PL_STR("empty\n"));
	pl_buf_printf(&out, "%s", params.problem ? params.problem : "fine");
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, expected);
	pl_buf_free(&out);
}

static void well_formed_parameters_are_read_with_their_places(void **state)
{
	(void)state;
	check("text/plain", "text/plain\nfine");
	check("text/plain;charset=utf-8", "text/plain\n11 charset=19 utf-8\nfine");
	check("multipart/form-data; boundary=\"a b\" ; x=1",
	      "multipart/form-data\n21 boundary=31 a b quoted\n38 x=40 1\nfine");
	check("form-data; name=\"a\\\"b;c\"; filename=x", "form-data\n11 name=17 a\\\"b;c quoted escape\n26 filename=35 x\nfine");
}

static void odd_quotes_are_marked(void **state)
{
	(void)state;
	check("a/b; c=\"d", "a/b\n5 c=8 d quoted unterminated\nthe closing quote is missing");
	check("a/b; c=d\"", "a/b\n5 c=7 d\" stray\na value that is no token is not quoted");
	check("a/b; c='d'", "a/b\n5 c=7 'd' single\nfine");
}

static void odd_separators_are_marked(void **state)
{
	(void)state;
	check("multipart/form-data boundary=x", "multipart/form-data\n20 boundary=29 x no-semicolon\n"
	                                        "a semicolon is missing before a parameter");
	check("multipart/form-data, boundary=x", "multipart/form-data\n21 boundary=30 x no-semicolon\n"
	                                         "a semicolon is missing before a parameter");
	check("a/b; c = d", "a/b\n5 c=9 d space\nwhite space stands around an equals sign");
	check("a/b; c=d e=f", "a/b\n5 c=7 d\n9 e=11 f no-semicolon\na semicolon is missing before a parameter");
	check("a/b;", "a/b\nempty\nfine");
	check("a/b;; c=d", "a/b\n6 c=8 d\nempty\nfine");
}

static void missing_pieces_are_marked(void **state)
{
	(void)state;
	check("", "\nfine");
	check("a/b; c", "a/b\n5 c=0  no-value\na parameter has no equals sign");
	check("a/b; c=", "a/b\n5 c=7 \na parameter has no value");
	check("a/b; =d", "a/b\n5 =6 d\na parameter's name is no token");
}

static void a_quoted_pair_is_undone(void **state)
{
	struct pl_params params;
	char out[8];
	struct pl_str value;

	(void)state;
	pl_params_parse(PL_STR("a; b=\"c\\\"d\""), &params);
	value = pl_param_unescape(pl_params_find(&params, PL_STR("B")), out, sizeof(out));
	assert_int_equal(value.len, 3);
	assert_memory_equal(value.ptr, "c\"d", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_parameters_are_read_with_their_places),
		cmocka_unit_test(odd_quotes_are_marked),
		cmocka_unit_test(odd_separators_are_marked),
		cmocka_unit_test(missing_pieces_are_marked),
		cmocka_unit_test(a_quoted_pair_is_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
