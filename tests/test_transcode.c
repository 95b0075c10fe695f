/* UTF-16 and UTF-32 to UTF-8, and the JSON that comes out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cuts.h"
#include "extract/transcode.h"
#include "facts.h"

static const char *form;

static void log_text(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_transcode *t = test_calloc(1, sizeof(*t));
	struct pl_run run;

	pl_transcode_begin(t, form, 1);
	for (size_t i = 0; i <= count; i++)
		while (i < count ? pl_transcode_next(t, &runs[i], &run) : pl_transcode_finish(t, &run))
			pl_log_data(out, "text", run, run.len);
	test_free(t);
}

static void becomes(const char *of, struct pl_str input, const char *expected)
{
	form = of;
	pl_cuts_check(input, log_text, expected);
}

static void characters_of_every_form_come_out_as_utf8(void **state)
{
	(void)state;
	becomes("utf-16le", PL_STR("a\0\xFC\0\xAC\x20"), "text 0+6 a\\xc3\\xbc\\xe2\\x82\\xac\n");
	becomes("utf-16be", PL_STR("\xFE\xFF\0a\xD8\x3D\xDE\0\0b"), "text 0+6 a\\xf0\\x9f\\x98\\x80b\n");
	becomes("utf-32le", PL_STR("\xFF\xFE\0\0a\0\0\0\0\xF6\x01\0"), "text 0+5 a\\xf0\\x9f\\x98\\x80\n");
	becomes("utf-32be", PL_STR("\0\0\0a\0\0\xFE\xFF"), "text 0+4 a\\xef\\xbb\\xbf\n");
	becomes("utf-16le", PL_STR(""), "");
}

static void what_is_no_character_comes_out_as_no_utf8(void **state)
{
	(void)state;
	becomes("utf-16le", PL_STR("\x3D\xD8" "a\0"), "text 0+4 \\xed\\xa0\\xbda\n");
	becomes("utf-16le", PL_STR("a\0\x3D\xD8"), "text 0+4 a\\xed\\xa0\\xbd\n");
	becomes("utf-16le", PL_STR("a\0\0\xDE"), "text 0+4 a\\xed\\xb8\\x80\n");
	becomes("utf-16le", PL_STR("a\0b"), "text 0+2 a\\xff\n");
	becomes("utf-32be", PL_STR("\0\x11\0\0\0\0\0a"), "text 0+2 \\xffa\n");
}

#define JSON "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"

static void json_in_utf16_has_the_facts_of_json(void **state)
{
	(void)state;
	CHECK("content.json_utf16 content.json_values content.json_error content.looks_like", JSON "\xFF\xFE[\0" "1\0,\0" "2\0]\0",
	      "content.looks_like 'utf16' 51+12\ncontent.json_utf16 'utf-16le' 51+2\ncontent.json_values 2 31+16\n");
	CHECK("content.json_utf16 content.json_duplicate_key field.pointer", JSON "\0{\0\"\0a\0\"\0:\0\"\0x\0\"\0,\0\"\0a\0\"\0:\0001\0}",
	      "field.pointer '/a' 0+0\ncontent.json_utf16 'utf-16be' 51+2\ncontent.json_duplicate_key 'a' 2:11+1\n");
	CHECK("content.json_error", JSON "[\0\0\0N\0\0\0o\0\0\0]\0\0\0", "content.json_error 'this is no JSON value' 2:1+2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_of_every_form_come_out_as_utf8),
		cmocka_unit_test(what_is_no_character_comes_out_as_no_utf8),
		cmocka_unit_test(json_in_utf16_has_the_facts_of_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
