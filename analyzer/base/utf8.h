/* UTF-8 checked as it streams (RFC 3629). */
#ifndef PL_BASE_UTF8_H
#define PL_BASE_UTF8_H

#include "base/span.h"

/* Zero-initialise to start. */
struct pl_utf8 {
	unsigned char need;     /* continuation bytes still due */
	unsigned char low, high; /* range of the next continuation byte */
	bool is_broken;         /* sticky */
	uint64_t bytes;         /* looked at so far */
	uint64_t broken_at;     /* index of the first byte of the first bad sequence */
	uint64_t start;         /* index of the sequence in progress */
};

/* Looks at the next bytes. False once a sequence was bad; nothing is looked at after that. */
bool pl_utf8_add(struct pl_utf8 *u, const unsigned char *ptr, size_t len);
/* The next `len` bytes are known to be ASCII. False, with nothing done, when a sequence is in progress or was bad. */
bool pl_utf8_add_ascii(struct pl_utf8 *u, size_t len);
/* False also when the last sequence was cut off. */
bool pl_utf8_finish(struct pl_utf8 *u);
/* Writes the UTF-8 form of a code point (at most 0x10FFFF; surrogates as three bytes); returns its length. */
size_t pl_utf8_encode(uint32_t code_point, unsigned char out[4]);
#endif
