/* The reader of JSON contents: facts of the document, and a field for every string. */
#include "extract/json_state.h"

#include "extract/json_problems.h"

static void *create(struct pl_context *x, unsigned depth)
{
	struct pl_json_content *j = pl_arena_alloc(&x->forever, sizeof(*j));

	(void)depth;
	j->x = j->siblings.x = x;
	j->numbers.field = pl_field_new(x);
	j->seen.arena = &x->forever;
	j->seen.listener = &x->listener;
	j->wants_keys = pl_context_wants(x, PL_FACT_content_json_duplicate_key);
	j->wants_nested = pl_context_wants(x, PL_FACT_content_json_root_nested) ||
	                  pl_context_wants(x, PL_FACT_field_json_nested);
	return j;
}

static void begin(void *state, struct pl_row *content)
{
	struct pl_json_content *j = state;

	j->content = j->numbers.content = content;
	j->parser = (struct pl_json){ 0 };
	j->pointer.len = j->key_len = 0;
	j->known = NULL;
	j->deepest = 0;
	j->values = j->containers = j->position = 0;
	j->numbers.bytes.is_open = j->numbers.is_held = false;
	pl_json_keys_drop(&j->keys, 0);
	pl_json_seen_begin(&j->seen);
	j->keys.is_full = j->is_over = false;
	/* A form has names of its own. */
	j->may_idle = j->x->listener.is_idle && !pl_row_get(content, PL_FACT_content_is_form_type)->flag &&
	              !pl_row_get(content, PL_FACT_part_in_form_data)->flag;
}

static void root(struct pl_json_content *j, const char *kind, struct pl_span at)
{
	if (j->values + j->containers == 1)
		pl_row_str(j->content, PL_FACT_content_json_root, pl_str_from(kind), at);
}

static void container(struct pl_json_content *j, const struct pl_json_event *ev)
{
	pl_json_level_begin(j, ev->kind == PL_JSON_ARRAY_BEGIN, ev->span);
	root(j, ev->kind == PL_JSON_ARRAY_BEGIN ? "array" : "object", ev->span);
}

static void string_begin(struct pl_json_content *j, const struct pl_json_event *ev)
{
	struct pl_json_level *in = pl_json_here(j);
	struct pl_str name = { NULL, 0 };

	if (ev->is_key) {
		j->known = NULL;
		j->key_len = 0;
		j->key_is_cut = false;
		return;
	}
	j->values++;
	j->numbers.bytes.is_open = false;
	pl_json_nested_begin(&j->nested);
	root(j, "string", ev->span);
	pl_json_level_value(j);
	if (in && !in->is_array)
		name = pl_json_key_of(j);
	pl_field_begin(pl_json_siblings_field(&j->siblings), j->content, "json", name,
	               (struct pl_str){ j->pointer.text, j->pointer.len });
}

static void text(struct pl_json_content *j, const struct pl_json_event *ev, bool in_key)
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

/* From the opening quote to the closing one. */
static struct pl_span whole_string(struct pl_span from, struct pl_span end)
{
	if (from.origin == end.origin && end.off >= from.off)
		from.len = end.off + end.len - from.off;
	return from;
}

static void string_end(struct pl_json_content *j, const struct pl_json_event *ev)
{
	struct pl_json_level *in = pl_json_here(j);
	struct pl_field *field = pl_json_siblings_field(&j->siblings);
	struct pl_span root = pl_row_get(j->content, PL_FACT_content_json_root)->at;
	bool may_wait;

	if (ev->is_key) {
		pl_json_level_key(j, pl_json_key_of(j), j->key_is_cut, ev->span);
		return;
	}
	if (j->wants_nested && pl_json_nested_finish(&j->nested)) {
		pl_field_set_nested(field);
		if (j->depth == 0)
			pl_row_flag(j->content, PL_FACT_content_json_root_nested, whole_string(root, ev->span));
	}
	if (in && !in->is_array && pl_str_equal(pl_json_key_of(j), PL_STR("type")) &&
	    pl_str_equal(pl_field_text(field), PL_STR("Buffer")))
		in->is_buffer = true;
	may_wait = pl_field_finish(field);
	if (may_wait && in && !in->is_array) {
		pl_json_siblings_wait(&j->siblings, &in->said);
		return;
	}
	if (in && !in->is_array)
		pl_json_siblings_add(&in->said, pl_json_key_of(j), field);
	pl_field_close(field, NULL);
}

static void scalar(struct pl_json_content *j, const struct pl_json_event *ev)
{
	struct pl_json_level *in = pl_json_here(j);

	j->values++;
	if (in)
		in->index++;
	if (ev->kind == PL_JSON_NUMBER && ev->number->is_integer && ev->number->fits)
		pl_json_bytes_number(&j->numbers.bytes, ev->number->value);
	else
		j->numbers.bytes.is_open = false;
	root(j, ev->kind == PL_JSON_NUMBER ? "number" : "literal", ev->span);
	if (ev->kind == PL_JSON_NUMBER && pl_json_is_big(ev->number))
		pl_row_str(j->content, PL_FACT_content_json_big_integer, (struct pl_str){ ev->number->text, ev->number->len },
		           ev->span);
}

static void take(struct pl_json_content *j, const struct pl_json_event *ev)
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
		pl_json_level_end(j, ev->span);
		break;
	case PL_JSON_END:
	case PL_JSON_MORE:
		break;
	}
}

static void escaped_text(struct pl_json_content *j, struct pl_run run)
{
	const struct pl_json_event *ev;

	pl_json_enter_string(&j->inside);
	while ((ev = pl_json_next(&j->inside, &run))->kind != PL_JSON_MORE)
		if (ev->kind == PL_JSON_TEXT)
			text(j, ev, false);
}

void pl_json_string(struct pl_json_content *j, const struct pl_run *string, bool is_escaped)
{
	struct pl_json_event ev = { .kind = PL_JSON_STRING_BEGIN, .span = { string->origin, string->off - 1, 1 } };

	string_begin(j, &ev);
	ev.span = (struct pl_span){ string->origin, string->off, string->len };
	ev.run = *string;
	if (is_escaped)
		escaped_text(j, *string);
	else if (string->len > 0)
		text(j, &ev, false);
	ev.span = (struct pl_span){ string->origin, string->off + string->len, 1 };
	ev.run = (struct pl_run){ 0 };
	string_end(j, &ev);
}

static void add(void *state, struct pl_run run)
{
	struct pl_json_content *j = state;

	j->state = PL_JSON_UNKNOWN;
	while (!j->is_over) {
		const struct pl_json_event *ev;
		size_t before;

		if (pl_json_tokens(j, &run))
			continue;
		before = run.len;
		ev = pl_json_next(&j->parser, &run);
		j->position += before - run.len;
		if (ev->kind == PL_JSON_MORE)
			return;
		j->depth = j->parser.depth;
		take(j, ev);
		j->state = PL_JSON_UNKNOWN;
	}
}

static void finish(void *state)
{
	struct pl_json_content *j = state;

	while (!j->is_over) {
		const struct pl_json_event *ev = pl_json_finish(&j->parser);

		j->depth = j->parser.depth;
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
