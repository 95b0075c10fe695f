/* The only callers of malloc are here and in the libraries. Growth is bounded by base/limits.h, so running out means
 * the machine is out of memory: the process says so and ends with status 3. */
#ifndef PL_BASE_MEMORY_H
#define PL_BASE_MEMORY_H

#include <stddef.h>
#include <stdio.h>

/* Zeroed memory, never NULL. */
void *pl_memory_alloc(size_t size);
/* At the begin of a page and not zeroed, for what read(2) fills: the kernel's copy takes four times as long where the target
 * stands a few bytes further into its page than the source does, as malloc's large blocks do. */
void *pl_memory_block(size_t size);
void *pl_memory_grow(void *old, size_t size);
/* Whole pages, zero, which take memory as they are used; munmap frees them. */
void *pl_memory_map(size_t size);
/* A stream, never NULL, whose text stands in *text (the caller's, to free) once it is ended. */
FILE *pl_memory_stream(char **text, size_t *len);
void pl_memory_stream_end(FILE *stream);
#endif
