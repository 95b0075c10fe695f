/* Conditions: a subset of CEL, the Common Expression Language (github.com/google/cel-spec): literals, a.b names, ! - * / %
 * + - < <= > >= == != in && || ?:, list literals, has(), size(), the methods contains, startsWith, endsWith, and the
 * macros exists and all over lists. Compiled and type-checked once; evaluated over a row, three-valued. */
#ifndef PL_RULE_EXPRESSION_H
#define PL_RULE_EXPRESSION_H

#include "base/arena.h"
#include "fact/row.h"
#include "plimsoll.h"

enum pl_result_kind {
	PL_RESULT_FLAG,
	PL_RESULT_INT,
	PL_RESULT_STR,
	PL_RESULT_LIST,
	PL_RESULT_ABSENT,  /* CEL's "no such key": a fact that is not there decided the value */
	PL_RESULT_UNKNOWN, /* .fact could not be looked at */
	PL_RESULT_ERROR,   /* .problem: integer overflow, division by zero */
};

struct pl_result {
	enum pl_result_kind kind;
	bool flag;
	int64_t number;
	struct pl_str text;
	const struct pl_str *items;
	size_t items_len;
	enum pl_fact fact;
	const char *problem;
};

struct pl_expression;

/* Compiles `text` for rows of scope `each`. `wanted` (PL_FACTS flags) gains the facts it reads. On a mistake NULL, with
 * err->message saying what is wrong and what is near, and *problem_at the offset in `text`; the caller adds the place of
 * `text` in its file. The expression lives in `arena` and borrows nothing of `text`. */
const struct pl_expression *pl_expression_compile(struct pl_str text, enum pl_scope each, struct pl_arena *arena,
                                                  bool wanted[PL_FACTS], size_t *problem_at, struct plimsoll_error *err);
enum pl_type pl_expression_type(const struct pl_expression *expression);
bool pl_expression_uses_gateway(const struct pl_expression *expression);
/* `row` is of the scope compiled for; texts in the result borrow from it. No allocation. */
struct pl_result pl_expression_evaluate(const struct pl_expression *expression, const struct pl_row *row);
#endif
