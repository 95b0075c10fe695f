/* A bump allocator over a list of blocks. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/memory.h"

#define BLOCK_SIZE ((size_t)32 << 10)

struct pl_arena_block {
	struct pl_arena_block *next;
	size_t size;
	size_t mapped; /* bytes that came from mmap; 0: from malloc */
	max_align_t data[];
};

static void *push_block(struct pl_arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct pl_arena_block *block = pl_memory_grow(NULL, sizeof(*block) + room);

	block->size = room;
	block->mapped = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->used = size;
	return block->data;
}

void *pl_arena_bytes(struct pl_arena *arena, size_t size)
{
	const size_t align = sizeof(max_align_t);
	size_t rounded = (size + align - 1) / align * align;
	void *memory;

	if (arena->blocks == NULL || arena->blocks->size - arena->used < rounded)
		return push_block(arena, rounded);
	memory = (char *)arena->blocks->data + arena->used;
	arena->used += rounded;
	return memory;
}

static void free_block(struct pl_arena_block *block)
{
	if (block->mapped)
		munmap(block, block->mapped);
	else
		free(block);
}

/* Pages that the kernel gives are zero, and cost nothing until they are used. The block stands behind the one in use. */
static void *map_block(struct pl_arena *arena, size_t size)
{
	size_t mapped = sizeof(struct pl_arena_block) + size;
	struct pl_arena_block *block = pl_memory_map(mapped);

	block->size = size;
	block->mapped = mapped;
	if (arena->blocks == NULL) {
		arena->blocks = block;
		arena->used = size;
	} else {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	}
	return block->data;
}

void *pl_arena_alloc(struct pl_arena *arena, size_t size)
{
	if (size > BLOCK_SIZE)
		return map_block(arena, size);
	return memset(pl_arena_bytes(arena, size), 0, size);
}

struct pl_str pl_arena_str(struct pl_arena *arena, struct pl_str text)
{
	char *copy = pl_arena_bytes(arena, text.len + 1);

	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = 0;
	return (struct pl_str){ copy, text.len };
}

struct pl_str pl_arena_printf(struct pl_arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return PL_STR("");
	text = pl_arena_bytes(arena, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return (struct pl_str){ text, (size_t)len };
}

void pl_arena_reset(struct pl_arena *arena)
{
	struct pl_arena_block *kept = arena->blocks;

	if (kept == NULL)
		return;
	while (kept->next || kept->size > BLOCK_SIZE) {
		struct pl_arena_block *next = kept->next;

		free_block(kept);
		kept = next;
		if (kept == NULL)
			break;
	}
	arena->blocks = kept;
	arena->used = 0;
}

void pl_arena_free(struct pl_arena *arena)
{
	while (arena->blocks) {
		struct pl_arena_block *next = arena->blocks->next;

		free_block(arena->blocks);
		arena->blocks = next;
	}
	arena->used = 0;
}
