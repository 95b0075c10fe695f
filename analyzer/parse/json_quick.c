/* The quick way through JSON: what is whole in the run and plain is taken at once. Whatever is in doubt is left to
 * pl_json_next, which takes it up where it begins. */
#include "parse/json_parser.h"

#include "base/bytes.h"

#define DIGITS 15 /* of an integer that any reader has exactly */

/* The bytes that are left of the run; `at` goes on over what is taken. */
struct bytes {
	const unsigned char *at, *end;
};

static inline bool is_space(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline void skip_space(struct pl_json *p, struct bytes *b)
{
	const unsigned char *at = b->at;

	while (at < b->end && is_space(*at))
		at++;
	p->space += (size_t)(at - b->at);
	b->at = at;
}

static inline bool may_be_value(const struct pl_json *p)
{
	return p->expect == PL_EXPECT_MEMBER_VALUE || p->expect == PL_EXPECT_ELEMENT || p->expect == PL_EXPECT_VALUE_OR_END;
}

static inline struct pl_span place(const struct pl_run *in, const unsigned char *at, size_t len)
{
	return (struct pl_span){ in->origin, in->off + (uint64_t)(at - in->ptr), len };
}

static bool take_string(struct pl_json *p, const struct pl_run *in, struct bytes *b, struct pl_json_quick *q)
{
	const unsigned char *text = b->at + 1;
	size_t n = pl_json_plain_text(text, (size_t)(b->end - text));

	if (text + n == b->end || text[n] != '"')
		return false;
	p->token = place(in, b->at, 1);
	p->is_key = q->is_key = pl_json_expects_key(p);
	p->expect = q->is_key ? PL_EXPECT_COLON : PL_EXPECT_COMMA_OR_END;
	q->kind = PL_JSON_STRING_BEGIN;
	q->text = (struct pl_run){ text, n, in->origin, p->token.off + 1 };
	b->at = text + n + 1;
	if (q->is_key && b->at < b->end && *b->at == ':') {
		p->expect = PL_EXPECT_MEMBER_VALUE;
		b->at++;
	}
	return true;
}

/* False when the token does not end at `end`, or is cut there by the run. */
static bool end_token(struct pl_json *p, const struct pl_run *in, struct bytes *b, const unsigned char *end,
                      struct pl_json_quick *q)
{
	if (end == b->end || (*end != ',' && *end != '}' && *end != ']' && !is_space(*end)))
		return false;
	p->token = place(in, b->at, (size_t)(end - b->at));
	p->expect = PL_EXPECT_COMMA_OR_END;
	q->text = (struct pl_run){ b->at, (size_t)p->token.len, in->origin, p->token.off };
	b->at = end;
	return true;
}

static inline const unsigned char *digits(const unsigned char *at, const unsigned char *end, int64_t *value)
{
	if (end - at > DIGITS)
		end = at + DIGITS;
	for (; at < end && pl_is_digit((char)*at); at++)
		*value = 10 * *value + (*at - '0');
	return at;
}

/* An integer of few digits, or with a fraction. */
static bool take_number(struct pl_json *p, const struct pl_run *in, struct bytes *b, struct pl_json_quick *q)
{
	const unsigned char *whole = b->at + (*b->at == '-'), *at;
	int64_t value = 0, fraction = 0;

	at = digits(whole, b->end, &value);
	if (at == whole || (*whole == '0' && at > whole + 1) || at == b->end)
		return false;
	q->is_integer = *at != '.';
	if (!q->is_integer) {
		const unsigned char *point = at + 1;

		at = digits(point, b->end, &fraction);
		if (at == point)
			return false;
	}
	q->kind = PL_JSON_NUMBER;
	q->value = *b->at == '-' ? -value : value;
	return end_token(p, in, b, at, q);
}

static bool take_literal(struct pl_json *p, const struct pl_run *in, struct bytes *b, struct pl_json_quick *q)
{
	const char *word = *b->at == 't' ? "true" : *b->at == 'f' ? "false" : "null";
	size_t n = *b->at == 'f' ? 5 : 4;

	q->kind = PL_JSON_LITERAL;
	q->literal = *word;
	return (size_t)(b->end - b->at) > n && memcmp(b->at, word, n) == 0 && end_token(p, in, b, b->at + n, q);
}

static bool take(struct pl_json *p, const struct pl_run *in, struct bytes *b, struct pl_json_quick *q)
{
	skip_space(p, b);
	if (p->expect == PL_EXPECT_COMMA_OR_END && b->at < b->end && *b->at == ',') {
		p->comma = place(in, b->at, 1);
		p->expect = pl_json_in_object(p) ? PL_EXPECT_KEY : PL_EXPECT_ELEMENT;
		b->at++;
		skip_space(p, b);
	}
	if (b->at == b->end)
		return false;
	if (*b->at == '"' && (pl_json_expects_key(p) || may_be_value(p)))
		return take_string(p, in, b, q);
	if (!may_be_value(p))
		return false;
	if (*b->at == '-' || pl_is_digit((char)*b->at))
		return take_number(p, in, b, q);
	return (*b->at == 't' || *b->at == 'f' || *b->at == 'n') && take_literal(p, in, b, q);
}

bool pl_json_take(struct pl_json *p, struct pl_run *in, struct pl_json_quick *q)
{
	struct bytes b = { in->ptr, in->ptr };
	bool is_taken;

	if (p->lex != PL_LEX_BETWEEN || p->queue_at < p->queue_len || p->depth == 0 || in->ptr == NULL)
		return false;
	b.end += in->len;
	is_taken = take(p, in, &b, q);
	pl_run_skip(in, (size_t)(b.at - in->ptr));
	return is_taken;
}
