/* The path of hops. This version knows the limit given with --limit; profiles of products are not there yet. */
#include "gateway/profile.h"

#include "base/arena.h"
#include "base/fail.h"

bool pl_path_load(struct pl_path *path, const char *const *via, uint64_t limit, const char *const *dirs,
                  struct pl_arena *arena, struct plimsoll_error *err)
{
	const struct pl_span nowhere = { 0 };
	struct pl_row *hop;

	(void)dirs;
	*path = (struct pl_path){ .arena = arena };
	if (via && *via) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "there is no gateway profile '%s'; --limit SIZE sets a limit", *via);
		return false;
	}
	if (limit == 0)
		return true;
	path->hops = hop = pl_arena_alloc(arena, sizeof(*hop));
	path->len = 1;
	pl_row_init(hop, PL_SCOPE_gateway, arena);
	pl_row_str(hop, PL_FACT_gateway_id, PL_STR("limit"), nowhere);
	pl_row_str(hop, PL_FACT_gateway_name, PL_STR("--limit"), nowhere);
	pl_row_int(hop, PL_FACT_gateway_hop, 1, nowhere);
	pl_row_int(hop, PL_FACT_gateway_hops, 1, nowhere);
	pl_row_int(hop, PL_FACT_gateway_body_max, limit, nowhere);
	return true;
}
