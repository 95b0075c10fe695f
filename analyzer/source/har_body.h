/* Pass two over a HAR: the body's JSON string read again, unescaped and, when it says so, decoded from base64. */
#ifndef PL_SOURCE_HAR_BODY_H
#define PL_SOURCE_HAR_BODY_H

#include "base/scan.h"
#include "parse/json.h"
#include "source/reader.h"

struct pl_har_body {
	struct pl_reader *reader;
	struct pl_span text;   /* the string with its quotes, in the file */
	uint32_t view, layer;  /* origins of unescaped text and of decoded bytes; layer 0 when it is not base64 */
	uint64_t off;          /* of the next byte to read */
	uint64_t decoded;      /* bytes given so far */
	struct pl_json json;
	struct pl_run left;    /* of the block */
	bool is_over, is_cut;  /* is_cut: the file no longer holds what pass one saw */
	uint64_t foreign;      /* characters that are not base64's */
	size_t chars_len;
	unsigned char block[PL_LIMIT_BLOCK];
	char chars[PL_LIMIT_BLOCK + 4];
	unsigned char bytes[PL_LIMIT_BLOCK];
};

/* What a whole body is made of. */
struct pl_har_measure {
	struct pl_scan_counts counts;
	uint64_t bytes;
	uint64_t replacements; /* U+FFFD */
	uint64_t foreign;
};

void pl_har_body_begin(struct pl_har_body *body, struct pl_reader *reader, struct pl_span text, uint32_t view,
                       uint32_t layer);
/* The next run, lent until the next call; length 0 is the end. */
struct pl_run pl_har_body_next(struct pl_har_body *body);
/* Reads a body that was just begun to its end. */
struct pl_har_measure pl_har_body_measure(struct pl_har_body *body);
#endif
