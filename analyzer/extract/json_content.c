/* The reader of JSON contents: facts of the document, and a field for every string. */
#include "extract/content.h"
#include "extract/field.h"
#include "extract/json_bytes.h"
#include "parse/json.h"

#include <stdio.h>

#define LEVELS 64 /* of nesting that a pointer tells */

struct level {
	size_t pointer_len; /* of the container itself */
	uint64_t index;     /* of the next array element */
	bool is_array;
	bool is_buffer;     /* it has "type": "Buffer" */
	unsigned members;   /* of an object, as far as they were counted */
	uint64_t begin;     /* where it begins, counted in bytes of the content */
	struct pl_span at;
};

/* An array under the key "data", until its object shows whether it is a Node Buffer. */
struct held {
	bool is_held, is_data; /* is_data: a blob also without the object around it */
	unsigned depth;        /* of the array */
	struct pl_number_bytes numbers;
	char pointer[PL_LIMIT_POINTER];
	size_t pointer_len;
};

struct json_content {
	struct pl_context *x;
	struct pl_row *content;
	struct pl_json parser;
	struct pl_field *field;
	struct level levels[LEVELS];
	char pointer[PL_LIMIT_POINTER];
	size_t pointer_len;
	char key[256];
	size_t key_len;
	unsigned deepest;
	uint64_t values;
	uint64_t position;         /* bytes of the content up to the event */
	struct pl_json_bytes bytes;
	struct held held;
	bool is_over;
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct json_content *j = pl_arena_alloc(&x->forever, sizeof(*j));

	(void)depth;
	j->x = x;
	j->field = pl_field_new(x);
	return j;
}

static void begin(void *state, struct pl_row *content)
{
	struct json_content *j = state;

	j->content = content;
	j->parser = (struct pl_json){ 0 };
	j->pointer_len = j->key_len = 0;
	j->deepest = 0;
	j->values = j->position = 0;
	j->bytes.is_open = j->held.is_held = false;
	j->is_over = false;
}

static struct level *here(struct json_content *j)
{
	return j->parser.depth > 0 && j->parser.depth <= LEVELS ? &j->levels[j->parser.depth - 1] : NULL;
}

static void append(struct json_content *j, char c)
{
	if (j->pointer_len < sizeof(j->pointer))
		j->pointer[j->pointer_len++] = c;
}

/* The pointer of the value that begins now (RFC 6901): its container's, and its key or index. */
static void point_at_value(struct json_content *j, struct level *in)
{
	char digits[24];

	if (in == NULL)
		return;
	j->pointer_len = in->pointer_len;
	append(j, '/');
	if (in->is_array) {
		int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)in->index++);

		for (int i = 0; i < n; i++)
			append(j, digits[i]);
		return;
	}
	for (size_t i = 0; i < j->key_len; i++) {
		if (j->key[i] == '~' || j->key[i] == '/')
			append(j, '~');
		append(j, j->key[i] == '~' ? '0' : j->key[i] == '/' ? '1' : j->key[i]);
	}
}

static void root(struct json_content *j, const char *kind, struct pl_span at)
{
	if (!pl_row_has(j->content, PL_FACT_content_json_root))
		pl_row_str(j->content, PL_FACT_content_json_root, pl_str_from(kind), at);
}

/* The last segment of a pointer. */
static struct pl_str name_in(struct pl_str pointer)
{
	size_t start = pointer.len;

	while (start > 0 && pointer.ptr[start - 1] != '/')
		start--;
	return (struct pl_str){ pointer.ptr + start, pointer.len - start };
}

static void emit(struct json_content *j, const struct pl_number_bytes *numbers, struct pl_str pointer)
{
	pl_field_begin(j->field, j->content, "json", name_in(pointer), pointer);
	pl_field_numbers(j->field, numbers, NULL);
}

/* The object around is no Node Buffer: the array stands for itself. */
static void release(struct json_content *j)
{
	struct held *h = &j->held;

	if (h->is_held && h->is_data)
		emit(j, &h->numbers, (struct pl_str){ h->pointer, h->pointer_len });
	h->is_held = false;
}

static void hold(struct json_content *j, const struct pl_number_bytes *numbers, struct pl_str pointer, bool is_data)
{
	struct held *h = &j->held;

	h->is_held = true;
	h->is_data = is_data;
	h->depth = j->parser.depth + 1;
	h->numbers = *numbers;
	h->pointer_len = pointer.len;
	memcpy(h->pointer, pointer.ptr, pointer.len);
}

static struct pl_number_bytes number_bytes(const struct json_content *j, const struct level *l, const char *shape,
                                           const struct pl_json_event *end)
{
	struct pl_number_bytes n = { shape, j->bytes.count, j->position - l->begin, j->bytes.head, j->bytes.head_len, l->at };

	if (l->at.origin == end->span.origin && end->span.off >= l->at.off)
		n.at.len = end->span.off + end->span.len - l->at.off;
	return n;
}

/* The parser has closed it already: its level is the next one. */
static void container_end(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *l = j->parser.depth < LEVELS ? &j->levels[j->parser.depth] : NULL;
	struct pl_str pointer = { j->pointer, l ? l->pointer_len : 0 };
	struct pl_number_bytes numbers;
	bool is_data, is_bytes;

	if (l == NULL)
		return;
	is_bytes = j->bytes.is_open && j->bytes.is_object != l->is_array && j->bytes.count > 0;
	is_data = is_bytes && pl_json_bytes_are_data(&j->bytes, name_in(pointer));
	numbers = number_bytes(j, l, l->is_array ? "byte-array" : "typed-array-object", ev);
	if (l->is_array && is_bytes && here(j) && !here(j)->is_array && pl_str_equal(name_in(pointer), PL_STR("data")))
		hold(j, &numbers, pointer, is_data);
	else if (is_data)
		emit(j, &numbers, pointer);
	else if (!l->is_array && l->is_buffer && l->members == 2 && j->held.is_held &&
	         j->held.depth == j->parser.depth + 2) {
		numbers.shape = "node-buffer";
		j->held.is_held = false;
		emit(j, &numbers, pointer);
	} else if (!l->is_array && l->members == 0) {
		pl_field_begin(j->field, j->content, "json", name_in(pointer), pointer);
		pl_field_empty_object(j->field, numbers.at);
	}
	if (!l->is_array)
		release(j);
	j->bytes.is_open = false;
}

static void container(struct json_content *j, const struct pl_json_event *ev)
{
	unsigned depth = j->parser.depth;
	struct level *outer = depth > 1 && depth - 1 <= LEVELS ? &j->levels[depth - 2] : NULL;

	root(j, ev->kind == PL_JSON_ARRAY_BEGIN ? "array" : "object", ev->span);
	point_at_value(j, outer);
	if (depth > j->deepest)
		j->deepest = depth;
	release(j);
	pl_json_bytes_begin(&j->bytes, ev->kind == PL_JSON_OBJECT_BEGIN);
	if (here(j))
		*here(j) = (struct level){ .pointer_len = j->pointer_len,
			                   .is_array = ev->kind == PL_JSON_ARRAY_BEGIN,
			                   .begin = j->position - 1,
			                   .at = ev->span };
}

static void string_begin(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *in = here(j);
	struct pl_str name = { NULL, 0 };

	if (ev->is_key) {
		j->key_len = 0;
		return;
	}
	j->values++;
	j->bytes.is_open = false;
	root(j, "string", ev->span);
	point_at_value(j, in);
	if (in && !in->is_array)
		name = (struct pl_str){ j->key, j->key_len };
	pl_field_begin(j->field, j->content, "json", name, (struct pl_str){ j->pointer, j->pointer_len });
}

static void text(struct json_content *j, const struct pl_json_event *ev, bool in_key)
{
	size_t room = sizeof(j->key) - j->key_len;

	if (!in_key) {
		pl_field_add(j->field, ev->run, (size_t)ev->span.len);
		return;
	}
	room = ev->run.len < room ? ev->run.len : room;
	memcpy(j->key + j->key_len, ev->run.ptr, room);
	j->key_len += room;
}

static void string_end(struct json_content *j, const struct pl_json_event *ev)
{
	struct level *in = here(j);
	struct pl_str key = { j->key, j->key_len };

	if (ev->is_key) {
		pl_json_bytes_key(&j->bytes, key);
		if (in)
			in->members++;
		return;
	}
	if (in && !in->is_array && pl_str_equal(key, PL_STR("type")) &&
	    pl_str_equal(pl_field_text(j->field), PL_STR("Buffer")))
		in->is_buffer = true;
	pl_field_end(j->field);
}

static void problem(struct json_content *j, const char *why, struct pl_span at)
{
	if (!pl_row_has(j->content, PL_FACT_content_json_error))
		pl_row_str(j->content, PL_FACT_content_json_error, pl_str_from(why), at);
}

/* What a dialect's name would not tell a reader; the others are named by it. */
static const char *in_words(enum pl_json_oddity oddity)
{
	if (oddity == PL_JSON_BAD_ESCAPE)
		return "an escape that JSON does not have";
	if (oddity == PL_JSON_SECOND_VALUE)
		return "a second value follows the first";
	if (oddity == PL_JSON_EXOTIC_SPACE)
		return "white space other than space, tab, CR and LF";
	if (oddity == PL_JSON_TOO_DEEP)
		return "nested deeper than the 4096 levels that plimsoll follows";
	return pl_json_oddity_name(oddity);
}

static void oddity(struct json_content *j, const struct pl_json_event *ev)
{
	const char *name = pl_json_oddity_name(ev->oddity);

	if (ev->oddity == PL_JSON_LONE_SURROGATE) {
		pl_row_str(j->content, PL_FACT_content_json_lone_surrogate, pl_str_from(name), ev->span);
		return;
	}
	if (ev->oddity == PL_JSON_INVALID_UTF8)
		pl_row_flag(j->content, PL_FACT_content_json_invalid_utf8, ev->span);
	if (ev->oddity == PL_JSON_CONTROL_IN_STRING || ev->oddity == PL_JSON_NEWLINE_IN_STRING)
		pl_row_flag(j->content, PL_FACT_content_json_control, ev->span);
	if (ev->oddity == PL_JSON_NAN || ev->oddity == PL_JSON_UNDEFINED)
		pl_row_str(j->content, PL_FACT_content_json_nan, pl_str_from(name), ev->span);
	if (!pl_row_has(j->content, PL_FACT_content_json_dialect))
		pl_row_str(j->content, PL_FACT_content_json_dialect, pl_str_from(name), ev->span);
	problem(j, in_words(ev->oddity), ev->span);
}

/* 2^53, above which a double skips integers. */
static bool is_big(const struct pl_json_number *n)
{
	return n->is_integer && (!n->fits || n->value > 9007199254740992 || n->value < -9007199254740992);
}

static void scalar(struct json_content *j, const struct pl_json_event *ev)
{
	j->values++;
	root(j, ev->kind == PL_JSON_NUMBER ? "number" : "literal", ev->span);
	if (here(j))
		here(j)->index++;
	if (ev->kind == PL_JSON_NUMBER && ev->number->is_integer && ev->number->fits)
		pl_json_bytes_number(&j->bytes, ev->number->value);
	else
		j->bytes.is_open = false;
	if (ev->kind == PL_JSON_NUMBER && is_big(ev->number))
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
		oddity(j, ev);
		break;
	case PL_JSON_BAD:
		problem(j, ev->problem, ev->span);
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

static void add(void *state, struct pl_run run)
{
	struct json_content *j = state;

	while (!j->is_over) {
		size_t before = run.len;
		const struct pl_json_event *ev = pl_json_next(&j->parser, &run);

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
	pl_row_int(j->content, PL_FACT_content_json_depth, j->deepest, j->content->at);
	pl_row_int(j->content, PL_FACT_content_json_values, j->values, j->content->at);
}

const struct pl_content_kind pl_json_content = { "json", create, begin, add, finish };
