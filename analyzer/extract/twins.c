/* Values compared by a hash of 64 bits and by their length. */
#include "extract/twins.h"

const struct pl_twin *pl_twins_add(struct pl_twins *t, struct pl_arena *arena, const struct pl_twin *value, bool *is_unknown)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->items[i].hash == value->hash && t->items[i].bytes == value->bytes)
			return &t->items[i];
	*is_unknown = t->len == PL_LIMIT_BLOBS;
	if (*is_unknown)
		return NULL;
	t->items[t->len] = *value;
	t->items[t->len++].name = pl_arena_str(arena, value->name);
	return NULL;
}
