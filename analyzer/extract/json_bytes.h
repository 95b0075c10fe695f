/* Bytes that JSON writes as numbers: [137,80,…], {"type":"Buffer","data":[…]} and {"0":137,"1":80,…}, recognised while they
 * stream. Only the innermost container can be one. */
#ifndef PL_EXTRACT_JSON_BYTES_H
#define PL_EXTRACT_JSON_BYTES_H

#include "base/limits.h"
#include "base/span.h"

/* Zero-initialise to start; head is not read beyond head_len. */
struct pl_json_bytes {
	bool is_open;   /* everything so far was a byte */
	bool is_object;
	uint64_t count;
	int64_t least, most;
	size_t head_len;
	unsigned char head[PL_LIMIT_SNIFF];
};

/* A container begins; what was open is none. */
void pl_json_bytes_begin(struct pl_json_bytes *b, bool is_object);
/* A key of the open object, which must be the next index. */
void pl_json_bytes_key(struct pl_json_bytes *b, struct pl_str key);
/* An integer in the open container. */
void pl_json_bytes_number(struct pl_json_bytes *b, int64_t number);
/* The open container ends: is it bytes, given the name it stands under? Length alone is no sign: so the first bytes must
 * have a signature, or be spread as a file's are, or the name must say file. */
bool pl_json_bytes_are_data(const struct pl_json_bytes *b, struct pl_str name);
#endif
