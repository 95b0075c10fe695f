/* Blocks are read on the stack: no line is held. */
#include "fix/lines.h"

#include <string.h>
#include <unistd.h>

#define BLOCK 4096

/* Bytes [at, at+len) into `block`; fewer when the file ends, or cannot be read. */
static size_t read_block(const struct pl_original *original, uint64_t at, uint64_t len, char *block)
{
	ssize_t n = pread(original->fd, block, (size_t)(len < BLOCK ? len : BLOCK), (off_t)at);

	return n > 0 ? (size_t)n : 0;
}

uint64_t pl_line_start(const struct pl_original *original, uint64_t at)
{
	char block[BLOCK];

	while (at > 0) {
		uint64_t from = at > BLOCK ? at - BLOCK : 0;
		size_t len = read_block(original, from, at - from, block);
		const char *feed = len > 0 ? memrchr(block, '\n', len) : NULL;

		if (feed)
			return from + (uint64_t)(feed - block) + 1;
		at = from;
	}
	return 0;
}

uint64_t pl_line_end(const struct pl_original *original, uint64_t at)
{
	char block[BLOCK];
	size_t len;

	while ((len = read_block(original, at, BLOCK, block)) > 0) {
		const char *feed = memchr(block, '\n', len);

		if (feed)
			return at + (uint64_t)(feed - block) + 1;
		at += len;
	}
	return at;
}

uint64_t pl_line_count(const struct pl_original *original, uint64_t from, uint64_t to)
{
	char block[BLOCK];
	uint64_t count = 0;
	size_t len;

	while (from < to && (len = read_block(original, from, to - from, block)) > 0) {
		for (const char *p = block; (p = memchr(p, '\n', len - (size_t)(p - block))); p++)
			count++;
		from += len;
	}
	return count;
}
