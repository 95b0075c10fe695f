/* Where to cut a bracket: limits are likely to be documented ones, and otherwise of any magnitude alike. */
#ifndef PL_PROBE_CUT_H
#define PL_PROBE_CUT_H

#include "base/span.h"

/* A limit that is likely for a reason: so many products have it, or the refusal names it. */
struct pl_prior {
	uint64_t most; /* largest size that it lets pass */
	double weight; /* 1 for each product */
};

/* What a trial costs: a fixed part and one for each byte. */
struct pl_price {
	double trial, byte;
	uint64_t climb; /* factor by which sizes grow while nothing is refused; 0: 4 */
};

/* The size in (accepted, refused) whose trial tells most for its price. `is_open`: nothing was refused yet, `refused` is one
 * more than the largest size to try, and there may be no limit. */
uint64_t pl_cut(uint64_t accepted, uint64_t refused, bool is_open, const struct pl_prior *prior, size_t len,
                struct pl_price price);
#endif
