/* A hash table with linear probing. Objects end in the reverse order of their beginning, so taking slots back in that order
 * leaves the table as it was before. */
#include "extract/json_keys.h"

#include <xxhash.h>

bool pl_json_keys_add(struct pl_json_keys *k, uint64_t object, struct pl_str key)
{
	uint64_t hash = XXH3_64bits_withSeed(key.ptr, key.len, object);
	size_t slot = hash % PL_JSON_KEY_SLOTS;

	if (hash == 0)
		hash = 1;
	while (k->slots[slot] != 0) {
		if (k->slots[slot] == hash)
			return true;
		slot = (slot + 1) % PL_JSON_KEY_SLOTS;
	}
	if (k->len == PL_LIMIT_KEYS) {
		k->is_full = true;
		return false;
	}
	k->slots[slot] = hash;
	k->used[k->len++] = (uint16_t)slot;
	return false;
}

void pl_json_keys_drop(struct pl_json_keys *k, size_t len)
{
	while (k->len > len)
		k->slots[k->used[--k->len]] = 0;
}
