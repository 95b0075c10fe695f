/* The quick way through JSON: what is whole in the run and plain is taken at once, many tokens in a row. Whatever is in doubt
 * is left to pl_json_next, which takes it up where it begins. */
#include "parse/json_parser.h"

#include "base/bytes.h"
#include "base/scan.h"
#include "parse/json_lanes.h"

#define DIGITS 15 /* of an integer that any reader has exactly */
#define SHORT 64  /* bytes of a string that are looked at for marks */
#define WIDE 192  /* bytes of a string that are looked at for characters and escapes */
#define LOST 0xFFFDU /* what decoders put in place of bytes that are no UTF-8 */

/* The bytes that are left of the run; `at` goes on over what is taken. */
struct bytes {
	const unsigned char *at, *end;
	enum pl_json_expect expect;
	bool in_object, is_over; /* is_over: nothing is known of the next key, or the outermost container is closed */
	struct pl_json_guess *guess;
	const unsigned char *comma, *token; /* the last ones; NULL: none */
	size_t token_len;
	uint64_t space;
};

static inline bool is_space(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The next byte that is no white space; 0 at the end. */
static inline unsigned char next(struct bytes *b)
{
	for (; b->at < b->end; b->at++, b->space++)
		if (*b->at > ' ' || !is_space(*b->at))
			return *b->at;
	return 0;
}

static inline bool may_be_value(enum pl_json_expect expect)
{
	return 1U << expect & (1U << PL_EXPECT_MEMBER_VALUE | 1U << PL_EXPECT_ELEMENT | 1U << PL_EXPECT_VALUE_OR_END);
}

static inline bool expects_key(enum pl_json_expect expect)
{
	return expect == PL_EXPECT_KEY || expect == PL_EXPECT_KEY_OR_END;
}

/* The end of the text that begins at `at`. */
static inline const unsigned char *text_end(const unsigned char *at, const unsigned char *end, bool *is_marked)
{
	const unsigned char *start = at;
	unsigned marks = 0;

	for (; end - at >= PL_JSON_LANES; at += PL_JSON_LANES) {
		struct pl_json_lanes found;

		if (at - start >= SHORT) {
			*is_marked = true;
			return at + pl_scan_json_text(at, (size_t)(end - at));
		}
		found = pl_json_look(at);
		if (found.ends) {
			*is_marked = (marks | (found.marks & (found.ends ^ (found.ends - 1)))) != 0;
			return at + __builtin_ctz(found.ends);
		}
		marks |= found.marks;
	}
	for (; at < end && *at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\'; at++)
		marks |= *at == '/' || *at == ':' || (*at | 1) == '=';
	*is_marked = marks != 0;
	return at;
}

/* Length of a character of UTF-8 that is no ASCII; 0 when it is in doubt: it is wrong, at the end of the run, or U+FFFD. */
static inline unsigned character(const unsigned char *at, const unsigned char *end)
{
	uint32_t c = *at;

	if (end - at < 4 || c < 0xC2 || (at[1] & 0xC0) != 0x80)
		return 0;
	if (c < 0xE0)
		return 2;
	if ((at[2] & 0xC0) != 0x80)
		return 0;
	if (c < 0xF0) {
		c = (c & 0x0F) << 12 | (at[1] & 0x3FU) << 6 | (at[2] & 0x3FU);
		return c >= 0x800 && (c & 0xF800) != 0xD800 && c != LOST ? 3 : 0;
	}
	c = (c & 0x0F) << 6 | (at[1] & 0x3FU);
	return c >= 0x10 && c < 0x110 && *at < 0xF8 && (at[3] & 0xC0) == 0x80 ? 4 : 0;
}

/* The code unit of \u and four digits; 0 when it is something else. */
static inline uint32_t unit(const unsigned char *at, const unsigned char *end)
{
	uint32_t value = 0;

	if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return 0;
	for (unsigned i = 2; i < 6; i++) {
		int digit = pl_hex_value((char)at[i]);

		if (digit < 0)
			return 0;
		value = value << 4 | (unsigned)digit;
	}
	return value;
}

/* Is it no ASCII, not better escaped, and not LOST? */
static inline bool is_common(uint32_t c)
{
	return c >= 0xA0 && (c < 0x200B || c > 0x202E) && c != 0xFEFF && c != LOST;
}

/* Length of an escape, or of the two of a pair of surrogates; 0 when it is in doubt. */
static inline unsigned escape(const unsigned char *at, const unsigned char *end, struct pl_json_quick *q)
{
	uint32_t c;

	if (end - at < 2 || q->is_key)
		return 0;
	q->is_escaped = true;
	q->is_marked |= at[1] == '/';
	if (pl_json_meaning[at[1]])
		return 2;
	c = unit(at, end);
	if (c >= 0xD800 && c < 0xDC00 && (unit(at + 6, end) & 0xFC00) == 0xDC00) {
		q->wider = (uint16_t)(q->wider + 12 - 4);
		return 12;
	}
	if (!is_common(c) || (c & 0xF800) == 0xD800)
		return 0;
	q->wider = (uint16_t)(q->wider + (c < 0x800 ? 6 - 2 : 6 - 3));
	return 6;
}

/* The end of a text that has an escape or a character that is no ASCII at `at`; else where it is in doubt. */
static const unsigned char *wide_end(const unsigned char *start, const unsigned char *at, const unsigned char *end,
                                     struct pl_json_quick *q)
{
	while (at < end && at - start < WIDE && *at != '"') {
		bool is_marked = false;
		unsigned n;

		if (*at >= 0x80 || *at == '\\') {
			n = *at == '\\' ? escape(at, end, q) : character(at, end);
			if (n == 0)
				return at;
			at += n;
			continue;
		}
		if (*at < 0x20)
			return at;
		at = text_end(at, end, &is_marked);
		q->is_marked |= is_marked;
	}
	return at;
}

/* A value, or a key that was not guessed. */
static inline bool take_string(struct bytes *b, struct pl_json_quick *q)
{
	const unsigned char *text = b->at + 1, *end;
	bool is_key = expects_key(b->expect);

	if (!is_key && !may_be_value(b->expect))
		return false;
	q->is_key = is_key;
	q->is_escaped = false;
	q->wider = 0;
	end = text_end(text, b->end, &q->is_marked);
	if (end < b->end && *end != '"')
		end = wide_end(text, end, b->end, q);
	if (end == b->end || *end != '"')
		return false;
	q->kind = PL_JSON_STRING_BEGIN;
	b->is_over = is_key;
	q->ptr = text;
	q->len = (uint32_t)(end - text);
	b->token = b->at;
	b->token_len = 1;
	b->at = end + 1;
	b->expect = is_key ? PL_EXPECT_COLON : PL_EXPECT_COMMA_OR_END;
	return true;
}

static inline bool take_guess(const struct pl_json *p, struct bytes *b, struct pl_json_quick *q)
{
	struct pl_json_guess *guess = b->guess;
	const unsigned char *text = b->at + 1, *end;

	if (guess == NULL || guess->depth != p->depth || (size_t)(b->end - text) < guess->len + 2U)
		return false;
	end = text + guess->len;
	if (end[0] != '"' || end[1] != ':' || !pl_json_guess_is(guess, (const char *)text, guess->len))
		return false;
	q->key = guess;
	q->key_at = text;
	b->guess = guess->next;
	b->token = b->at;
	b->token_len = 1;
	b->at = end + 2;
	b->expect = PL_EXPECT_MEMBER_VALUE;
	return true;
}

/* False when the token does not end at `end`, or is cut there by the run. */
static inline bool end_token(struct bytes *b, const unsigned char *end, struct pl_json_quick *q)
{
	if (end == b->end || (*end != ',' && *end != '}' && *end != ']' && !is_space(*end)))
		return false;
	q->is_key = false;
	q->ptr = b->token = b->at;
	q->len = (uint32_t)(end - b->at);
	b->token_len = q->len;
	b->expect = PL_EXPECT_COMMA_OR_END;
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
static inline bool take_number(struct bytes *b, struct pl_json_quick *q)
{
	const unsigned char *whole = b->at + (*b->at == '-'), *at;
	int64_t value = 0, fraction = 0;

	at = digits(whole, b->end, &value);
	if (!may_be_value(b->expect) || at == whole || (*whole == '0' && at > whole + 1) || at == b->end)
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
	return end_token(b, at, q);
}

static inline bool take_literal(struct bytes *b, struct pl_json_quick *q, const char *word, size_t n)
{
	q->kind = PL_JSON_LITERAL;
	q->literal = *word;
	return may_be_value(b->expect) && (size_t)(b->end - b->at) > n && memcmp(b->at, word, n) == 0 && end_token(b, b->at + n, q);
}

static inline void take_bracket(struct pl_json *p, struct bytes *b, struct pl_json_quick *q, enum pl_json_kind kind)
{
	q->kind = (unsigned char)kind;
	q->is_key = false;
	q->ptr = b->at++;
	q->len = 1;
	b->in_object = pl_json_in_object(p);
}

static inline bool open_bracket(struct pl_json *p, struct bytes *b, struct pl_json_quick *q, bool is_object)
{
	unsigned char *bits = &p->is_object[p->depth / 8], bit = (unsigned char)(1u << (p->depth % 8));

	if (!may_be_value(b->expect) || p->depth == PL_LIMIT_JSON_DEPTH)
		return false;
	*bits = (unsigned char)(is_object ? *bits | bit : *bits & ~bit);
	p->depth++;
	take_bracket(p, b, q, is_object ? PL_JSON_OBJECT_BEGIN : PL_JSON_ARRAY_BEGIN);
	b->expect = is_object ? PL_EXPECT_KEY_OR_END : PL_EXPECT_VALUE_OR_END;
	return true;
}

static inline bool close_bracket(struct pl_json *p, struct bytes *b, struct pl_json_quick *q, bool is_object)
{
	if (b->in_object != is_object ||
	    (b->expect != PL_EXPECT_COMMA_OR_END && b->expect != (is_object ? PL_EXPECT_KEY_OR_END : PL_EXPECT_VALUE_OR_END)))
		return false;
	p->depth--;
	take_bracket(p, b, q, is_object ? PL_JSON_OBJECT_END : PL_JSON_ARRAY_END);
	b->is_over = p->depth == 0;
	b->expect = b->is_over ? PL_EXPECT_NOTHING : PL_EXPECT_COMMA_OR_END;
	return true;
}

/* The byte behind a comma or a colon that is due, else `c` itself. */
static inline unsigned char behind_separator(struct bytes *b, unsigned char c)
{
	if (c == ',' && b->expect == PL_EXPECT_COMMA_OR_END) {
		b->comma = b->at++;
		b->expect = b->in_object ? PL_EXPECT_KEY : PL_EXPECT_ELEMENT;
		return next(b);
	}
	if (c == ':' && b->expect == PL_EXPECT_COLON) {
		b->at++;
		b->expect = PL_EXPECT_MEMBER_VALUE;
		return next(b);
	}
	return c;
}

static inline bool take_value(struct pl_json *p, struct bytes *b, struct pl_json_quick *q, unsigned char c)
{
	if (c == '"')
		return take_string(b, q);
	if (pl_is_digit((char)c) || c == '-')
		return take_number(b, q);
	switch (c) {
	case '{': case '[':
		return open_bracket(p, b, q, c == '{');
	case '}': case ']':
		return close_bracket(p, b, q, c == '}');
	case 't':
		return take_literal(b, q, "true", 4);
	case 'f':
		return take_literal(b, q, "false", 5);
	case 'n':
		return take_literal(b, q, "null", 4);
	default:
		return false;
	}
}

static inline bool take(struct pl_json *p, struct bytes *b, struct pl_json_quick *q)
{
	unsigned char c = behind_separator(b, next(b));

	q->key = NULL;
	if (c == '"' && expects_key(b->expect) && take_guess(p, b, q))
		c = next(b);
	if (take_value(p, b, q, c))
		return true;
	q->kind = PL_JSON_MORE;
	return q->key != NULL;
}

static inline struct pl_span place(const struct pl_run *in, const unsigned char *at, size_t len)
{
	return (struct pl_span){ in->origin, in->off + (uint64_t)(at - in->ptr), len };
}

size_t pl_json_take(struct pl_json *p, struct pl_run *in, struct pl_json_quick *tokens, size_t room, struct pl_json_guess *guess)
{
	struct bytes b = { .at = in->ptr, .end = in->ptr, .expect = p->expect, .guess = guess };
	size_t n = 0;

	if (p->lex != PL_LEX_BETWEEN || p->queue_at < p->queue_len || p->depth == 0 || in->ptr == NULL)
		return 0;
	b.end += in->len;
	b.in_object = pl_json_in_object(p);
	while (n < room && !b.is_over && take(p, &b, &tokens[n]))
		n++;
	p->expect = (unsigned char)b.expect;
	p->space += b.space;
	if (b.comma)
		p->comma = place(in, b.comma, 1);
	if (b.token)
		p->token = place(in, b.token, b.token_len);
	pl_run_skip(in, (size_t)(b.at - in->ptr));
	return n;
}
