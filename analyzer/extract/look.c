/* What bytes look like, by their beginning. */
#include "extract/look.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "extract/boundary_facts.h"
#include "extract/text_facts.h"
#include "parse/json.h"

#define BASE64_MIN 64 /* characters */

const char *const pl_look_names[] = { "empty",     "json",   "xml",  "html",  "form",
	                              "multipart", "base64", "text", "utf16", "binary" };

static struct pl_str without_space(struct pl_str s)
{
	if (pl_str_starts(s, PL_STR("\xEF\xBB\xBF")))
		s = pl_str_after(s, 3);
	while (s.len > 0 && (pl_is_blank(s.ptr[0]) || s.ptr[0] == '\r' || s.ptr[0] == '\n'))
		s = pl_str_after(s, 1);
	return s;
}

bool pl_look_parses_as_json(struct pl_str begin, const char **problem, size_t *at)
{
	struct pl_run run = { (const unsigned char *)begin.ptr, begin.len, 1, 0 };
	struct pl_json parser = { 0 };
	const struct pl_json_event *ev = pl_json_next(&parser, &run);
	bool is_begun = ev->kind != PL_JSON_MORE;

	while (ev->kind != PL_JSON_MORE && ev->kind != PL_JSON_BAD)
		ev = pl_json_next(&parser, &run);
	while (!is_begun && ev->kind != PL_JSON_END && ev->kind != PL_JSON_BAD)
		ev = pl_json_finish(&parser);
	*problem = ev->kind == PL_JSON_BAD ? ev->problem : NULL;
	*at = ev->kind == PL_JSON_BAD && ev->span.off < begin.len ? (size_t)ev->span.off : 0;
	return *problem == NULL;
}

/* NUL, or control characters among bytes that are no UTF-8: text in a one-byte charset has neither. */
static bool is_binary(struct pl_str s)
{
	struct pl_utf8 utf8 = { 0 };

	if (memchr(s.ptr, 0, s.len))
		return true;
	if (pl_utf8_add(&utf8, (const unsigned char *)s.ptr, s.len))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 && !memchr("\t\n\r\f\b\x1B", s.ptr[i], 6))
			return true;
	return false;
}

static bool is_markup(struct pl_str s)
{
	return s.len > 1 && s.ptr[0] == '<' && (pl_is_alpha(s.ptr[1]) || memchr("?!_:", s.ptr[1], 4));
}

static bool is_html(struct pl_str s)
{
	return pl_str_starts_nocase(s, PL_STR("<!doctype html")) || pl_str_starts_nocase(s, PL_STR("<html"));
}

/* Letters in both cases and a digit keep words and hexadecimal digests out. */
static bool is_base64(struct pl_str s)
{
	bool has_upper = false, has_lower = false, has_digit = false;
	size_t chars = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '\r' || c == '\n')
			continue;
		if (c == '=')
			return chars >= BASE64_MIN && has_upper && has_lower && has_digit && s.len - i <= 4;
		if (!pl_is_alpha(c) && !pl_is_digit(c) && !memchr("+/-_", c, 4))
			return false;
		has_upper |= c >= 'A' && c <= 'Z';
		has_lower |= c >= 'a' && c <= 'z';
		has_digit |= pl_is_digit(c);
		chars++;
	}
	return chars >= BASE64_MIN && has_upper && has_lower && has_digit;
}

/* A name, an equals sign, and nothing that a urlencoded body cannot hold. */
static bool is_form(struct pl_str s)
{
	size_t equals = pl_str_find_char(s, '=');

	if (equals == 0 || equals == s.len)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		bool is_plain = pl_is_alpha(c) || pl_is_digit(c) || (c && strchr("_.-*+%[]~$", c));

		if (!is_plain && !(i >= equals && c && strchr("=&@:/?,!'();", c)))
			return false;
	}
	return true;
}

static struct pl_str without_line_end(struct pl_str s)
{
	while (s.len > 0 && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
		s.len--;
	return s;
}

/* --boundary in the first line, and a part's header in the next. */
static bool begins_multipart(struct pl_str begin)
{
	struct pl_str s = without_space(begin), used = pl_boundary_find(s, (struct pl_str){ NULL, 0 });

	return used.len > 0 && used.ptr == s.ptr + 2;
}

enum pl_look pl_look_at(struct pl_str begin)
{
	struct pl_str s = without_space(begin);
	const unsigned char *bytes = (const unsigned char *)begin.ptr;
	const char *bom = pl_text_bom(bytes, begin.len), *problem;
	size_t at;

	if (begin.len == 0)
		return PL_LOOK_EMPTY;
	if (begins_multipart(begin))
		return PL_LOOK_MULTIPART;
	if ((bom && strcmp(bom, "utf-8") != 0) || pl_text_wide(bytes, begin.len))
		return PL_LOOK_UTF16;
	if (s.len > 0 && (s.ptr[0] == '{' || s.ptr[0] == '[') && pl_look_parses_as_json(begin, &problem, &at))
		return PL_LOOK_JSON;
	if (is_binary(begin))
		return PL_LOOK_BINARY;
	if (is_html(s))
		return PL_LOOK_HTML;
	if (is_markup(s))
		return PL_LOOK_XML;
	if (is_base64(begin))
		return PL_LOOK_BASE64;
	return is_form(without_line_end(s)) ? PL_LOOK_FORM : PL_LOOK_TEXT;
}
