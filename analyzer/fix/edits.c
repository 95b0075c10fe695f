/* Edits in the order of their places. */
#include "fix/edits.h"

#include <stdlib.h>

#include "base/memory.h"

void pl_edits_add(struct pl_edits *edits, uint64_t at, uint64_t len, struct pl_str text)
{
	if (edits->len == edits->room) {
		edits->room = edits->room ? 2 * edits->room : 16;
		edits->items = pl_memory_grow(edits->items, edits->room * sizeof(*edits->items));
	}
	edits->items[edits->len] = (struct pl_edit){ at, len, pl_arena_str(&edits->arena, text), edits->len };
	edits->len++;
}

static int by_place(const void *a, const void *b)
{
	const struct pl_edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool goes_with(const struct pl_edit *before, const struct pl_edit *edit)
{
	bool is_same = before->at == edit->at && before->len == edit->len && pl_str_equal(before->text, edit->text);

	return !is_same && before->at + before->len <= edit->at;
}

void pl_edits_sort(struct pl_edits *edits)
{
	size_t kept = 0;

	if (edits->len > 1)
		qsort(edits->items, edits->len, sizeof(*edits->items), by_place);
	for (size_t i = 0; i < edits->len; i++)
		if (kept == 0 || goes_with(&edits->items[kept - 1], &edits->items[i]))
			edits->items[kept++] = edits->items[i];
	edits->len = kept;
}

void pl_edits_free(struct pl_edits *edits)
{
	pl_arena_free(&edits->arena);
	free(edits->items);
	*edits = (struct pl_edits){ 0 };
}
