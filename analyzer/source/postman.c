/* Postman collections v2.0 and v2.1, as Postman sends their requests. A text of the collection is a JSON string: each of
 * its bytes has the place that the JSON parser gives it. */
#include "source/postman.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"

static int bid(struct pl_str peek)
{
	while (peek.len > 0 && strchr(" \t\r\n\xEF\xBB\xBF", peek.ptr[0]))
		peek = pl_str_after(peek, 1);
	if (!pl_str_starts(peek, PL_STR("{")))
		return 0;
	if (pl_str_find(peek, PL_STR("schema.getpostman.com/json/collection/")) < peek.len ||
	    pl_str_find(peek, PL_STR("schema.postman.com/")) < peek.len)
		return 96;
	return pl_str_find(peek, PL_STR("\"_postman_id\"")) < peek.len ? 90 : 0;
}

static void keep(struct postman *p, struct pl_postman_request request)
{
	if (p->requests_len == p->requests_room) {
		p->requests_room = p->requests_room ? 2 * p->requests_room : 64;
		p->requests = pl_memory_grow(p->requests, p->requests_room * sizeof(*p->requests));
	}
	p->requests[p->requests_len++] = request;
}

/* Its own auth, unless that is null or left out: then it is inherited. */
static const struct pl_json_node *auth_of(const struct pl_json_node *node, const struct pl_json_node *inherited)
{
	const struct pl_json_node *own = pl_json_member(node, "auth");

	return own && own->kind == PL_NODE_OBJECT ? own : inherited;
}

/* Items in order, folders opened where they stand; the stack is as deep as JSON may be. */
static void collect(struct postman *p, const struct pl_json_node *root)
{
	struct level {
		const struct pl_json_node *next, *auth;
	} *stack = pl_memory_alloc((PL_LIMIT_JSON_DEPTH + 1) * sizeof(*stack));
	const struct pl_json_node *items = pl_json_member(root, "item");
	size_t depth = 0;

	stack[depth++] = (struct level){ items ? items->child : NULL, auth_of(root, NULL) };
	while (depth > 0) {
		struct level *level = &stack[depth - 1];
		const struct pl_json_node *item = level->next, *inner;

		if (item == NULL) {
			depth--;
			continue;
		}
		level->next = item->next;
		if (pl_json_member(item, "request"))
			keep(p, (struct pl_postman_request){ item, auth_of(pl_json_member(item, "request"), level->auth) });
		inner = pl_json_member(item, "item");
		if (inner && inner->child)
			stack[depth++] = (struct level){ inner->child, auth_of(item, level->auth) };
	}
	free(stack);
}

static void set_variables(struct pl_template *t, const struct pl_json_node *variables)
{
	for (const struct pl_json_node *v = variables ? variables->child : NULL; v; v = v->next) {
		struct pl_str key = pl_json_member_text(v, "key");

		if (!pl_json_member_is_true(v, "disabled"))
			pl_template_set(t, key.len > 0 ? key : pl_json_member_text(v, "id"), pl_json_member_text(v, "value"));
	}
}

static enum pl_step open_postman(struct pl_source *source, struct plimsoll_error *err)
{
	struct postman *p = pl_memory_alloc(sizeof(*p));
	const struct pl_json_node *root;
	struct pl_str text;

	source->state = p;
	p->folder = pl_draft_folder(source->path);
	if (!pl_draft_read(source, PL_LIMIT_REQUESTS, &text, err))
		return PL_STEP_ERROR;
	root = pl_json_tree(text, source->origin, source->path, &p->arena, err);
	if (root == NULL)
		return PL_STEP_ERROR;
	if (pl_json_member(root, "item") == NULL && pl_json_member(root, "collection"))
		root = pl_json_member(root, "collection");
	if (pl_json_member(root, "item") == NULL) {
		pl_fail(err, PLIMSOLL_FORMAT, source->path, "is no Postman collection of v2: it has no \"item\"");
		return PL_STEP_ERROR;
	}
	collect(p, root);
	pl_template_scan_scripts(&p->template, text);
	set_variables(&p->template, pl_json_member(root, "variable"));
	return source->input->env == NULL || pl_template_load(&p->template, source->input->env, err) ? PL_STEP_OK
	                                                                                             : PL_STEP_ERROR;
}

struct pl_curl_text pl_postman_text(const struct postman *p, const struct pl_json_node *node)
{
	struct pl_curl_text text = pl_draft_new_text(&p->draft);

	if (node && node->kind != PL_NODE_OBJECT && node->kind != PL_NODE_ARRAY)
		pl_template_expand(&p->template, &node->view, node->view.text, &text);
	return text;
}

/* "/:id" of the path is a variable of the url's own. */
static const struct pl_json_node *path_variable(const struct pl_json_node *url, struct pl_str name)
{
	const struct pl_json_node *variables = pl_json_member(url, "variable");

	for (const struct pl_json_node *v = variables ? variables->child : NULL; v; v = v->next)
		if (pl_str_equal(pl_json_member_text(v, "key"), name) && pl_json_member_text(v, "value").len > 0)
			return pl_json_member(v, "value");
	return NULL;
}

static struct pl_curl_text url_text(const struct postman *p, const struct pl_json_node *url)
{
	const struct pl_json_node *raw = url && url->kind == PL_NODE_OBJECT ? pl_json_member(url, "raw") : url;
	struct pl_curl_text text = pl_draft_new_text(&p->draft);
	struct pl_str rest;
	size_t at;

	if (raw == NULL || raw->kind != PL_NODE_STRING)
		return text;
	rest = raw->view.text;
	while ((at = pl_str_find(rest, PL_STR("/:"))) < rest.len && at < pl_str_find_char(rest, '?')) {
		struct pl_str name = pl_str_after(rest, at + 2);
		const struct pl_json_node *value;
		struct pl_curl_text filled;

		for (name.len = 0; at + 2 + name.len < rest.len && !strchr("/?#", name.ptr[name.len]);)
			name.len++;
		value = path_variable(url, name);
		filled = pl_postman_text(p, value);
		pl_template_expand(&p->template, &raw->view, (struct pl_str){ rest.ptr, value ? at + 1 : at + 2 + name.len }, &text);
		pl_draft_add_all(&text, &filled);
		rest = pl_str_after(rest, at + 2 + name.len);
	}
	pl_template_expand(&p->template, &raw->view, rest, &text);
	return text;
}

/* Postman sends its headers in the order they are listed, and adds what it must behind them. */
static void add_headers(struct postman *p, const struct pl_json_node *request, struct pl_str replaced)
{
	const struct pl_json_node *headers = pl_json_member(request, "header");

	for (const struct pl_json_node *h = headers ? headers->child : NULL; h; h = h->next) {
		struct pl_curl_text name = pl_postman_text(p, pl_json_member(h, "key")), value = pl_postman_text(p, pl_json_member(h, "value"));

		if (!pl_json_member_is_true(h, "disabled") && name.bytes > 0 && !pl_str_equal_nocase(pl_draft_flat(&name), replaced))
			pl_draft_field(&p->draft, &name, &value);
	}
}

/* Basic and the like replace a header of the same name that is listed, as Postman's runtime does. */
static void add_auth(struct postman *p, const struct pl_postman_auth *auth)
{
	if (!auth->is_query && auth->name.bytes > 0)
		pl_draft_field(&p->draft, &auth->name, &auth->value);
}

static void add_query(struct pl_curl_text *url, const struct pl_postman_auth *auth)
{
	struct pl_str flat = pl_draft_flat(url);

	if (!auth->is_query || auth->name.len == 0)
		return;
	pl_curl_text_add(url, pl_str_find_char(flat, '?') < flat.len ? PL_STR("&") : PL_STR("?"), auth->name.items[0].place);
	pl_draft_add_all(url, &auth->name);
	pl_curl_text_add(url, PL_STR("="), auth->name.items[0].place);
	pl_draft_add_all(url, &auth->value);
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct postman *p = source->state;
	const struct pl_json_node *request, *method;
	struct pl_postman_auth auth;
	struct pl_curl_text url;
	struct pl_str name;

	(void)err;
	if (p->next == p->requests_len)
		return PL_STEP_END;
	request = pl_json_member(p->requests[p->next].item, "request");
	pl_draft_begin(&p->draft, source->arena, p->folder, request->place);
	method = pl_json_member(request, "method");
	name = method ? method->view.text : PL_STR("GET");
	url = url_text(p, request->kind == PL_NODE_STRING ? request : pl_json_member(request, "url"));
	auth = pl_postman_auth(p, p->requests[p->next].auth);
	add_query(&url, &auth);
	pl_draft_target(&p->draft, name, method && name.len > 0 ? pl_view_place(&method->view, name) : request->place, &url, PL_STR(""));
	add_headers(p, request, auth.is_query ? PL_STR("") : pl_draft_flat(&auth.name));
	add_auth(p, &auth);
	pl_postman_add_body(p, pl_json_member(request, "body"));
	message->input = PL_INPUT_POSTMAN;
	message->entry = p->next++;
	message->head_is_partial = auth.is_unknown;
	pl_draft_hand_over(&p->draft, message);
	return PL_STEP_OK;
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	(void)message;
	return pl_draft_next_body(&((struct postman *)source->state)->draft, source, run, err);
}

static void close_postman(struct pl_source *source)
{
	struct postman *p = source->state;

	pl_draft_end(&p->draft);
	pl_template_free(&p->template);
	pl_arena_free(&p->arena);
	free(p->requests);
	free(p->folder);
	free(p);
}

const struct pl_format pl_postman_format = { "postman",    "a Postman collection of v2.0 or v2.1", bid, open_postman, next_request,
	                                     next_body,    close_postman };
