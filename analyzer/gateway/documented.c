/* Limits over all profiles. */
#include "gateway/documented.h"

#include <stdlib.h>

#include "base/bytes.h"

static int by_most(const void *a, const void *b)
{
	const struct pl_documented *x = a, *y = b;

	if (x->most != y->most)
		return x->most < y->most ? -1 : 1;
	return pl_str_order(x->gateway, y->gateway);
}

size_t pl_documented_limits(const char *dimension, const char *const *dirs, struct pl_arena *arena,
                            const struct pl_documented **list)
{
	const struct pl_profile *profiles;
	struct pl_documented *all;
	size_t len = pl_profiles_load(dirs, arena, &profiles), room = 0, kept = 0;

	for (size_t i = 0; i < len; i++)
		room += profiles[i].limits_len;
	*list = all = pl_arena_alloc(arena, (room + 1) * sizeof(*all));
	for (size_t i = 0; i < len; i++)
		for (size_t l = 0; l < profiles[i].limits_len; l++) {
			const struct pl_limit *limit = &profiles[i].limits[l];

			if (limit->has_value && pl_str_equal(limit->dimension, pl_str_from(dimension)))
				all[kept++] = (struct pl_documented){ profiles[i].id, profiles[i].name, limit,
					                              pl_limit_most(limit) };
		}
	if (kept > 0)
		qsort(all, kept, sizeof(*all), by_most);
	return kept;
}
