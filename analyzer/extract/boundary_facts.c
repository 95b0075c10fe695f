/* Facts of the boundary parameter (RFC 2046 section 5.1.1), and how the body's own boundary differs from it.
 */
#include "extract/boundary_facts.h"

#include "base/bytes.h"
#include "base/limits.h"

static bool is_bchar(char c)
{
	return pl_is_alpha(c) || pl_is_digit(c) || (c != '\0' && strchr("'()+_,-./:=? ", c));
}

static bool has_any(struct pl_str s, const char *chars)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != '\0' && strchr(chars, s.ptr[i]))
			return true;
	return false;
}

static bool has_bad_chars(struct pl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_bchar(s.ptr[i]) && s.ptr[i] != '"')
			return true;
	return s.len > 0 && s.ptr[s.len - 1] == ' ';
}

static void value_facts(struct pl_row *row, const struct pl_param *p, struct pl_span value,
                        struct pl_span name)
{
	bool has_bad_quotes =
	    p->is_unterminated || p->has_stray_quote || (!p->is_quoted && p->is_single_quoted);
	const struct {
		bool is_set;
		enum pl_fact fact;
		struct pl_span at;
	} flags[] = {
		{ has_bad_chars(p->value), PL_FACT_content_boundary_bad_chars, value },
		{ has_any(p->value, "'()+,./:=? ") && !has_bad_quotes, PL_FACT_content_boundary_unusual,
		  value },
		{ !p->is_quoted && has_any(p->value, "(),/:=? "), PL_FACT_content_boundary_needs_quotes,
		  value },
		{ p->is_quoted && !p->is_unterminated, PL_FACT_content_boundary_quoted, value },
		{ has_bad_quotes, PL_FACT_content_boundary_bad_quotes, value },
		{ p->has_space_at_equals, PL_FACT_content_boundary_spaces, name },
		{ p->lacks_semicolon, PL_FACT_content_boundary_no_semicolon, name },
		{ !pl_str_equal(p->name, PL_STR("boundary")), PL_FACT_content_boundary_capitals, name },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].is_set)
			pl_row_flag(row, flags[i].fact, flags[i].at);
}

void pl_boundary_facts(struct pl_row *row, const struct pl_params *params, struct pl_str type,
                       struct pl_span at)
{
	bool is_exact = at.len == type.len;

	for (size_t i = 0; i < params->len; i++) {
		const struct pl_param *p = &params->items[i];
		struct pl_span name = { at.origin, at.off + p->name_at,
			                p->value_at + p->value.len - p->name_at };
		struct pl_span value = { at.origin, at.off + p->value_at, p->value.len };
		char text[PL_LIMIT_FACT_TEXT];

		if (!pl_str_equal_nocase(p->name, PL_STR("boundary")))
			continue;
		if (!p->has_value)
			name.len = p->name.len;
		if (!is_exact)
			name = value = at;
		else if (p->value.len == 0)
			value = name;
		pl_row_count(row, PL_FACT_content_boundaries, 1, value);
		if (pl_row_has(row, PL_FACT_content_boundary))
			continue;
		pl_row_str(row, PL_FACT_content_boundary, pl_param_unescape(p, text, sizeof(text)), value);
		pl_row_int(row, PL_FACT_content_params_before_boundary, i, name);
		pl_row_int(row, PL_FACT_content_params_after_boundary, params->len - 1 - i, name);
		value_facts(row, p, value, name);
	}
}

static struct pl_str without_blanks_at_end(struct pl_str s)
{
	while (s.len > 0 && (pl_is_blank(s.ptr[s.len - 1]) || s.ptr[s.len - 1] == '\r'))
		s.len--;
	return s;
}

/* --boundary or --boundary-- */
static bool is_delimiter_of(struct pl_str line, struct pl_str boundary)
{
	struct pl_str rest;

	if (boundary.len == 0 || line.len < 2 + boundary.len ||
	    memcmp(line.ptr + 2, boundary.ptr, boundary.len) != 0)
		return false;
	rest = pl_str_after(line, 2 + boundary.len);
	return rest.len == 0 || pl_str_equal(rest, PL_STR("--"));
}

static bool could_be_boundary(struct pl_str s)
{
	if (s.len == 0 || s.len > PL_LIMIT_BOUNDARY)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_bchar(s.ptr[i]) && s.ptr[i] != '"')
			return false;
	return true;
}

struct pl_str pl_boundary_find(struct pl_str body, struct pl_str declared)
{
	struct pl_str found = { NULL, 0 };

	for (size_t at = 0; at < body.len;) {
		struct pl_str rest = pl_str_after(body, at), line;
		size_t lf = pl_str_find_char(rest, '\n');

		line = without_blanks_at_end((struct pl_str){ rest.ptr, lf });
		at += lf + 1;
		if (!pl_str_starts(line, PL_STR("--")))
			continue;
		if (is_delimiter_of(line, declared))
			return (struct pl_str){ line.ptr + 2, declared.len };
		if (found.len == 0 && at < body.len && could_be_boundary(pl_str_after(line, 2)) &&
		    pl_str_starts_nocase(pl_str_after(body, at), PL_STR("content-")))
			found = pl_str_after(line, 2);
	}
	return found;
}

static struct pl_str stripped(struct pl_str s, const char *chars)
{
	while (s.len > 0 && strchr(chars, s.ptr[0]) && s.ptr[0])
		s = pl_str_after(s, 1);
	while (s.len > 0 && strchr(chars, s.ptr[s.len - 1]) && s.ptr[s.len - 1])
		s.len--;
	return s;
}

const char *pl_boundary_difference(struct pl_str declared, struct pl_str used)
{
	if (pl_str_equal(declared, used))
		return NULL;
	if (declared.len == 0 || used.len == 0)
		return "other";
	if (pl_str_equal(stripped(declared, "-"), stripped(used, "-")))
		return "dashes";
	if (pl_str_equal(stripped(declared, "\"'"), stripped(used, "\"'")))
		return "quotes";
	if (pl_str_equal_nocase(declared, used))
		return "case";
	return pl_str_starts(declared, used) || pl_str_starts(used, declared) ? "truncated" : "other";
}
