/* Oddities of JSON as facts: the first of each. */
#include "extract/json_problems.h"

void pl_json_problem(struct pl_row *content, const char *why, struct pl_span at)
{
	if (!pl_row_has(content, PL_FACT_content_json_error))
		pl_row_str(content, PL_FACT_content_json_error, pl_str_from(why), at);
}

/* What a dialect's name would not tell a reader; the others are named by it. */
static const char *in_words(enum pl_json_oddity oddity)
{
	if (oddity == PL_JSON_BAD_ESCAPE)
		return "an escape that JSON does not have";
	if (oddity == PL_JSON_SECOND_VALUE)
		return "a second value follows the first";
	if (oddity == PL_JSON_EXOTIC_SPACE)
		return "white space other than space, tab, CR and LF";
	if (oddity == PL_JSON_TOO_DEEP)
		return "nested deeper than the 4096 levels that plimsoll follows";
	return pl_json_oddity_name(oddity);
}

void pl_json_oddity_facts(struct pl_row *content, const struct pl_json_event *ev)
{
	const char *name = pl_json_oddity_name(ev->oddity);

	if (ev->oddity == PL_JSON_LONE_SURROGATE) {
		pl_row_str(content, PL_FACT_content_json_lone_surrogate, pl_str_from(name), ev->span);
		return;
	}
	if (ev->oddity == PL_JSON_INVALID_UTF8)
		pl_row_flag(content, PL_FACT_content_json_invalid_utf8, ev->span);
	if (ev->oddity == PL_JSON_CONTROL_IN_STRING || ev->oddity == PL_JSON_NEWLINE_IN_STRING)
		pl_row_flag(content, PL_FACT_content_json_control, ev->span);
	if (ev->oddity == PL_JSON_NAN || ev->oddity == PL_JSON_UNDEFINED)
		pl_row_str(content, PL_FACT_content_json_nan, pl_str_from(name), ev->span);
	if (!pl_row_has(content, PL_FACT_content_json_dialect))
		pl_row_str(content, PL_FACT_content_json_dialect, pl_str_from(name), ev->span);
	pl_json_problem(content, in_words(ev->oddity), ev->span);
}

bool pl_json_is_big(const struct pl_json_number *n)
{
	return n->is_integer && (!n->fits || n->value > 9007199254740992 || n->value < -9007199254740992);
}

bool pl_json_is_better_escaped(struct pl_str c)
{
	static const char *const ranges[][2] = { { "\xC2\x80", "\xC2\x9F" },         { "\xE2\x80\x8B", "\xE2\x80\x8F" },
		                                 { "\xE2\x80\xA8", "\xE2\x80\xAE" }, { "\xEF\xBB\xBF", "\xEF\xBB\xBF" },
		                                 { "\xEF\xBF\xBD", "\xEF\xBF\xBD" } };

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (strlen(ranges[i][0]) == c.len && memcmp(c.ptr, ranges[i][0], c.len) >= 0 &&
		    memcmp(c.ptr, ranges[i][1], c.len) <= 0)
			return true;
	return false;
}
