/* UTF-16 and UTF-32 to UTF-8 as it streams (RFC 2781, Unicode 3.10), so that one reader serves JSON in any of them. A byte
 * order mark is taken off; what is no character comes out as bytes that are no UTF-8. */
#ifndef PL_EXTRACT_TRANSCODE_H
#define PL_EXTRACT_TRANSCODE_H

#include "base/span.h"

#define PL_TRANSCODE_OUT 8192

struct pl_transcode {
	unsigned width; /* bytes of a unit: 2 or 4 */
	bool is_little, is_begun;
	unsigned char unit[4]; /* in progress */
	size_t unit_len;
	uint32_t high;  /* a surrogate that waits for its other half, or 0 */
	uint32_t layer; /* the origin of what comes out, */
	uint64_t off;   /* and how much has */
	unsigned char out[PL_TRANSCODE_OUT];
};

/* `form`: utf-16le, utf-16be, utf-32le or utf-32be; what comes out stands in `layer`. */
void pl_transcode_begin(struct pl_transcode *t, const char *form, uint32_t layer);
/* The next characters, lent until the next call; false when `in` is used up. `in` is no hole. */
bool pl_transcode_next(struct pl_transcode *t, struct pl_run *in, struct pl_run *out);
/* The input is over; false when nothing was left in progress. */
bool pl_transcode_finish(struct pl_transcode *t, struct pl_run *out);
#endif
