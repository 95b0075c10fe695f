/* A list of changes to the bytes of a file: sorted, and no two touch the same byte. */
#ifndef PL_FIX_EDITS_H
#define PL_FIX_EDITS_H

#include "base/arena.h"
#include "base/span.h"

/* Bytes [at, at+len) become `text`. */
struct pl_edit {
	uint64_t at, len;
	struct pl_str text;
	size_t order; /* of being added */
};

/* Zero-initialise; texts live in the arena. */
struct pl_edits {
	struct pl_arena arena;
	struct pl_edit *items;
	size_t len, room;
};

/* `text` is copied. */
void pl_edits_add(struct pl_edits *edits, uint64_t at, uint64_t len, struct pl_str text);
/* Sorts. Texts that are put in at one place keep their order; of edits that are the same, or touch the same bytes, the first
 * stays. */
void pl_edits_sort(struct pl_edits *edits);
void pl_edits_free(struct pl_edits *edits);
#endif
