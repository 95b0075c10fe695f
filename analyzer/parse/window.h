/* Bytes of several runs laid side by side, each with its place: for a parser that must see what a run's end
 * has cut. */
#ifndef PL_PARSE_WINDOW_H
#define PL_PARSE_WINDOW_H

#include "base/limits.h"
#include "base/span.h"

#define PL_WINDOW_PLACES 16

/* Zero-initialise to start. Bytes [at, len) are there to be looked at. */
struct pl_window {
	unsigned char bytes[PL_LIMIT_PART_HEAD + 4096];
	size_t at, len;
	struct pl_run places[PL_WINDOW_PLACES]; /* where they stand, in order; ptr is into `bytes` */
	size_t places_len;
};

/* Adds up to `want` bytes from the front of `in`, as many as fit. Pointers into the window end. */
void pl_window_add(struct pl_window *window, struct pl_run *in, size_t want);
/* The first `len` bytes are done with. */
void pl_window_drop(struct pl_window *window, size_t len);
/* Bytes from index `from` behind `at` on, at most `len` and only as far as they stand together. */
struct pl_run pl_window_run(const struct pl_window *window, size_t from, size_t len);
#endif
