/* Whose limit was found: the refusal's looks and the number, against what is documented. */
#ifndef PL_PROBE_ATTRIBUTION_H
#define PL_PROBE_ATTRIBUTION_H

#include "probe/probe.h"

struct pl_candidate {
	struct pl_str gateway, name;
	const struct pl_limit *limit; /* of that product and dimension; NULL when none is documented */
	struct pl_str confidence;     /* certain, likely, possible */
	struct pl_str note;           /* what to know about its refusal; may be empty */
	bool is_refuser;              /* the refusal looks like its own */
	bool is_default;              /* the number found is the documented one */
	bool is_via;                  /* it is said to be on the path */
	bool is_named;                /* answers name it as one of the hops */
	bool is_in_front;             /* it stands before applications: what it refuses by the head, they do not see */
};

/* Likeliest first; memory from the probe's arena. `via`: gateways said to be on the path, NULL-terminated, or NULL. */
size_t pl_attribute(struct pl_probe *probe, const struct pl_found_limit *found, const char *const *via,
                    const struct pl_candidate **list);
/* How many of the requests an application may have seen: all that were sent but those that the first of `list` (empty: len 0)
 * surely refused by the head. Never less than the truth. */
uint64_t pl_attribution_passed_on(const struct pl_probe *probe, const struct pl_found_limit *found, const struct pl_candidate *list,
                                  size_t len);
#endif
