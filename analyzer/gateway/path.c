/* From --via and --limit to gateway rows. */
#include "gateway/path.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "gateway/profile.h"

#define HOPS_MAX 32

static const struct pl_span nowhere = { 0 };

/* The facts that a limit of each dimension becomes. */
static const struct {
	const char *dimension;
	enum pl_fact most, setting;
} dimensions[] = {
	{ "nofiles", PL_FACT_gateway_nofiles_max, PL_FACT_gateway_nofiles_max_setting },
	{ "field", PL_FACT_gateway_field_max, PL_FACT_gateway_field_max_setting },
	{ "file", PL_FACT_gateway_file_max, PL_FACT_gateway_file_max_setting },
	{ "fields", PL_FACT_gateway_fields_max, PL_FACT_gateway_fields_max_setting },
	{ "files", PL_FACT_gateway_files_max, PL_FACT_gateway_files_max_setting },
	{ "parts", PL_FACT_gateway_parts_max, PL_FACT_gateway_parts_max_setting },
	{ "json-depth", PL_FACT_gateway_json_depth_max, PL_FACT_gateway_json_depth_max_setting },
};

static void text(struct pl_row *row, enum pl_fact fact, struct pl_str value)
{
	if (value.len > 0)
		pl_row_str(row, fact, value, nowhere);
}

void pl_path_body_facts(struct pl_row *row, const struct pl_limit *body)
{
	if (body == NULL)
		return;
	pl_row_int(row, PL_FACT_gateway_body_max, pl_limit_most(body), nowhere);
	text(row, PL_FACT_gateway_body_max_setting, body->setting);
	text(row, PL_FACT_gateway_body_max_source, body->source);
	text(row, PL_FACT_gateway_body_max_fix, body->fix);
	text(row, PL_FACT_gateway_body_counts, body->counts.len > 0 ? body->counts : PL_STR("body"));
	if (body->spares_multipart)
		pl_row_flag(row, PL_FACT_gateway_body_spares_multipart, nowhere);
	if (body->status > 0)
		pl_row_int(row, PL_FACT_gateway_body_max_status, body->status, nowhere);
}

static void other_facts(struct pl_row *row, const struct pl_profile *profile)
{
	const struct pl_limit *nofiles = pl_profile_limit(profile, "nofiles"), *fields = pl_profile_limit(profile, "fields");

	if (nofiles && nofiles->multipart_only)
		pl_row_flag(row, PL_FACT_gateway_nofiles_multipart_only, nowhere);
	if (nofiles && nofiles->status > 0)
		pl_row_int(row, PL_FACT_gateway_nofiles_max_status, nofiles->status, nowhere);
	if (fields)
		text(row, PL_FACT_gateway_fields_count, fields->counts);
}

static bool needs_length(const struct pl_profile *profile)
{
	bool is_needed = profile->needs_length;

	for (size_t i = 0; i < profile->limits_len; i++)
		is_needed |= profile->limits[i].needs_length && profile->limits[i].has_value && !profile->limits[i].is_off;
	return is_needed;
}

static void profile_facts(struct pl_row *row, const struct pl_profile *profile)
{
	text(row, PL_FACT_gateway_id, profile->id);
	text(row, PL_FACT_gateway_name, profile->name);
	text(row, PL_FACT_gateway_family, profile->family);
	for (size_t i = 0; i < sizeof(dimensions) / sizeof(dimensions[0]); i++) {
		const struct pl_limit *limit = pl_profile_limit(profile, dimensions[i].dimension);

		if (limit == NULL)
			continue;
		pl_row_int(row, dimensions[i].most, pl_limit_most(limit), nowhere);
		text(row, dimensions[i].setting,
		     limit->setting.len > 0 ? limit->setting : PL_STR("its limit"));
	}
	pl_path_body_facts(row, pl_profile_limit(profile, "body"));
	other_facts(row, profile);
	if (profile->refuses_chunked)
		pl_row_flag(row, PL_FACT_gateway_refuses_chunked, nowhere);
	if (needs_length(profile))
		pl_row_flag(row, PL_FACT_gateway_needs_length, nowhere);
	for (size_t i = 0; i < profile->content_types_len; i++)
		pl_row_add(row, PL_FACT_gateway_content_types, profile->content_types[i], nowhere);
}

static struct pl_row *add_row(struct pl_path *path)
{
	struct pl_row *row = &path->hops[path->len++];

	pl_row_init(row, PL_SCOPE_gateway, path->arena);
	return row;
}

/* "id" or "id:setting=value:setting=value" */
static bool add_hop(struct pl_path *path, struct pl_str hop, const char *const *dirs,
                    struct plimsoll_error *err)
{
	size_t colon = pl_str_find_char(hop, ':');
	struct pl_profile *profile = &path->profiles[path->len];

	if (path->len == HOPS_MAX) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "a path has at most 32 hops");
		return false;
	}
	if (!pl_profile_load(profile, (struct pl_str){ hop.ptr, colon }, dirs, path->arena, err))
		return false;
	while (colon < hop.len) {
		struct pl_str setting;

		hop = pl_str_after(hop, colon + 1);
		colon = pl_str_find_char(hop, ':');
		setting = (struct pl_str){ hop.ptr, colon };
		if (!pl_profile_set(profile, setting, err))
			return false;
	}
	profile_facts(add_row(path), profile);
	return true;
}

static bool add_hops(struct pl_path *path, struct pl_str list, const char *const *dirs,
                     struct plimsoll_error *err)
{
	while (list.len > 0) {
		size_t comma = pl_str_find_char(list, ',');

		if (!add_hop(path, pl_str_trim((struct pl_str){ list.ptr, comma }), dirs, err))
			return false;
		list = pl_str_after(list, comma < list.len ? comma + 1 : comma);
	}
	return true;
}

static void number_hops(struct pl_path *path)
{
	for (size_t i = 0; i < path->len; i++) {
		pl_row_int(&path->hops[i], PL_FACT_gateway_hop, i + 1, nowhere);
		pl_row_int(&path->hops[i], PL_FACT_gateway_hops, path->len, nowhere);
	}
}

/* For the hops of --via, that of --limit and that of an API. */
static void make_room(struct pl_path *path)
{
	path->hops = pl_arena_alloc(path->arena, (HOPS_MAX + 2) * sizeof(*path->hops));
	path->profiles = pl_arena_alloc(path->arena, (HOPS_MAX + 2) * sizeof(*path->profiles));
}

void pl_path_add(struct pl_path *path, const struct pl_profile *profile)
{
	bool limits = pl_profile_limit(profile, "body") != NULL;

	for (size_t i = 0; i < sizeof(dimensions) / sizeof(dimensions[0]); i++)
		limits |= pl_profile_limit(profile, dimensions[i].dimension) != NULL;
	if (!limits)
		return;
	if (path->hops == NULL)
		make_room(path);
	path->profiles[path->len] = *profile;
	profile_facts(add_row(path), profile);
	number_hops(path);
}

bool pl_path_load(struct pl_path *path, const char *const *via, uint64_t limit, const char *const *dirs,
                  struct pl_arena *arena, struct plimsoll_error *err)
{
	*path = (struct pl_path){ .arena = arena };
	if (limit == 0 && (via == NULL || *via == NULL))
		return true;
	make_room(path);
	for (; via && *via; via++)
		if (!add_hops(path, pl_str_from(*via), dirs, err))
			return false;
	if (limit > 0) {
		struct pl_row *row = add_row(path);

		text(row, PL_FACT_gateway_id, PL_STR("limit"));
		text(row, PL_FACT_gateway_name, PL_STR("--limit"));
		text(row, PL_FACT_gateway_body_counts, PL_STR("body"));
		pl_row_int(row, PL_FACT_gateway_body_max, limit, nowhere);
	}
	number_hops(path);
	return true;
}
