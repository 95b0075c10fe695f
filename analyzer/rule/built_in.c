/* Reading a built-in rule from the bytes that tools/compile_rules.c wrote, member by member in its order. */
#include "rule/built_in.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "rule/expression_node.h"
#include "rule/message_piece.h"

struct pl_built_in {
	pthread_mutex_t lock; /* of the arena */
	struct pl_arena arena;
	_Atomic(const struct pl_rule *) rules[];
};

struct bytes {
	const unsigned char *at;
	struct pl_arena *arena;
};

/* Seven bits a byte, the lowest first. */
static uint64_t take_number(struct bytes *b)
{
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		value |= (uint64_t)(*b->at & 0x7F) << shift;
		if (*b->at++ < 0x80)
			return value;
	}
}

static struct pl_str text(struct bytes *b)
{
	uint64_t more = take_number(b);
	struct pl_str value = { more ? (const char *)b->at : NULL, more ? (size_t)more - 1 : 0 };

	b->at += more;
	return value;
}

static const struct pl_str *texts(struct bytes *b, size_t *len)
{
	struct pl_str *items;

	*len = (size_t)take_number(b);
	items = pl_arena_alloc(b->arena, *len * sizeof(*items));
	for (size_t i = 0; i < *len; i++)
		items[i] = text(b);
	return items;
}

static const struct pl_result *literal(struct bytes *b)
{
	struct pl_result *value = pl_arena_alloc(b->arena, sizeof(*value));

	value->kind = (enum pl_result_kind)take_number(b);
	value->flag = take_number(b);
	value->number = (int64_t)take_number(b);
	value->text = text(b);
	value->items = texts(b, &value->items_len);
	return value;
}

static const struct pl_expression *node(struct bytes *b)
{
	struct pl_expression *n = pl_arena_alloc(b->arena, sizeof(*n));
	uint64_t parts = take_number(b);

	n->uses_gateway = parts & 16;
	n->kind = (enum pl_node_kind)take_number(b);
	n->type = (enum pl_type)take_number(b);
	n->fact = (enum pl_fact)take_number(b);
	n->operator = (char)take_number(b);
	n->literal = parts & 1 ? literal(b) : NULL;
	n->a = parts & 2 ? node(b) : NULL;
	n->b = parts & 4 ? node(b) : NULL;
	n->c = parts & 8 ? node(b) : NULL;
	return n;
}

static const struct pl_message_template *template(struct bytes *b)
{
	struct pl_message_template *message;
	const struct pl_message_piece **next;
	uint64_t kind;

	if (!take_number(b))
		return NULL;
	message = pl_arena_alloc(b->arena, sizeof(*message));
	message->uses_gateway = take_number(b);
	message->text = text(b);
	next = &message->first;
	while ((kind = take_number(b)) != 0) {
		struct pl_message_piece *piece = pl_arena_alloc(b->arena, sizeof(*piece));

		piece->role = (enum pl_piece_role)take_number(b);
		piece->filter = (enum pl_piece_filter)take_number(b);
		piece->text = text(b);
		piece->value = kind == 2 ? node(b) : NULL;
		*next = piece;
		next = &piece->next;
	}
	return message;
}

static const struct pl_rule *read_rule(size_t index, struct pl_arena *arena)
{
	struct bytes b = { pl_built_in_bytes + pl_built_in_starts[index], arena };
	struct pl_rule *r = pl_arena_alloc(arena, sizeof(*r));
	struct pl_str *const members[] = { &r->name, &r->topic, &r->path, &r->confidence, &r->summary, &r->bad, &r->good };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		*members[i] = text(&b);
	r->traits = &pl_built_in_traits[index];
	r->order = index;
	r->explain = texts(&b, &r->explain_len);
	r->see = texts(&b, &r->see_len);
	r->explains = texts(&b, &r->explains_len);
	r->severity = (enum plimsoll_severity)take_number(&b);
	r->at = (enum pl_fact)take_number(&b);
	r->when = node(&b);
	r->message = template(&b);
	r->fix = template(&b);
	r->edit.kind = (enum plimsoll_edit_kind)take_number(&b);
	r->edit.is_safe = take_number(&b);
	r->edit.at = (enum pl_fact)take_number(&b);
	r->edit.with = template(&b);
	return r;
}

struct pl_built_in *pl_built_in_open(void)
{
	struct pl_built_in *built_in = pl_memory_alloc(sizeof(*built_in) + pl_built_in_len * sizeof(built_in->rules[0]));

	pthread_mutex_init(&built_in->lock, NULL);
	return built_in;
}

void pl_built_in_close(struct pl_built_in *built_in)
{
	if (built_in == NULL)
		return;
	pl_arena_free(&built_in->arena);
	pthread_mutex_destroy(&built_in->lock);
	free(built_in);
}

const struct pl_rule *pl_built_in_rule(struct pl_built_in *built_in, size_t number)
{
	const struct pl_rule *rule = atomic_load_explicit(&built_in->rules[number], memory_order_acquire);

	if (rule)
		return rule;
	pthread_mutex_lock(&built_in->lock);
	rule = atomic_load_explicit(&built_in->rules[number], memory_order_acquire);
	if (rule == NULL) {
		rule = read_rule(number, &built_in->arena);
		atomic_store_explicit(&built_in->rules[number], rule, memory_order_release);
	}
	pthread_mutex_unlock(&built_in->lock);
	return rule;
}
