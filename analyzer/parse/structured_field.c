/* Structured field values, by the parsing algorithms of RFC 9651 section 4.2. Nesting ends at an inner list's items. */
#include "parse/structured_field.h"

#include "base/bytes.h"

static bool fail(struct pl_sf *sf, const char *problem)
{
	if (sf->problem == NULL) {
		sf->problem = problem;
		sf->problem_at = sf->at;
	}
	return false;
}

static char peek(const struct pl_sf *sf)
{
	return sf->at < sf->text.len ? sf->text.ptr[sf->at] : '\0';
}

static bool eat(struct pl_sf *sf, char c)
{
	if (sf->at >= sf->text.len || sf->text.ptr[sf->at] != c)
		return false;
	sf->at++;
	return true;
}

static void skip_blanks(struct pl_sf *sf)
{
	while (pl_is_blank(peek(sf)))
		sf->at++;
}

static void skip_spaces(struct pl_sf *sf)
{
	while (eat(sf, ' '))
		continue;
}

/* Section 4.2.3.3. */
static bool key(struct pl_sf *sf)
{
	char c = peek(sf);

	if (!((c >= 'a' && c <= 'z') || c == '*'))
		return fail(sf, "a key begins with a small letter or *");
	while ((c = peek(sf)) && ((c >= 'a' && c <= 'z') || pl_is_digit(c) || strchr("_-.*", c)))
		sf->at++;
	return true;
}

/* Section 4.2.4; an integer when `may_be_decimal` is false (a date). */
static bool number(struct pl_sf *sf, bool may_be_decimal)
{
	size_t whole = 0, fraction = 0;

	eat(sf, '-');
	for (; pl_is_digit(peek(sf)); whole++)
		sf->at++;
	if (whole == 0)
		return fail(sf, "a number without digits");
	if (may_be_decimal && eat(sf, '.')) {
		for (; pl_is_digit(peek(sf)); fraction++)
			sf->at++;
		if (fraction == 0 || fraction > 3 || whole > 12)
			return fail(sf, "a decimal has up to 12 digits, a point and one to three digits");
	}
	return whole <= 15 || fail(sf, "an integer has up to 15 digits");
}

/* Section 4.2.5. */
static bool string(struct pl_sf *sf)
{
	eat(sf, '"');
	while (sf->at < sf->text.len) {
		char c = sf->text.ptr[sf->at++];

		if (c == '"')
			return true;
		if (c == '\\' && !eat(sf, '"') && !eat(sf, '\\'))
			return fail(sf, "a backslash escapes only a quote and a backslash");
		if ((unsigned char)c < 0x20 || (unsigned char)c >= 0x7F)
			return fail(sf, "a byte that a string may not hold");
	}
	return fail(sf, "a string without its closing quote");
}

/* Section 4.2.7. */
static bool bytes(struct pl_sf *sf)
{
	eat(sf, ':');
	while (sf->at < sf->text.len) {
		char c = sf->text.ptr[sf->at];

		if (eat(sf, ':'))
			return true;
		if (!pl_is_alpha(c) && !pl_is_digit(c) && c != '+' && c != '/' && c != '=')
			return fail(sf, "a character that is not of base64");
		sf->at++;
	}
	return fail(sf, "a byte sequence without its closing colon");
}

/* Section 4.2.10: a string in which % and two small hexadecimal digits stand for a byte. */
static bool display_string(struct pl_sf *sf)
{
	eat(sf, '%');
	if (!eat(sf, '"'))
		return fail(sf, "a display string begins with %\"");
	while (sf->at < sf->text.len) {
		char c = sf->text.ptr[sf->at++];

		if (c == '"')
			return true;
		if ((unsigned char)c < 0x20 || (unsigned char)c >= 0x7F)
			return fail(sf, "a byte that a display string may not hold");
		if (c != '%')
			continue;
		for (int i = 0; i < 2; i++, sf->at++)
			if (pl_hex_value(peek(sf)) < 0 || (peek(sf) >= 'A' && peek(sf) <= 'F'))
				return fail(sf, "a % that two small hexadecimal digits do not follow");
	}
	return fail(sf, "a string without its closing quote");
}

static bool token(struct pl_sf *sf)
{
	while (peek(sf) && (pl_is_tchar(peek(sf)) || strchr(":/", peek(sf))))
		sf->at++;
	return true;
}

/* Section 4.2.3.1. */
static bool bare_item(struct pl_sf *sf)
{
	char c = peek(sf);

	if (c == '-' || pl_is_digit(c))
		return number(sf, true);
	if (c == '"')
		return string(sf);
	if (c == ':')
		return bytes(sf);
	if (c == '%')
		return display_string(sf);
	if (pl_is_alpha(c) || c == '*')
		return token(sf);
	if (eat(sf, '@'))
		return number(sf, false);
	if (eat(sf, '?'))
		return eat(sf, '0') || eat(sf, '1') || fail(sf, "a boolean is ?0 or ?1");
	return fail(sf, sf->at < sf->text.len ? "no value begins so" : "a value is missing");
}

/* Section 4.2.3.2. */
static bool parameters(struct pl_sf *sf)
{
	while (eat(sf, ';')) {
		skip_spaces(sf);
		if (!key(sf) || (eat(sf, '=') && !bare_item(sf)))
			return false;
	}
	return true;
}

/* Section 4.2.1.2, after the opening bracket. */
static bool inner_list(struct pl_sf *sf)
{
	for (;;) {
		skip_spaces(sf);
		if (eat(sf, ')'))
			return true;
		if (sf->at == sf->text.len)
			return fail(sf, "an inner list without its closing bracket");
		if (!bare_item(sf) || !parameters(sf))
			return false;
		if (peek(sf) != ' ' && peek(sf) != ')')
			return fail(sf, "items of an inner list are separated by spaces");
	}
}

static bool value(struct pl_sf *sf, struct pl_sf_member *member)
{
	size_t from = sf->at;
	bool is_inner = sf->type != PL_SF_ITEM && eat(sf, '(');

	if (is_inner ? !inner_list(sf) : !bare_item(sf))
		return false;
	member->value = (struct pl_str){ sf->text.ptr + from, sf->at - from };
	return true;
}

static bool member_of(struct pl_sf *sf, struct pl_sf_member *member)
{
	size_t from = sf->at;

	*member = (struct pl_sf_member){ 0 };
	if (sf->type == PL_SF_DICTIONARY) {
		if (!key(sf))
			return false;
		member->key = (struct pl_str){ sf->text.ptr + from, sf->at - from };
		if (!eat(sf, '='))
			return parameters(sf);
	}
	return value(sf, member) && parameters(sf);
}

bool pl_sf_next(struct pl_sf *sf, struct pl_sf_member *member)
{
	if (sf->problem)
		return false;
	if (!sf->is_begun) {
		skip_spaces(sf);
		if (sf->at == sf->text.len && sf->type != PL_SF_ITEM)
			return false;
	} else {
		skip_blanks(sf);
		if (sf->at == sf->text.len)
			return false;
		if (sf->type == PL_SF_ITEM || !eat(sf, ','))
			return fail(sf, sf->type == PL_SF_ITEM ? "something follows the value"
			                                       : "members are separated by commas");
		skip_blanks(sf);
		if (sf->at == sf->text.len)
			return fail(sf, "a comma at the end");
	}
	sf->is_begun = true;
	return member_of(sf, member);
}

const char *pl_sf_problem(struct pl_str text, enum pl_sf_type type, size_t *at)
{
	struct pl_sf sf = { .text = text, .type = type };
	struct pl_sf_member member;

	while (pl_sf_next(&sf, &member))
		continue;
	*at = sf.problem_at;
	return sf.problem;
}
