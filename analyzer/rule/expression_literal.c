/* The tokens of conditions, and their literals: numbers, strings, lists of strings. */
#include "rule/expression_compiler.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/number.h"

const struct pl_expression *pl_compiler_wrong(struct pl_compiler *c, size_t at, const char *format, ...)
{
	char message[sizeof(c->err->message)];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	pl_fail(c->err, PLIMSOLL_RULES, NULL, "%s", message);
	*c->problem_at = at;
	return NULL;
}

void pl_compiler_space(struct pl_compiler *c)
{
	while (c->at < c->text.len && (pl_is_blank(c->text.ptr[c->at]) || c->text.ptr[c->at] == '\n'))
		c->at++;
}

bool pl_compiler_take(struct pl_compiler *c, const char *token)
{
	struct pl_str expected = pl_str_from(token);

	pl_compiler_space(c);
	if (!pl_str_starts(pl_str_after(c->text, c->at), expected))
		return false;
	c->at += expected.len;
	return true;
}

bool pl_compiler_is_name(char ch)
{
	return pl_is_alpha(ch) || pl_is_digit(ch) || ch == '_';
}

struct pl_str pl_compiler_name(struct pl_compiler *c)
{
	size_t start;

	pl_compiler_space(c);
	for (start = c->at; c->at < c->text.len && pl_compiler_is_name(c->text.ptr[c->at]); c->at++)
		;
	return (struct pl_str){ c->text.ptr + start, c->at - start };
}

struct pl_expression *pl_compiler_node(struct pl_compiler *c, enum pl_node_kind kind, enum pl_type type)
{
	struct pl_expression *n = pl_arena_alloc(c->arena, sizeof(*n));

	n->kind = kind;
	n->type = type;
	return n;
}

struct pl_expression *pl_compiler_literal(struct pl_compiler *c, enum pl_type type, struct pl_result value)
{
	struct pl_expression *n = pl_compiler_node(c, PL_NODE_LITERAL, type);
	struct pl_result *kept = pl_arena_alloc(c->arena, sizeof(*kept));

	*kept = value;
	n->literal = kept;
	return n;
}

const struct pl_expression *pl_compiler_number(struct pl_compiler *c)
{
	size_t start = c->at;
	uint64_t value = 0;

	while (c->at < c->text.len && pl_is_digit(c->text.ptr[c->at]))
		c->at++;
	if (pl_number_decimal((struct pl_str){ c->text.ptr + start, c->at - start }, &value) != PL_NUMBER_OK || value > INT64_MAX)
		return pl_compiler_wrong(c, start, "this integer is above 2^63-1");
	return pl_compiler_literal(c, PL_TYPE_INT, (struct pl_result){ .kind = PL_RESULT_INT, .number = (int64_t)value });
}

/* The closing quote of the string that opens at `at`, or where the text ends. */
static size_t string_end(struct pl_str text, size_t at)
{
	char quote = text.ptr[at++];

	while (at < text.len && text.ptr[at] != quote)
		at += text.ptr[at] == '\\' ? 2 : 1;
	return at < text.len ? at : text.len;
}

/* Single or double quotes; a backslash takes the next character as it is, but for n, r and t. */
const struct pl_expression *pl_compiler_string(struct pl_compiler *c)
{
	size_t start = c->at++, end = string_end(c->text, start), len = 0;
	char *copy = pl_arena_bytes(c->arena, end - start);

	if (end == c->text.len)
		return pl_compiler_wrong(c, start, "the string is not closed");
	while (c->at < end) {
		char ch = c->text.ptr[c->at++];

		if (ch == '\\') {
			ch = c->text.ptr[c->at++];
			ch = ch == 'n' ? '\n' : ch == 'r' ? '\r' : ch == 't' ? '\t' : ch;
		}
		copy[len++] = ch;
	}
	c->at++;
	return pl_compiler_literal(c, PL_TYPE_STR, (struct pl_result){ .kind = PL_RESULT_STR, .text = { copy, len } });
}

#define LIST_LITERAL_MAX 256

const struct pl_expression *pl_compiler_list(struct pl_compiler *c)
{
	struct pl_str items[LIST_LITERAL_MAX] = { { NULL, 0 } }, *kept;
	size_t len = 0, start = c->at++;

	while (!pl_compiler_take(c, "]")) {
		const struct pl_expression *item;
		size_t at;

		pl_compiler_space(c);
		at = c->at;
		if (len == LIST_LITERAL_MAX)
			return pl_compiler_wrong(c, at, "a list holds at most %d items", LIST_LITERAL_MAX);
		if (at == c->text.len)
			return pl_compiler_wrong(c, start, "the list is not closed");
		if (c->text.ptr[at] != '\'' && c->text.ptr[at] != '"')
			return pl_compiler_wrong(c, at, "a list holds strings");
		item = pl_compiler_string(c);
		if (item == NULL)
			return NULL;
		items[len++] = item->literal->text;
		if (!pl_compiler_take(c, ",") && !pl_str_starts(pl_str_after(c->text, c->at), PL_STR("]")))
			return pl_compiler_wrong(c, c->at, "a comma or ] is missing");
	}
	kept = pl_arena_alloc(c->arena, (len + 1) * sizeof(*kept));
	memcpy(kept, items, len * sizeof(*kept));
	return pl_compiler_literal(c, PL_TYPE_LIST,
	                           (struct pl_result){ .kind = PL_RESULT_LIST, .items = kept, .items_len = len });
}
