/* The Authorization of a curl request that no -H gives. */
#include "source/curl_request.h"

#include "base/bytes.h"
#include "parse/base64.h"

/* As curl's tool_getparam.c keeps a mask of schemes: --no-NAME takes one out again. */
static bool wants(const struct pl_curl_request *r, enum pl_curl_option option)
{
	const struct pl_curl_item *item = pl_curl_last(r, option);

	return item && !item->is_off;
}

static struct pl_str percent_decoded(struct pl_str s, struct pl_arena *arena)
{
	char *out = pl_arena_alloc(arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool is_escape = s.ptr[i] == '%' && s.len - i > 2 && pl_hex_value(s.ptr[i + 1]) >= 0 && pl_hex_value(s.ptr[i + 2]) >= 0;

		out[n++] = is_escape ? (char)(16 * pl_hex_value(s.ptr[i + 1]) + pl_hex_value(s.ptr[i + 2])) : s.ptr[i];
		i += is_escape ? 2 : 0;
	}
	return (struct pl_str){ out, n };
}

/* Bearer, or Basic from -u or the URL. What needs a challenge first goes without, and so does a choice of several. */
void pl_curl_authorization_add(struct pl_curl_request *r, const struct pl_curl_url *u)
{
	const struct pl_curl_item *bearer = pl_curl_last(r, PL_CURL_BEARER), *user = pl_curl_last(r, PL_CURL_USER);
	const struct pl_curl_value *value = user ? &user->value : r->url;
	struct pl_str pair;
	char *out;

	for (int option = PL_CURL_DIGEST; option <= PL_CURL_SIGV4; option++)
		if (wants(r, (enum pl_curl_option)option))
			return;
	if (bearer && wants(r, PL_CURL_BASIC))
		return;
	if (bearer) {
		pl_curl_text_add(&r->head, PL_STR("Authorization: Bearer "), bearer->value.place);
		pl_curl_text_add_value(&r->head, &bearer->value, bearer->value.text);
		pl_curl_text_add(&r->head, PL_STR("\r\n"), bearer->value.place);
		return;
	}
	if (user == NULL && !u->has_user)
		return;
	pair = user ? user->value.text : percent_decoded(u->user, r->arena);
	if (pl_str_find_char(pair, ':') == pair.len)
		pair = pl_arena_printf(r->arena, "%.*s:", PL_STR_ARG(pair));
	out = pl_arena_alloc(r->arena, (pair.len + 2) / 3 * 4 + 1);
	pl_curl_text_add(&r->head, PL_STR("Authorization: Basic "), value->place);
	pl_curl_text_add(&r->head, (struct pl_str){ out, pl_base64_encode((const unsigned char *)pair.ptr, pair.len, out) },
	                 value->place);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), value->place);
}
