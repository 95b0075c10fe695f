/* Urlencoded contents: fields and what is odd about their bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define FORM "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" /* 68 bytes */

static void every_field_is_a_row(void **state)
{
	(void)state;
	CHECK("field.kind field.name field.text request.fields content.form_fields",
	      FORM "a=1+2&b%3D=%41&c&d=",
	      "field.kind 'form' 0+0\nfield.name 'a' 0+0\nfield.text '1 2' 70+3\n"
	      "field.kind 'form' 0+0\nfield.name 'b=' 0+0\nfield.text 'A' 79+3\n"
	      "field.kind 'form' 0+0\nfield.name 'c' 0+0\nfield.text '' 0+0\n"
	      "field.kind 'form' 0+0\nfield.name 'd' 0+0\nfield.text '' 0+0\n"
	      "content.form_fields 4 31+33\nrequest.fields 4 31+33\n");
}

static void lengths_are_as_sent(void **state)
{
	(void)state;
	CHECK("content.form_longest*", FORM "ab=1&a=%41%42&%61%62=x",
	      "content.form_longest_name 6 82+6\ncontent.form_longest_value 6 75+6\n");
}

static void odd_bytes_are_named_where_the_first_stands(void **state)
{
	(void)state;
	CHECK("content.form_bad* content.form_raw*", FORM "a=%zz&b=x y&c=u@h\"",
	      "content.form_bad_percent '%' 70+1\ncontent.form_raw_reserved ' ' 77+1\n");
	CHECK("content.form_raw*", FORM "a=u@h&b=J\xC3\xBC",
	      "content.form_raw_byte 'byte above 0x7F' 77+1\ncontent.form_raw_reserved '@' 71+1\n");
	CHECK("content.form_raw*", FORM "a=1\n", "content.form_raw_byte 'line break' 71+1\n");
	CHECK("content.form_bad* content.form_raw*", FORM "a=\"&b=%4",
	      "content.form_bad_percent '%4' 74+2\n"
	      "content.form_raw_reserved '\"' 70+1\n");
	CHECK("content.form_nul", FORM "a=%00", "content.form_nul 70+3\n");
}

static void text_that_firewalls_stop_is_found_at_its_field(void **state)
{
	(void)state;
	CHECK("content.waf_tripwire", FORM "a=1&b=x+HTTP%2f2",
	      "content.waf_tripwire 'an HTTP version' 74+10\n");
	CHECK("content.waf_tripwire", FORM "a=http/1", "content.waf_tripwire 'an HTTP version' 70+6\n");
	CHECK("content.waf_tripwire", FORM "a=xhttp/1&b=http/x", "");
	CHECK("content.waf_tripwire", FORM "a=<Meta", "content.waf_tripwire 'a tag of HTML' 70+5\n");
	CHECK("content.waf_tripwire", FORM "a=<metal", "");
	CHECK("content.waf_tripwire", FORM "a=\\u00E9", "content.waf_tripwire '\\u and four hexadecimal digits' 70+6\n");
	CHECK("content.waf_tripwire", FORM "a=\\u00Eg", "");
	CHECK("content.waf_tripwire", "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n[\"\\\\u00e9\"]", "");
}

static void overlong_and_full_width_characters_are_flagged(void **state)
{
	(void)state;
	CHECK("content.form_overlong", FORM "a=%C0%AF", "content.form_overlong 73+1\n");
	CHECK("content.form_overlong", FORM "a=%EF%BC%9Cx", "content.form_overlong 76+1\n");
	CHECK("content.form_overlong", FORM "a=%E0%80%AF", "content.form_overlong 73+1\n");
	CHECK("content.form_overlong", FORM "a=caf%C3%A9+%E2%82%AC+%F0%9F%98%80&b=%E0%A4%85", "");
}

static void a_second_field_of_a_name_is_a_duplicate(void **state)
{
	(void)state;
	CHECK("content.form_duplicate_name", FORM "a=1&b=2&%61=3", "content.form_duplicate_name 'a' 76+3\n");
	CHECK("content.form_duplicate_name", FORM "a=1&b=1&A=1", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_firewalls_stop_is_found_at_its_field),
		cmocka_unit_test(every_field_is_a_row),
		cmocka_unit_test(lengths_are_as_sent),
		cmocka_unit_test(odd_bytes_are_named_where_the_first_stands),
		cmocka_unit_test(overlong_and_full_width_characters_are_flagged),
		cmocka_unit_test(a_second_field_of_a_name_is_a_duplicate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
