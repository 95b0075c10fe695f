/* The reader of JSON contents: facts of the document, and a field for every string. */
#include "base/bytes.h"
#include "extract/content.h"
#include "extract/field.h"
#include "extract/json_keys.h"
#include "extract/json_nested.h"
#include "extract/json_numbers.h"
#include "extract/json_pointer.h"
#include "extract/json_problems.h"
#include "extract/json_siblings.h"
#include "parse/json.h"

#define LEVELS 64 /* of nesting that a pointer tells */

struct level {
	size_t pointer_len; /* of the container itself */
	uint64_t index;     /* of the next array element */
	bool is_array;
	bool is_buffer;     /* it has "type": "Buffer" */
	unsigned members;   /* of an object, as far as they were counted */
	uint64_t begin;     /* where it begins, counted in bytes of the content */
	struct pl_span at;
	uint64_t number;    /* of the container */
	size_t keys;        /* of the objects around it */
	struct pl_json_members said;
};

struct json_content {
	struct pl_context *x;
	struct pl_row *content;
	struct pl_json parser;
	struct level levels[LEVELS];
	struct pl_json_pointer pointer;
	char key[256];
	size_t key_len;
	bool key_is_cut, wants_keys, wants_nested;
	bool may_idle; /* what a value may set besides is not asked for here */
	unsigned deepest;
	uint64_t values, containers;
	uint64_t position;         /* bytes of the content up to the event */
	struct pl_json_keys keys;
	struct pl_json_nested nested;
	struct pl_json_numbers numbers;
	struct pl_json_siblings siblings;
	bool is_over;
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct json_content *j = pl_arena_alloc(&x->forever, sizeof(*j));

	(void)depth;
	j->x = j->siblings.x = x;
	j->numbers.field = pl_field_new(x);
	j->wants_keys = pl_context_wants(x, PL_FACT_content_json_duplicate_key);
	j->wants_nested = pl_context_wants(x, PL_FACT_content_json_root_nested) ||
	                  pl_context_wants(x, PL_FACT_field_json_nested);
	return j;
}

static void begin(void *state, struct pl_row *content)
{
	struct json_content *j = state;

	j->content = j->numbers.content = content;
	j->parser = (struct pl_json){ 0 };
	j->pointer.len = j->key_len = 0;
	j->deepest = 0;
	j->values = j->containers = j->position = 0;
	j->numbers.bytes.is_open = j->numbers.is_held = false;
	pl_json_keys_drop(&j->keys, 0);
	j->keys.is_full = j->is_over = false;
	/* A form has names of its own. */
	j->may_idle = j->x->listener.is_idle && !pl_row_get(content, PL_FACT_content_is_form_type)->flag &&
	              !pl_row_get(content, PL_FACT_part_in_form_data)->flag;
}

static struct level *here(struct json_content *j)
{
	return j->parser.depth > 0 && j->parser.depth <= LEVELS ? &j->levels[j->parser.depth - 1] : NULL;
}

static struct pl_str key_of(const struct json_content *j)
{
	return (struct pl_str){ j->key, j->key_len };
}

static void point_at_value(struct json_content *j, struct level *in)
{
	if (in && in->is_array)
		pl_json_pointer_index(&j->pointer, in->pointer_len, in->index++);
	else if (in)
		pl_json_pointer_key(&j->pointer, in->pointer_len, key_of(j));
}

static void root(struct json_content *j, const char *kind, struct pl_span at)
{
	if (j->values + j->containers == 1)
		pl_row_str(j->content, PL_FACT_content_json_root, pl_str_from(kind), at);
}

/* The parser has closed it already: its level is the next one. */
static void container_end(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *l = j->parser.depth < LEVELS ? &j->levels[j->parser.depth] : NULL;
	struct pl_json_container c;

	if (l == NULL)
		return;
	c = (struct pl_json_container){ .pointer = { j->pointer.text, l->pointer_len },
		                        .is_array = l->is_array,
		                        .in_object = here(j) && !here(j)->is_array,
		                        .is_buffer = l->is_buffer,
		                        .members = l->members,
		                        .depth = j->parser.depth + 1,
		                        .bytes = j->position - l->begin,
		                        .at = l->at };
	if (l->at.origin == ev->span.origin && ev->span.off >= l->at.off)
		c.at.len = ev->span.off + ev->span.len - l->at.off;
	pl_json_numbers_end(&j->numbers, &c);
	pl_json_siblings_close(&j->siblings, &l->said);
	pl_json_keys_drop(&j->keys, l->keys);
}

static void container(struct json_content *j, const struct pl_json_event *ev)
{
	unsigned depth = j->parser.depth;
	struct level *outer = depth > 1 && depth - 1 <= LEVELS ? &j->levels[depth - 2] : NULL, *l = here(j);

	j->containers++;
	root(j, ev->kind == PL_JSON_ARRAY_BEGIN ? "array" : "object", ev->span);
	point_at_value(j, outer);
	if (depth > j->deepest)
		j->deepest = depth;
	pl_json_numbers_begin(&j->numbers, ev->kind == PL_JSON_OBJECT_BEGIN);
	if (l)
		*l = (struct level){ .pointer_len = j->pointer.len,
			             .is_array = ev->kind == PL_JSON_ARRAY_BEGIN,
			             .begin = j->position - 1,
			             .at = ev->span,
			             .number = j->containers,
			             .keys = j->keys.len };
}

static void string_begin(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *in = here(j);
	struct pl_str name = { NULL, 0 };

	if (ev->is_key) {
		j->key_len = 0;
		j->key_is_cut = false;
		return;
	}
	j->values++;
	j->numbers.bytes.is_open = false;
	pl_json_nested_begin(&j->nested);
	root(j, "string", ev->span);
	point_at_value(j, in);
	if (in && !in->is_array)
		name = key_of(j);
	pl_field_begin(pl_json_siblings_field(&j->siblings), j->content, "json", name,
	               (struct pl_str){ j->pointer.text, j->pointer.len });
}

static void text(struct json_content *j, const struct pl_json_event *ev, bool in_key)
{
	size_t room = sizeof(j->key) - j->key_len;

	if (ev->span.len > ev->run.len && ev->run.len > 1 && !pl_json_is_better_escaped(pl_run_text(&ev->run)))
		pl_row_count(j->content, PL_FACT_content_json_escape_bytes, ev->span.len - ev->run.len, ev->span);
	if (!in_key) {
		pl_field_add(pl_json_siblings_field(&j->siblings), ev->run, (size_t)ev->span.len);
		if (j->wants_nested)
			pl_json_nested_add(&j->nested, ev->run);
		return;
	}
	j->key_is_cut |= ev->run.len > room;
	room = ev->run.len < room ? ev->run.len : room;
	memcpy(j->key + j->key_len, ev->run.ptr, room);
	j->key_len += room;
}

static void key_end(struct json_content *j, struct level *in, struct pl_span at)
{
	pl_json_bytes_key(&j->numbers.bytes, key_of(j));
	if (in)
		in->members++;
	if (!j->wants_keys)
		return;
	if (in == NULL || j->key_is_cut)
		j->keys.is_full = true;
	else if (pl_json_keys_add(&j->keys, in->number, key_of(j)) &&
	         !pl_row_has(j->content, PL_FACT_content_json_duplicate_key))
		pl_row_str(j->content, PL_FACT_content_json_duplicate_key, key_of(j), at);
}

/* From the opening quote to the closing one. */
static struct pl_span whole_string(struct pl_span from, struct pl_span end)
{
	if (from.origin == end.origin && end.off >= from.off)
		from.len = end.off + end.len - from.off;
	return from;
}

static void string_end(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *in = here(j);
	struct pl_field *field = pl_json_siblings_field(&j->siblings);
	struct pl_span root = pl_row_get(j->content, PL_FACT_content_json_root)->at;
	bool may_wait;

	if (ev->is_key) {
		key_end(j, in, ev->span);
		return;
	}
	if (j->wants_nested && pl_json_nested_finish(&j->nested)) {
		pl_field_set_nested(field);
		if (j->parser.depth == 0)
			pl_row_flag(j->content, PL_FACT_content_json_root_nested, whole_string(root, ev->span));
	}
	if (in && !in->is_array && pl_str_equal(key_of(j), PL_STR("type")) &&
	    pl_str_equal(pl_field_text(field), PL_STR("Buffer")))
		in->is_buffer = true;
	may_wait = pl_field_finish(field);
	if (may_wait && in && !in->is_array) {
		pl_json_siblings_wait(&j->siblings, &in->said);
		return;
	}
	if (in && !in->is_array)
		pl_json_siblings_add(&in->said, key_of(j), field);
	pl_field_close(field, NULL);
}

static void plain_scalar(struct json_content *j, struct level *in, bool is_integer, int64_t value)
{
	j->values++;
	if (in)
		in->index++;
	if (is_integer)
		pl_json_bytes_number(&j->numbers.bytes, value);
	else
		j->numbers.bytes.is_open = false;
}

static void scalar(struct json_content *j, const struct pl_json_event *ev)
{
	bool is_integer = ev->kind == PL_JSON_NUMBER && ev->number->is_integer && ev->number->fits;

	plain_scalar(j, here(j), is_integer, is_integer ? ev->number->value : 0);
	root(j, ev->kind == PL_JSON_NUMBER ? "number" : "literal", ev->span);
	if (ev->kind == PL_JSON_NUMBER && pl_json_is_big(ev->number))
		pl_row_str(j->content, PL_FACT_content_json_big_integer, (struct pl_str){ ev->number->text, ev->number->len },
		           ev->span);
}

static void take(struct json_content *j, const struct pl_json_event *ev)
{
	switch (ev->kind) {
	case PL_JSON_OBJECT_BEGIN:
	case PL_JSON_ARRAY_BEGIN:
		container(j, ev);
		break;
	case PL_JSON_STRING_BEGIN:
		string_begin(j, ev);
		break;
	case PL_JSON_TEXT:
		text(j, ev, j->parser.is_key);
		break;
	case PL_JSON_STRING_END:
		string_end(j, ev);
		break;
	case PL_JSON_NUMBER:
	case PL_JSON_LITERAL:
		scalar(j, ev);
		break;
	case PL_JSON_ODDITY:
		pl_json_oddity_facts(j->content, ev);
		break;
	case PL_JSON_BAD:
		pl_json_problem(j->content, ev->problem, ev->span);
		j->is_over = true;
		break;
	case PL_JSON_OBJECT_END:
	case PL_JSON_ARRAY_END:
		container_end(j, ev);
		break;
	case PL_JSON_END:
	case PL_JSON_MORE:
		break;
	}
}

/* The name that a value is known by: its key, or that of the array it is in; empty when that takes longer to tell. */
static struct pl_str name_of(const struct json_content *j, const struct level *in)
{
	struct pl_str name = in->is_array ? pl_json_pointer_name((struct pl_str){ j->pointer.text, in->pointer_len }) : key_of(j);

	if (in->is_array && name.len > 0 && pl_is_digit(name.ptr[0]))
		name.len = 0;
	return name;
}

/* Is it a string that sets no fact and is no one's concern? */
static bool is_idle(const struct json_content *j, const struct level *in, struct pl_str text)
{
	const struct pl_listener *listener = &j->x->listener;
	struct pl_str name;

	if (!j->may_idle || in == NULL || text.len == 0 || text.len >= PL_FIELD_PLAIN_MAX || pl_weight_wants(&j->x->weight, text.len))
		return false;
	name = name_of(j, in);
	return name.len > 0 && (in->is_array || !pl_json_siblings_speaks(name)) && pl_field_is_plain(text) &&
	       listener->is_idle(listener->ctx, j->content, name, text);
}

static void take_key(struct json_content *j, struct level *in, const struct pl_run *key)
{
	j->key_len = key->len < sizeof(j->key) ? key->len : sizeof(j->key);
	j->key_is_cut = j->key_len < key->len;
	memcpy(j->key, key->ptr, j->key_len);
	key_end(j, in, (struct pl_span){ key->origin, key->off + key->len, 1 });
}

/* The events that the string stands for. */
static void take_string(struct json_content *j, const struct pl_run *string)
{
	struct pl_json_event ev = { .kind = PL_JSON_STRING_BEGIN, .span = { string->origin, string->off - 1, 1 } };

	string_begin(j, &ev);
	ev.span = (struct pl_span){ string->origin, string->off, string->len };
	ev.run = *string;
	if (string->len > 0)
		text(j, &ev, false);
	ev.span = (struct pl_span){ string->origin, string->off + string->len, 1 };
	ev.run = (struct pl_run){ 0 };
	string_end(j, &ev);
}

static void take_quick(struct json_content *j, const struct pl_json_quick *q)
{
	struct level *in = here(j);

	if (q->kind == PL_JSON_NUMBER || q->kind == PL_JSON_LITERAL) {
		plain_scalar(j, in, q->kind == PL_JSON_NUMBER && q->is_integer, q->value);
	} else if (q->is_key) {
		take_key(j, in, &q->text);
	} else if (!is_idle(j, in, pl_run_text(&q->text))) {
		take_string(j, &q->text);
	} else {
		j->values++;
		j->numbers.bytes.is_open = false;
		in->index += in->is_array;
	}
}

static void add(void *state, struct pl_run run)
{
	struct json_content *j = state;
	struct pl_json_quick quick;

	while (!j->is_over) {
		size_t before = run.len;
		const struct pl_json_event *ev;

		if (pl_json_take(&j->parser, &run, &quick)) {
			j->position += before - run.len;
			take_quick(j, &quick);
			continue;
		}
		ev = pl_json_next(&j->parser, &run);
		j->position += before - run.len;
		if (ev->kind == PL_JSON_MORE)
			return;
		take(j, ev);
	}
}

static void finish(void *state)
{
	struct json_content *j = state;

	while (!j->is_over) {
		const struct pl_json_event *ev = pl_json_finish(&j->parser);

		take(j, ev);
		j->is_over |= ev->kind == PL_JSON_END;
	}
	pl_json_siblings_flush(&j->siblings);
	if (j->keys.is_full && !pl_row_has(j->content, PL_FACT_content_json_duplicate_key))
		pl_row_unknown(j->content, PL_FACT_content_json_duplicate_key);
	pl_row_int(j->content, PL_FACT_content_json_space_bytes, j->parser.space, j->content->at);
	pl_row_int(j->content, PL_FACT_content_json_depth, j->deepest, j->content->at);
	pl_row_int(j->content, PL_FACT_content_json_values, j->values, j->content->at);
}

const struct pl_content_kind pl_json_content = { "json", create, begin, add, finish };
