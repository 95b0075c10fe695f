/* JSON in a string of JSON. */
#include "extract/json_nested.h"

static void begin(struct pl_json_nested *n, struct pl_run *run)
{
	while (run->len > 0 && memchr(" \t\r\n", *run->ptr, 4))
		pl_run_skip(run, 1);
	if (run->len == 0)
		return;
	n->state = *run->ptr == '{' || *run->ptr == '[' ? PL_NESTED_SO_FAR : PL_NESTED_NOT;
	if (n->state == PL_NESTED_SO_FAR)
		n->parser = (struct pl_json){ 0 };
}

static bool speaks_against(const struct pl_json_event *ev)
{
	return ev->kind == PL_JSON_BAD || (ev->kind == PL_JSON_ODDITY && ev->oddity != PL_JSON_LONE_SURROGATE);
}

void pl_json_nested_add(struct pl_json_nested *n, struct pl_run run)
{
	if (n->state == PL_NESTED_NOT || run.len == 0)
		return;
	if (pl_run_is_hole(&run)) {
		n->state = PL_NESTED_NOT;
		return;
	}
	if (n->state == PL_NESTED_UNSEEN)
		begin(n, &run);
	while (n->state == PL_NESTED_SO_FAR) {
		const struct pl_json_event *ev = pl_json_next(&n->parser, &run);

		if (speaks_against(ev))
			n->state = PL_NESTED_NOT;
		if (ev->kind == PL_JSON_MORE)
			return;
	}
}

bool pl_json_nested_finish(struct pl_json_nested *n)
{
	while (n->state == PL_NESTED_SO_FAR) {
		const struct pl_json_event *ev = pl_json_finish(&n->parser);

		if (speaks_against(ev))
			n->state = PL_NESTED_NOT;
		if (ev->kind == PL_JSON_END)
			return true;
	}
	return false;
}
