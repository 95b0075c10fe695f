/* A gzip file (RFC 1952) of one byte repeated, of any length, as stretches: what a server inflates costs the probe 1/158. */
#ifndef PL_PROBE_GZIP_RUN_H
#define PL_PROBE_GZIP_RUN_H

#include "base/arena.h"

struct pl_gzip_run {
	struct pl_str before, unit, behind; /* the file: before, unit `times` times, behind */
	uint64_t times;
};

/* `first`, then `rest` up to `len` bytes in all. Takes time in the length (its checksum), not memory. */
struct pl_gzip_run pl_gzip_run(char first, char rest, uint64_t len, struct pl_arena *arena);
#endif
