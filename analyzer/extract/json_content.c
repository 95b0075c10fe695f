/* The reader of JSON contents: facts of the document, and a field for every string. */
#include "extract/content.h"
#include "extract/field.h"
#include "parse/json.h"

#include <stdio.h>

#define LEVELS 64 /* of nesting that a pointer tells */

struct level {
	size_t pointer_len; /* of the container itself */
	uint64_t index;     /* of the next array element */
	bool is_array;
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
	j->values = 0;
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

static void container(struct json_content *j, const struct pl_json_event *ev)
{
	unsigned depth = j->parser.depth;
	struct level *outer = depth > 1 && depth - 1 <= LEVELS ? &j->levels[depth - 2] : NULL;

	root(j, ev->kind == PL_JSON_ARRAY_BEGIN ? "array" : "object", ev->span);
	point_at_value(j, outer);
	if (depth > j->deepest)
		j->deepest = depth;
	if (here(j))
		*here(j) = (struct level){ j->pointer_len, 0, ev->kind == PL_JSON_ARRAY_BEGIN };
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
	point_at_value(j, here(j));
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
		if (!ev->is_key)
			pl_field_end(j->field);
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
	case PL_JSON_END:
	case PL_JSON_MORE:
		break;
	}
}

static void add(void *state, struct pl_run run)
{
	struct json_content *j = state;

	while (!j->is_over) {
		const struct pl_json_event *ev = pl_json_next(&j->parser, &run);

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
