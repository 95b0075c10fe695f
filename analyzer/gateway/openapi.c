/* From a description's tree to paths and operations. What is made of it is bounded, since aliases and references may name
 * the same thing often. */
#include "gateway/openapi.h"

#include <errno.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "source/yaml_tree.h"

#define BASES_MAX 64
#define REFERENCES_MAX 16 /* one after the other */

struct reader {
	struct pl_api *api;
	struct pl_arena *arena;
	struct plimsoll_error *err;
	const char *file;
	struct pl_str text;
	const struct pl_json_node *root;
	struct pl_api_path *paths;
	size_t len, room, made; /* made: operations and media types */
};

static const char *const methods[] = { "get", "put", "post", "delete", "options", "head", "patch", "trace" };
#define METHODS (sizeof(methods) / sizeof(methods[0]))

static bool fail(struct reader *r, const struct pl_json_node *node, const char *problem)
{
	pl_fail(r->err, PLIMSOLL_RULES, r->file, "%s", problem);
	if (node)
		pl_fail_at(r->err, r->text, node->place.off < r->text.len ? (size_t)node->place.off : r->text.len);
	return false;
}

/* One step of a JSON pointer, its escapes taken off (RFC 6901 section 4; in a fragment also percent-encoding). */
static struct pl_str step(struct reader *r, struct pl_str raw)
{
	char *text = pl_arena_bytes(r->arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.ptr[i];

		if (c == '%' && i + 2 < raw.len && pl_hex_value(raw.ptr[i + 1]) >= 0 && pl_hex_value(raw.ptr[i + 2]) >= 0) {
			c = (char)(pl_hex_value(raw.ptr[i + 1]) << 4 | pl_hex_value(raw.ptr[i + 2]));
			i += 2;
		} else if (c == '~' && i + 1 < raw.len) {
			c = raw.ptr[++i] == '1' ? '/' : '~';
		}
		text[len++] = c;
	}
	return (struct pl_str){ text, len };
}

static const struct pl_json_node *member(const struct pl_json_node *node, struct pl_str key)
{
	if (node == NULL || node->kind != PL_NODE_OBJECT)
		return NULL;
	node = node->child;
	while (node && !pl_str_equal(node->key, key))
		node = node->next;
	return node;
}

/* Where "#/components/…" leads, or NULL. */
static const struct pl_json_node *pointed(struct reader *r, struct pl_str pointer)
{
	const struct pl_json_node *node = r->root;

	pointer = pl_str_after(pointer, 1);
	while (node && pointer.len > 0) {
		size_t slash;

		pointer = pl_str_after(pointer, 1);
		slash = pl_str_find_char(pointer, '/');
		node = member(node, step(r, (struct pl_str){ pointer.ptr, slash }));
		pointer = pl_str_after(pointer, slash);
	}
	return node;
}

/* What stands behind the references of *node. NULL: it is in another file, or not there; false: that is a mistake. */
static bool resolve(struct reader *r, const struct pl_json_node **node)
{
	const struct pl_json_node *reference;

	for (unsigned i = 0; i < REFERENCES_MAX; i++) {
		reference = *node ? pl_json_member(*node, "$ref") : NULL;
		if (reference == NULL)
			return true;
		if (reference->view.text.len == 0 || reference->view.text.ptr[0] != '#') {
			*node = NULL;
			return true;
		}
		if (reference->view.text.len > 1 && reference->view.text.ptr[1] != '/')
			return fail(r, reference, "a $ref within the file is written \"#/components/…\"");
		*node = pointed(r, reference->view.text);
		if (*node == NULL)
			return fail(r, reference, "nothing is there where this $ref leads");
	}
	return fail(r, reference, "a $ref that leads to a $ref, more than 16 times");
}

/* "https://{region}.example.com/v1/": the path, without a slash at its end. */
static struct pl_str base_of(struct pl_str url)
{
	size_t mark = pl_str_find(url, PL_STR("://"));

	if (mark < url.len || pl_str_starts(url, PL_STR("//"))) {
		url = pl_str_after(url, mark < url.len ? mark + 3 : 2);
		url = pl_str_after(url, pl_str_find_char(url, '/'));
	}
	while (url.len > 0 && url.ptr[url.len - 1] == '/')
		url.len--;
	return url.len > 0 && url.ptr[0] != '/' ? PL_STR("") : url;
}

struct bases {
	struct pl_str list[BASES_MAX];
	size_t len;
};

static void add_bases(struct bases *bases, const struct pl_json_node *servers)
{
	if (servers == NULL || servers->kind != PL_NODE_ARRAY)
		return;
	for (const struct pl_json_node *s = servers->child; s && bases->len < BASES_MAX; s = s->next) {
		struct pl_str base = base_of(pl_json_member_text(s, "url"));
		bool is_there = false;

		for (size_t i = 0; i < bases->len; i++)
			is_there |= pl_str_equal(bases->list[i], base);
		if (!is_there)
			bases->list[bases->len++] = base;
	}
}

/* Those of the path or of its operations, where they have any of their own. */
static void find_bases(struct reader *r, const struct pl_json_node *item, struct bases *bases)
{
	add_bases(bases, pl_json_member(item, "servers"));
	for (size_t m = 0; m < METHODS; m++)
		add_bases(bases, pl_json_member(pl_json_member(item, methods[m]), "servers"));
	if (bases->len == 0 || (item && !pl_json_member(item, "servers")))
		add_bases(bases, pl_json_member(r->root, "servers"));
	if (bases->len == 0)
		bases->list[bases->len++] = PL_STR("");
}

static bool count(struct reader *r, const struct pl_json_node *node)
{
	return ++r->made <= PL_LIMIT_OPENAPI_PARTS || fail(r, node, "more than 1,000,000 operations and media types");
}

/* Without parameters, lower case. */
static struct pl_str media_type(struct reader *r, struct pl_str key)
{
	struct pl_str type = pl_str_trim((struct pl_str){ key.ptr, pl_str_find_char(key, ';') });
	char *text = pl_arena_bytes(r->arena, type.len + 1);

	for (size_t i = 0; i < type.len; i++)
		text[i] = pl_lower(type.ptr[i]);
	return (struct pl_str){ text, type.len };
}

static bool read_body(struct reader *r, const struct pl_json_node *body, struct pl_api_operation *operation)
{
	const struct pl_json_node *content;
	struct pl_str *types;
	size_t len = 0;

	if (!resolve(r, &body))
		return false;
	content = pl_json_member(body, "content");
	operation->needs_body = pl_json_member_is_true(body, "required");
	if (content == NULL || content->kind != PL_NODE_OBJECT)
		return true;
	for (const struct pl_json_node *n = content->child; n; n = n->next)
		if (!count(r, n))
			return false;
		else
			len++;
	operation->types = types = pl_arena_alloc(r->arena, (len + 1) * sizeof(*types));
	for (const struct pl_json_node *n = content->child; n; n = n->next)
		types[operation->types_len++] = media_type(r, n->key);
	return true;
}

static bool read_operations(struct reader *r, const struct pl_json_node *item, struct pl_api_path *path)
{
	struct pl_api_operation *operations = pl_arena_alloc(r->arena, METHODS * sizeof(*operations));

	path->operations = operations;
	for (size_t m = 0; m < METHODS; m++) {
		const struct pl_json_node *node = pl_json_member(item, methods[m]);
		struct pl_api_operation *operation = &operations[path->operations_len];
		char *name;

		if (node == NULL || node->kind != PL_NODE_OBJECT)
			continue;
		name = pl_arena_bytes(r->arena, strlen(methods[m]) + 1);
		for (size_t i = 0; i < strlen(methods[m]) + 1; i++)
			name[i] = methods[m][i] ? (char)(methods[m][i] - ('a' - 'A')) : '\0';
		operation->method = pl_str_from(name);
		path->operations_len++;
		if (!count(r, node) || !read_body(r, pl_json_member(node, "requestBody"), operation))
			return false;
	}
	return true;
}

static bool add_path(struct reader *r, const struct pl_json_node *node, const struct pl_api_path *path, struct pl_str base)
{
	struct pl_api_path *grown;

	if (r->len == PL_LIMIT_OPENAPI_PATHS)
		return fail(r, node, "more than 100,000 paths");
	if (r->len == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		grown = pl_arena_alloc(r->arena, r->room * sizeof(*grown));
		if (r->len > 0)
			memcpy(grown, r->paths, r->len * sizeof(*grown));
		r->paths = grown;
	}
	r->paths[r->len] = *path;
	r->paths[r->len++].template = pl_arena_printf(r->arena, "%.*s%.*s", PL_STR_ARG(base), PL_STR_ARG(node->key));
	return true;
}

/* An item in another file says nothing of its methods. */
static bool read_path(struct reader *r, const struct pl_json_node *node)
{
	const struct pl_json_node *item = node;
	struct pl_api_path path = { .operations_len = 0 };
	struct bases bases = { .len = 0 };

	if (node->kind != PL_NODE_OBJECT)
		return fail(r, node, "a path holds an object of its methods");
	if (!resolve(r, &item) || !read_operations(r, item, &path))
		return false;
	find_bases(r, item, &bases);
	for (size_t i = 0; i < bases.len; i++)
		if (!add_path(r, node, &path, bases.list[i]))
			return false;
	return true;
}

static bool read_description(struct reader *r)
{
	const struct pl_json_node *paths = pl_json_member(r->root, "paths");
	struct pl_str version = pl_json_member_text(r->root, "openapi"), title;

	if (pl_json_member(r->root, "swagger"))
		return fail(r, pl_json_member(r->root, "swagger"), "is Swagger 2.0; OpenAPI 3 is due, into which converters turn it");
	if (!pl_str_starts(version, PL_STR("3.")))
		return fail(r, r->root, "is no OpenAPI 3 description: \"openapi\": \"3.…\" is due at its top");
	if (paths == NULL || paths->kind != PL_NODE_OBJECT)
		return fail(r, paths ? paths : r->root, "an object \"paths\" is due");
	title = pl_json_member_text(pl_json_member(r->root, "info"), "title");
	r->api->hop.id = PL_STR("openapi");
	r->api->hop.kind = PL_STR("api");
	r->api->hop.name = title.len > 0 ? title : PL_STR("the API");
	r->api->source = pl_arena_str(r->arena, pl_str_from(r->file));
	for (const struct pl_json_node *n = paths->child; n; n = n->next)
		if (n->key.len > 0 && n->key.ptr[0] == '/' && !read_path(r, n))
			return false;
	r->api->paths = r->paths;
	r->api->paths_len = r->len;
	return true;
}

/* JSON is YAML, nearly; what begins as JSON goes to the parser whose messages are about JSON. */
static bool is_json(struct pl_str text)
{
	size_t i = pl_str_starts(text, PL_STR("\xEF\xBB\xBF")) ? 3 : 0;

	while (i < text.len && (pl_is_blank(text.ptr[i]) || text.ptr[i] == '\r' || text.ptr[i] == '\n'))
		i++;
	return i < text.len && text.ptr[i] == '{';
}

bool pl_openapi_read(struct pl_api *api, const char *path, struct pl_str text, struct pl_arena *arena,
                     struct plimsoll_error *err)
{
	struct reader r = { .api = api, .arena = arena, .err = err, .file = path, .text = text };

	*api = (struct pl_api){ .types_len = 0 };
	r.root = is_json(text) ? pl_json_tree(text, 0, path, arena, err) : pl_yaml_tree(text, path, arena, err);
	if (r.root)
		return read_description(&r);
	err->status = PLIMSOLL_RULES;
	return false;
}

bool pl_openapi_load(struct pl_api *api, const char *path, struct pl_arena *arena, struct plimsoll_error *err)
{
	FILE *file = fopen(path, "rb");
	struct pl_str text;
	char *bytes;

	if (file == NULL) {
		pl_fail(err, PLIMSOLL_RULES, path, "cannot be read: %s", strerror(errno));
		return false;
	}
	bytes = pl_arena_bytes(arena, PL_LIMIT_OPENAPI);
	text = (struct pl_str){ bytes, fread(bytes, 1, PL_LIMIT_OPENAPI, file) };
	if (ferror(file) || text.len == PL_LIMIT_OPENAPI) {
		pl_fail(err, PLIMSOLL_RULES, path, "cannot be read%s", ferror(file) ? "" : ": a description has less than 32 MiB");
		fclose(file);
		return false;
	}
	fclose(file);
	return pl_openapi_read(api, path, text, arena, err);
}
