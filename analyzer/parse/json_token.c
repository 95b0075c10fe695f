/* JSON numbers and words, and what other languages say instead. */
#include "parse/json_parser.h"

#include "base/bytes.h"
#include "base/number.h"

void pl_json_begin_token(struct pl_json *p)
{
	p->lex = PL_LEX_TOKEN;
	p->token = (struct pl_span){ 0 };
	p->number.len = 0;
	p->number.is_integer = p->number.fits = false;
	p->number_is_cut = false;
}

/* 0x and hexadecimal digits from index `i` on. */
static bool is_hex_number(const char *t, size_t len, size_t i)
{
	for (i += 2; i < len && pl_hex_value(t[i]) >= 0; i++)
		;
	return i == len;
}

static size_t digits_from(const char *t, size_t len, size_t i)
{
	size_t start = i;

	while (i < len && pl_is_digit(t[i]))
		i++;
	return i - start;
}

/* What kind of look-alike the token is, or PL_JSON_ODDITIES for a proper number or literal. */
static enum pl_json_oddity judge_number(const char *t, size_t len, bool *is_number, bool *is_integer)
{
	enum pl_json_oddity oddity = t[0] == '+' ? PL_JSON_PLUS_SIGN : PL_JSON_ODDITIES;
	size_t i = t[0] == '+' || t[0] == '-', whole, fraction = 0;

	*is_number = *is_integer = false;
	if (len > i + 2 && t[i] == '0' && pl_lower(t[i + 1]) == 'x') {
		*is_number = is_hex_number(t, len, i);
		return PL_JSON_HEX_NUMBER;
	}
	whole = digits_from(t, len, i);
	if (whole > 1 && t[i] == '0')
		oddity = PL_JSON_LEADING_ZERO;
	i += whole;
	*is_integer = i == len;
	if (i < len && t[i] == '.') {
		fraction = digits_from(t, len, ++i);
		i += fraction;
		if (whole == 0 || fraction == 0)
			oddity = PL_JSON_BARE_POINT;
	}
	if (whole + fraction > 0 && i < len && pl_lower(t[i]) == 'e') {
		size_t sign = i + 1 < len && (t[i + 1] == '+' || t[i + 1] == '-');
		size_t exponent = digits_from(t, len, i += 1 + sign);

		if (exponent == 0)
			return oddity;
		i += exponent;
	}
	*is_number = i == len && whole + fraction > 0;
	return oddity;
}

static struct pl_str token_text(const struct pl_json *p)
{
	return (struct pl_str){ p->number.text, p->number.len };
}

static void push_literal(struct pl_json *p, char literal)
{
	pl_json_push(p, PL_JSON_LITERAL, p->token)->literal = literal;
}

static void push_number(struct pl_json *p)
{
	pl_json_push(p, PL_JSON_NUMBER, p->token)->number = &p->number;
}

/* True, None and the like; false when the word is none. */
static bool take_foreign_word(struct pl_json *p)
{
	static const struct {
		const char *word;
		char literal;
		enum pl_json_oddity oddity;
	} words[] = {
		{ "True", 't', PL_JSON_PYTHON_LITERAL }, { "False", 'f', PL_JSON_PYTHON_LITERAL },
		{ "None", 'n', PL_JSON_PYTHON_LITERAL }, { "NaN", 0, PL_JSON_NAN },
		{ "Infinity", 0, PL_JSON_NAN },          { "-Infinity", 0, PL_JSON_NAN },
		{ "+Infinity", 0, PL_JSON_NAN },         { "-NaN", 0, PL_JSON_NAN },
		{ "nan", 0, PL_JSON_NAN },               { "undefined", 'n', PL_JSON_UNDEFINED },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!pl_str_equal(token_text(p), pl_str_from(words[i].word)))
			continue;
		pl_json_odd(p, words[i].oddity, p->token);
		if (words[i].literal)
			push_literal(p, words[i].literal);
		else
			push_number(p);
		return true;
	}
	return false;
}

/* true, false or null. */
static bool take_literal(struct pl_json *p)
{
	struct pl_str text = token_text(p);

	if (!pl_str_equal(text, PL_STR("true")) && !pl_str_equal(text, PL_STR("false")) &&
	    !pl_str_equal(text, PL_STR("null")))
		return false;
	push_literal(p, text.ptr[0]);
	return true;
}

static bool is_identifier(const struct pl_json *p)
{
	for (size_t i = 0; i < p->number.len; i++) {
		char c = p->number.text[i];

		if (!pl_is_alpha(c) && c != '_' && c != '$' && (i == 0 || (!pl_is_digit(c) && c != '-')))
			return false;
	}
	return p->number.len > 0 && !p->number_is_cut;
}

static void fit_integer(struct pl_json_number *n)
{
	bool is_negative = n->text[0] == '-', is_signed = is_negative || n->text[0] == '+';
	uint64_t value = 0;

	if (pl_number_decimal((struct pl_str){ n->text + is_signed, n->len - is_signed }, &value) != PL_NUMBER_OK ||
	    value > (uint64_t)INT64_MAX)
		return;
	n->fits = true;
	n->value = is_negative ? -(int64_t)value : (int64_t)value;
}

static void unquoted_key(struct pl_json *p)
{
	if (!is_identifier(p)) {
		pl_json_bad(p, p->token, "a key is not a string in double quotes");
		return;
	}
	p->is_key = true;
	pl_json_odd(p, PL_JSON_UNQUOTED_KEY, p->token);
	pl_json_push(p, PL_JSON_STRING_BEGIN, p->token)->is_key = true;
	pl_json_push(p, PL_JSON_TEXT, p->token)->run =
		(struct pl_run){ (const unsigned char *)p->number.text, p->number.len, p->token.origin, p->token.off };
	pl_json_push(p, PL_JSON_STRING_END, p->token)->is_key = true;
	pl_json_after_key(p);
}

/* A number, or text too long to keep that begins like one. */
static bool take_number(struct pl_json *p)
{
	bool is_number, is_integer;
	enum pl_json_oddity oddity = judge_number(p->number.text, p->number.len, &is_number, &is_integer);

	if (!is_number && !(p->number_is_cut && (pl_is_digit(p->number.text[0]) || p->number.text[0] == '-')))
		return false;
	if (oddity != PL_JSON_ODDITIES)
		pl_json_odd(p, oddity, p->token);
	p->number.is_integer = is_integer && !p->number_is_cut;
	if (p->number.is_integer)
		fit_integer(&p->number);
	push_number(p);
	return true;
}

void pl_json_end_token(struct pl_json *p)
{
	if (pl_json_expects_key(p))
		unquoted_key(p);
	else if (take_literal(p) || take_number(p) || take_foreign_word(p))
		pl_json_after_value(p);
	else
		pl_json_bad(p, p->token, "this is no JSON value");
}

static bool ends_token(unsigned char c)
{
	return c <= 0x20 || c == ',' || c == ':' || c == ']' || c == '}' || c == '[' || c == '{' || c == '"' || c == '\'' ||
	       c == '/' || c == '#';
}

/* A token that outgrows its buffer may only go on with what a number is made of. */
void pl_json_token_bytes(struct pl_json *p, struct pl_run *in)
{
	size_t n = 0;

	while (n < in->len && !ends_token(in->ptr[n])) {
		char c = (char)in->ptr[n++];

		if (p->number.len < sizeof(p->number.text)) {
			p->number.text[p->number.len++] = c;
			continue;
		}
		p->number_is_cut = true;
		if (!pl_is_digit(c) && (c == '\0' || !strchr("+-.eE", c))) {
			pl_span_cover(&p->token, in, n);
			pl_json_bad(p, p->token, "this is no JSON value");
			return;
		}
	}
	pl_span_cover(&p->token, in, n);
	pl_run_skip(in, n);
	if (in->len == 0)
		return;
	if (p->number.len == 0)
		pl_json_bad(p, pl_run_span(in, 1), "a control character stands between the values");
	else
		pl_json_end_token(p);
}
