/* Variables of --env, in the three forms that clients keep them in. */
#include "source/template.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "source/json_tree.h"

static bool read_whole(const char *path, struct pl_arena *arena, struct pl_str *text, struct plimsoll_error *err)
{
	struct pl_reader *reader = pl_reader_open(path, 0, NULL, err);
	struct pl_run run;
	bool is_good;

	if (reader == NULL)
		return false;
	run = pl_reader_peek(reader, PL_LIMIT_RULE_FILE + 1);
	is_good = !pl_reader_failed(reader, err);
	if (run.len > PL_LIMIT_RULE_FILE) {
		pl_fail(err, PLIMSOLL_IO, path, "an environment of more than %zu bytes is not read", PL_LIMIT_RULE_FILE);
		is_good = false;
	}
	*text = pl_arena_str(arena, pl_run_text(&run));
	pl_reader_close(reader);
	return is_good;
}

static void set_members(struct pl_template *t, const struct pl_json_node *environment)
{
	for (const struct pl_json_node *n = environment ? environment->child : NULL; n; n = n->next)
		if (n->kind != PL_NODE_OBJECT && n->kind != PL_NODE_ARRAY)
			pl_template_set(t, n->key, n->view.text);
}

static void set_pairs(struct pl_template *t, const struct pl_json_node *values)
{
	for (const struct pl_json_node *n = values ? values->child : NULL; n; n = n->next) {
		const struct pl_json_node *enabled = pl_json_member(n, "enabled");

		if (!enabled || pl_str_equal(enabled->view.text, PL_STR("true")))
			pl_template_set(t, pl_json_member_text(n, "key"), pl_json_member_text(n, "value"));
	}
}

/* NAME=value, export NAME="value", # comment */
static void set_lines(struct pl_template *t, struct pl_str text)
{
	while (text.len > 0) {
		struct pl_str line = { text.ptr, pl_str_find_char(text, '\n') }, value;
		size_t equals;

		text = pl_str_after(text, line.len < text.len ? line.len + 1 : line.len);
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		line = pl_str_trim(line);
		if (pl_str_starts(line, PL_STR("export ")))
			line = pl_str_trim(pl_str_after(line, strlen("export ")));
		equals = pl_str_find_char(line, '=');
		if (pl_str_starts(line, PL_STR("#")) || equals == line.len)
			continue;
		value = pl_str_trim(pl_str_after(line, equals + 1));
		if (value.len > 1 && strchr("\"'", value.ptr[0]) && value.ptr[value.len - 1] == value.ptr[0])
			value = (struct pl_str){ value.ptr + 1, value.len - 2 };
		pl_template_set(t, pl_str_trim((struct pl_str){ line.ptr, equals }), value);
	}
}

static bool no_environment(const char *path, const char *name, const struct pl_json_node *root, struct plimsoll_error *err)
{
	char names[256] = "";
	size_t len = 0;

	for (const struct pl_json_node *n = root->child; n && len < sizeof(names); n = n->next)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%.*s", n == root->child ? "" : ", ", PL_STR_ARG(n->key));
	if (name)
		pl_fail(err, PLIMSOLL_USAGE, path, "has no environment '%s'; it has %s", name, names);
	else
		pl_fail(err, PLIMSOLL_USAGE, path, "has several environments; choose one with --env %s:NAME: %s", path, names);
	return false;
}

/* $shared of JetBrains holds for every environment. */
static bool set_json(struct pl_template *t, const char *path, const char *name, struct pl_str text, struct plimsoll_error *err)
{
	const struct pl_json_node *root = pl_json_tree(text, 0, path, &t->arena, err), *chosen;

	if (root == NULL)
		return false;
	if (pl_json_member(root, "values")) {
		set_pairs(t, pl_json_member(root, "values"));
		return true;
	}
	set_members(t, pl_json_member(root, "$shared"));
	chosen = name ? pl_json_member(root, name) : root->child;
	if (chosen == NULL || (!name && root->kind == PL_NODE_OBJECT && chosen->kind == PL_NODE_OBJECT && chosen->next))
		return no_environment(path, name, root, err);
	set_members(t, !name && chosen->kind != PL_NODE_OBJECT ? root : chosen);
	return true;
}

bool pl_template_load(struct pl_template *t, const char *env, struct plimsoll_error *err)
{
	const char *colon = strrchr(env, ':'), *slash = strrchr(env, '/');
	bool has_name = colon && colon > env && (!slash || slash < colon);
	struct pl_str path = pl_arena_str(&t->arena, (struct pl_str){ env, has_name ? (size_t)(colon - env) : strlen(env) });
	struct pl_str text, start;

	if (!read_whole(path.ptr, &t->arena, &text, err))
		return false;
	start = text;
	while (start.len > 0 && strchr(" \t\r\n\xEF\xBB\xBF", start.ptr[0]))
		start = pl_str_after(start, 1);
	if (pl_str_starts(start, PL_STR("{")))
		return set_json(t, path.ptr, has_name ? colon + 1 : NULL, text, err);
	set_lines(t, text);
	return true;
}
