/* A row of facts of one thing. */
#include "fact/row.h"

#include <assert.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"

#define LIST_MAX 64 /* items of a list fact */

void pl_row_init(struct pl_row *row, enum pl_scope scope, struct pl_arena *arena)
{
	assert(pl_fact_count(scope) <= 64 * (size_t)PL_ROW_WORDS);
	*row = (struct pl_row){ .scope = scope };
	row->values = pl_arena_alloc(arena, pl_fact_count(scope) * sizeof(*row->values));
	row->text = pl_arena_bytes(arena, PL_LIMIT_ROW_TEXT);
}

void pl_row_reset(struct pl_row *row, struct pl_row *up)
{
	for (size_t w = 0; w < PL_ROW_WORDS; w++) {
		for (uint64_t bits = row->set[w]; bits; bits &= bits - 1)
			row->values[64 * w + (size_t)__builtin_ctzll(bits)] = (struct pl_value){ .state = PL_ABSENT };
		row->set[w] = row->unknown[w] = 0;
	}
	row->up = up;
	row->at = (struct pl_span){ 0 };
	row->text_used = 0;
}

static bool is_own(const struct pl_row *row, struct pl_str text)
{
	return text.ptr >= row->text && text.ptr < row->text + PL_LIMIT_ROW_TEXT;
}

static struct pl_str moved(struct pl_str text, const struct pl_row *from, const struct pl_row *to)
{
	if (is_own(from, text))
		text.ptr = to->text + (text.ptr - from->text);
	return text;
}

static void copy_bits(struct pl_row *copy, const struct pl_row *row)
{
	memcpy(copy->set, row->set, sizeof(copy->set));
	memcpy(copy->unknown, row->unknown, sizeof(copy->unknown));
}

void pl_row_copy(struct pl_row *copy, const struct pl_row *row)
{
	enum pl_fact first = pl_fact_first(row->scope);

	assert(copy->scope == row->scope);
	memcpy(copy->text, row->text, row->text_used);
	copy->text_used = row->text_used;
	copy_bits(copy, row);
	copy->up = row->up;
	copy->at = row->at;
	for (size_t i = 0; i < pl_fact_count(row->scope); i++) {
		struct pl_value *value = &copy->values[i];

		*value = row->values[i];
		if (value->state != PL_KNOWN)
			continue;
		if (pl_fact_info((enum pl_fact)((size_t)first + i))->type == PL_TYPE_STR)
			value->text = moved(value->text, row, copy);
		assert(pl_fact_info((enum pl_fact)((size_t)first + i))->type != PL_TYPE_LIST);
	}
}

void pl_row_borrow(struct pl_row *borrower, const struct pl_row *row)
{
	assert(borrower->scope == row->scope);
	memcpy(borrower->values, row->values, pl_fact_count(row->scope) * sizeof(*row->values));
	copy_bits(borrower, row);
	borrower->text_used = 0;
}

/* The value that is about to be set. */
static struct pl_value *slot(struct pl_row *row, enum pl_fact fact, enum pl_type type)
{
	size_t i = (size_t)(fact - pl_fact_first(row->scope));

	assert(pl_fact_info(fact)->scope == row->scope && pl_fact_info(fact)->type == type);
	row->set[i / 64] |= (uint64_t)1 << (i % 64);
	row->unknown[i / 64] &= ~((uint64_t)1 << (i % 64));
	return &row->values[i];
}

/* What fits of `text` into the row, in place of `old` when that was kept last or is as long; a value is capped so that no
 * text can crowd out the others. */
static struct pl_str keep(struct pl_row *row, struct pl_str old, struct pl_str text)
{
	size_t len = text.len < PL_LIMIT_FACT_TEXT ? text.len : PL_LIMIT_FACT_TEXT, at = row->text_used;

	if (is_own(row, old) && old.ptr + old.len == row->text + row->text_used)
		row->text_used = at = (size_t)(old.ptr - row->text);
	else if (is_own(row, old) && len <= old.len)
		at = (size_t)(old.ptr - row->text);
	if (len > PL_LIMIT_ROW_TEXT - at)
		len = PL_LIMIT_ROW_TEXT - at;
	if (len > 0)
		memmove(row->text + at, text.ptr, len);
	if (at + len > row->text_used)
		row->text_used = at + len;
	return (struct pl_str){ row->text + at, len };
}

void pl_row_flag(struct pl_row *row, enum pl_fact fact, struct pl_span at)
{
	*slot(row, fact, PL_TYPE_FLAG) = (struct pl_value){ .state = PL_KNOWN, .flag = true, .at = at };
}

void pl_row_int(struct pl_row *row, enum pl_fact fact, uint64_t number, struct pl_span at)
{
	int64_t capped = number > INT64_MAX ? INT64_MAX : (int64_t)number;

	*slot(row, fact, PL_TYPE_INT) = (struct pl_value){ .state = PL_KNOWN, .number = capped, .at = at };
}

void pl_row_str(struct pl_row *row, enum pl_fact fact, struct pl_str text, struct pl_span at)
{
	struct pl_value *value = slot(row, fact, PL_TYPE_STR);
	struct pl_str old = value->state == PL_KNOWN ? value->text : PL_STR("");

	*value = (struct pl_value){ .state = PL_KNOWN, .text = keep(row, old, text), .at = at };
}

void pl_row_str_lower(struct pl_row *row, enum pl_fact fact, struct pl_str text, struct pl_span at)
{
	struct pl_value *value = slot(row, fact, PL_TYPE_STR);
	char *copy;

	pl_row_str(row, fact, text, at);
	copy = row->text + (value->text.ptr - row->text);
	for (size_t i = 0; i < value->text.len; i++)
		copy[i] = pl_lower(copy[i]);
}

void pl_row_add(struct pl_row *row, enum pl_fact fact, struct pl_str item, struct pl_span at)
{
	struct pl_value *value = slot(row, fact, PL_TYPE_LIST);
	const size_t align = sizeof(struct pl_str), size = LIST_MAX * sizeof(struct pl_str);
	struct pl_str *items;

	if (value->state != PL_KNOWN) {
		size_t start = (row->text_used + align - 1) / align * align;

		if (start + size > PL_LIMIT_ROW_TEXT)
			return;
		row->text_used = start + size;
		*value = (struct pl_value){ .state = PL_KNOWN, .at = at };
		value->list.items = (struct pl_str *)(void *)(row->text + start);
	}
	if (value->list.len == LIST_MAX)
		return;
	items = (struct pl_str *)(void *)(row->text + ((const char *)value->list.items - row->text));
	items[value->list.len++] = keep(row, PL_STR(""), item);
}

void pl_row_unknown(struct pl_row *row, enum pl_fact fact)
{
	size_t i = (size_t)(fact - pl_fact_first(row->scope));

	*slot(row, fact, pl_fact_info(fact)->type) = (struct pl_value){ .state = PL_UNKNOWN };
	row->unknown[i / 64] |= (uint64_t)1 << (i % 64);
}

void pl_row_count(struct pl_row *row, enum pl_fact fact, uint64_t more, struct pl_span at)
{
	const struct pl_value *value = pl_row_get(row, fact);

	if (value->state == PL_ABSENT)
		pl_row_int(row, fact, more, at);
	else if (value->state == PL_KNOWN)
		pl_row_int(row, fact, pl_add_capped((uint64_t)value->number, more), value->at);
}

const struct pl_value *pl_row_get(const struct pl_row *row, enum pl_fact fact)
{
	static const struct pl_value absent = { .state = PL_ABSENT };
	enum pl_scope scope = pl_fact_info(fact)->scope;

	while (row && row->scope != scope)
		row = row->up;
	return row ? &row->values[fact - pl_fact_first(scope)] : &absent;
}

bool pl_row_has(const struct pl_row *row, enum pl_fact fact)
{
	return pl_row_get(row, fact)->state == PL_KNOWN;
}

struct pl_str pl_row_text(const struct pl_row *row, enum pl_fact fact)
{
	const struct pl_value *value = pl_row_get(row, fact);

	assert(pl_fact_info(fact)->type == PL_TYPE_STR);
	return value->state == PL_KNOWN ? value->text : (struct pl_str){ NULL, 0 };
}
