/* Bodies of a Postman collection, as Postman builds them of each mode: raw, urlencoded, formdata, graphql, file. */
#include "source/postman.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/json_text.h"

#define BOUNDARY "--------------------------plimsollplimsollplimsol"

static void add_type(struct postman *p, const char *type, struct pl_span at)
{
	if (!p->draft.has_type)
		pl_draft_made_field(&p->draft, PL_STR("Content-Type"), pl_str_from(type), at);
}

static void add_raw(struct postman *p, const struct pl_json_node *body)
{
	static const char *const types[][2] = { { "json", "application/json" }, { "xml", "application/xml" }, { "html", "text/html" },
		                                { "javascript", "application/javascript" }, { "text", "text/plain" } };
	const struct pl_json_node *options = pl_json_member(pl_json_member(body, "options"), "raw");
	struct pl_str language = pl_json_member_text(options, "language");
	struct pl_curl_text text = pl_postman_text(p, pl_json_member(body, "raw"));

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && text.bytes > 0; i++)
		if (pl_str_equal(language.len > 0 ? language : PL_STR("text"), pl_str_from(types[i][0])))
			add_type(p, types[i][1], body->place);
	pl_draft_add_all(&p->draft.body, &text);
}

/* Bytes that a form percent-encodes stand at the whole of their key or value. */
static void add_form_text(struct postman *p, const struct pl_json_node *node)
{
	struct pl_curl_text text = pl_postman_text(p, node);
	struct pl_str flat = pl_draft_flat(&text);
	char *coded = pl_arena_alloc(p->draft.arena, 3 * flat.len + 1);
	size_t len = pl_curl_urlencode((const unsigned char *)flat.ptr, flat.len, coded);

	if (len == flat.len && memcmp(coded, flat.ptr, len) == 0)
		pl_draft_add_all(&p->draft.body, &text);
	else
		pl_curl_text_add(&p->draft.body, (struct pl_str){ coded, len }, node->place);
}

static void add_urlencoded(struct postman *p, const struct pl_json_node *body)
{
	const struct pl_json_node *pairs = pl_json_member(body, "urlencoded");
	bool is_first = true;

	for (const struct pl_json_node *pair = pairs ? pairs->child : NULL; pair; pair = pair->next) {
		if (pl_json_member_is_true(pair, "disabled"))
			continue;
		if (!is_first)
			pl_curl_text_add(&p->draft.body, PL_STR("&"), pair->place);
		is_first = false;
		add_form_text(p, pl_json_member(pair, "key"));
		pl_curl_text_add(&p->draft.body, PL_STR("="), pair->place);
		add_form_text(p, pl_json_member(pair, "value"));
	}
	if (!is_first)
		add_type(p, "application/x-www-form-urlencoded", body->place);
}

/* Several files of one field are a list of src. */
static void add_part(struct postman *p, const struct pl_json_node *param, const struct pl_json_node *src)
{
	struct pl_curl_text *to = &p->draft.body, name = pl_postman_text(p, pl_json_member(param, "key")), type = pl_postman_text(p, pl_json_member(param, "contentType")), text;
	struct pl_str file = PL_STR("");

	pl_curl_text_add(to, PL_STR("--" BOUNDARY "\r\nContent-Disposition: form-data; name=\""), param->place);
	pl_draft_add_all(to, &name);
	pl_curl_text_add(to, PL_STR("\""), param->place);
	if (src) {
		size_t slash;

		text = pl_postman_text(p, src);
		file = pl_draft_flat(&text);
		for (slash = file.len; slash > 0 && file.ptr[slash - 1] != '/';)
			slash--;
		pl_curl_text_add(to, PL_STR("; filename=\""), param->place);
		pl_draft_add_slice(to, &text, slash, file.len - slash);
		pl_curl_text_add(to, type.bytes > 0 ? PL_STR("\"") : PL_STR("\"\r\nContent-Type: application/octet-stream"), param->place);
	}
	if (type.bytes > 0)
		pl_curl_text_add(to, PL_STR("\r\nContent-Type: "), param->place);
	pl_draft_add_all(to, &type);
	pl_curl_text_add(to, PL_STR("\r\n\r\n"), param->place);
	text = pl_postman_text(p, pl_json_member(param, "value"));
	if (src)
		pl_draft_file(&p->draft, file, src->place, PL_CURL_AS_IS);
	else
		pl_draft_add_all(to, &text);
	pl_curl_text_add(to, PL_STR("\r\n"), param->place);
}

static void add_formdata(struct postman *p, const struct pl_json_node *body)
{
	const struct pl_json_node *params = pl_json_member(body, "formdata");

	for (const struct pl_json_node *param = params ? params->child : NULL; param; param = param->next) {
		const struct pl_json_node *src = pl_json_member(param, "src");

		if (pl_json_member_is_true(param, "disabled"))
			continue;
		if (src && src->kind == PL_NODE_ARRAY)
			for (const struct pl_json_node *one = src->child; one; one = one->next)
				add_part(p, param, one);
		else if (src && src->kind == PL_NODE_STRING)
			add_part(p, param, src);
		else if (pl_str_equal(pl_json_member_text(param, "type"), PL_STR("file")))
			pl_draft_unknown(&p->draft, PL_STR("no file was chosen for a field"), param->place);
		else
			add_part(p, param, NULL);
	}
	if (p->draft.body.len == 0)
		return;
	pl_curl_text_add(&p->draft.body, PL_STR("--" BOUNDARY "--\r\n"), body->place);
	add_type(p, "multipart/form-data; boundary=" BOUNDARY, body->place);
}

/* A text as a JSON string, escaped and in its quotes. */
static void add_json_string(struct postman *p, const struct pl_json_node *node)
{
	struct pl_curl_text text = pl_postman_text(p, node);
	char *json = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&json, &len);

	pl_json_text_write(out, pl_draft_flat(&text));
	fclose(out);
	pl_curl_text_add(&p->draft.body, pl_arena_str(p->draft.arena, (struct pl_str){ json, len }), node->place);
	free(json);
}

static void add_graphql(struct postman *p, const struct pl_json_node *body)
{
	const struct pl_json_node *graphql = pl_json_member(body, "graphql"), *query = pl_json_member(graphql, "query");
	struct pl_curl_text variables = pl_postman_text(p, pl_json_member(graphql, "variables"));

	if (query == NULL)
		return;
	pl_curl_text_add(&p->draft.body, PL_STR("{\"query\":"), query->place);
	add_json_string(p, query);
	pl_curl_text_add(&p->draft.body, PL_STR(",\"variables\":"), query->place);
	pl_draft_add_all(&p->draft.body, &variables);
	if (variables.bytes == 0)
		pl_curl_text_add(&p->draft.body, PL_STR("{}"), query->place);
	pl_curl_text_add(&p->draft.body, PL_STR("}"), query->place);
	add_type(p, "application/json", body->place);
}

static void add_file(struct postman *p, const struct pl_json_node *body)
{
	const struct pl_json_node *file = pl_json_member(body, "file"), *src = pl_json_member(file, "src");
	struct pl_curl_text name = pl_postman_text(p, src), content = pl_postman_text(p, pl_json_member(file, "content"));

	if (content.bytes > 0)
		pl_draft_add_all(&p->draft.body, &content);
	else if (name.bytes > 0)
		pl_draft_file(&p->draft, pl_draft_flat(&name), src->place, PL_CURL_AS_IS);
	else
		pl_draft_unknown(&p->draft, PL_STR("no file was chosen for the body"), body->place);
}

void pl_postman_add_body(struct postman *p, const struct pl_json_node *body)
{
	static const struct {
		const char *mode;
		void (*add)(struct postman *p, const struct pl_json_node *body);
	} modes[] = { { "raw", add_raw }, { "urlencoded", add_urlencoded }, { "formdata", add_formdata },
		      { "graphql", add_graphql }, { "file", add_file } };
	struct pl_str mode = pl_json_member_text(body, "mode");

	for (size_t i = 0; body && !pl_json_member_is_true(body, "disabled") && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (pl_str_equal(mode, pl_str_from(modes[i].mode)))
			modes[i].add(p, body);
}
