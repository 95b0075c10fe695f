/* Urlencoded fields: each case is the input and its event log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cuts.h"
#include "parse/form.h"

static bool log_event(struct pl_form_event ev, struct pl_buf *out)
{
	static const char *const names[] = { "bad-percent", "raw", "reserved", "nul" };

	switch (ev.kind) {
	case PL_FORM_MORE:
		return false;
	case PL_FORM_NAME:
		pl_log_data(out, "name", ev.run, ev.source_len);
		break;
	case PL_FORM_VALUE:
		pl_log_data(out, "value", ev.run, ev.source_len);
		break;
	case PL_FORM_FIELD_END:
		pl_log_event(out, ev.has_equals ? "field" : "bare", ev.span);
		break;
	case PL_FORM_ODDITY:
		pl_log_event(out, names[ev.oddity], ev.span);
		break;
	case PL_FORM_END:
		pl_buf_printf(out, "end\n");
		return false;
	}
	return true;
}

static void log_form(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct pl_form p = { 0 };

	for (size_t i = 0; i < count; i++)
		while (log_event(pl_form_next(&p, &runs[i]), out))
			;
	while (log_event(pl_form_finish(&p), out))
		;
	assert_int_equal(pl_form_finish(&p).kind, PL_FORM_END);
}

#define CASE(input, expected) pl_cuts_check(PL_STR(input), log_form, expected)

static void fields_are_split_and_decoded(void **state)
{
	(void)state;
	CASE("", "end\n");
	CASE("a=1&b=2", "name 0+1 a\nvalue 2+1 1\nfield 3+1\nname 4+1 b\nvalue 6+1 2\nfield 0+0\nend\n");
	CASE("a+b=%41%c3%A9", "name 0+3 a_b\nvalue 4+9 A\\xc3\\xa9\nfield 0+0\nend\n");
	CASE("a=b==", "name 0+1 a\nvalue 2+3 b==\nfield 0+0\nend\n");
}

static void a_field_may_lack_its_equals_sign_its_name_or_its_value(void **state)
{
	(void)state;
	CASE("a", "name 0+1 a\nbare 0+0\nend\n");
	CASE("a=", "name 0+1 a\nfield 0+0\nend\n");
	CASE("=", "field 0+0\nend\n");
	CASE("=b", "value 1+1 b\nfield 0+0\nend\n");
}

static void an_empty_stretch_between_ampersands_is_no_field(void **state)
{
	(void)state;
	CASE("&&", "end\n");
	CASE("&a&&", "name 1+1 a\nbare 2+1\nend\n");
}

static void a_broken_escape_comes_out_as_it_stands(void **state)
{
	(void)state;
	CASE("%", "bad-percent 0+1\nname 0+1 %\nbare 0+0\nend\n");
	CASE("%4", "bad-percent 0+2\nname 0+2 %4\nbare 0+0\nend\n");
	CASE("%4&", "bad-percent 0+2\nname 0+2 %4\nbare 2+1\nend\n");
	CASE("%=%z", "bad-percent 0+1\nname 0+1 %\nbad-percent 2+1\nvalue 2+2 %z\nfield 0+0\nend\n");
	CASE("%%41", "bad-percent 0+1\nname 0+4 %A\nbare 0+0\nend\n");
}

static void bytes_a_browser_would_encode_are_named_and_kept(void **state)
{
	(void)state;
	CASE("a b", "name 0+1 a\nraw 1+1\nname 1+2 _b\nbare 0+0\nend\n");
	CASE("\xff", "raw 0+1\nname 0+1 \\xff\nbare 0+0\nend\n");
	CASE("x=a@b", "name 0+1 x\nvalue 2+1 a\nreserved 3+1\nvalue 3+2 @b\nfield 0+0\nend\n");
	CASE("x=\r\n", "name 0+1 x\nraw 2+1\nvalue 2+1 \\r\nraw 3+1\nvalue 3+1 \\n\nfield 0+0\nend\n");
	CASE("a*-._~", "name 0+6 a*-._~\nbare 0+0\nend\n");
}

static void a_nul_is_named_raw_and_encoded(void **state)
{
	(void)state;
	CASE("%00", "nul 0+3\nname 0+3 \\x00\nbare 0+0\nend\n");
	CASE("=\0", "nul 1+1\nvalue 1+1 \\x00\nfield 0+0\nend\n");
}

static void a_hole_is_passed_on(void **state)
{
	struct pl_form p = { 0 };
	struct pl_run text = { (const unsigned char *)"a=%4", 4, 1, 0 }, hole = { NULL, 1000, 1, 4 };
	struct pl_form_event ev;

	(void)state;
	assert_int_equal(pl_form_next(&p, &text).kind, PL_FORM_NAME);
	assert_int_equal(pl_form_next(&p, &text).kind, PL_FORM_MORE);
	assert_int_equal(pl_form_next(&p, &hole).oddity, PL_FORM_BAD_PERCENT);
	assert_int_equal(pl_form_next(&p, &hole).run.len, 2);
	ev = pl_form_next(&p, &hole);
	assert_int_equal(ev.kind, PL_FORM_VALUE);
	assert_true(pl_run_is_hole(&ev.run));
	assert_int_equal(ev.source_len, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_split_and_decoded),
		cmocka_unit_test(a_field_may_lack_its_equals_sign_its_name_or_its_value),
		cmocka_unit_test(an_empty_stretch_between_ampersands_is_no_field),
		cmocka_unit_test(a_broken_escape_comes_out_as_it_stands),
		cmocka_unit_test(bytes_a_browser_would_encode_are_named_and_kept),
		cmocka_unit_test(a_nul_is_named_raw_and_encoded),
		cmocka_unit_test(a_hole_is_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
