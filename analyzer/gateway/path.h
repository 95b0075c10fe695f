/* The path of hops that a request takes, as gateway rows for rules to look at. */
#ifndef PL_GATEWAY_PATH_H
#define PL_GATEWAY_PATH_H

#include "fact/row.h"
#include "gateway/profile.h"
#include "plimsoll.h"

struct pl_path {
	struct pl_arena *arena;
	struct pl_row *hops;           /* rows of scope gateway, outermost first */
	struct pl_profile *profiles;   /* of each hop; without limits for --limit */
	size_t len;
};

/* Makes `limit` the row's limit of the body; NULL changes nothing. */
void pl_path_body_facts(struct pl_row *row, const struct pl_limit *limit);

/* The hops of `via` (NULL-terminated; each a list by comma of "nginx" or "nginx:client_max_body_size=20m",
 * several settings by further colons) and, when `limit` is not 0, one more with id "limit" that stands for
 * --limit. `dirs` as for rules. False with *err filled on an unknown id or setting, or a broken file. */
bool pl_path_load(struct pl_path *path, const char *const *via, uint64_t limit, const char *const *dirs,
                  struct pl_arena *arena, struct plimsoll_error *err);
/* One hop more, behind the others: what an API says of itself. None when nothing of that is a limit that rules look at. At
 * most once for a path. */
void pl_path_add(struct pl_path *path, const struct pl_profile *profile);
#endif
