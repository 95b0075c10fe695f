/* What the two halves of the compiler of conditions share: the text, how far it was read, and where the first mistake goes. */
#ifndef PL_RULE_EXPRESSION_COMPILER_H
#define PL_RULE_EXPRESSION_COMPILER_H

#include "rule/expression_node.h"

struct pl_compiler {
	struct pl_str text;
	size_t at;
	enum pl_scope each;
	struct pl_arena *arena;
	bool *wanted;
	size_t *problem_at;
	struct plimsoll_error *err;
	struct pl_str variable; /* of the macro being compiled; empty outside */
	unsigned depth;
};

/* Keeps a mistake at offset `at` of the text; NULL, which every caller hands on. */
const struct pl_expression *pl_compiler_wrong(struct pl_compiler *c, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Each passes over white space first. */
void pl_compiler_space(struct pl_compiler *c);
bool pl_compiler_take(struct pl_compiler *c, const char *token);
struct pl_str pl_compiler_name(struct pl_compiler *c); /* letters, digits and _; may be empty */
bool pl_compiler_is_name(char ch);
struct pl_expression *pl_compiler_node(struct pl_compiler *c, enum pl_node_kind kind, enum pl_type type);
/* A node for a value that is known; the value is copied. */
struct pl_expression *pl_compiler_literal(struct pl_compiler *c, enum pl_type type, struct pl_result value);
/* The literals, at their first character. */
const struct pl_expression *pl_compiler_number(struct pl_compiler *c);
const struct pl_expression *pl_compiler_string(struct pl_compiler *c);
const struct pl_expression *pl_compiler_list(struct pl_compiler *c);
#endif
