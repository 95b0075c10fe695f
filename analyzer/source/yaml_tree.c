/* Events to nodes. Aliases make a graph without cycles: whoever walks it bounds what it makes of it. */
#include "source/yaml_tree.h"

#include <stdlib.h>

#include <yaml.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"

struct anchor {
	struct pl_str name;
	const struct pl_json_node *node;
};

struct builder {
	struct pl_arena *arena;
	struct pl_str text;
	const char *path;
	struct plimsoll_error *err;
	size_t line, line_at; /* the last line that was looked for, and where it begins */
	struct pl_json_node root, *open[PL_LIMIT_YAML_DEPTH + 1], *last[PL_LIMIT_YAML_DEPTH + 1];
	size_t depth;
	struct pl_str key;
	bool has_key;
	struct anchor anchors[PL_LIMIT_YAML_ANCHORS];
	size_t anchors_len;
};

/* libyaml counts lines and characters; events come in the order they stand. */
static size_t offset_of(struct builder *b, yaml_mark_t mark)
{
	const char *text = b->text.ptr;
	size_t at;

	if (mark.line < b->line)
		b->line = b->line_at = 0;
	while (b->line < mark.line && b->line_at < b->text.len)
		b->line += text[b->line_at++] == '\n';
	at = b->line_at;
	for (size_t column = 0; column < mark.column && at < b->text.len; column++)
		for (at++; at < b->text.len && ((unsigned char)text[at] & 0xC0) == 0x80; at++)
			;
	return at;
}

static bool fail(struct builder *b, yaml_mark_t mark, const char *problem)
{
	pl_fail(b->err, PLIMSOLL_FORMAT, b->path, "is no YAML that plimsoll reads: %s", problem);
	pl_fail_at(b->err, b->text, offset_of(b, mark));
	return false;
}

static bool is_open(const struct builder *b, const struct pl_json_node *node)
{
	for (size_t i = 0; i <= b->depth; i++)
		if (b->open[i] == node)
			return true;
	return false;
}

static struct pl_str kept(struct builder *b, const yaml_char_t *text, size_t len)
{
	return pl_arena_str(b->arena, (struct pl_str){ (const char *)text, len });
}

/* In a mapping a scalar that stands first is the key of what comes next. */
static bool wants_key(const struct builder *b)
{
	return b->open[b->depth]->kind == PL_NODE_OBJECT && b->depth > 0 && !b->has_key;
}

static struct pl_json_node *add(struct builder *b, enum pl_node_type kind, yaml_mark_t mark)
{
	struct pl_json_node *node = pl_arena_alloc(b->arena, sizeof(*node));
	struct pl_json_node **last = &b->last[b->depth];

	node->kind = kind;
	node->key = b->key;
	node->place = (struct pl_span){ 0, offset_of(b, mark), 0 };
	b->has_key = false;
	b->key = (struct pl_str){ NULL, 0 };
	if (*last)
		(*last)->next = node;
	else
		b->open[b->depth]->child = node;
	return *last = node;
}

static bool name_anchor(struct builder *b, const yaml_char_t *name, const struct pl_json_node *node, yaml_mark_t mark)
{
	if (name == NULL)
		return true;
	if (b->anchors_len == PL_LIMIT_YAML_ANCHORS)
		return fail(b, mark, "more than 1024 anchors");
	b->anchors[b->anchors_len++] = (struct anchor){ kept(b, name, strlen((const char *)name)), node };
	return true;
}

static bool take_container(struct builder *b, enum pl_node_type kind, const yaml_char_t *anchor, yaml_mark_t mark)
{
	struct pl_json_node *node;

	if (wants_key(b))
		return fail(b, mark, "a key that is no scalar");
	if (b->depth == PL_LIMIT_YAML_DEPTH)
		return fail(b, mark, "nested deeper than 512");
	node = add(b, kind, mark);
	b->open[++b->depth] = node;
	b->last[b->depth] = NULL;
	return name_anchor(b, anchor, node, mark);
}

static bool is_literal(struct pl_str text)
{
	return pl_str_equal(text, PL_STR("true")) || pl_str_equal(text, PL_STR("false")) || pl_str_equal(text, PL_STR("null"));
}

static bool take_scalar(struct builder *b, const yaml_event_t *event)
{
	struct pl_str text = kept(b, event->data.scalar.value, event->data.scalar.length);
	bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	struct pl_json_node *node;

	if (wants_key(b)) {
		b->key = text;
		b->has_key = true;
		return true;
	}
	node = add(b, is_plain && is_literal(text) ? PL_NODE_LITERAL : PL_NODE_STRING, event->start_mark);
	node->view.text = text;
	return name_anchor(b, event->data.scalar.anchor, node, event->start_mark);
}

/* The last anchor of that name holds (YAML 1.2.2 section 7.1). */
static bool take_alias(struct builder *b, const yaml_event_t *event)
{
	struct pl_str name = pl_str_from((const char *)event->data.alias.anchor);
	const struct pl_json_node *meant = NULL;
	struct pl_json_node *node;

	for (size_t i = 0; i < b->anchors_len; i++)
		if (pl_str_equal(b->anchors[i].name, name))
			meant = b->anchors[i].node;
	if (meant == NULL || is_open(b, meant))
		return fail(b, event->start_mark, meant ? "an alias inside of what it names" : "an alias without its anchor");
	if (wants_key(b))
		return fail(b, event->start_mark, "an alias as a key");
	node = add(b, meant->kind, event->start_mark);
	node->view = meant->view;
	node->child = meant->child;
	return true;
}

static bool take(struct builder *b, const yaml_event_t *event)
{
	if (event->type == YAML_MAPPING_START_EVENT)
		return take_container(b, PL_NODE_OBJECT, event->data.mapping_start.anchor, event->start_mark);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return take_container(b, PL_NODE_ARRAY, event->data.sequence_start.anchor, event->start_mark);
	if (event->type == YAML_SCALAR_EVENT)
		return take_scalar(b, event);
	if (event->type == YAML_ALIAS_EVENT)
		return take_alias(b, event);
	if (event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT)
		b->depth--;
	return true;
}

static bool build(struct builder *b, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool is_good, is_over;

	do {
		if (!yaml_parser_parse(parser, &event))
			return fail(b, parser->problem_mark, parser->problem ? parser->problem : "it cannot be read");
		is_good = take(b, &event);
		is_over = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	} while (is_good && !is_over);
	return is_good && (b->root.child || fail(b, parser->mark, "it is empty"));
}

struct pl_json_node *pl_yaml_tree(struct pl_str text, const char *path, struct pl_arena *arena, struct plimsoll_error *err)
{
	struct builder *b = pl_memory_alloc(sizeof(*b));
	struct pl_json_node *root;
	yaml_parser_t parser;

	*b = (struct builder){ .arena = arena, .text = text, .path = path, .err = err };
	b->root.kind = PL_NODE_ARRAY;
	b->open[0] = &b->root;
	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	root = build(b, &parser) ? b->root.child : NULL;
	yaml_parser_delete(&parser);
	free(b);
	return root;
}
