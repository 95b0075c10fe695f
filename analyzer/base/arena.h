/* A bump allocator: allocate freely, free all at once. Memory is never NULL (see base/memory.h). */
#ifndef PL_BASE_ARENA_H
#define PL_BASE_ARENA_H

#include "base/span.h"

struct pl_arena_block;

/* Zero-initialise to start. */
struct pl_arena {
	struct pl_arena_block *blocks; /* newest first */
	size_t used;                   /* of the newest block */
};

/* Zeroed memory. */
void *pl_arena_alloc(struct pl_arena *arena, size_t size);
/* Memory that is about to be written: not zeroed, so that what is not used of it costs nothing. */
void *pl_arena_bytes(struct pl_arena *arena, size_t size);
/* A copy that lives as long as the arena; it is followed by a NUL that its length does not count. */
struct pl_str pl_arena_str(struct pl_arena *arena, struct pl_str text);
struct pl_str pl_arena_printf(struct pl_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees everything but one block, which is kept for reuse. */
void pl_arena_reset(struct pl_arena *arena);
void pl_arena_free(struct pl_arena *arena);
#endif
