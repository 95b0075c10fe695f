/* What a collection's auth adds to a request. A scheme that needs a challenge or a signature is not worked out. */
#include "source/postman.h"

#include "base/bytes.h"
#include "parse/base64.h"

/* Values of auth's own list: "bearer": [{"key": "token", "value": …}], an object in v2.0. */
static const struct pl_json_node *value_of(const struct pl_json_node *list, const char *key)
{
	for (const struct pl_json_node *v = list && list->kind == PL_NODE_ARRAY ? list->child : NULL; v; v = v->next)
		if (pl_str_equal(pl_json_member_text(v, "key"), pl_str_from(key)))
			return pl_json_member(v, "value");
	return pl_json_member(list, key);
}

static void name_it(struct pl_postman_auth *made, struct pl_str name, const struct pl_json_node *auth)
{
	pl_curl_text_add(&made->name, name, auth->place);
}

static void bearer(const struct postman *p, const struct pl_json_node *auth, const struct pl_json_node *list, struct pl_postman_auth *made)
{
	struct pl_curl_text token = pl_postman_text(p, value_of(list, "token"));

	name_it(made, PL_STR("Authorization"), auth);
	pl_curl_text_add(&made->value, PL_STR("Bearer "), auth->place);
	pl_draft_add_all(&made->value, &token);
}

static void basic(const struct postman *p, const struct pl_json_node *auth, const struct pl_json_node *list, struct pl_postman_auth *made)
{
	struct pl_curl_text user = pl_postman_text(p, value_of(list, "username")), password = pl_postman_text(p, value_of(list, "password"));
	struct pl_str name = pl_draft_flat(&user), secret = pl_draft_flat(&password);
	struct pl_str pair = pl_arena_printf(p->draft.arena, "%.*s:%.*s", PL_STR_ARG(name), PL_STR_ARG(secret));
	char *coded = pl_arena_alloc(p->draft.arena, (pair.len + 2) / 3 * 4 + 1);

	name_it(made, PL_STR("Authorization"), auth);
	pl_curl_text_add(&made->value, PL_STR("Basic "), auth->place);
	pl_curl_text_add(&made->value, (struct pl_str){ coded, pl_base64_encode((const unsigned char *)pair.ptr, pair.len, coded) }, auth->place);
}

static void apikey(const struct postman *p, const struct pl_json_node *auth, const struct pl_json_node *list, struct pl_postman_auth *made)
{
	const struct pl_json_node *in = value_of(list, "in");

	(void)auth;
	made->name = pl_postman_text(p, value_of(list, "key"));
	made->value = pl_postman_text(p, value_of(list, "value"));
	made->is_query = in && pl_str_equal(in->view.text, PL_STR("query"));
}

/* A token that was fetched and kept; without one Postman asks for it first. */
static void oauth2(const struct postman *p, const struct pl_json_node *auth, const struct pl_json_node *list, struct pl_postman_auth *made)
{
	const struct pl_json_node *to = value_of(list, "addTokenTo"), *prefix = value_of(list, "headerPrefix");
	struct pl_curl_text token = pl_postman_text(p, value_of(list, "accessToken")), scheme = pl_postman_text(p, prefix);

	made->is_unknown = token.bytes == 0;
	made->is_query = to && pl_str_equal(to->view.text, PL_STR("queryParams"));
	if (token.bytes == 0)
		return;
	name_it(made, made->is_query ? PL_STR("access_token") : PL_STR("Authorization"), auth);
	if (!made->is_query && prefix == NULL)
		pl_curl_text_add(&made->value, PL_STR("Bearer "), auth->place);
	if (!made->is_query && scheme.bytes > 0) {
		pl_draft_add_all(&made->value, &scheme);
		pl_curl_text_add(&made->value, pl_str_ends(pl_draft_flat(&scheme), PL_STR(" ")) ? PL_STR("") : PL_STR(" "), auth->place);
	}
	pl_draft_add_all(&made->value, &token);
}

struct pl_postman_auth pl_postman_auth(const struct postman *p, const struct pl_json_node *auth)
{
	static const struct {
		const char *type;
		void (*make)(const struct postman *p, const struct pl_json_node *auth, const struct pl_json_node *list, struct pl_postman_auth *made);
	} schemes[] = { { "bearer", bearer }, { "basic", basic }, { "apikey", apikey }, { "oauth2", oauth2 } };
	struct pl_postman_auth made = { .name = pl_draft_new_text(&p->draft), .value = pl_draft_new_text(&p->draft) };
	struct pl_str type = pl_json_member_text(auth, "type");

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (pl_str_equal(type, pl_str_from(schemes[i].type))) {
			schemes[i].make(p, auth, pl_json_member(auth, schemes[i].type), &made);
			return made;
		}
	made.is_unknown = type.len > 0 && !pl_str_equal(type, PL_STR("noauth"));
	return made;
}
