/* Content that is no container plimsoll reads: one field. */
#include "extract/content.h"
#include "extract/field.h"

struct opaque_content {
	struct pl_field *field;
	struct pl_row *content;
};

static void *create(struct pl_context *x, unsigned depth)
{
	struct opaque_content *o = pl_arena_alloc(&x->forever, sizeof(*o));

	(void)depth;
	o->field = pl_field_new(x);
	return o;
}

static void begin(void *state, struct pl_row *content)
{
	struct opaque_content *o = state;

	o->content = content;
	pl_field_begin(o->field, content, "body", (struct pl_str){ NULL, 0 }, (struct pl_str){ NULL, 0 });
}

static void add(void *state, struct pl_run run)
{
	struct opaque_content *o = state;

	pl_field_add(o->field, run, run.len);
}

static void finish(void *state)
{
	struct opaque_content *o = state;

	pl_field_end(o->field);
}

const struct pl_content_kind pl_opaque_content = { "opaque", create, begin, add, finish };
