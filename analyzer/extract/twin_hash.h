/* What values with the same bytes have in common: XXH3, whose vectors are as wide as the processor has them. */
#ifndef PL_EXTRACT_TWIN_HASH_H
#define PL_EXTRACT_TWIN_HASH_H

#include "base/arena.h"

struct pl_twin_hash;

/* Lives as long as the arena, for one value after the other. */
struct pl_twin_hash *pl_twin_hash_new(struct pl_arena *arena);
void pl_twin_hash_begin(struct pl_twin_hash *hash);
/* The same value whatever pieces the bytes come in. */
void pl_twin_hash_add(struct pl_twin_hash *hash, const void *bytes, size_t len);
uint64_t pl_twin_hash_value(const struct pl_twin_hash *hash);

/* Only for twin_hash.c, and only where the processor has AVX2; NULL where the compiler could not make it. */
typedef void pl_twin_hash_step(void *state, const void *bytes, size_t len);
extern pl_twin_hash_step *const pl_twin_hash_wide;
#endif
