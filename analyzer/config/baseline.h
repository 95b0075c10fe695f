/* Known findings: a rule, a request (method and URL, without the query's values) and a structured place. Never bytes nor
 * lines, so that an entry outlives a change somewhere else in the request. */
#ifndef PL_CONFIG_BASELINE_H
#define PL_CONFIG_BASELINE_H

#include <stdio.h>

#include "base/arena.h"
#include "plimsoll.h"

struct pl_known {
	struct pl_str request, rule, header, part, pointer; /* printable; empty when there is none */
	bool is_seen; /* its request was checked */
	bool is_met;  /* and its finding was there */
};

/* Zero-initialise to start an empty one. */
struct pl_baseline {
	struct pl_arena arena;
	const char *path;
	struct pl_known *entries; /* of a file that was read: sorted, each once */
	size_t len, room;
	size_t bytes;             /* of all texts */
	bool is_full;             /* PL_LIMIT_BASELINE was met: the rest was left out */
};

/* PLIMSOLL_RULES with the place in the file, or PLIMSOLL_IO, fill *err. `path` is borrowed. */
bool pl_baseline_read(struct pl_baseline *baseline, const char *path, struct plimsoll_error *err);
void pl_baseline_free(struct pl_baseline *baseline);
/* A request is about to be looked at: its entries can be told from those of requests that were not checked. */
void pl_baseline_see(struct pl_baseline *baseline, const struct plimsoll_request *request);
/* Is this finding known? */
bool pl_baseline_has(struct pl_baseline *baseline, const struct plimsoll_request *request,
                     const struct plimsoll_finding *finding);
void pl_baseline_add(struct pl_baseline *baseline, const struct plimsoll_request *request,
                     const struct plimsoll_finding *finding);
/* Sorted and each once: the same findings always give the same bytes. */
void pl_baseline_write(struct pl_baseline *baseline, FILE *out);
#endif
