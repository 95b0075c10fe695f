/* The media type and the keys of a refusal, held against those that are described. */
#include "gateway/api_answer.h"

#include "base/bytes.h"

static bool is_empty(const struct pl_response *response)
{
	return (response->has_body && response->body.len == 0) ||
	       pl_str_equal(pl_response_header(response, "content-length"), PL_STR("0"));
}

/* "key" and a colon, with or without a space between. */
static bool has_key(struct pl_str body, struct pl_str key)
{
	while (body.len > 0) {
		size_t at = pl_str_find(body, key);
		struct pl_str rest = pl_str_after(body, at < body.len ? at + key.len : at);

		if (at > 0 && at < body.len && body.ptr[at - 1] == '"' && pl_str_starts(rest, PL_STR("\""))) {
			rest = pl_str_trim(pl_str_after(rest, 1));
			if (pl_str_starts(rest, PL_STR(":")))
				return true;
		}
		body = rest;
	}
	return false;
}

enum pl_likeness pl_api_likeness(const struct pl_api *api, const struct pl_response *response)
{
	struct pl_str type = pl_response_header(response, "content-type");
	size_t keys = 0;

	if (response->status < 400 || api->errors.media_type.len == 0)
		return PL_LIKENESS_UNKNOWN;
	type = pl_str_trim((struct pl_str){ type.ptr, pl_str_find_char(type, ';') });
	if (is_empty(response) || (type.len > 0 && !pl_str_equal_nocase(type, api->errors.media_type)))
		return PL_LIKENESS_UNLIKE;
	if (!response->has_body)
		return PL_LIKENESS_UNKNOWN;
	for (size_t i = 0; i < api->errors.keys_len; i++)
		keys += has_key(response->body, api->errors.keys[i]);
	return 2 * keys > api->errors.keys_len ? PL_LIKENESS_LIKE : keys == 0 ? PL_LIKENESS_UNLIKE : PL_LIKENESS_UNKNOWN;
}

struct pl_str pl_api_shape(const struct pl_api *api, struct pl_arena *arena)
{
	const struct pl_api_errors *e = &api->errors;
	struct pl_str shape = e->media_type;

	for (size_t i = 0; i < e->keys_len; i++)
		shape = pl_arena_printf(arena, "%.*s%s%.*s", PL_STR_ARG(shape),
		                        i == 0 ? " with " : i + 1 < e->keys_len ? ", " : " and ", PL_STR_ARG(e->keys[i]));
	if (e->too_large.len > 0)
		shape = pl_arena_printf(arena, "%.*s, and too large is %.*s", PL_STR_ARG(shape), PL_STR_ARG(e->too_large));
	return shape;
}
