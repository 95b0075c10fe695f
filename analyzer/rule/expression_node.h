/* The compiled form of a condition, shared by the compiler and the evaluator. */
#ifndef PL_RULE_EXPRESSION_NODE_H
#define PL_RULE_EXPRESSION_NODE_H

#include "rule/expression.h"

enum pl_node_kind {
	PL_NODE_LITERAL,  /* .literal */
	PL_NODE_FACT,     /* .fact */
	PL_NODE_VARIABLE, /* the item of the macro around it */
	PL_NODE_HAS,      /* .fact */
	PL_NODE_SIZE,     /* of .a */
	PL_NODE_NOT,
	PL_NODE_NEGATE,
	PL_NODE_BINARY,   /* .operator of .a and .b */
	PL_NODE_AND,
	PL_NODE_OR,
	PL_NODE_CHOOSE,   /* .a ? .b : .c */
	PL_NODE_IN,       /* .a in .b */
	PL_NODE_METHOD,   /* .a.contains(.b): .operator is c, s or e */
	PL_NODE_EXISTS,   /* .a.exists(item, .b) */
	PL_NODE_ALL,
};

struct pl_expression {
	enum pl_node_kind kind;
	enum pl_type type;
	enum pl_fact fact;
	char operator; /* * / % + - < l(<=) > g(>=) = !; c s e of methods */
	bool uses_gateway;
	const struct pl_result *literal;
	const struct pl_expression *a, *b, *c;
};
#endif
