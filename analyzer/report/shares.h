/* What a request's content is made of, for drawings of it. */
#ifndef PL_REPORT_SHARES_H
#define PL_REPORT_SHARES_H

#include "plimsoll.h"

/* In bytes; together the decoded content. */
struct pl_shares {
	uint64_t files;  /* as they are on disk */
	uint64_t growth; /* what their encoding added */
	uint64_t rest;
};

/* Base64 is counted whole, other encodings by the largest values that hold them. */
struct pl_shares pl_shares_of(const struct plimsoll_weight *weight);
bool pl_shares_is_encoded(const struct plimsoll_contribution *contribution);
#endif
