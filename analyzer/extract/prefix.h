/* The first bytes of a stream, held back with their places until there is enough to judge them by. How the
 * stream was cut into runs does not change what is held. */
#ifndef PL_EXTRACT_PREFIX_H
#define PL_EXTRACT_PREFIX_H

#include "base/limits.h"
#include "base/span.h"

#define PL_PREFIX_RUNS 64

struct pl_prefix {
	unsigned char bytes[PL_LIMIT_SNIFF];
	size_t len;
	struct pl_run runs[PL_PREFIX_RUNS]; /* of `bytes`, in order */
	size_t runs_len;
};

void pl_prefix_clear(struct pl_prefix *prefix);
/* Takes what fits from the front of `in`. True when no more fits, or a hole is next: time to judge. */
bool pl_prefix_take(struct pl_prefix *prefix, struct pl_run *in);
#endif
