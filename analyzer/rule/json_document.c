/* One JSON file of a pack, as a table of its values: a container is followed by what it holds, up to its `end`. */
#include "rule/json_document.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "parse/json.h"
#include "rule/rule.h"

#define INT_MAX_EXACT ((int64_t)1 << 53)

enum kind { STRING, NUMBER, LITERAL, ARRAY, OBJECT };

struct pl_document_node {
	enum kind kind;
	char literal;      /* t, f or n */
	struct pl_str key; /* raw; empty in an array */
	struct pl_str text;
	int64_t number;    /* -1 for one that is not whole or out of range */
	size_t at, stop;   /* of the value in the text; behind it, of a container */
	size_t end;        /* the node behind it and all it holds */
	size_t parent;
};

struct reader {
	struct pl_document *d;
	struct pl_arena *arena;
	struct plimsoll_error *err;
	struct pl_buf text; /* of the string being read */
	bool is_escaped;
	size_t string_at;
	struct pl_str key;  /* of the value to come */
	size_t len, room;
	size_t open;        /* the container being filled */
};

static bool fail_at(const struct pl_document *d, size_t offset, struct plimsoll_error *err, const char *message)
{
	pl_fail(err, PLIMSOLL_RULES, d->path, "%s", message);
	pl_fail_at(err, d->text, offset);
	return false;
}

static const struct pl_document_node *member(const struct pl_document *d, struct pl_str key)
{
	for (size_t i = d->object + 1; i < d->nodes[d->object].end; i = d->nodes[i].end)
		if (pl_str_equal(d->nodes[i].key, key))
			return &d->nodes[i];
	return NULL;
}

bool pl_document_fail(const struct pl_document *d, const char *key, size_t within, struct plimsoll_error *err,
                      const char *message)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	if (n == NULL)
		return fail_at(d, d->nodes[d->object].at, err, message);
	return fail_at(d, n->at + (n->kind == STRING ? 1 + within : 0), err, message);
}

static struct pl_document_node *add(struct reader *r, enum kind kind, size_t at)
{
	struct pl_document_node *n;

	if (r->len == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->d->nodes = pl_memory_grow(r->d->nodes, r->room * sizeof(*r->d->nodes));
	}
	n = &r->d->nodes[r->len++];
	*n = (struct pl_document_node){ .kind = kind, .key = r->key, .at = at, .end = r->len, .parent = r->open };
	r->key = PL_STR("");
	return n;
}

static void end_container(struct reader *r, size_t at)
{
	r->d->nodes[r->open].stop = at + 1;
	r->d->nodes[r->open].end = r->len;
	r->open = r->d->nodes[r->open].parent;
}

/* The key that ends at `end`. */
static bool take_key(struct reader *r, size_t end)
{
	struct pl_document object = { .nodes = r->d->nodes, .object = r->open };

	r->key = (struct pl_str){ r->d->text.ptr + r->string_at + 1, end - r->string_at - 1 };
	r->d->nodes[r->open].end = r->len;
	return member(&object, r->key) == NULL || fail_at(r->d, r->string_at + 1, r->err, "this key stands twice");
}

static void take_string(struct reader *r, size_t end)
{
	struct pl_document_node *n = add(r, STRING, r->string_at);

	if (r->is_escaped)
		n->text = pl_arena_str(r->arena, pl_buf_str(&r->text));
	else
		n->text = (struct pl_str){ r->d->text.ptr + r->string_at + 1, end - r->string_at - 1 };
}

static void take_number(struct reader *r, const struct pl_json_event *ev)
{
	bool is_good = ev->number->is_integer && ev->number->fits && ev->number->value <= INT_MAX_EXACT;

	add(r, NUMBER, (size_t)ev->span.off)->number = is_good ? ev->number->value : -1;
}

static bool refuse_oddity(const struct reader *r, const struct pl_json_event *ev)
{
	char message[128];

	snprintf(message, sizeof(message), "this is not RFC 8259 JSON (%s)", pl_json_oddity_name(ev->oddity));
	return fail_at(r->d, (size_t)ev->span.off, r->err, message);
}

static bool take_event(struct reader *r, const struct pl_json_event *ev)
{
	size_t at = (size_t)ev->span.off;

	switch (ev->kind) {
	case PL_JSON_OBJECT_BEGIN:
	case PL_JSON_ARRAY_BEGIN:
		add(r, ev->kind == PL_JSON_OBJECT_BEGIN ? OBJECT : ARRAY, at);
		r->open = r->len - 1;
		break;
	case PL_JSON_OBJECT_END:
	case PL_JSON_ARRAY_END:
		end_container(r, at);
		break;
	case PL_JSON_STRING_BEGIN:
		r->string_at = at;
		r->is_escaped = false;
		pl_buf_clear(&r->text);
		break;
	case PL_JSON_TEXT:
		r->is_escaped |= ev->span.len != ev->run.len;
		pl_buf_add(&r->text, ev->run.ptr, ev->run.len);
		break;
	case PL_JSON_STRING_END:
		if (ev->is_key)
			return take_key(r, at);
		take_string(r, at);
		break;
	case PL_JSON_NUMBER:
		take_number(r, ev);
		break;
	case PL_JSON_LITERAL:
		add(r, LITERAL, at)->literal = ev->literal;
		break;
	case PL_JSON_ODDITY:
		return refuse_oddity(r, ev);
	case PL_JSON_BAD:
		return fail_at(r->d, at, r->err, ev->problem);
	case PL_JSON_MORE:
	case PL_JSON_END:
		break;
	}
	return true;
}

static bool read_nodes(struct reader *r)
{
	struct pl_json p = { 0 };
	struct pl_run run = { (const unsigned char *)r->d->text.ptr, r->d->text.len, 1, 0 };

	for (;;) {
		const struct pl_json_event *ev = pl_json_next(&p, &run);

		if (ev->kind == PL_JSON_MORE)
			ev = pl_json_finish(&p);
		if (ev->kind == PL_JSON_END)
			return true;
		if (!take_event(r, ev))
			return false;
	}
}

bool pl_document_open(struct pl_document *d, const char *path, struct pl_str text, struct pl_arena *arena,
                      struct plimsoll_error *err)
{
	struct reader r = { .d = d, .arena = arena, .err = err };
	bool is_good;

	*d = (struct pl_document){ .text = text, .path = path };
	pl_buf_init(&r.text, PL_LIMIT_RULE_FILE);
	is_good = read_nodes(&r);
	pl_buf_free(&r.text);
	if (is_good && d->nodes[0].kind != OBJECT)
		is_good = fail_at(d, 0, err, "an object is due: { \"rule\": … }");
	if (!is_good)
		pl_document_close(d);
	return is_good;
}

void pl_document_close(struct pl_document *d)
{
	free(d->nodes);
	d->nodes = NULL;
}

bool pl_document_string(const struct pl_document *d, const char *key, struct pl_str *value, struct plimsoll_error *err)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	*value = n ? n->text : (struct pl_str){ NULL, 0 };
	return n == NULL || n->kind == STRING || pl_document_fail(d, key, 0, err, "a string is due here");
}

bool pl_document_strings(const struct pl_document *d, const char *key, struct pl_arena *arena,
                         const struct pl_str **values, size_t *len, struct plimsoll_error *err)
{
	const struct pl_document_node *array = member(d, pl_str_from(key));
	struct pl_str *copies;
	size_t first;

	*values = NULL;
	*len = 0;
	if (array == NULL)
		return true;
	first = (size_t)(array - d->nodes) + 1;
	*values = copies = pl_arena_alloc(arena, (array->end - first + 1) * sizeof(*copies));
	for (size_t i = first; i < array->end && d->nodes[i].kind == STRING; i++)
		copies[(*len)++] = d->nodes[i].text;
	return (array->kind == ARRAY && *len == array->end - first) ||
	       pl_document_fail(d, key, 0, err, "an array of strings is due here");
}

struct pl_str pl_document_source(const struct pl_document *d, const char *key)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	return n && n->stop > 0 ? (struct pl_str){ d->text.ptr + n->at, n->stop - n->at } : PL_STR("");
}

bool pl_document_int(const struct pl_document *d, const char *key, bool *is_there, uint64_t *value,
                     struct plimsoll_error *err)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	*is_there = n != NULL;
	*value = n ? (uint64_t)n->number : 0;
	return n == NULL || (n->kind == NUMBER && n->number >= 0) ||
	       pl_document_fail(d, key, 0, err, "a whole number is due here");
}

bool pl_document_ints(const struct pl_document *d, const char *key, struct pl_arena *arena, const uint64_t **values,
                      size_t *len, struct plimsoll_error *err)
{
	const struct pl_document_node *array = member(d, pl_str_from(key));
	uint64_t *copies;
	size_t first;

	*values = NULL;
	*len = 0;
	if (array == NULL)
		return true;
	first = (size_t)(array - d->nodes) + 1;
	*values = copies = pl_arena_alloc(arena, (array->end - first + 1) * sizeof(*copies));
	for (size_t i = first; i < array->end && d->nodes[i].kind == NUMBER && d->nodes[i].number >= 0; i++)
		copies[(*len)++] = (uint64_t)d->nodes[i].number;
	return (array->kind == ARRAY && *len == array->end - first) ||
	       pl_document_fail(d, key, 0, err, "an array of whole numbers is due here");
}

bool pl_document_flag(const struct pl_document *d, const char *key, bool *value, struct plimsoll_error *err)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	*value = n && n->kind == LITERAL && n->literal == 't';
	return n == NULL || (n->kind == LITERAL && n->literal != 'n') ||
	       pl_document_fail(d, key, 0, err, "true or false is due here");
}

size_t pl_document_count(const struct pl_document *d, const char *key)
{
	const struct pl_document_node *array = member(d, pl_str_from(key));
	size_t count = 0;

	if (array == NULL || array->kind != ARRAY)
		return 0;
	for (size_t i = (size_t)(array - d->nodes) + 1; i < array->end; i = d->nodes[i].end)
		count++;
	return count;
}

bool pl_document_next(const struct pl_document *d, const char *key, bool *is_there, struct pl_document *item,
                      struct plimsoll_error *err)
{
	const struct pl_document_node *array = member(d, pl_str_from(key));
	size_t i = item->nodes ? d->nodes[item->object].end : array ? (size_t)(array - d->nodes) + 1 : 0;

	*is_there = array && i < array->end;
	*item = (struct pl_document){ d->text, d->path, d->nodes, i };
	return array == NULL || (array->kind == ARRAY && (!*is_there || d->nodes[i].kind == OBJECT)) ||
	       pl_document_fail(d, key, 0, err, "an array of objects is due here");
}

bool pl_document_object(const struct pl_document *d, const char *key, bool *is_there, struct pl_document *object,
                        struct plimsoll_error *err)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	*is_there = n != NULL;
	*object = (struct pl_document){ d->text, d->path, d->nodes, n ? (size_t)(n - d->nodes) : 0 };
	return n == NULL || n->kind == OBJECT || pl_document_fail(d, key, 0, err, "an object is due here");
}

bool pl_document_key(const struct pl_document *d, size_t *at, struct pl_str *key)
{
	*at = *at ? d->nodes[*at].end : d->object + 1;
	if (*at >= d->nodes[d->object].end)
		return false;
	*key = d->nodes[*at].key;
	return true;
}

size_t pl_document_at(const struct pl_document *d, const char *key)
{
	const struct pl_document_node *n = member(d, pl_str_from(key));

	return n ? n->at : d->nodes[d->object].at;
}

static bool unknown_key(const struct pl_document *d, struct pl_str key, const char *const *keys, size_t len,
                        struct plimsoll_error *err)
{
	struct pl_str *names = pl_memory_alloc(len * sizeof(*names)), nearest;

	for (size_t i = 0; i < len; i++)
		names[i] = pl_str_from(keys[i]);
	nearest = pl_rule_nearest(key, names, len);
	pl_fail(err, PLIMSOLL_RULES, d->path, "there is no key \"%.*s\"%s%.*s%s", PL_STR_ARG(key),
	        nearest.len ? "; did you mean \"" : "", PL_STR_ARG(nearest), nearest.len ? "\"?" : "");
	pl_fail_at(err, d->text, (size_t)(key.ptr - d->text.ptr));
	free(names);
	return false;
}

bool pl_document_knows(const struct pl_document *d, const char *const *keys, size_t len, struct plimsoll_error *err)
{
	for (size_t i = d->object + 1; i < d->nodes[d->object].end; i = d->nodes[i].end) {
		bool is_known = false;

		for (size_t k = 0; k < len && !is_known; k++)
			is_known = pl_str_equal(d->nodes[i].key, pl_str_from(keys[k]));
		if (!is_known)
			return unknown_key(d, d->nodes[i].key, keys, len, err);
	}
	return true;
}
