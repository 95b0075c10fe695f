/* The documented limits of all products, for whoever found a number and asks whose it may be. */
#ifndef PL_GATEWAY_DOCUMENTED_H
#define PL_GATEWAY_DOCUMENTED_H

#include "gateway/profile.h"

struct pl_documented {
	struct pl_str gateway, name;
	const struct pl_limit *limit;
	uint64_t most; /* largest size it lets pass */
};

/* Every documented limit of a dimension ("body", …) over all profiles, by `most`, least first, then by gateway. */
size_t pl_documented_limits(const char *dimension, const char *const *dirs, struct pl_arena *arena,
                            const struct pl_documented **list);
#endif
