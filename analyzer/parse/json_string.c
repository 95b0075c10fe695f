/* JSON strings: text as far as it needs no unescaping, escapes, and UTF-8 that is judged once. */
#include "parse/json_parser.h"

#include <endian.h>

#include "base/bytes.h"
#include "base/scan.h"

static void push_text(struct pl_json *p, struct pl_run *in, size_t n)
{
	struct pl_json_event *ev = pl_json_push(p, PL_JSON_TEXT, pl_run_span(in, n));

	ev->run = pl_run_take(in, n);
}

static void push_character(struct pl_json *p, uint32_t c, struct pl_span at)
{
	unsigned char *out = p->out[p->queue_len];

	pl_json_push(p, PL_JSON_TEXT, at)->run = (struct pl_run){ out, pl_utf8_encode(c, out), at.origin, at.off };
}

/* A bit in each of the eight bytes that is a quote, a backslash, a control or above 0x7F; the lowest is right, those
 * behind it may be wrong. */
static uint64_t special_bytes(const unsigned char *ptr)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t w, quote, slash;

	memcpy(&w, ptr, sizeof(w));
	w = le64toh(w);
	quote = w ^ ones * '"';
	slash = w ^ ones * '\\';
	return (w | ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & ones * 0x80;
}

/* ASCII text. Most strings end soon, so that a vector loop is not worth its call at first. */
size_t pl_json_plain_text(const unsigned char *ptr, size_t len)
{
	size_t n = 0;

	for (; n < 32 && len - n >= 8; n += 8) {
		uint64_t special = special_bytes(ptr + n);

		if (special)
			return n + (size_t)__builtin_ctzll(special) / 8;
	}
	return n + pl_scan_json_text(ptr + n, len - n);
}

static size_t before_single_quote(const struct pl_json *p, const unsigned char *ptr, size_t n)
{
	const unsigned char *quote = p->quote == '\'' && n > 0 ? memchr(ptr, '\'', n) : NULL;

	return quote ? (size_t)(quote - ptr) : n;
}

/* Text from a byte above 0x7F on, up to the first byte that breaks UTF-8 while that is not known yet. */
static size_t wide_text(struct pl_json *p, const unsigned char *ptr, size_t len)
{
	size_t n = before_single_quote(p, ptr, pl_scan_json_wide(ptr, len));
	struct pl_utf8 before = p->utf8;

	if (p->utf8_is_judged || pl_utf8_add(&p->utf8, ptr, n))
		return n;
	p->utf8 = before;
	for (n = 0; pl_utf8_add(&before, ptr + n, 1); n++)
		p->utf8 = before;
	return n;
}

static void invalid_utf8(struct pl_json *p, const struct pl_run *in)
{
	p->utf8_is_judged = true;
	pl_json_odd(p, PL_JSON_INVALID_UTF8, pl_run_span(in, 1));
}

static void end_string(struct pl_json *p, struct pl_run *in)
{
	if (!p->utf8_is_judged && p->utf8.need > 0)
		invalid_utf8(p, in);
	pl_json_push(p, PL_JSON_STRING_END, pl_run_span(in, 1))->is_key = p->is_key;
	pl_run_skip(in, 1);
	if (p->is_key)
		pl_json_after_key(p);
	else
		pl_json_after_value(p);
}

void pl_json_begin_string(struct pl_json *p, struct pl_run *in)
{
	size_t n;

	if (*in->ptr == '\'')
		pl_json_odd(p, PL_JSON_SINGLE_QUOTES, pl_run_span(in, 1));
	p->is_key = pl_json_expects_key(p);
	p->quote = *in->ptr;
	p->lex = PL_LEX_STRING;
	p->token = pl_run_span(in, 1);
	p->utf8 = (struct pl_utf8){ 0 };
	pl_json_push(p, PL_JSON_STRING_BEGIN, p->token)->is_key = p->is_key;
	pl_run_skip(in, 1);
	if (p->quote == '\'')
		return;
	n = pl_json_plain_text(in->ptr, in->len);
	if (n > 0)
		push_text(p, in, n);
	if (in->len > 0 && *in->ptr == '"')
		end_string(p, in);
}

/* A high surrogate whose pair did not come. */
static void flush_high(struct pl_json *p)
{
	if (p->high == 0)
		return;
	pl_json_odd(p, PL_JSON_LONE_SURROGATE, p->high_at);
	push_character(p, 0xFFFD, p->high_at);
	p->high = 0;
}

static size_t text(struct pl_json *p, const struct pl_run *in)
{
	size_t n = before_single_quote(p, in->ptr, pl_json_plain_text(in->ptr, in->len));

	if (n < in->len && in->ptr[n] >= 0x80)
		n += wide_text(p, in->ptr + n, in->len - n);
	else if (n == 0 && *in->ptr == '"' && p->quote == '\'')
		n = 1;
	return n;
}

/* A byte that is no text. */
static void other_byte(struct pl_json *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;
	struct pl_span at = pl_run_span(in, 1);

	if (c == p->quote) {
		end_string(p, in);
		return;
	}
	if (c >= 0x80) {
		invalid_utf8(p, in);
		return;
	}
	if (c == '\\') {
		p->lex = PL_LEX_ESCAPE;
		p->token = at;
	} else {
		pl_json_odd(p, c == '\n' || c == '\r' ? PL_JSON_NEWLINE_IN_STRING : PL_JSON_CONTROL_IN_STRING, at);
		push_character(p, c, at);
	}
	pl_run_skip(in, 1);
}

void pl_json_string_bytes(struct pl_json *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;
	size_t n;

	if (p->high && c != '\\') {
		flush_high(p);
		return;
	}
	if (c < 0x80 && !p->utf8_is_judged && p->utf8.need > 0 && c != p->quote) {
		invalid_utf8(p, in);
		return;
	}
	n = text(p, in);
	if (n > 0)
		push_text(p, in, n);
	else
		other_byte(p, in);
}

static void end_unicode(struct pl_json *p)
{
	uint32_t c = p->code_point;

	p->lex = PL_LEX_STRING;
	if (p->high && c >= 0xDC00 && c <= 0xDFFF) {
		p->high_at.len += p->token.len;
		push_character(p, 0x10000 + ((p->high - 0xD800) << 10) + (c - 0xDC00), p->high_at);
		p->high = 0;
		return;
	}
	flush_high(p);
	if (c >= 0xD800 && c <= 0xDBFF) {
		p->high = c;
		p->high_at = p->token;
	} else if (c >= 0xDC00 && c <= 0xDFFF) {
		pl_json_odd(p, PL_JSON_LONE_SURROGATE, p->token);
		push_character(p, 0xFFFD, p->token);
	} else {
		push_character(p, c, p->token);
	}
}

static void unicode_digit(struct pl_json *p, struct pl_run *in)
{
	int digit = pl_hex_value((char)*in->ptr);

	if (digit < 0) {
		pl_json_bad(p, pl_run_span(in, 1), "a \\u escape needs four hexadecimal digits");
		return;
	}
	p->code_point = p->code_point << 4 | (unsigned)digit;
	p->token.len++;
	pl_run_skip(in, 1);
	if (++p->digits == 4)
		end_unicode(p);
}

void pl_json_escape_byte(struct pl_json *p, struct pl_run *in)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	unsigned char c = *in->ptr;
	const char *name;

	if (p->lex == PL_LEX_UNICODE) {
		unicode_digit(p, in);
		return;
	}
	if (c == 'u') {
		p->lex = PL_LEX_UNICODE;
		p->code_point = p->digits = 0;
		p->token.len = 2;
		pl_run_skip(in, 1);
		return;
	}
	flush_high(p);
	p->token.len = 2;
	p->lex = PL_LEX_STRING;
	name = c ? strchr(names, c) : NULL;
	if (name == NULL)
		pl_json_odd(p, PL_JSON_BAD_ESCAPE, p->token);
	if (c >= 0x80) { /* kept, and judged as part of the text */
		p->token.len = 1;
		return;
	}
	push_character(p, name ? (unsigned char)values[name - names] : c, p->token);
	pl_run_skip(in, 1);
}
