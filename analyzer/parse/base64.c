/* Base64 text as it streams. Long clean stretches are counted whole; everything else byte by byte. */
#include "parse/base64.h"

#include "base/bytes.h"
#include "base/scan.h"

void pl_base64_clear(struct pl_base64 *b)
{
	memset(b, 0, offsetof(struct pl_base64, head));
	b->head_len = 0;
}

static int value_of(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* One character of an alphabet while the first decoded bytes are wanted. */
static void decode(struct pl_base64 *b, unsigned char c)
{
	b->carry = b->carry << 6 | (unsigned)value_of(c);
	b->carry_bits += 6;
	if (b->carry_bits >= 8) {
		b->carry_bits -= 8;
		b->head[b->head_len++] = (unsigned char)(b->carry >> b->carry_bits);
		b->carry &= (1u << b->carry_bits) - 1;
	}
}

static void keep_tail(struct pl_base64 *b, const unsigned char *ptr, size_t len)
{
	const size_t room = sizeof(b->tail);

	if (len >= room) {
		memcpy(b->tail, ptr + len - room, room);
		return;
	}
	memmove(b->tail, b->tail + len, room - len);
	memcpy(b->tail + room - len, ptr, len);
}

/* A stretch of characters of the alphabets, which may not follow padding. */
static void add_chars(struct pl_base64 *b, const struct pl_run *run, size_t len)
{
	size_t i = 0;

	if (b->padding > 0 && !b->has_inner_padding) {
		b->has_inner_padding = true;
		b->first_inner_padding = pl_run_span(run, 1);
	}
	for (; i < len && b->head_len < sizeof(b->head); i++)
		decode(b, run->ptr[i]);
	keep_tail(b, run->ptr, len);
	b->last_value = (unsigned char)value_of(run->ptr[len - 1]);
	b->chars += len;
}

static void mark_first(struct pl_span *first, struct pl_span at)
{
	if (first->origin == 0)
		*first = at;
}

static void add_foreign(struct pl_base64 *b, unsigned char c, struct pl_span at)
{
	if (b->foreign++ == 0)
		b->foreign_char = c;
	mark_first(&b->first_foreign, at);
}

/* A byte of a percent escape; what turns out to be none is foreign. */
static void percent_byte(struct pl_base64 *b, const struct pl_run *run)
{
	static const char *const escapes[] = { "2b", "2f", "3d" };
	unsigned char c = (unsigned char)pl_lower((char)*run->ptr);
	struct pl_span at = { run->origin, run->off - b->held_len, (uint64_t)b->held_len + 1 };

	if (b->held_len == 1) {
		b->held[0] = c;
		b->held_len = 2;
		return;
	}
	b->held_len = 0;
	for (size_t i = 0; i < 3; i++)
		if (b->held[0] == (unsigned char)escapes[i][0] && c == (unsigned char)escapes[i][1]) {
			b->percents++;
			mark_first(&b->first_percent, at);
			return;
		}
	add_foreign(b, '%', at);
}

static void other_byte(struct pl_base64 *b, const struct pl_run *run)
{
	unsigned char c = *run->ptr;
	struct pl_span at = pl_run_span(run, 1);

	switch (c) {
	case '-':
	case '_':
		b->url++;
		add_chars(b, run, 1);
		break;
	case '=':
		b->padding++;
		break;
	case '\r':
	case '\n':
		if (c == '\r' || !b->was_cr)
			b->line_breaks++;
		mark_first(&b->first_line_break, at);
		break;
	case ' ':
	case '\t':
		b->blanks++;
		break;
	case '%':
		b->held_len = 1;
		break;
	default:
		add_foreign(b, c, at);
	}
	b->was_cr = c == '\r';
}

static uint64_t count_standard(const unsigned char *ptr, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += (ptr[i] == '+') | (ptr[i] == '/');
	return n;
}

void pl_base64_add(struct pl_base64 *b, struct pl_run run)
{
	if (pl_run_is_hole(&run)) {
		b->chars += run.len;
		return;
	}
	while (run.len > 0) {
		size_t n;

		if (b->held_len > 0) {
			percent_byte(b, &run);
			pl_run_skip(&run, 1);
			continue;
		}
		n = pl_scan_base64(run.ptr, run.len);
		if (n > 0) {
			/* Whether + or / ever stands is what the alphabet is told by; more of them tell nothing. */
			if (b->standard == 0)
				b->standard = count_standard(run.ptr, n);
			add_chars(b, &run, n);
			b->was_cr = false;
		} else {
			other_byte(b, &run);
			n = 1;
		}
		pl_run_skip(&run, n);
	}
}

uint64_t pl_base64_raw_bytes(const struct pl_base64 *b)
{
	return b->chars / 4 * 3 + b->chars % 4 * 3 / 4;
}

const char *pl_base64_padding_error(const struct pl_base64 *b)
{
	unsigned odd = (unsigned)(b->chars % 4);
	uint64_t due = odd == 2 ? 2 : odd == 3 ? 1 : 0;

	if (b->has_inner_padding)
		return "padding in the middle";
	if (odd == 1)
		return "impossible length";
	if (b->padding > due)
		return "too much padding";
	if (b->padding < due && (b->padding > 0 || b->url == 0))
		return "padding is missing";
	if ((odd == 2 && b->last_value & 15) || (odd == 3 && b->last_value & 3))
		return "stray bits in the last character";
	return NULL;
}

size_t pl_base64_decode(struct pl_str text, unsigned char *out, size_t room)
{
	unsigned carry = 0, bits = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < room; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		int value = value_of(c);

		if (c == '\r' || c == '\n' || pl_is_blank((char)c))
			continue;
		if (value < 0)
			break;
		carry = (carry << 6 | (unsigned)value) & 0xFFFF;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[len++] = (unsigned char)(carry >> bits);
		}
	}
	return len;
}

size_t pl_base64_end(const struct pl_base64 *b, unsigned char out[24])
{
	size_t odd = (size_t)(b->chars % 4), len = sizeof(b->tail);

	if (b->chars < len)
		return 0;
	/* Decoding begins at a group of four. */
	len -= (len - odd) % 4;
	return pl_base64_decode((struct pl_str){ (const char *)b->tail + sizeof(b->tail) - len, len }, out, 24);
}

size_t pl_base64_encode(const unsigned char *bytes, size_t len, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t at = 0;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		unsigned group = (unsigned)bytes[i] << 16 | (n > 1 ? (unsigned)bytes[i + 1] << 8 : 0) | (n > 2 ? bytes[i + 2] : 0);

		out[at++] = alphabet[group >> 18];
		out[at++] = alphabet[group >> 12 & 63];
		out[at++] = n > 1 ? alphabet[group >> 6 & 63] : '=';
		out[at++] = n > 2 ? alphabet[group & 63] : '=';
	}
	return at;
}
