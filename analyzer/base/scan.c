/* The hot loops. Stretches of 256 bytes are judged whole, since to bring a vector's verdicts together costs as much as to judge
 * another one; where that fails blocks of 64, and then the block that failed is searched byte by byte. */
#include "base/scan.h"

#include <stdbool.h>
#include <string.h>

#define BLOCK 64
#define LONG 256

/* clang before 16 gives clones names that no other file can link to. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(PL_NO_CLONES) && \
	(!defined(__clang__) || __clang_major__ >= 16)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

static inline bool is_ascii(unsigned char c)
{
	return c < 0x80;
}

static inline bool is_plain(unsigned char c)
{
	return (c != 0) & (c < 0x80);
}

static inline bool is_json_text(unsigned char c)
{
	return (c >= 0x20) & (c < 0x80) & (c != '"') & (c != '\\');
}

static inline bool is_json_wide(unsigned char c)
{
	return (c >= 0x20) & (c != '"') & (c != '\\');
}

static inline bool is_alphanumeric(unsigned char c)
{
	return ((unsigned char)((c | 0x20) - 'a') < 26) | ((unsigned char)(c - '0') < 10);
}

static inline bool is_base64(unsigned char c)
{
	return is_alphanumeric(c) | (c == '+') | (c == '/');
}

/* _ is made - first: gcc turns a test for either into one by bits, which has no vector form. */
static inline bool is_base64url(unsigned char c)
{
	unsigned char d = c == '_' ? '-' : c;

	return is_alphanumeric(c) | (d == '-');
}

static inline bool is_hex(unsigned char c)
{
	return ((unsigned char)((c | 0x20) - 'a') < 6) | ((unsigned char)(c - '0') < 10);
}

#define PREFIX(name, is_member)                                                               \
	static inline bool name##_all(const unsigned char *ptr, size_t len)                   \
	{                                                                                     \
		unsigned char others = 0;                                                     \
                                                                                              \
		for (size_t k = 0; k < len; k++)                                              \
			others |= !is_member(ptr[k]);                                         \
		return !others;                                                               \
	}                                                                                     \
                                                                                              \
	WIDE size_t name(const unsigned char *ptr, size_t len)                                \
	{                                                                                     \
		size_t i = 0;                                                                 \
                                                                                              \
		while (len - i >= LONG && name##_all(ptr + i, LONG))                          \
			i += LONG;                                                            \
		while (len - i >= BLOCK && name##_all(ptr + i, BLOCK))                        \
			i += BLOCK;                                                           \
		while (i < len && is_member(ptr[i]))                                          \
			i++;                                                                  \
		return i;                                                                     \
	}

PREFIX(pl_scan_ascii, is_ascii)
PREFIX(pl_scan_plain, is_plain)
PREFIX(pl_scan_json_text, is_json_text)
PREFIX(pl_scan_json_wide, is_json_wide)
PREFIX(pl_scan_base64, is_base64)
PREFIX(pl_scan_base64url, is_base64url)
PREFIX(pl_scan_hex, is_hex)

WIDE size_t pl_scan_lines(const char *ptr, size_t len)
{
	size_t lines = 0, i = 0;

	for (; len - i >= BLOCK; i += BLOCK) {
		unsigned char block = 0;

		for (size_t k = 0; k < BLOCK; k++)
			block = (unsigned char)(block + (ptr[i + k] == '\n'));
		lines += block;
	}
	for (; i < len; i++)
		lines += ptr[i] == '\n';
	return lines;
}

static inline bool has_dashes(const unsigned char *ptr)
{
	unsigned char found = 0;

	for (size_t k = 0; k < LONG; k++)
		found |= (unsigned char)((ptr[k] == '-') & (ptr[k + 1] == '-'));
	return found;
}

WIDE size_t pl_scan_dashless(const unsigned char *ptr, size_t len)
{
	size_t i = 0;

	while (len - i > LONG && !has_dashes(ptr + i))
		i += LONG;
	return i;
}

/* At most 255 bytes, so that byte-wide counters cannot overflow; looks at the byte behind them too. */
static inline void count_block(struct pl_scan_counts *c, const unsigned char *ptr, size_t len)
{
	unsigned char continuations = 0, leads = 0, lf = 0, crlf = 0;

	for (size_t k = 0; k < len; k++) {
		continuations = (unsigned char)(continuations + ((signed char)ptr[k] < -64));
		leads = (unsigned char)(leads + (ptr[k] >= 0xF0));
		lf = (unsigned char)(lf + (ptr[k] == '\n'));
		crlf = (unsigned char)(crlf + ((ptr[k] == '\r') & (ptr[k + 1] == '\n')));
	}
	c->continuations += continuations;
	c->four_byte_leads += leads;
	c->lf += lf;
	c->crlf += crlf;
}

#define STRETCH 192
#define SHORT 32 /* zeros behind what is left count for nothing */

/* Is there nothing in it but bytes? Most stretches of encoded data are so, and seeing that is cheaper than counting. */
static inline bool is_uniform(const unsigned char *ptr)
{
	unsigned char others = 0;

	for (size_t k = 0; k < STRETCH; k++)
		others |= (unsigned char)((ptr[k] >= 0x80) | (ptr[k] == '\n') | (ptr[k] == '\r'));
	return !others;
}

static inline uint64_t sum(const struct pl_scan_counts *c)
{
	return c->continuations + c->four_byte_leads + c->lf + c->crlf;
}

WIDE void pl_scan_count(struct pl_scan_counts *c, const unsigned char *ptr, size_t len)
{
	unsigned char rest[SHORT + 1] = { 0 };
	bool was_uniform = true;
	size_t i = 0;

	if (len == 0)
		return;
	c->bytes += len;
	c->crlf += c->last == '\r' && ptr[0] == '\n';
	for (; len - i > STRETCH; i += STRETCH) {
		uint64_t before = sum(c);

		if (was_uniform && is_uniform(ptr + i))
			continue;
		count_block(c, ptr + i, STRETCH);
		was_uniform = sum(c) == before;
	}
	for (; len - i > SHORT; i += SHORT)
		count_block(c, ptr + i, SHORT);
	memcpy(rest, ptr + i, len - i);
	count_block(c, rest, SHORT);
	c->last = ptr[len - 1];
}
