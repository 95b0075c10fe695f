/* Content codings undone as they stream: gzip, deflate (with and without the zlib wrapper), br, zstd, several
 * in a row. The decoders' own memory is bounded by their windows, what comes out by the caller's maximum. */
#ifndef PL_EXTRACT_CODING_H
#define PL_EXTRACT_CODING_H

#include "base/span.h"

#define PL_CODINGS_MAX 4

struct pl_coding;

struct pl_codings {
	struct pl_coding *items[PL_CODINGS_MAX]; /* in the order in which they are undone */
	struct pl_run pending[PL_CODINGS_MAX];   /* input of each that is not used up */
	size_t len;
	uint64_t max;        /* bytes that may come out of any of them */
	bool is_limited;     /* that was met; nothing comes out any more */
	const char *problem; /* why the bytes do not decode, static text, or NULL; sticky */
};

/* Starts with none; *codings was zeroed or begun before, and what it held is freed. */
void pl_codings_begin(struct pl_codings *codings, uint64_t max);
/* The next coding to undo, by its name (case folded). False when plimsoll cannot undo it, or not so many. */
bool pl_codings_add(struct pl_codings *codings, struct pl_str name);
/* The next decoded bytes from `in`; false when `in` is used up or decoding has ended. `out` is lent until the
 * next call and has no place. */
bool pl_codings_next(struct pl_codings *codings, struct pl_run *in, struct pl_run *out);
/* The input is over: sets `problem` when a coding has not come to its end. */
void pl_codings_finish(struct pl_codings *codings);
/* Frees the decoders. */
void pl_codings_end(struct pl_codings *codings);
#endif
