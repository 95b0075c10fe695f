/* The body and the added header lines of a trial, computed at any offset and never held: stretches of a text repeated. */
#ifndef PL_PROBE_FILLER_H
#define PL_PROBE_FILLER_H

#include "base/arena.h"
#include "probe/trial.h"

#define PL_FILLER_STRETCHES 4
#define PL_FILLER_SMALL 16 /* bytes of the body where another dimension is under test, and of the first trial */

struct pl_stretch {
	struct pl_str unit;
	uint64_t times;
};

struct pl_filler {
	struct pl_stretch stretches[PL_FILLER_STRETCHES];
	size_t len;
	uint64_t body_bytes;      /* to declare as Content-Length */
	const char *content_type; /* of the shape */
	const char *content_encoding; /* or NULL */
};

/* What `trial` sends as its body. Where the shape needs more bytes than trial->bytes, the body is the smallest of the shape.
 * Texts are static or live in `arena`. */
void pl_filler_open(struct pl_filler *filler, const struct pl_trial *trial, struct pl_arena *arena);
/* Bytes [offset, offset+len) of the body, which must have them. */
void pl_filler_read(const struct pl_filler *filler, uint64_t offset, void *out, size_t len);
/* The added header line of that number ("X-Plimsoll: xxx", without CRLF), or NULL behind the last. */
const char *pl_filler_header(const struct pl_trial *trial, uint64_t number, struct pl_arena *arena);
/* The shape in which that dimension can be tried: the one given, where it serves. */
enum pl_shape pl_filler_shape(enum pl_dimension dimension, enum pl_shape shape);
/* The smallest size that a trial of that dimension and shape can have. */
uint64_t pl_filler_least(enum pl_dimension dimension, enum pl_shape shape);
#endif
