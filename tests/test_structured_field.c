/* Structured field values: what parses, and where what does not breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/structured_field.h"

/* Members as "key=value " each, then the problem with its offset; the text is copied so that a sanitizer sees a read past
 * its end. */
static void check(enum pl_sf_type type, const char *text, const char *expected)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1), log[512];
	struct pl_sf sf = { .text = { copy, len }, .type = type };
	struct pl_sf_member m;
	int at = 0;

	assert_non_null(copy);
	memcpy(copy, text, len);
	log[0] = '\0';
	while (pl_sf_next(&sf, &m))
		at += snprintf(log + at, sizeof(log) - (size_t)at, "%.*s=%.*s ", PL_STR_ARG(m.key), PL_STR_ARG(m.value));
	if (sf.problem)
		snprintf(log + at, sizeof(log) - (size_t)at, "%s @%zu", sf.problem, sf.problem_at);
	assert_string_equal(log, expected);
	assert_false(pl_sf_next(&sf, &m));
	free(copy);
}

static void items_of_every_type_are_taken(void **state)
{
	(void)state;
	check(PL_SF_ITEM, "42", "=42 ");
	check(PL_SF_ITEM, "-1.125", "=-1.125 ");
	check(PL_SF_ITEM, "\"a \\\"b\\\\\"", "=\"a \\\"b\\\\\" ");
	check(PL_SF_ITEM, "foo/bar:*", "=foo/bar:* ");
	check(PL_SF_ITEM, ":aGk=:", "=:aGk=: ");
	check(PL_SF_ITEM, "?1;a=?0;b", "=?1 ");
	check(PL_SF_ITEM, "@1659578233", "=@1659578233 ");
	check(PL_SF_ITEM, "%\"f%c3%bc\"", "=%\"f%c3%bc\" ");
	check(PL_SF_ITEM, "  a  ", "=a ");
}

static void lists_and_inner_lists_are_taken(void **state)
{
	(void)state;
	check(PL_SF_LIST, "", "");
	check(PL_SF_LIST, "\"Chromium\";v=\"124\", \"Not-A.Brand\";v=\"99\"", "=\"Chromium\" =\"Not-A.Brand\" ");
	check(PL_SF_LIST, "(\"a\" b);q=1 \t,\t ()", "=(\"a\" b) =() ");
}

static void dictionaries_are_taken(void **state)
{
	(void)state;
	check(PL_SF_DICTIONARY, "u=1, i", "u=1 i= ");
	check(PL_SF_DICTIONARY, "sig1=(\"@method\" \"date\");created=1618884473;keyid=\"k\"", "sig1=(\"@method\" \"date\") ");
	check(PL_SF_DICTIONARY, "sha-256=:uU0=:,*k=@1", "sha-256=:uU0=: *k=@1 ");
}

static void what_breaks_the_grammar_is_named_with_its_place(void **state)
{
	(void)state;
	check(PL_SF_ITEM, "", "a value is missing @0");
	check(PL_SF_ITEM, "a b", "=a something follows the value @2");
	check(PL_SF_ITEM, "?2", "a boolean is ?0 or ?1 @1");
	check(PL_SF_ITEM, "1234567890123456", "an integer has up to 15 digits @16");
	check(PL_SF_ITEM, "1.", "a decimal has up to 12 digits, a point and one to three digits @2");
	check(PL_SF_ITEM, "1.1234", "a decimal has up to 12 digits, a point and one to three digits @6");
	check(PL_SF_ITEM, "-", "a number without digits @1");
	check(PL_SF_ITEM, "\"a", "a string without its closing quote @2");
	check(PL_SF_ITEM, "\"a\\n\"", "a backslash escapes only a quote and a backslash @3");
	check(PL_SF_ITEM, ":a b:", "a character that is not of base64 @2");
	check(PL_SF_ITEM, ":ab", "a byte sequence without its closing colon @3");
	check(PL_SF_ITEM, "%\"%C3\"", "a % that two small hexadecimal digits do not follow @3");
	check(PL_SF_LIST, "a,", "=a a comma at the end @2");
	check(PL_SF_LIST, "a b", "=a members are separated by commas @2");
	check(PL_SF_LIST, "(a", "items of an inner list are separated by spaces @2");
	check(PL_SF_LIST, "(a ", "an inner list without its closing bracket @3");
	check(PL_SF_DICTIONARY, "u=1, I", "u=1 a key begins with a small letter or * @5");
	check(PL_SF_DICTIONARY, "sha-256=uU0=", "sha-256=uU0 members are separated by commas @11");
	check(PL_SF_DICTIONARY, "a=", "a value is missing @2");
	check(PL_SF_DICTIONARY, "a;B", "a key begins with a small letter or * @2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_of_every_type_are_taken),
		cmocka_unit_test(lists_and_inner_lists_are_taken),
		cmocka_unit_test(dictionaries_are_taken),
		cmocka_unit_test(what_breaks_the_grammar_is_named_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
