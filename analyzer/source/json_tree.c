/* Events to nodes; open containers are kept in a stack of the parser's own depth. */
#include "source/json_tree.h"

#include "base/fail.h"
#include "base/memory.h"
#include "source/placed.h"

#include <stdlib.h>

struct builder {
	struct pl_arena *arena;
	struct pl_json_node root, *open[PL_LIMIT_JSON_DEPTH + 1], *last[PL_LIMIT_JSON_DEPTH + 1];
	size_t depth;
	struct pl_placed text; /* of the string in progress */
	struct pl_str key;
	struct pl_json_node *string;
};

static struct pl_json_node *add(struct builder *b, enum pl_node_type kind, struct pl_span place)
{
	struct pl_json_node *node = pl_arena_alloc(b->arena, sizeof(*node));
	struct pl_json_node **last = &b->last[b->depth];

	*node = (struct pl_json_node){ .key = b->key, .place = place };
	node->kind = kind;
	b->key = (struct pl_str){ 0 };
	if (*last)
		(*last)->next = node;
	else
		b->open[b->depth]->child = node;
	return *last = node;
}

static void open_container(struct builder *b, enum pl_node_type kind, struct pl_span place)
{
	struct pl_json_node *node = add(b, kind, place);

	b->open[++b->depth] = node;
	b->last[b->depth] = NULL;
}

static void end_string(struct builder *b, const struct pl_json_event *ev)
{
	struct pl_str text = pl_arena_str(b->arena, (struct pl_str){ b->text.text.len ? b->text.text.ptr : "", b->text.text.len });
	struct pl_segment *segments;

	if (ev->is_key) {
		b->key = text;
		return;
	}
	b->string->place.len = ev->span.off + 1 - b->string->place.off;
	segments = pl_arena_alloc(b->arena, (b->text.len + 1) * sizeof(*segments));
	memcpy(segments, b->text.segments ? b->text.segments : segments, b->text.len * sizeof(*segments));
	if (b->text.len == 0)
		segments[0] = (struct pl_segment){ 0, b->string->place, false };
	b->string->view = (struct pl_view){ text, segments, b->text.len ? b->text.len : 1 };
}

static void add_scalar(struct builder *b, enum pl_node_type kind, struct pl_str text, struct pl_span place)
{
	struct pl_json_node *node = add(b, kind, place);
	struct pl_segment *segment = pl_arena_alloc(b->arena, sizeof(*segment));

	*segment = (struct pl_segment){ 0, place, false };
	node->view = (struct pl_view){ pl_arena_str(b->arena, text), segment, 1 };
}

static void take(struct builder *b, const struct pl_json_event *ev)
{
	if (ev->kind == PL_JSON_OBJECT_BEGIN || ev->kind == PL_JSON_ARRAY_BEGIN) {
		open_container(b, ev->kind == PL_JSON_OBJECT_BEGIN ? PL_NODE_OBJECT : PL_NODE_ARRAY, ev->span);
	} else if (ev->kind == PL_JSON_OBJECT_END || ev->kind == PL_JSON_ARRAY_END) {
		b->depth -= b->depth > 0;
	} else if (ev->kind == PL_JSON_STRING_BEGIN) {
		pl_placed_clear(&b->text);
		if (!ev->is_key)
			b->string = add(b, PL_NODE_STRING, ev->span);
	} else if (ev->kind == PL_JSON_TEXT) {
		pl_placed_add(&b->text, pl_run_text(&ev->run), ev->span, ev->span.len == ev->run.len);
	} else if (ev->kind == PL_JSON_STRING_END) {
		end_string(b, ev);
	} else if (ev->kind == PL_JSON_NUMBER) {
		add_scalar(b, PL_NODE_NUMBER, (struct pl_str){ ev->number->text, ev->number->len }, ev->span);
	} else if (ev->kind == PL_JSON_LITERAL) {
		add_scalar(b, PL_NODE_LITERAL, ev->literal == 't' ? PL_STR("true") : ev->literal == 'f' ? PL_STR("false") : PL_STR("null"),
		           ev->span);
	}
}

static bool build(struct builder *b, struct pl_str text, uint32_t origin, const char *path, struct plimsoll_error *err)
{
	struct pl_json *json = pl_memory_alloc(sizeof(*json));
	struct pl_run run = { (const unsigned char *)text.ptr, text.len, origin, 0 };
	const struct pl_json_event *ev;
	bool is_good;

	do {
		ev = pl_json_next(json, &run);
		if (ev->kind == PL_JSON_MORE)
			ev = pl_json_finish(json);
		take(b, ev);
	} while (ev->kind != PL_JSON_END && ev->kind != PL_JSON_BAD);
	is_good = ev->kind == PL_JSON_END;
	if (!is_good) {
		pl_fail(err, PLIMSOLL_FORMAT, path, "is no JSON: %s", ev->problem);
		pl_fail_at(err, text, ev->span.off < text.len ? (size_t)ev->span.off : text.len);
	}
	free(json);
	return is_good;
}

struct pl_json_node *pl_json_tree(struct pl_str text, uint32_t origin, const char *path, struct pl_arena *arena,
                                  struct plimsoll_error *err)
{
	struct builder *b = pl_memory_alloc(sizeof(*b));
	struct pl_json_node *root;

	b->arena = arena;
	b->open[0] = &b->root;
	pl_placed_init(&b->text, text.len + 1);
	root = build(b, text, origin, path, err) ? b->root.child : NULL;
	pl_placed_free(&b->text);
	free(b);
	return root;
}

struct pl_json_node *pl_json_member(const struct pl_json_node *node, const char *key)
{
	struct pl_json_node *found = NULL;

	if (node == NULL || node->kind != PL_NODE_OBJECT)
		return NULL;
	for (struct pl_json_node *n = node->child; n; n = n->next)
		if (pl_str_equal(n->key, pl_str_from(key)))
			found = n;
	return found;
}

struct pl_str pl_json_member_text(const struct pl_json_node *node, const char *key)
{
	const struct pl_json_node *member = pl_json_member(node, key);

	if (member == NULL || member->kind == PL_NODE_OBJECT || member->kind == PL_NODE_ARRAY)
		return PL_STR("");
	return member->view.text;
}

bool pl_json_member_is_true(const struct pl_json_node *node, const char *key)
{
	const struct pl_json_node *member = pl_json_member(node, key);

	return member && member->kind == PL_NODE_LITERAL && pl_str_equal(member->view.text, PL_STR("true"));
}
