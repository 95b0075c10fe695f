/* Gateway profiles: limits and habits of products, as data (rules/gateways/<id>.json), made into gateway rows. */
#ifndef PL_GATEWAY_PROFILE_H
#define PL_GATEWAY_PROFILE_H

#include "fact/row.h"
#include "plimsoll.h"

struct pl_path {
	struct pl_arena *arena;
	struct pl_row *hops; /* rows of scope gateway, outermost first */
	size_t len;
};

/* The hops of `via` (NULL-terminated: "nginx", "nginx:client_max_body_size=20m") and, when `limit` is not 0, one more
 * with id "limit" that stands for --limit. `dirs` as for rules: a profile there replaces the built-in one of its id.
 * False with *err filled on an unknown id (the nearest is named), an unknown setting, or a broken file. */
bool pl_path_load(struct pl_path *path, const char *const *via, uint64_t limit, const char *const *dirs,
                  struct pl_arena *arena, struct plimsoll_error *err);
#endif
