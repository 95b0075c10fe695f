/* Both ways to add bytes are compiled in, so that they agree about the state whichever libxxhash is on the machine. */
#include "extract/twin_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct pl_twin_hash {
	XXH3_state_t state;
	pl_twin_hash_step *add;
};

static void add(void *state, const void *bytes, size_t len)
{
	XXH3_64bits_update(state, bytes, len);
}

static bool has_wide(void)
{
#ifdef __x86_64__
	return pl_twin_hash_wide && __builtin_cpu_supports("avx2");
#else
	return pl_twin_hash_wide;
#endif
}

struct pl_twin_hash *pl_twin_hash_new(struct pl_arena *arena)
{
	const size_t alignment = _Alignof(struct pl_twin_hash);
	char *bytes = pl_arena_bytes(arena, sizeof(struct pl_twin_hash) + alignment - 1);
	struct pl_twin_hash *hash = (void *)(bytes + (alignment - (uintptr_t)bytes % alignment) % alignment);

	hash->add = has_wide() ? pl_twin_hash_wide : add;
	return hash;
}

void pl_twin_hash_begin(struct pl_twin_hash *hash)
{
	XXH3_64bits_reset(&hash->state);
}

void pl_twin_hash_add(struct pl_twin_hash *hash, const void *bytes, size_t len)
{
	hash->add(&hash->state, bytes, len);
}

uint64_t pl_twin_hash_value(const struct pl_twin_hash *hash)
{
	return XXH3_64bits_digest(&hash->state);
}
