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
};

/* Likeliest first; memory from the probe's arena. `via`: gateways said to be on the path, NULL-terminated, or NULL. */
size_t pl_attribute(struct pl_probe *probe, const struct pl_found_limit *found, const char *const *via,
                    const struct pl_candidate **list);
#endif
