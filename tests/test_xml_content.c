/* XML contents: well-formed or not, and nothing expanded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"

#define XML "POST / HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n" /* 43 bytes */

static void a_well_formed_document_has_no_error(void **state)
{
	(void)state;
	CHECK("content.xml* content.looks_like", XML "<?xml version='1.0'?><a b='c'>d &lt; e<!-- f --></a>\n",
	      "content.looks_like 'xml' 43+53\ncontent.xml_entities 0 0+0\n");
}

static void an_error_has_its_place(void **state)
{
	(void)state;
	CHECK("content.xml_error", XML "<a><b>x</a>", "content.xml_error 'mismatched tag' 52+1\n");
	CHECK("content.xml_error", XML "<a>", "content.xml_error 'no element found' 46+1\n");
	CHECK("content.xml_error", XML "<a/>x", "content.xml_error 'junk after document element' 47+1\n");
	CHECK("content.xml_error", XML "hello", "content.xml_error 'syntax error' 43+1\n");
}

static void entities_are_counted_and_not_expanded(void **state)
{
	(void)state;
	CHECK("content.xml*",
	      XML "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;'><!ENTITY x SYSTEM "
	          "'file:///etc/passwd'>]><a>&m;&x;</a>",
	      "content.xml_error ?\ncontent.xml_entities 3 67+1\n");
}

static void a_charset_that_expat_does_not_know_is_no_error(void **state)
{
	(void)state;
	CHECK("content.xml_error", XML "<?xml version='1.0' encoding='shift_jis'?><a/>",
	      "content.xml_error ?\n");
}

static void a_hole_leaves_the_form_unknown(void **state)
{
	struct pl_facts_input hole = { .hole_at = 4, .hole_len = 3 };

	(void)state;
	pl_facts_check_input("content.xml_error content.bytes", PL_STR(XML "<a>bcdefg</b>"), hole,
	                     "content.bytes 13 43+13\ncontent.xml_error ?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_well_formed_document_has_no_error),
		cmocka_unit_test(an_error_has_its_place),
		cmocka_unit_test(entities_are_counted_and_not_expanded),
		cmocka_unit_test(a_charset_that_expat_does_not_know_is_no_error),
		cmocka_unit_test(a_hole_leaves_the_form_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
