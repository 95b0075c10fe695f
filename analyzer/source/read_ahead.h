/* A file that a thread of its own reads, a few blocks ahead of whoever scans them: with two cores, the copy out of the page
 * cache then takes no time of the scan. */
#ifndef PL_SOURCE_READ_AHEAD_H
#define PL_SOURCE_READ_AHEAD_H

#include <stddef.h>
#include <sys/types.h>

struct pl_read_ahead;

/* A buffer of at least PL_LIMIT_BLOCK bytes from malloc; [start, end) of them are read and not consumed. */
struct pl_block {
	unsigned char *bytes;
	size_t room, start, end;
};

/* Reads `fd`, a regular file, from where it stands, and nobody else reads it until the thread is stopped. NULL when no core or
 * no thread is to be had for it. */
struct pl_read_ahead *pl_read_ahead_start(int fd);
void pl_read_ahead_stop(struct pl_read_ahead *ahead);
/* As read(2). */
ssize_t pl_read_ahead_copy(struct pl_read_ahead *ahead, void *out, size_t room);
/* The same without a copy: the block that holds the next bytes in exchange for an empty one. Nothing is exchanged at the end. */
ssize_t pl_read_ahead_exchange(struct pl_read_ahead *ahead, struct pl_block *block);
#endif
