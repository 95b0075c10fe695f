/* Pass two over a HAR: the body's JSON string read again, unescaped and, when it says so, decoded from base64. */
#ifndef PL_SOURCE_HAR_BODY_H
#define PL_SOURCE_HAR_BODY_H

#include "base/scan.h"
#include "source/json_string.h"

struct pl_har_body {
	struct pl_json_string string;
	uint32_t layer;     /* origin of decoded bytes; 0 when it is not base64 */
	uint64_t decoded;   /* bytes given so far */
	uint64_t foreign;   /* characters that are not base64's */
	size_t chars_len;
	char chars[sizeof(((struct pl_json_string *)NULL)->bytes) + 4];
	unsigned char bytes[sizeof(((struct pl_json_string *)NULL)->bytes)];
};

/* What a whole body is made of. */
struct pl_har_measure {
	struct pl_scan_counts counts;
	uint64_t bytes;
	uint64_t replacements; /* U+FFFD */
	uint64_t foreign;
};

/* The string at `text` of the reader; its places are named har:postData. */
void pl_har_body_begin(struct pl_har_body *body, struct pl_reader *reader, struct pl_span text, struct pl_origins *origins,
                       bool is_base64);
/* The next run, lent until the next call; length 0 is the end. */
struct pl_run pl_har_body_next(struct pl_har_body *body);
/* Reads a body that was just begun to its end; it is at its beginning again then. */
struct pl_har_measure pl_har_body_measure(struct pl_har_body *body);
#endif
