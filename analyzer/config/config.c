/* Reading .plimsoll.json: every mistake has its place, and no key is silently passed over. */
#include "config/config.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/number.h"
#include "config/text_file.h"
#include "gateway/path.h"
#include "rule/json_document.h"

const char *const pl_config_keys[] = { "$schema", "rules",   "rule_dirs", "via",    "limit", "allow_hosts",
	                               "persona", "fail_on", "overrides", "ignore", "api", "openapi", NULL };
const char *const pl_config_override_keys[] = { "url", "rules", NULL };
const char *const pl_config_ignore_keys[] = { "rule", "url", "file", "reason", NULL };

struct reader {
	struct pl_config *c;
	struct plimsoll_error *err;
	size_t verdicts_room, ignores_room;
};

static bool knows(const struct pl_document *d, const char *const *keys, struct plimsoll_error *err)
{
	size_t len = 0;

	while (keys[len])
		len++;
	return pl_document_knows(d, keys, len, err);
}

/* Twice the room, in the arena: files are small. */
static void *grown(struct pl_arena *arena, const void *items, size_t len, size_t *room, size_t size)
{
	void *copy;

	*room = *room ? 2 * *room : 16;
	copy = pl_arena_alloc(arena, *room * size);
	if (len > 0)
		memcpy(copy, items, len * size);
	return copy;
}

/* The string as C has it, NULL when it is not there. */
static bool string(struct reader *r, const struct pl_document *d, const char *key, const char **value)
{
	struct pl_str text;

	*value = NULL;
	if (!pl_document_string(d, key, &text, r->err))
		return false;
	if (text.ptr)
		*value = pl_arena_str(&r->c->arena, text).ptr;
	return !text.ptr || strlen(*value) == text.len || pl_document_fail(d, key, 0, r->err, "a NUL may not stand here");
}

static bool strings(struct reader *r, const struct pl_document *d, const char *key, const char ***values)
{
	const struct pl_str *items;
	size_t len;

	if (!pl_document_strings(d, key, &r->c->arena, &items, &len, r->err))
		return false;
	*values = pl_arena_alloc(&r->c->arena, (len + 1) * sizeof(**values));
	for (size_t i = 0; i < len; i++)
		(*values)[i] = pl_arena_str(&r->c->arena, items[i]).ptr;
	return true;
}

/* One of `names` as its index, -1 when the key is not there. */
static bool choice(struct reader *r, const struct pl_document *d, const char *key, const char *const *names,
                   const char *due, int *index)
{
	const char *value;

	*index = -1;
	if (!string(r, d, key, &value))
		return false;
	for (int i = 0; value && names[i]; i++)
		if (strcmp(names[i], value) == 0)
			*index = i;
	return !value || *index >= 0 || pl_document_fail(d, key, 0, r->err, due);
}

static bool read_verdict(struct reader *r, const struct pl_document *rules, struct pl_str key, const char *url)
{
	static const char *const verdicts[] = { "off", "on", "note", "warning", "error", NULL };
	struct pl_verdict v = { .rule = pl_arena_str(&r->c->arena, key).ptr, .url = url,
		                .at = (size_t)(key.ptr - r->c->text.ptr) };

	if (!choice(r, rules, v.rule, verdicts, "one of these is due: \"off\", \"on\", \"note\", \"warning\", \"error\"",
	            &v.verdict))
		return false;
	v.verdict += PL_VERDICT_OFF;
	if (r->c->verdicts_len == r->verdicts_room)
		r->c->verdicts = grown(&r->c->arena, r->c->verdicts, r->c->verdicts_len, &r->verdicts_room, sizeof(v));
	r->c->verdicts[r->c->verdicts_len++] = v;
	return true;
}

static bool read_rules(struct reader *r, const struct pl_document *d, const char *url)
{
	struct pl_document rules;
	struct pl_str key;
	bool is_there;
	size_t at = 0;

	if (!pl_document_object(d, "rules", &is_there, &rules, r->err))
		return false;
	while (is_there && pl_document_key(&rules, &at, &key))
		if (!read_verdict(r, &rules, key, url))
			return false;
	return true;
}

static bool read_overrides(struct reader *r, const struct pl_document *d)
{
	struct pl_document item = { .nodes = NULL };
	bool is_there;
	const char *url;

	while (pl_document_next(d, "overrides", &is_there, &item, r->err)) {
		if (!is_there)
			return true;
		if (!knows(&item, pl_config_override_keys, r->err) || !string(r, &item, "url", &url))
			return false;
		if (url == NULL)
			return pl_document_fail(&item, "url", 0, r->err, "an override needs a \"url\": a glob such as \"*/upload*\"");
		if (!read_rules(r, &item, url))
			return false;
	}
	return false;
}

static bool read_ignore(struct reader *r, const struct pl_document *d)
{
	struct pl_ignore i = { .is_used = false };

	if (!knows(d, pl_config_ignore_keys, r->err) || !string(r, d, "rule", &i.rule) || !string(r, d, "url", &i.url) ||
	    !string(r, d, "file", &i.file) || !string(r, d, "reason", &i.reason))
		return false;
	if (i.rule == NULL)
		return pl_document_fail(d, "rule", 0, r->err, "what is ignored needs a \"rule\"");
	if (i.reason == NULL || i.reason[0] == '\0')
		return pl_document_fail(d, "reason", 0, r->err, "what is ignored needs a \"reason\"");
	i.at = pl_document_at(d, "rule") + 1; /* behind the quote, as with keys */
	if (r->c->ignores_len == r->ignores_room)
		r->c->ignores = grown(&r->c->arena, r->c->ignores, r->c->ignores_len, &r->ignores_room, sizeof(i));
	r->c->ignores[r->c->ignores_len++] = i;
	return true;
}

static bool read_ignores(struct reader *r, const struct pl_document *d)
{
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	while (pl_document_next(d, "ignore", &is_there, &item, r->err)) {
		if (!is_there)
			return true;
		if (!read_ignore(r, &item))
			return false;
	}
	return false;
}

/* 10485760 or "10m". */
static bool read_limit(struct reader *r, const struct pl_document *d)
{
	static const char due[] = "a size is due here: bytes such as 10485760, or \"20m\", \"4.5MB\"";
	struct plimsoll_error scratch;
	struct pl_str text;
	bool is_there;

	if (!pl_document_int(d, "limit", &is_there, &r->c->limit, &scratch)) {
		r->c->limit = 0;
		if (!pl_document_string(d, "limit", &text, &scratch) || pl_number_size(text, &r->c->limit) != PL_NUMBER_OK)
			return pl_document_fail(d, "limit", 0, r->err, due);
	}
	return !is_there || r->c->limit > 0 || pl_document_fail(d, "limit", 0, r->err, due);
}

/* Folders of rules stand beside the file. */
/* A path as it is seen from the file. */
static const char *from_folder(struct pl_config *c, const char *path)
{
	const char *slash = strrchr(c->path, '/');

	if (slash == NULL || *path == '/')
		return path;
	return pl_arena_printf(&c->arena, "%.*s%s", (int)(slash + 1 - c->path), c->path, path).ptr;
}

static bool read_rule_dirs(struct reader *r, const struct pl_document *d)
{
	if (!strings(r, d, "rule_dirs", &r->c->rule_dirs))
		return false;
	for (const char **dir = r->c->rule_dirs; *dir; dir++)
		*dir = from_folder(r->c, *dir);
	return true;
}

/* One of two ways to say whose API the requests are for. */
static bool read_api(struct reader *r, const struct pl_document *d)
{
	if (!string(r, d, "api", &r->c->api) || !string(r, d, "openapi", &r->c->openapi))
		return false;
	if (r->c->api && r->c->openapi)
		return pl_document_fail(d, "openapi", 0, r->err, "\"api\" and \"openapi\" both say which API is meant; one of them is due");
	if (r->c->openapi)
		r->c->openapi = from_folder(r->c, r->c->openapi);
	return true;
}

static bool read_via(struct reader *r, const struct pl_document *d)
{
	struct plimsoll_error inner;
	struct pl_path path;

	if (!strings(r, d, "via", &r->c->via))
		return false;
	if (pl_path_load(&path, r->c->via, 0, r->c->rule_dirs, &r->c->arena, &inner))
		return true;
	*r->err = inner;
	return inner.path[0] == '\0' && pl_document_fail(d, "via", 0, r->err, inner.message);
}

static bool read_all(struct reader *r, const struct pl_document *d)
{
	static const char *const personas[] = { "default", "strict", "pedantic", NULL };
	static const char *const severities[] = { "note", "warning", "error", "never", NULL };
	const char *schema;

	return knows(d, pl_config_keys, r->err) && string(r, d, "$schema", &schema) && read_rule_dirs(r, d) && read_via(r, d) &&
	       read_limit(r, d) && read_api(r, d) && strings(r, d, "allow_hosts", &r->c->allow_hosts) &&
	       choice(r, d, "persona", personas, "one of these is due: \"default\", \"strict\", \"pedantic\"", &r->c->persona) &&
	       choice(r, d, "fail_on", severities, "one of these is due: \"error\", \"warning\", \"note\", \"never\"",
	              &r->c->fail_on) &&
	       read_rules(r, d, NULL) && read_overrides(r, d) && read_ignores(r, d);
}

static void list_enabled(struct pl_config *c)
{
	size_t len = 0;

	c->enabled = pl_arena_alloc(&c->arena, (c->verdicts_len + 1) * sizeof(*c->enabled));
	for (size_t i = 0; i < c->verdicts_len; i++)
		if (c->verdicts[i].verdict != PL_VERDICT_OFF)
			c->enabled[len++] = c->verdicts[i].rule;
}

static void find_folder(struct pl_config *c)
{
	char *path = realpath(c->path, NULL), *slash = path ? strrchr(path, '/') : NULL;

	if (slash)
		c->folder = pl_arena_str(&c->arena, (struct pl_str){ path, (size_t)(slash + 1 - path) });
	free(path);
}

bool pl_config_read(struct pl_config *c, const char *path, struct plimsoll_error *err)
{
	struct reader r = { .c = c, .err = err };
	struct pl_document document;
	bool is_good;

	*c = (struct pl_config){ .persona = -1, .fail_on = -1 };
	c->path = path = pl_arena_str(&c->arena, pl_str_from(path)).ptr;
	if (!pl_text_file_read(path, PL_LIMIT_RULE_FILE, &c->arena, &c->text, err) ||
	    !pl_document_open(&document, path, c->text, &c->arena, err))
		return false;
	is_good = read_all(&r, &document);
	pl_document_close(&document);
	list_enabled(c);
	find_folder(c);
	return is_good;
}

void pl_config_free(struct pl_config *c)
{
	pl_arena_free(&c->arena);
	*c = (struct pl_config){ .path = NULL };
}
