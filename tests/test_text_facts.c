/* What text is made of, and whether it is what its charset says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define BODY(type) "POST / HTTP/1.1\r\nContent-Type: " type "\r\n\r\n"
#define TEXT       BODY("text/plain")       /* 45 bytes */
#define JSON       BODY("application/json") /* 51 bytes */

static void bytes_that_are_no_utf8_are_found_where_they_begin(void **state)
{
	(void)state;
	CHECK("content.utf8_invalid content.charset_mismatch", TEXT "caf\xE9!",
	      "content.utf8_invalid 48+1\ncontent.charset_mismatch 'utf-8' 48+1\n");
	CHECK("content.utf8_invalid content.charset_mismatch", TEXT "\xE2\x82",
	      "content.utf8_invalid 45+1\ncontent.charset_mismatch 'utf-8' 45+1\n");
	CHECK("content.utf8_invalid content.charset_mismatch", TEXT "caf\xC3\xA9", "");
	CHECK("content.utf8_invalid", JSON "[\"caf\xE9\"]", "content.utf8_invalid 56+1\n");
}

static void a_charset_is_held_against_the_bytes(void **state)
{
	(void)state;
	CHECK("content.utf8_invalid content.charset_mismatch",
	      BODY("text/plain; charset=iso-8859-1") "caf\xE9", "");
	CHECK("content.charset_mismatch", BODY("text/plain; charset=US-ASCII") "caf\xC3\xA9",
	      "content.charset_mismatch 'us-ascii' 66+1\n");
	CHECK("content.charset_mismatch", BODY("text/plain; charset=utf-16") "abcd",
	      "content.charset_mismatch 'utf-16' 61+4\n");
	CHECK("content.charset_mismatch",
	      BODY("text/xml") "<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>", "");
}

static void binary_content_has_no_charset(void **state)
{
	(void)state;
	CHECK("content.utf8_invalid content.charset_mismatch content.nul_bytes",
	      TEXT "\x89PNG\r\n\x1A\n\x00\x00", "content.nul_bytes 53+1\n");
	CHECK("content.utf8_invalid", BODY("image/png") "\x89PNG\r\n", "");
}

static void replacement_characters_are_counted(void **state)
{
	(void)state;
	CHECK("content.replacement_characters", TEXT "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD",
	      "content.replacement_characters 3 46+3\n");
	CHECK("content.replacement_characters", TEXT "a", "content.replacement_characters 0 0+0\n");
	CHECK("content.replacement_characters", TEXT "\xEF\xBF\xBD",
	      "content.replacement_characters 1 45+3\n");
}

static void double_encoding_is_counted(void **state)
{
	(void)state;
	CHECK("content.mojibake", TEXT "caf\xC3\x83\xC2\xA9 \xC3\x82\xC2\xA0", "content.mojibake 2 48+4\n");
	CHECK("content.mojibake", TEXT "\xC3\x82\xC2\xA9 \xC3\x82\xC2\xA3", "content.mojibake 0 0+0\n");
	CHECK("content.mojibake", TEXT "\xC3\x82\xC2\xA9\xC3\x82\xC2\xA3\xC3\x82\xC2\xB0", "content.mojibake 3 45+4\n");
	CHECK("content.mojibake", TEXT "\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2", "content.mojibake 1 45+5\n");
	CHECK("content.mojibake", TEXT "\xC3\xA2\xC2\x80\xC2\x99", "content.mojibake 1 45+4\n");
}

static void accents_and_quotation_marks_are_not_double_encoding(void **state)
{
	(void)state;
	CHECK("content.mojibake", TEXT "\xC3\x9C\xC2\xBB \xC3\xA9\xC2\xA0: \xC3\x83O\xE2\x80\x9D \xC3",
	      "content.mojibake 0 0+0\n");
}

static void byte_order_marks_are_named(void **state)
{
	(void)state;
	CHECK("content.bom content.looks_like", TEXT "\xEF\xBB\xBFhi",
	      "content.looks_like 'text' 45+5\n"
	      "content.bom 'utf-8' 45+3\n");
	CHECK("content.bom content.json_utf16", JSON "\xFF\xFE{\0}\0",
	      "content.bom 'utf-16le' 51+2\ncontent.json_utf16 'utf-16le' 51+2\n");
	CHECK("content.bom", TEXT "\xFE\xFF\0h\0i", "content.bom 'utf-16be' 45+2\n");
	CHECK("content.bom", BODY("application/octet-stream") "\xFF\xFE\x01\x00\x02\x03", "");
}

static void wide_text_without_a_mark_is_seen_by_its_zeros(void **state)
{
	(void)state;
	CHECK("content.looks_like content.json_utf16", JSON "\0{\0}",
	      "content.looks_like 'utf16' 51+4\ncontent.json_utf16 'utf-16be' 51+2\n");
	CHECK("content.looks_like content.json_utf16", JSON "{\0\0\0}\0\0\0",
	      "content.looks_like 'utf16' 51+8\ncontent.json_utf16 'utf-32le' 51+2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_are_no_utf8_are_found_where_they_begin),
		cmocka_unit_test(a_charset_is_held_against_the_bytes),
		cmocka_unit_test(binary_content_has_no_charset),
		cmocka_unit_test(replacement_characters_are_counted),
		cmocka_unit_test(double_encoding_is_counted),
		cmocka_unit_test(accents_and_quotation_marks_are_not_double_encoding),
		cmocka_unit_test(byte_order_marks_are_named),
		cmocka_unit_test(wide_text_without_a_mark_is_seen_by_its_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
