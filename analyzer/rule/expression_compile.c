/* From text to checked nodes: a recursive descent over the grammar of CEL's subset, its depth capped. */
#include "rule/expression_compiler.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "rule/rule.h"

static const struct pl_expression *conditional(struct pl_compiler *c);

static struct pl_expression *join(struct pl_compiler *c, enum pl_node_kind kind, enum pl_type type,
                                  const struct pl_expression *a, const struct pl_expression *b)
{
	struct pl_expression *n = pl_compiler_node(c, kind, type);

	n->a = a;
	n->b = b;
	n->uses_gateway = a->uses_gateway || (b && b->uses_gateway);
	return n;
}

static const struct pl_expression *expect_type(struct pl_compiler *c, const struct pl_expression *n, enum pl_type type, size_t at,
                                               const char *what)
{
	if (n == NULL || n->type == type)
		return n;
	return pl_compiler_wrong(c, at, "%s takes a %s, and this is a %s", what, pl_type_names[type], pl_type_names[n->type]);
}

static const struct pl_expression *unknown_name(struct pl_compiler *c, struct pl_str name, size_t at)
{
	struct pl_str names[PL_FACTS], nearest;

	for (size_t i = 0; i < PL_FACTS; i++)
		names[i] = pl_str_from(pl_fact_info((enum pl_fact)i)->name);
	nearest = pl_rule_nearest(name, names, PL_FACTS);
	if (nearest.len > 0)
		return pl_compiler_wrong(c, at, "there is no fact '%.*s'; did you mean '%.*s'?", PL_STR_ARG(name), PL_STR_ARG(nearest));
	return pl_compiler_wrong(c, at, "there is no fact '%.*s'; `plimsoll facts` lists them", PL_STR_ARG(name));
}

/* The scopes a row of `each` can see are its own and those it points up to. */
static bool is_visible(enum pl_scope scope, enum pl_scope each)
{
	if (scope == each || scope <= PL_SCOPE_request)
		return scope == PL_SCOPE_gateway || each >= PL_SCOPE_request;
	if (scope == PL_SCOPE_part)
		return each == PL_SCOPE_content || each == PL_SCOPE_field;
	return scope == PL_SCOPE_content && each == PL_SCOPE_field;
}

static bool check_fact(struct pl_compiler *c, enum pl_fact fact, size_t at)
{
	const struct pl_fact_info *info = pl_fact_info(fact);
	/* What a hop makes of a request is known when the request is. */
	enum pl_scope ends = info->scope == PL_SCOPE_gateway ? PL_SCOPE_request : info->scope;

	if (!is_visible(info->scope, c->each))
		return pl_compiler_wrong(c, at, "%s cannot be seen from a rule for each %s", info->name, pl_scope_names[c->each]) != NULL;
	/* An exchange is looked at when it is over, and so is its request. */
	if (ends != c->each && info->stage == PL_STAGE_BODY && c->each != PL_SCOPE_exchange)
		return pl_compiler_wrong(c, at, "%s is not known until the %s ends; use \"each\": \"%s\"", info->name, pl_scope_names[ends],
		             pl_scope_names[ends]) != NULL;
	if (c->wanted)
		c->wanted[fact] = true;
	return true;
}

/* scope.name, without a method behind it. PL_FACTS after a mistake. */
static enum pl_fact take_fact(struct pl_compiler *c, struct pl_str scope, size_t at)
{
	struct pl_str name, whole;
	enum pl_fact fact;

	if (!pl_compiler_take(c, ".")) {
		unknown_name(c, scope, at);
		return PL_FACTS;
	}
	name = pl_compiler_name(c);
	whole = (struct pl_str){ scope.ptr, (size_t)(name.ptr + name.len - scope.ptr) };
	fact = pl_fact_find(whole);
	if (fact == PL_FACTS)
		unknown_name(c, whole, at);
	else if (!check_fact(c, fact, at))
		fact = PL_FACTS;
	return fact;
}

static struct pl_expression *fact_node(struct pl_compiler *c, enum pl_node_kind kind, enum pl_type type, enum pl_fact fact)
{
	struct pl_expression *n = pl_compiler_node(c, kind, type);

	n->fact = fact;
	n->uses_gateway = pl_fact_info(fact)->scope == PL_SCOPE_gateway;
	return n;
}

static const struct pl_expression *has_call(struct pl_compiler *c)
{
	struct pl_str scope;
	enum pl_fact fact;
	size_t at;

	pl_compiler_space(c);
	at = c->at;
	scope = pl_compiler_name(c);
	fact = take_fact(c, scope, at);
	if (fact == PL_FACTS)
		return NULL;
	if (pl_fact_info(fact)->type == PL_TYPE_FLAG)
		return pl_compiler_wrong(c, at, "%s is a flag, which is never absent; write it without has()", pl_fact_info(fact)->name);
	if (!pl_compiler_take(c, ")"))
		return pl_compiler_wrong(c, c->at, "a ) is missing");
	return fact_node(c, PL_NODE_HAS, PL_TYPE_FLAG, fact);
}

static const struct pl_expression *size_call(struct pl_compiler *c)
{
	size_t at = c->at;
	const struct pl_expression *of = conditional(c);

	if (of == NULL)
		return NULL;
	if (of->type != PL_TYPE_STR && of->type != PL_TYPE_LIST)
		return pl_compiler_wrong(c, at, "size() takes a string or a list, and this is a %s", pl_type_names[of->type]);
	if (!pl_compiler_take(c, ")"))
		return pl_compiler_wrong(c, c->at, "a ) is missing");
	return join(c, PL_NODE_SIZE, PL_TYPE_INT, of, NULL);
}

static const struct pl_expression *name_primary(struct pl_compiler *c)
{
	size_t at = c->at;
	struct pl_str name = pl_compiler_name(c);
	enum pl_fact fact;

	if (pl_str_equal(name, PL_STR("true")) || pl_str_equal(name, PL_STR("false")))
		return pl_compiler_literal(c, PL_TYPE_FLAG,
		                           (struct pl_result){ .kind = PL_RESULT_FLAG, .flag = name.len == 4 });
	if (pl_str_equal(name, PL_STR("has")) && pl_compiler_take(c, "("))
		return has_call(c);
	if (pl_str_equal(name, PL_STR("size")) && pl_compiler_take(c, "("))
		return size_call(c);
	if (c->variable.len > 0 && pl_str_equal(name, c->variable))
		return pl_compiler_node(c, PL_NODE_VARIABLE, PL_TYPE_STR);
	fact = take_fact(c, name, at);
	return fact == PL_FACTS ? NULL : fact_node(c, PL_NODE_FACT, pl_fact_info(fact)->type, fact);
}

static const struct pl_expression *primary(struct pl_compiler *c)
{
	const struct pl_expression *inner;
	char ch;

	pl_compiler_space(c);
	if (c->at == c->text.len)
		return pl_compiler_wrong(c, c->at, "the condition ends where a value is due");
	ch = c->text.ptr[c->at];
	if (pl_is_digit(ch))
		return pl_compiler_number(c);
	if (ch == '\'' || ch == '"')
		return pl_compiler_string(c);
	if (ch == '[')
		return pl_compiler_list(c);
	if (pl_compiler_is_name(ch))
		return name_primary(c);
	if (!pl_compiler_take(c, "("))
		return pl_compiler_wrong(c, c->at, "'%c' stands where a value is due", ch);
	inner = conditional(c);
	if (inner && !pl_compiler_take(c, ")"))
		return pl_compiler_wrong(c, c->at, "a ) is missing");
	return inner;
}

static const struct pl_expression *macro(struct pl_compiler *c, const struct pl_expression *list, enum pl_node_kind kind, size_t at)
{
	const struct pl_expression *body;

	if (expect_type(c, list, PL_TYPE_LIST, at, "exists and all") == NULL)
		return NULL;
	if (c->variable.len > 0)
		return pl_compiler_wrong(c, at, "exists and all do not nest");
	c->variable = pl_compiler_name(c);
	if (c->variable.len == 0 || !pl_compiler_take(c, ","))
		return pl_compiler_wrong(c, c->at, "a name and a comma are due: list.exists(x, condition)");
	body = expect_type(c, conditional(c), PL_TYPE_FLAG, c->at, "the macro's condition");
	c->variable = PL_STR("");
	if (body && !pl_compiler_take(c, ")"))
		return pl_compiler_wrong(c, c->at, "a ) is missing");
	return body ? join(c, kind, PL_TYPE_FLAG, list, body) : NULL;
}

static const struct pl_expression *method(struct pl_compiler *c, const struct pl_expression *target, struct pl_str name, size_t at)
{
	const struct pl_expression *argument;
	struct pl_expression *n;
	char operator = pl_str_equal(name, PL_STR("contains")) ? 'c'
	               : pl_str_equal(name, PL_STR("startsWith")) ? 's'
	               : pl_str_equal(name, PL_STR("endsWith"))   ? 'e'
	                                                          : 0;

	if (pl_str_equal(name, PL_STR("exists")))
		return macro(c, target, PL_NODE_EXISTS, at);
	if (pl_str_equal(name, PL_STR("all")))
		return macro(c, target, PL_NODE_ALL, at);
	if (operator == 0)
		return pl_compiler_wrong(c, at, "there is no method '%.*s'; contains, startsWith, endsWith, exists and all are there",
		             PL_STR_ARG(name));
	if (expect_type(c, target, PL_TYPE_STR, at, "this method") == NULL)
		return NULL;
	argument = expect_type(c, conditional(c), PL_TYPE_STR, at, "this method");
	if (argument == NULL)
		return NULL;
	if (!pl_compiler_take(c, ")"))
		return pl_compiler_wrong(c, c->at, "a ) is missing");
	n = join(c, PL_NODE_METHOD, PL_TYPE_FLAG, target, argument);
	n->operator = operator;
	return n;
}

static const struct pl_expression *postfix(struct pl_compiler *c)
{
	const struct pl_expression *n = primary(c);

	while (n && pl_compiler_take(c, ".")) {
		size_t at = c->at;
		struct pl_str name = pl_compiler_name(c);

		if (!pl_compiler_take(c, "("))
			return pl_compiler_wrong(c, at, "a method call is due after the point");
		n = method(c, n, name, at);
	}
	return n;
}

static const struct pl_expression *unary(struct pl_compiler *c)
{
	const struct pl_expression *n;
	size_t at;

	pl_compiler_space(c);
	at = c->at;
	if (c->depth >= PL_LIMIT_EXPRESSION_DEPTH)
		return pl_compiler_wrong(c, at, "the condition nests deeper than %d levels", PL_LIMIT_EXPRESSION_DEPTH);
	c->depth++;
	if (pl_compiler_take(c, "!")) {
		n = expect_type(c, unary(c), PL_TYPE_FLAG, at, "'!'");
		n = n ? join(c, PL_NODE_NOT, PL_TYPE_FLAG, n, NULL) : NULL;
	} else if (pl_compiler_take(c, "-")) {
		n = expect_type(c, unary(c), PL_TYPE_INT, at, "'-'");
		n = n ? join(c, PL_NODE_NEGATE, PL_TYPE_INT, n, NULL) : NULL;
	} else {
		n = postfix(c);
	}
	c->depth--;
	return n;
}

/* Operators between two values, by how tightly they bind; the longer of two that begin alike stands first. */
static const struct operation {
	const char *text;
	enum pl_node_kind kind;
	char operator;
	unsigned level;
} operations[] = {
	{ "||", PL_NODE_OR, 0, 0 },       { "&&", PL_NODE_AND, 0, 1 },      { "in", PL_NODE_IN, 0, 2 },
	{ "<=", PL_NODE_BINARY, 'l', 2 }, { ">=", PL_NODE_BINARY, 'g', 2 }, { "==", PL_NODE_BINARY, '=', 2 },
	{ "!=", PL_NODE_BINARY, '!', 2 }, { "<", PL_NODE_BINARY, '<', 2 },  { ">", PL_NODE_BINARY, '>', 2 },
	{ "+", PL_NODE_BINARY, '+', 3 },  { "-", PL_NODE_BINARY, '-', 3 },  { "*", PL_NODE_BINARY, '*', 4 },
	{ "/", PL_NODE_BINARY, '/', 4 },  { "%", PL_NODE_BINARY, '%', 4 },
};

static char char_at(const struct pl_compiler *c, size_t at)
{
	return at < c->text.len ? c->text.ptr[at] : '\0';
}

/* The operator that stands next and is not taken yet, or NULL. */
static const struct operation *next_operation(struct pl_compiler *c)
{
	char first, second;

	pl_compiler_space(c);
	first = char_at(c, c->at);
	second = char_at(c, c->at + 1);
	for (size_t i = 0; first && i < sizeof(operations) / sizeof(operations[0]); i++) {
		const struct operation *o = &operations[i];

		if (o->text[0] == first && (o->text[1] == '\0' || o->text[1] == second))
			return o->kind == PL_NODE_IN && pl_compiler_is_name(char_at(c, c->at + 2)) ? NULL : o;
	}
	return NULL;
}

static const struct pl_expression *binary(struct pl_compiler *c, const struct operation *op,
                                          const struct pl_expression *a, const struct pl_expression *b, size_t at)
{
	bool is_equality = op->operator == '=' || op->operator == '!', is_number = op->level > 2;
	struct pl_expression *n;

	if (a->type != b->type)
		return pl_compiler_wrong(c, at, "'%s' compares a %s with a %s", op->text, pl_type_names[a->type],
		                         pl_type_names[b->type]);
	if (a->type == PL_TYPE_LIST || (a->type == PL_TYPE_FLAG && !is_equality) || (a->type == PL_TYPE_STR && is_number))
		return pl_compiler_wrong(c, at, "'%s' does not take a %s", op->text, pl_type_names[a->type]);
	n = join(c, PL_NODE_BINARY, is_number ? PL_TYPE_INT : PL_TYPE_FLAG, a, b);
	n->operator = op->operator;
	return n;
}

/* `a` begins at `from`; the operator stands at `at` and `b` behind it. */
static const struct pl_expression *combine(struct pl_compiler *c, const struct operation *op, size_t from,
                                           const struct pl_expression *a, size_t at, const struct pl_expression *b)
{
	enum pl_type left = op->kind == PL_NODE_IN ? PL_TYPE_STR : PL_TYPE_FLAG,
	             right = op->kind == PL_NODE_IN ? PL_TYPE_LIST : PL_TYPE_FLAG;
	char name[8];

	if (b == NULL || op->kind == PL_NODE_BINARY)
		return b ? binary(c, op, a, b, at) : NULL;
	snprintf(name, sizeof(name), "'%s'", op->text);
	if (expect_type(c, a, left, from, name) == NULL ||
	    expect_type(c, b, right, at + strlen(op->text), name) == NULL)
		return NULL;
	return join(c, op->kind, PL_TYPE_FLAG, a, b);
}

/* Operators that bind at least as tightly as `least`, those of one level from left to right. */
static const struct pl_expression *operations_from(struct pl_compiler *c, unsigned least)
{
	const struct pl_expression *n;
	const struct operation *op;
	size_t from;

	pl_compiler_space(c);
	from = c->at;
	n = unary(c);
	while (n && (op = next_operation(c)) && op->level >= least) {
		size_t at = c->at;

		c->at += strlen(op->text);
		n = combine(c, op, from, n, at, operations_from(c, op->level + 1));
	}
	return n;
}

static const struct pl_expression *conditional(struct pl_compiler *c)
{
	size_t at = c->at;
	const struct pl_expression *n, *yes, *no;
	struct pl_expression *chosen;

	if (c->depth >= PL_LIMIT_EXPRESSION_DEPTH)
		return pl_compiler_wrong(c, at, "the condition nests deeper than %d levels", PL_LIMIT_EXPRESSION_DEPTH);
	c->depth++;
	n = operations_from(c, 0);
	if (n && pl_compiler_take(c, "?")) {
		yes = expect_type(c, n, PL_TYPE_FLAG, at, "'?'") ? conditional(c) : NULL;
		if (yes && !pl_compiler_take(c, ":"))
			return pl_compiler_wrong(c, c->at, "a : is missing");
		no = yes ? expect_type(c, conditional(c), yes->type, c->at, "the other side of ':'") : NULL;
		if (no == NULL)
			return NULL;
		chosen = join(c, PL_NODE_CHOOSE, yes->type, n, yes);
		chosen->c = no;
		chosen->uses_gateway |= no->uses_gateway;
		n = chosen;
	}
	c->depth--;
	return n;
}

const struct pl_expression *pl_expression_compile(struct pl_str text, enum pl_scope each, struct pl_arena *arena,
                                                  bool wanted[PL_FACTS], size_t *problem_at, struct plimsoll_error *err)
{
	struct pl_compiler c = { .text = text, .each = each, .arena = arena, .wanted = wanted, .problem_at = problem_at, .err = err };
	const struct pl_expression *n = conditional(&c);

	pl_compiler_space(&c);
	if (n && c.at < text.len)
		return pl_compiler_wrong(&c, c.at, "'%c' stands where an operator or the end is due", text.ptr[c.at]);
	return n;
}

enum pl_type pl_expression_type(const struct pl_expression *expression)
{
	return expression->type;
}

bool pl_expression_uses_gateway(const struct pl_expression *expression)
{
	return expression->uses_gateway;
}
