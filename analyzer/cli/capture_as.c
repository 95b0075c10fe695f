/* --as: from a gateway's profile to how requests are answered. */
#include "cli/capture_as.h"

#include "base/fail.h"
#include "gateway/path.h"

/* "apache, caddy, django": those whose behaviour was measured. */
static struct pl_str playable(const char *const *dirs, struct pl_arena *arena)
{
	const struct pl_profile *all;
	size_t len = pl_profiles_load(dirs, arena, &all);
	struct pl_str list = PL_STR("");

	for (size_t i = 0; i < len; i++)
		if (all[i].behaviour.is_there)
			list = pl_arena_printf(arena, "%.*s%s%.*s", PL_STR_ARG(list), list.len ? ", " : "", PL_STR_ARG(all[i].id));
	return list;
}

static bool no_limit(const struct pl_profile *profile, const char *given, struct plimsoll_error *err)
{
	for (size_t i = 0; i < profile->limits_len; i++) {
		const struct pl_limit *limit = &profile->limits[i];

		if (pl_str_equal(limit->dimension, profile->behaviour.dimension) && limit->setting.len > 0 && !limit->is_off)
			return pl_fail(err, PLIMSOLL_USAGE, NULL, "%.*s has no limit unless one is set: --as %s:%.*s=SIZE", PL_STR_ARG(profile->name),
			               given, PL_STR_ARG(limit->setting)) == PLIMSOLL_OK;
	}
	return pl_fail(err, PLIMSOLL_USAGE, NULL, "%.*s has no limit of its own; --limit SIZE says which one to play",
	               PL_STR_ARG(profile->name)) == PLIMSOLL_OK;
}

bool pl_capture_as(const struct pl_cli *cli, struct pl_conduct *conduct, struct pl_arena *arena, struct plimsoll_error *err)
{
	const char *const via[] = { cli->as_gateway, NULL };
	const struct pl_profile *profile;
	const struct pl_limit *limit;
	struct pl_path path;

	conduct->largest = UINT64_MAX;
	if (cli->as_gateway == NULL)
		return true;
	if (!pl_path_load(&path, via, 0, cli->rule_dirs.items, arena, err))
		return false;
	profile = &path.profiles[0];
	if (path.len != 1)
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "--as plays one gateway, not '%s'", cli->as_gateway) == PLIMSOLL_OK;
	if (!profile->behaviour.is_there)
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "nobody has measured how %.*s refuses; --as plays %.*s", PL_STR_ARG(profile->name),
		               PL_STR_ARG(playable(cli->rule_dirs.items, arena))) == PLIMSOLL_OK;
	limit = pl_profile_limit(profile, pl_arena_str(arena, profile->behaviour.dimension).ptr);
	conduct->behaviour = &profile->behaviour;
	conduct->forms_only = pl_str_equal(profile->behaviour.dimension, PL_STR("form-body"));
	conduct->spares_multipart = pl_str_equal(profile->behaviour.dimension, PL_STR("nofiles")) || (limit && limit->spares_multipart);
	if (limit)
		conduct->largest = pl_limit_most(limit);
	if (cli->limit > 0 && cli->limit < conduct->largest)
		conduct->largest = cli->limit;
	return conduct->largest < UINT64_MAX || no_limit(profile, cli->as_gateway, err);
}
