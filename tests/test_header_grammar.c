/* Header values against the grammar of their field: what is written as it should be is silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "extract/header_grammar.h"
#include "extract/header_table.h"
#include "base/arena.h"

static const struct pl_span at = { 1, 100, 10 };

/* The facts of a value that stands at `at`, each with a semicolon. */
static void check(const char *name, const char *value, const char *expected)
{
	static const enum pl_fact facts[] = { PL_FACT_header_syntax_error, PL_FACT_header_list_error,
		                              PL_FACT_header_structured_error };
	struct pl_arena arena = { 0 };
	struct pl_row row;
	char log[256];
	int len = 0;

	pl_row_init(&row, PL_SCOPE_header, &arena);
	pl_row_reset(&row, NULL);
	pl_header_grammar_facts(&row, pl_str_from(name), pl_str_from(value), at, at);
	log[0] = '\0';
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (pl_row_has(&row, facts[i]))
			len += snprintf(log + len, sizeof(log) - (size_t)len, "%.*s;", PL_STR_ARG(pl_row_text(&row, facts[i])));
	if (strcmp(log, expected) != 0)
		print_error("%s: %s\n", name, value);
	assert_string_equal(log, expected);
	pl_arena_free(&arena);
}

static void what_clients_send_is_silent(void **state)
{
	(void)state;
	check("Accept", "text/html,application/xml;q=0.9,application/signed-exchange;v=b3;q=0.7,*/*;q=0.8", "");
	check("accept-encoding", "gzip, deflate, br;q=1.0, *;q=0", "");
	check("accept-language", "en-US,en;q=0.5", "");
	check("origin", "null", "");
	check("origin", "chrome-extension://abcdefgh", "");
	check("origin", "https://[2001:db8::7]:8443", "");
	check("if-none-match", "\"a,b\", W/\"c\\d\"", "");
	check("if-match", "*", "");
	check("if-range", "Sun, 06 Nov 1994 08:49:37 GMT", "");
	check("if-range", "\"67ab43\"", "");
	check("range", "bytes=0-0,-1", "");
	check("range", "items=0-24", "");
	check("content-range", "bytes 0-9/*", "");
	check("content-range", "bytes */20", "");
	check("content-range", "0-1023", "");
	check("cache-control", "no-cache, private=\"a, b\", max-age=0", "");
	check("prefer", "return=minimal; foo=\"some value\", wait=10", "");
	check("content-disposition", "attachment; filename=\"a;b.pdf\"; filename*=UTF-8''a%20b.pdf", "");
	check("priority", "u=1, i", "");
	check("sec-fetch-site", "same-origin", "");
	check("x-unknown", "\x01,,", "");
	check("cookie", "a=\"b\"; c, d", "");
}

static void what_breaks_a_grammar_is_told(void **state)
{
	(void)state;
	check("accept", "json", "a media range is type/subtype, type/* or */*;");
	check("accept", "a/b;q=1.5", "q is a number from 0 to 1 with up to three digits behind the point;");
	check("accept", "a/b;q=.5", "q is a number from 0 to 1 with up to three digits behind the point;");
	check("accept-encoding", "gzip;q=0.8888", "q is a number from 0 to 1 with up to three digits behind the point;");
	check("accept-language", "en us", "an element is a name, and perhaps ;q=;");
	check("origin", "www.example.com", "an origin is a scheme, :// and a host, or null;");
	check("origin", "https://www.example.com/", "an origin ends with its host and port;");
	check("referer", "https://h/a b", "a character stands in it that a URI may not hold;");
	check("if-none-match", "abc", "an entity tag stands in double quotes;");
	check("if-match", "", "it is empty;");
	check("if-range", "abc", "it is not written as Sun, 06 Nov 1994 08:49:37 GMT;");
	check("range", "0-5", "it does not begin with bytes=;");
	check("range", "bytes=5-1", "a range ends before it begins;");
	check("range", "bytes=-", "a range is first-last, first- or -length;");
	check("content-range", "bytes 0-9", "the size is missing: first-last/size, or /*;");
	check("content-range", "bytes 0-/9", "first and last byte are both needed;");
	check("max-forwards", "many", "it is not a number;");
	check("access-control-request-method", "PUT, GET", "a token is letters, digits and !#$%&'*+-.^_`|~;");
	check("content-disposition", "filename=a", "it does not begin with a type: attachment, inline, form-data;");
	check("sec-fetch-user", "1?", "something follows the value;");
}

static void empty_elements_are_odd_and_no_fault(void **state)
{
	(void)state;
	check("accept", "a/b,,c/d", "an element of the list is empty;");
	check("connection", "close,", "an element of the list is empty;");
	check("if-none-match", "\"a\",", "an element of the list is empty;");
	check("accept-encoding", "", "");
}

static void every_name_of_the_table_is_found_in_any_case(void **state)
{
	static const char *const names[] = { "A-IM",  "accept", "X-XSS-Protection", "Width", "Sec-CH-UA", "sec-ch-ua-mobile",
		                             "Zebra", "ETag",   "Host",             "Via" };
	static const bool is_there[] = { false, true, true, true, true, true, false, true, true, true };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(pl_known_header(pl_str_from(names[i])) != NULL, is_there[i]);
	assert_true(pl_known_header(PL_STR("ETAG"))->traits & PL_HEADER_RESPONSE);
	assert_false(pl_known_header(PL_STR("cookie"))->traits & PL_HEADER_ONCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_clients_send_is_silent),
		cmocka_unit_test(what_breaks_a_grammar_is_told),
		cmocka_unit_test(empty_elements_are_odd_and_no_fault),
		cmocka_unit_test(every_name_of_the_table_is_found_in_any_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
