/* One deflate block of fixed codes (RFC 1951 section 3.2.6): literals, then matches of 258 bytes at distance 1. A match takes 13
 * bits, so that the bytes of a long run of them repeat after 13. */
#include "probe/gzip_run.h"

#define MATCH 258
#define MATCH_BITS 13
#define LITERALS_MOST (MATCH + 2)

struct bits {
	unsigned char *bytes;
	size_t len; /* in bits */
};

static void put(struct bits *b, unsigned bit)
{
	b->bytes[b->len / 8] |= (unsigned char)(bit << b->len % 8);
	b->len++;
}

/* Huffman codes go in from their highest bit. */
static void put_code(struct bits *b, unsigned code, int len)
{
	while (len-- > 0)
		put(b, code >> len & 1);
}

/* Bit `i` of matches without end: length 258 (code 11000101), distance 1 (code 00000). */
static unsigned match_bit(uint64_t i)
{
	return 0xC5u << 5 >> (MATCH_BITS - 1 - i % MATCH_BITS) & 1;
}

static uint32_t checksum(char first, char rest, uint64_t len)
{
	uint32_t table[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xEDB88320u : 0);
	}
	for (uint64_t i = 0; i < len; i++)
		crc = crc >> 8 ^ table[(crc ^ (unsigned char)(i ? rest : first)) & 0xFF];
	return ~crc;
}

static void put_number(struct bits *b, uint32_t number)
{
	for (int i = 0; i < 32; i++)
		put(b, number >> i & 1);
}

struct pl_gzip_run pl_gzip_run(char first, char rest, uint64_t len, struct pl_arena *arena)
{
	static const unsigned char head[10] = { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF };
	/* A match needs a byte before it that is already the run's. */
	uint64_t literals = len < 2 ? len : 2 + (len - 2) % MATCH, match_bits = (len - literals) / MATCH * MATCH_BITS, at = 0;
	struct bits before = { pl_arena_alloc(arena, sizeof(head) + LITERALS_MOST + 2), 8 * sizeof(head) };
	struct bits unit = { pl_arena_alloc(arena, MATCH_BITS), 0 }, behind = { pl_arena_alloc(arena, MATCH_BITS + 16), 0 };
	struct pl_gzip_run run;

	memcpy(before.bytes, head, sizeof(head));
	put_code(&before, 6, 3); /* the last block, fixed codes: 1, then 01 from its lowest bit */
	for (uint64_t i = 0; i < literals; i++)
		put_code(&before, 0x30u + (unsigned char)(i ? rest : first), 8);
	while (at < match_bits && before.len % 8 != 0)
		put(&before, match_bit(at++));
	run.times = (match_bits - at) / (8 * MATCH_BITS);
	for (uint64_t i = 0; i < 8 * MATCH_BITS; i++)
		put(&unit, match_bit(at + i));
	at += run.times * 8 * MATCH_BITS;
	/* Without a match the block ends within the byte that its literals end in. */
	struct bits *end = before.len % 8 ? &before : &behind;
	while (at < match_bits)
		put(end, match_bit(at++));
	put_code(end, 0, 7);
	end->len = (end->len + 7) / 8 * 8;
	put_number(&behind, checksum(first, rest, len));
	put_number(&behind, (uint32_t)len);
	run.before = (struct pl_str){ (const char *)before.bytes, before.len / 8 };
	run.unit = (struct pl_str){ (const char *)unit.bytes, MATCH_BITS };
	run.behind = (struct pl_str){ (const char *)behind.bytes, behind.len / 8 };
	return run;
}
