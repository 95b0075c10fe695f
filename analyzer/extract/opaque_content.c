/* Content that is no container plimsoll reads: one field. */
#include "extract/content.h"
#include "extract/field.h"

struct opaque_content {
	struct pl_field *field;
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
	bool is_part = content->up->scope == PL_SCOPE_part;
	const struct pl_str none = { NULL, 0 };

	pl_field_begin(o->field, content, is_part ? "part" : "body",
	               is_part ? pl_row_text(content, PL_FACT_part_name) : none, none);
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
