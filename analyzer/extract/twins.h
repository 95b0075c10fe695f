/* Large values of a request, to find those that hold the same bytes. The first PL_LIMIT_BLOBS are remembered. */
#ifndef PL_EXTRACT_TWINS_H
#define PL_EXTRACT_TWINS_H

#include "base/arena.h"
#include "base/limits.h"

struct pl_twin {
	uint64_t hash, bytes;
	struct pl_str name;
};

/* Zero-initialise to start. */
struct pl_twins {
	struct pl_twin items[PL_LIMIT_BLOBS];
	size_t len;
};

/* The earlier value with the same bytes, or NULL; then this one is remembered, its name copied to `arena`, unless there are
 * PL_LIMIT_BLOBS already: *is_unknown. */
const struct pl_twin *pl_twins_add(struct pl_twins *twins, struct pl_arena *arena, const struct pl_twin *value,
                                   bool *is_unknown);
#endif
