/* The hot loops. Blocks of 64 bytes are judged whole, then the block that failed is searched byte by byte. */
#include "base/scan.h"

#include <stdbool.h>

#define BLOCK 64

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

#define PREFIX(name, is_member)                                    \
	WIDE size_t name(const unsigned char *ptr, size_t len)     \
	{                                                          \
		size_t i = 0;                                      \
                                                                   \
		for (; len - i >= BLOCK; i += BLOCK) {             \
			unsigned char others = 0;                  \
                                                                   \
			for (size_t k = 0; k < BLOCK; k++)         \
				others |= !is_member(ptr[i + k]);  \
			if (others)                                \
				break;                             \
		}                                                  \
		while (i < len && is_member(ptr[i]))               \
			i++;                                       \
		return i;                                          \
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

/* At most 255 bytes, so that byte-wide counters cannot overflow; looks at the byte behind them too. */
static inline void count_block(struct pl_scan_counts *c, const unsigned char *ptr, size_t len)
{
	unsigned char continuations = 0, leads = 0, lf = 0, crlf = 0;

	for (size_t k = 0; k < len; k++) {
		continuations = (unsigned char)(continuations + ((ptr[k] & 0xC0) == 0x80));
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

/* Is there nothing in it but bytes? Most stretches of encoded data are so, and seeing that is cheaper than counting. */
static inline bool is_uniform(const unsigned char *ptr)
{
	unsigned char others = 0;

	for (size_t k = 0; k < STRETCH; k++)
		others |= (unsigned char)((ptr[k] >= 0x80) | (ptr[k] == '\n') | (ptr[k] == '\r'));
	return !others;
}

WIDE void pl_scan_count(struct pl_scan_counts *c, const unsigned char *ptr, size_t len)
{
	unsigned char last[2] = { 0, 0 };
	size_t i = 0;

	if (len == 0)
		return;
	c->bytes += len;
	c->crlf += c->last == '\r' && ptr[0] == '\n';
	for (; len - 1 - i >= STRETCH; i += STRETCH)
		if (!is_uniform(ptr + i))
			count_block(c, ptr + i, STRETCH);
	count_block(c, ptr + i, len - 1 - i);
	c->last = last[0] = ptr[len - 1];
	count_block(c, last, 1);
}
