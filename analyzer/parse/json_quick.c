/* The quick way through JSON: what is whole in the run and plain is taken at once. Whatever is in doubt is left to
 * pl_json_next, which takes it up where it begins. */
#include "parse/json_parser.h"

#include "base/bytes.h"
#include "base/scan.h"

#define DIGITS 15 /* of an integer that any reader has exactly */

static inline unsigned char peek(const struct pl_run *in)
{
	return in->len > 0 ? *in->ptr : 0;
}

static inline void skip_space(struct pl_json *p, struct pl_run *in)
{
	size_t n = 0;

	while (n < in->len && (in->ptr[n] == ' ' || in->ptr[n] == '\n' || in->ptr[n] == '\r' || in->ptr[n] == '\t'))
		n++;
	p->space += n;
	pl_run_skip(in, n);
}

static inline bool may_be_value(const struct pl_json *p)
{
	return p->expect == PL_EXPECT_MEMBER_VALUE || p->expect == PL_EXPECT_ELEMENT || p->expect == PL_EXPECT_VALUE_OR_END;
}

static bool take_string(struct pl_json *p, struct pl_run *in, struct pl_json_quick *q)
{
	size_t n = pl_json_plain_text(in->ptr + 1, in->len - 1);

	if (n + 1 == in->len || in->ptr[n + 1] != '"')
		return false;
	q->kind = PL_JSON_STRING_BEGIN;
	p->is_key = q->is_key = pl_json_expects_key(p);
	p->token = pl_run_span(in, 1);
	pl_run_skip(in, 1);
	q->text = pl_run_take(in, n);
	pl_run_skip(in, 1);
	p->expect = q->is_key ? PL_EXPECT_COLON : PL_EXPECT_COMMA_OR_END;
	if (q->is_key && peek(in) == ':') {
		p->expect = PL_EXPECT_MEMBER_VALUE;
		pl_run_skip(in, 1);
	}
	return true;
}

static inline bool ends_token(unsigned char c)
{
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void end_token(struct pl_json *p, struct pl_run *in, size_t n, struct pl_json_quick *q)
{
	p->token = pl_run_span(in, n);
	q->text = pl_run_take(in, n);
	p->expect = PL_EXPECT_COMMA_OR_END;
}

/* An integer of few digits, or with a fraction. */
static bool take_number(struct pl_json *p, struct pl_run *in, struct pl_json_quick *q)
{
	const unsigned char *s = in->ptr;
	size_t sign = *s == '-', n = sign, first;
	int64_t value = 0;

	for (; n < in->len && n < sign + DIGITS && pl_is_digit((char)s[n]); n++)
		value = 10 * value + (s[n] - '0');
	if (n == sign || (s[sign] == '0' && n > sign + 1) || n == in->len)
		return false;
	q->is_integer = s[n] != '.';
	if (s[n] == '.') {
		first = ++n;
		while (n < in->len && n < first + DIGITS && pl_is_digit((char)s[n]))
			n++;
		if (n == first)
			return false;
	}
	if (n == in->len || !ends_token(s[n]))
		return false;
	q->kind = PL_JSON_NUMBER;
	q->value = sign ? -value : value;
	end_token(p, in, n, q);
	return true;
}

static bool take_literal(struct pl_json *p, struct pl_run *in, struct pl_json_quick *q)
{
	const char *word = *in->ptr == 't' ? "true" : *in->ptr == 'f' ? "false" : "null";
	size_t n = strlen(word);

	if (in->len <= n || memcmp(in->ptr, word, n) != 0 || !ends_token(in->ptr[n]))
		return false;
	q->kind = PL_JSON_LITERAL;
	q->literal = *word;
	end_token(p, in, n, q);
	return true;
}

bool pl_json_take(struct pl_json *p, struct pl_run *in, struct pl_json_quick *q)
{
	unsigned char c;

	if (p->lex != PL_LEX_BETWEEN || p->queue_at < p->queue_len || in->ptr == NULL || p->depth == 0)
		return false;
	skip_space(p, in);
	if (p->expect == PL_EXPECT_COMMA_OR_END && peek(in) == ',') {
		p->comma = pl_run_span(in, 1);
		p->expect = pl_json_in_object(p) ? PL_EXPECT_KEY : PL_EXPECT_ELEMENT;
		pl_run_skip(in, 1);
		skip_space(p, in);
	}
	c = peek(in);
	if (c == '"' && (pl_json_expects_key(p) || may_be_value(p)))
		return take_string(p, in, q);
	if (!may_be_value(p))
		return false;
	if (c == '-' || pl_is_digit((char)c))
		return take_number(p, in, q);
	return (c == 't' || c == 'f' || c == 'n') && take_literal(p, in, q);
}
