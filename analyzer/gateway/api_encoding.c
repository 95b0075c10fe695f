/* Media types of bodies, held against those of an API's operations. */
#include "gateway/api_encoding.h"

#include "base/bytes.h"

/* What a file may be sent as, alone. */
static bool is_of_a_file(struct pl_str type)
{
	return !pl_str_starts(type, PL_STR("multipart/")) && !pl_str_equal(type, PL_STR("application/x-www-form-urlencoded")) &&
	       !pl_str_ends(type, PL_STR("json"));
}

/* An empty type is that of a file of which nothing is known. */
static bool takes(const struct pl_str *types, size_t len, struct pl_str type)
{
	struct pl_str top = { type.ptr, pl_str_find_char(type, '/') };

	for (size_t i = 0; i < len; i++)
		if ((type.len == 0 && is_of_a_file(types[i])) || pl_str_equal(types[i], type) || pl_str_equal(types[i], PL_STR("*/*")) ||
		    (pl_str_ends(types[i], PL_STR("/*")) && pl_str_equal((struct pl_str){ types[i].ptr, types[i].len - 2 }, top)))
			return true;
	return false;
}

/* Does any operation take the type? *says is true when one says what it takes. */
static bool api_takes(const struct pl_api *api, struct pl_str type, bool *says)
{
	bool is_taken = takes(api->types, api->types_len, type);

	*says = api->types_len > 0;
	for (size_t i = 0; i < api->paths_len && !is_taken; i++) {
		const struct pl_api_path *path = &api->paths[i];

		*says |= path->types_len > 0;
		is_taken |= takes(path->types, path->types_len, type);
		for (size_t o = 0; o < path->operations_len; o++) {
			*says |= path->operations[o].types_len > 0;
			is_taken |= takes(path->operations[o].types, path->operations[o].types_len, type);
		}
	}
	return is_taken;
}

const char *pl_api_objection(const struct pl_api *api, enum pl_encoding encoding, struct pl_str media_type)
{
	struct pl_str type = PL_STR("application/json");
	bool says, is_raw = encoding == PL_ENCODING_RAW || encoding == PL_ENCODING_GZIP;

	if (is_raw)
		type = media_type;
	else if (encoding == PL_ENCODING_MULTIPART)
		type = PL_STR("multipart/form-data");
	else if (encoding == PL_ENCODING_FORM)
		type = PL_STR("application/x-www-form-urlencoded");
	if (!api_takes(api, type, &says) && says && !(is_raw && api_takes(api, PL_STR("application/octet-stream"), &says)))
		return "takes no such body";
	return pl_str_equal(type, PL_STR("application/json")) && api->takes_no_files ? "has no field for a file" : NULL;
}
