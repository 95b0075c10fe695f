/* What a terminal is given for any bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/glyph.h"

/* The text as written, and the cells it takes. */
static void check(struct pl_str text, const char *written, unsigned columns)
{
	char out[256] = "";
	unsigned cells = 0;
	size_t len = 0;

	while (text.len > 0) {
		struct pl_glyph g = pl_glyph_at(text);

		assert_true(g.len > 0 && g.len <= text.len);
		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s", g.text);
		cells += g.columns;
		text = pl_str_after(text, g.len);
	}
	assert_string_equal(out, written);
	assert_int_equal(cells, columns);
}

static void text_stays_and_is_measured(void **state)
{
	(void)state;
	check(PL_STR("plain"), "plain", 5);
	check(PL_STR("f\xC3\xBCr"), "f\xC3\xBCr", 3);
	check(PL_STR("\xE6\x97\xA5\xE6\x9C\xAC"), "\xE6\x97\xA5\xE6\x9C\xAC", 4);
	check(PL_STR("e\xCC\x81"), "e\xCC\x81", 1);
	check(PL_STR("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80", 2);
	check(PL_STR("a\tb"), "a b", 3);
}

static void nothing_speaks_to_the_terminal(void **state)
{
	(void)state;
	check(PL_STR("\033[31m"), "\\x1b[31m", 8);
	check(PL_STR("\x07\x7F"), "\\x07\\x7f", 8);
	check(PL_STR("\xC2\x9B"), "\\u{9b}", 6);
	check(PL_STR("\xE2\x80\xAE"), "\\u{202e}", 8);
	check(PL_STR("\xE2\x80\x8B"), "\\u{200b}", 8);
	check(PL_STR("\xEF\xBB\xBF"), "\\u{feff}", 8);
}

static void bytes_that_are_no_utf8_are_shown_as_bytes(void **state)
{
	(void)state;
	check(PL_STR("\xFF\xFE"), "\\xff\\xfe", 8);
	check(PL_STR("\xC0\xAF"), "\\xc0\\xaf", 8);
	check(PL_STR("\xED\xA0\x80"), "\\xed\\xa0\\x80", 12);
	check(PL_STR("\xE2\x82"), "\\xe2\\x82", 8);
	check(PL_STR("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays_and_is_measured),
		cmocka_unit_test(nothing_speaks_to_the_terminal),
		cmocka_unit_test(bytes_that_are_no_utf8_are_shown_as_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
