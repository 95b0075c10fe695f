/* Containers and keys of JSON. The pointer of a container is built when a value in it asks for its own. */
#include "extract/json_state.h"

#include "base/bytes.h"

/* Builds the pointers of the containers up to this depth. */
static void point(struct pl_json_content *j, unsigned depth)
{
	unsigned from = depth < PL_JSON_LEVELS ? depth : PL_JSON_LEVELS, to = from;

	while (from > 0 && !j->levels[from - 1].is_pointed)
		from--;
	for (; from < to; from++) {
		struct pl_json_level *l = &j->levels[from], *outer = l - 1;

		if (outer->is_array)
			pl_json_pointer_index(&j->pointer, outer->pointer_len, l->place);
		else
			pl_json_pointer_key(&j->pointer, outer->pointer_len, pl_json_key_text(l->key));
		l->pointer_len = j->pointer.len;
		l->is_pointed = true;
	}
}

void pl_json_level_value(struct pl_json_content *j)
{
	struct pl_json_level *in = pl_json_here(j);

	if (in == NULL)
		return;
	point(j, j->depth);
	if (in->is_array)
		pl_json_pointer_index(&j->pointer, in->pointer_len, in->index++);
	else
		pl_json_pointer_key(&j->pointer, in->pointer_len, pl_json_key_of(j));
}

/* A member whose key is not kept has its pointer built while the key is there. */
static void begin_in(struct pl_json_content *j, struct pl_json_level *l, struct pl_json_level *outer)
{
	l->key = outer->is_array ? NULL : j->known;
	l->place = outer->is_array ? outer->index++ : 0;
	l->is_pointed = false;
	if (l->key || outer->is_array)
		return;
	point(j, j->depth - 1);
	pl_json_pointer_key(&j->pointer, outer->pointer_len, pl_json_key_of(j));
	l->pointer_len = j->pointer.len;
	l->is_pointed = true;
}

void pl_json_level_begin(struct pl_json_content *j, bool is_array, struct pl_span at)
{
	struct pl_json_level *l = pl_json_here(j);

	j->containers++;
	if (j->depth > j->deepest)
		j->deepest = j->depth;
	pl_json_numbers_begin(&j->numbers, !is_array);
	if (l == NULL) {
		/* A pointer is not built for what is deeper; that of its outermost one is the last. */
		if (j->depth == PL_JSON_LEVELS + 1) {
			j->depth--;
			pl_json_level_value(j);
			j->depth++;
		}
		return;
	}
	if (j->depth > 1) {
		begin_in(j, l, l - 1);
	} else {
		l->key = NULL;
		l->pointer_len = 0;
		l->is_pointed = true;
	}
	l->is_array = is_array;
	l->is_buffer = false;
	l->index = 0;
	l->members = 0;
	l->begin = j->position - 1;
	l->at = at;
	l->number = ++j->objects;
	l->keys = j->keys.len;
	pl_json_members_begin(&l->said);
}

/* Does it stand for bytes or for a file that got lost, or end what may? */
static bool is_worth_a_look(const struct pl_json_content *j, const struct pl_json_level *l)
{
	return j->numbers.is_held || (j->numbers.bytes.is_open && j->numbers.bytes.count > 0) || (!l->is_array && l->members == 0);
}

static void look(struct pl_json_content *j, const struct pl_json_level *l, struct pl_span end)
{
	struct pl_json_container c;

	point(j, j->depth + 1);
	c = (struct pl_json_container){ .pointer = { j->pointer.text, l->pointer_len },
		                        .is_array = l->is_array,
		                        .in_object = pl_json_here(j) && !pl_json_here(j)->is_array,
		                        .is_buffer = l->is_buffer,
		                        .members = l->members,
		                        .depth = j->depth + 1,
		                        .bytes = j->position - l->begin,
		                        .at = l->at };
	if (l->at.origin == end.origin && end.off >= l->at.off)
		c.at.len = end.off + end.len - l->at.off;
	pl_json_numbers_end(&j->numbers, &c);
}

void pl_json_level_end(struct pl_json_content *j, struct pl_span at)
{
	struct pl_json_level *l = j->depth < PL_JSON_LEVELS ? &j->levels[j->depth] : NULL;

	if (l == NULL)
		return;
	if (is_worth_a_look(j, l))
		look(j, l, at);
	j->numbers.bytes.is_open = false;
	if (l->said.waiting > 0)
		pl_json_siblings_close(&j->siblings, &l->said);
	if (j->keys.len > l->keys)
		pl_json_keys_drop(&j->keys, l->keys);
}

void pl_json_level_twice(struct pl_json_content *j, struct pl_span at)
{
	if (j->wants_keys && !pl_row_has(j->content, PL_FACT_content_json_duplicate_key))
		pl_row_str(j->content, PL_FACT_content_json_duplicate_key, pl_json_key_of(j), at);
}

void pl_json_level_key(struct pl_json_content *j, struct pl_str text, bool is_cut, struct pl_span at)
{
	struct pl_json_level *in = pl_json_here(j);
	struct pl_json_key *key = NULL;

	if (in && !is_cut)
		key = pl_json_seen_find(&j->seen, j->depth, text);
	else
		j->seen.last = NULL;
	if (key) {
		if (pl_json_level_known(j, in, key))
			pl_json_level_twice(j, at);
		return;
	}
	j->known = NULL;
	j->key_is_cut = is_cut;
	if (text.ptr != j->key)
		memcpy(j->key, text.ptr, text.len);
	j->key_len = text.len;
	pl_json_bytes_key(&j->numbers.bytes, text);
	if (in)
		in->members++;
	if (!j->wants_keys)
		return;
	if (in == NULL || is_cut)
		j->keys.is_full = true;
	else if (pl_json_keys_add(&j->keys, in->number, text))
		pl_json_level_twice(j, at);
}
