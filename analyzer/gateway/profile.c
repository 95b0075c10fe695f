/* Finding and reading profiles. Only those that are asked for are read, so that a hundred of them cost
 * nothing. */
#include "gateway/profile.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/number.h"
#include "gateway/pack.h"
#include "rule/json_document.h"
#include "rule/rule.h"

size_t pl_profile_ids(const char *const *dirs, struct pl_arena *arena, struct pl_str **ids)
{
	return pl_pack_ids("gateways", dirs, arena, ids);
}

static bool read_limit(const struct pl_document *d, struct pl_limit *limit, struct plimsoll_error *err)
{
	static const char *const keys[] = { "dimension", "setting", "value", "counts", "exactly", "off",
		                            "status",    "where",   "fixed", "unit",   "fix",     "source",
		                            "spares_multipart", "multipart_only", "needs_length", "beyond" };
	struct pl_str exactly;
	bool has_status, has_beyond;

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "dimension", &limit->dimension, err) ||
	    !pl_document_string(d, "setting", &limit->setting, err) ||
	    !pl_document_int(d, "value", &limit->has_value, &limit->value, err) ||
	    !pl_document_string(d, "counts", &limit->counts, err) ||
	    !pl_document_string(d, "exactly", &exactly, err) ||
	    !pl_document_string(d, "off", &limit->off, err) ||
	    !pl_document_int(d, "beyond", &has_beyond, &limit->beyond, err) ||
	    !pl_document_int(d, "status", &has_status, &limit->status, err) ||
	    !pl_document_string(d, "where", &limit->where, err) ||
	    !pl_document_flag(d, "fixed", &limit->is_fixed, err) ||
	    !pl_document_flag(d, "spares_multipart", &limit->spares_multipart, err) ||
	    !pl_document_flag(d, "needs_length", &limit->needs_length, err) ||
	    !pl_document_flag(d, "multipart_only", &limit->multipart_only, err) ||
	    !pl_document_string(d, "unit", &limit->unit, err) ||
	    !pl_document_string(d, "fix", &limit->fix, err) ||
	    !pl_document_string(d, "source", &limit->source, err))
		return false;
	limit->says_exactly = exactly.len > 0;
	limit->refuses_exactly = pl_str_equal(exactly, PL_STR("refused"));
	if (limit->dimension.len == 0)
		return pl_document_fail(d, "dimension", 0, err,
		                        "a limit needs a dimension: body, file, field, …");
	if (limit->has_value && limit->source.len == 0)
		return pl_document_fail(d, "source", 0, err, "a number needs a source");
	return true;
}

bool pl_profile_read_limits(const struct pl_document *d, struct pl_profile *profile, struct pl_arena *arena,
                            struct plimsoll_error *err)
{
	size_t most = pl_document_count(d, "limits");
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	profile->limits = pl_arena_alloc(arena, (most + 1) * sizeof(*profile->limits));
	if (most > PL_LIMIT_PROFILE_LIMITS)
		return pl_document_fail(d, "limits", 0, err, "more limits than a profile may have (64)");
	for (; profile->limits_len < most; profile->limits_len++)
		if (!pl_document_next(d, "limits", &is_there, &item, err) ||
		    !read_limit(&item, &profile->limits[profile->limits_len], err))
			return false;
	return pl_document_next(d, "limits", &is_there, &item, err);
}

static bool read_profile(struct pl_profile *profile, const char *path, struct pl_str text, struct pl_str id,
                         struct pl_arena *arena, struct plimsoll_error *err)
{
	static const char *const keys[] = { "gateway",      "name",         "family",
		                            "kind",         "limits",       "refuses_chunked",
		                            "needs_length", "content_types", "refusals",
		                            "signs",        "behaviour" };
	struct pl_document d;
	bool is_good;

	*profile = (struct pl_profile){ .limits_len = 0 };
	if (!pl_document_open(&d, path, text, arena, err))
		return false;
	is_good = pl_document_knows(&d, keys, sizeof(keys) / sizeof(keys[0]), err) &&
	          pl_document_string(&d, "gateway", &profile->id, err) &&
	          pl_document_string(&d, "name", &profile->name, err) &&
	          pl_document_string(&d, "family", &profile->family, err) &&
	          pl_document_string(&d, "kind", &profile->kind, err) &&
	          pl_document_flag(&d, "refuses_chunked", &profile->refuses_chunked, err) &&
	          pl_document_flag(&d, "needs_length", &profile->needs_length, err) &&
	          pl_document_strings(&d, "content_types", arena, &profile->content_types,
	                              &profile->content_types_len, err) &&
	          pl_profile_read_limits(&d, profile, arena, err) &&
	          pl_refusals_read(&d, arena, &profile->refusals, &profile->refusals_len, err) &&
	          pl_signs_read(&d, arena, &profile->signs, &profile->signs_len, err) &&
	          pl_behaviour_read(&d, arena, &profile->behaviour, err);
	if (is_good && !pl_str_equal(profile->id, id))
		is_good =
		    pl_document_fail(&d, "gateway", 0, err, "the gateway's id and its file's name differ");
	if (is_good && profile->name.len == 0)
		is_good = pl_document_fail(&d, "name", 0, err, "the gateway needs a name");
	pl_document_close(&d);
	return is_good;
}

bool pl_profile_load(struct pl_profile *profile, struct pl_str id, const char *const *dirs,
                     struct pl_arena *arena, struct plimsoll_error *err)
{
	struct pl_pack_file file;
	struct pl_str *ids, nearest;
	size_t len;

	if (pl_pack_find("gateways", id, dirs, arena, &file))
		return read_profile(profile, file.path, file.text, id, arena, err);
	len = pl_profile_ids(dirs, arena, &ids);
	nearest = pl_rule_nearest(id, ids, len);
	pl_fail(err, PLIMSOLL_USAGE, NULL, "there is no gateway '%.*s'%s%.*s%s", PL_STR_ARG(id),
	        nearest.len ? "; did you mean '" : "; `plimsoll gateways` lists them", PL_STR_ARG(nearest),
	        nearest.len ? "'?" : "");
	return false;
}

size_t pl_profiles_load(const char *const *dirs, struct pl_arena *arena, const struct pl_profile **profiles)
{
	struct plimsoll_error err;
	struct pl_profile *all;
	struct pl_str *ids;
	size_t len = pl_profile_ids(dirs, arena, &ids), kept = 0;

	*profiles = all = pl_arena_alloc(arena, (len + 1) * sizeof(*all));
	for (size_t i = 0; i < len; i++)
		kept += pl_profile_load(&all[kept], ids[i], dirs, arena, &err);
	return kept;
}

const struct pl_profile *pl_profiles_find(const struct pl_profile *profiles, size_t len, struct pl_str id)
{
	for (size_t i = 0; i < len; i++)
		if (pl_str_equal(profiles[i].id, id))
			return &profiles[i];
	return NULL;
}

static bool unknown_setting(const struct pl_profile *profile, struct pl_str name, struct plimsoll_error *err)
{
	struct pl_str names[PL_LIMIT_PROFILE_LIMITS] = { { 0 } }, nearest;
	size_t len = 0;

	for (size_t i = 0; i < profile->limits_len; i++)
		if (profile->limits[i].setting.len > 0)
			names[len++] = profile->limits[i].setting;
	nearest = pl_rule_nearest(name, names, len);
	if (nearest.len == 0 && len > 0)
		nearest = names[0];
	pl_fail(err, PLIMSOLL_USAGE, NULL, "%.*s has no setting '%.*s' that plimsoll knows%s%.*s%s",
	        PL_STR_ARG(profile->id), PL_STR_ARG(name), nearest.len ? "; did you mean '" : "",
	        PL_STR_ARG(nearest), nearest.len ? "'?" : "");
	return false;
}

/* False with *err filled when it is neither a size nor the product's word for off. */
static bool set_limit(struct pl_limit *limit, struct pl_str value, struct plimsoll_error *err)
{
	limit->is_off = limit->off.len > 0 && pl_str_equal(limit->off, value);
	limit->has_value = true;
	if (limit->is_off || pl_number_size(value, &limit->value) == PL_NUMBER_OK)
		return true;
	pl_fail(err, PLIMSOLL_USAGE, NULL, "%.*s takes a size such as 20m or 10485760, not '%.*s'",
	        PL_STR_ARG(limit->setting), PL_STR_ARG(value));
	return false;
}

bool pl_profile_set(struct pl_profile *profile, struct pl_str setting, struct plimsoll_error *err)
{
	size_t equals = pl_str_find_char(setting, '=');
	struct pl_str name = { setting.ptr, equals };
	bool is_known = false;

	if (equals == setting.len) {
		pl_fail(err, PLIMSOLL_USAGE, NULL,
		        "a setting and its value are due behind '%.*s:', not '%.*s'", PL_STR_ARG(profile->id),
		        PL_STR_ARG(setting));
		return false;
	}
	for (size_t i = 0; i < profile->limits_len; i++) {
		if (!pl_str_equal(profile->limits[i].setting, name))
			continue;
		is_known = true;
		if (!set_limit(&profile->limits[i], pl_str_after(setting, equals + 1), err))
			return false;
	}
	return is_known || unknown_setting(profile, name, err);
}

const struct pl_limit *pl_profile_limit(const struct pl_profile *profile, const char *dimension)
{
	for (size_t i = 0; i < profile->limits_len; i++) {
		const struct pl_limit *limit = &profile->limits[i];

		if (limit->has_value && !limit->is_off &&
		    pl_str_equal(limit->dimension, pl_str_from(dimension)))
			return limit;
	}
	return NULL;
}

uint64_t pl_limit_most(const struct pl_limit *limit)
{
	return pl_add_capped(limit->refuses_exactly && limit->value > 0 ? limit->value - 1 : limit->value, limit->beyond);
}
