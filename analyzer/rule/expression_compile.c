/* From text to checked nodes: a recursive descent over the grammar of CEL's subset, its depth capped. */
#include "rule/expression_node.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/number.h"
#include "rule/rule.h"

struct compiler {
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

static const struct pl_expression *conditional(struct compiler *c);

/* The first mistake is kept; the compiler then unwinds through NULLs. */
static const struct pl_expression *wrong(struct compiler *c, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static const struct pl_expression *wrong(struct compiler *c, size_t at, const char *format, ...)
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

static void skip_space(struct compiler *c)
{
	while (c->at < c->text.len && (pl_is_blank(c->text.ptr[c->at]) || c->text.ptr[c->at] == '\n'))
		c->at++;
}

static bool take(struct compiler *c, const char *token)
{
	struct pl_str expected = pl_str_from(token);

	skip_space(c);
	if (!pl_str_starts(pl_str_after(c->text, c->at), expected))
		return false;
	c->at += expected.len;
	return true;
}

static bool is_name_char(char ch)
{
	return pl_is_alpha(ch) || pl_is_digit(ch) || ch == '_';
}

static struct pl_str take_name(struct compiler *c)
{
	size_t start;

	skip_space(c);
	for (start = c->at; c->at < c->text.len && is_name_char(c->text.ptr[c->at]); c->at++)
		;
	return (struct pl_str){ c->text.ptr + start, c->at - start };
}

static struct pl_expression *node(struct compiler *c, enum pl_node_kind kind, enum pl_type type)
{
	struct pl_expression *n = pl_arena_alloc(c->arena, sizeof(*n));

	n->kind = kind;
	n->type = type;
	return n;
}

static struct pl_expression *join(struct compiler *c, enum pl_node_kind kind, enum pl_type type,
                                  const struct pl_expression *a, const struct pl_expression *b)
{
	struct pl_expression *n = node(c, kind, type);

	n->a = a;
	n->b = b;
	n->uses_gateway = a->uses_gateway || (b && b->uses_gateway);
	return n;
}

static const struct pl_expression *expect_type(struct compiler *c, const struct pl_expression *n, enum pl_type type, size_t at,
                                               const char *what)
{
	if (n == NULL || n->type == type)
		return n;
	return wrong(c, at, "%s takes a %s, and this is a %s", what, pl_type_names[type], pl_type_names[n->type]);
}

static const struct pl_expression *number_literal(struct compiler *c)
{
	struct pl_expression *n = node(c, PL_NODE_LITERAL, PL_TYPE_INT);
	size_t start = c->at;
	uint64_t value = 0;

	while (c->at < c->text.len && pl_is_digit(c->text.ptr[c->at]))
		c->at++;
	if (pl_number_decimal((struct pl_str){ c->text.ptr + start, c->at - start }, &value) != PL_NUMBER_OK || value > INT64_MAX)
		return wrong(c, start, "this integer is above 2^63-1");
	n->literal = (struct pl_result){ .kind = PL_RESULT_INT, .number = (int64_t)value };
	return n;
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
static const struct pl_expression *string_literal(struct compiler *c)
{
	struct pl_expression *n = node(c, PL_NODE_LITERAL, PL_TYPE_STR);
	size_t start = c->at++, end = string_end(c->text, start), len = 0;
	char *copy = pl_arena_bytes(c->arena, end - start);

	if (end == c->text.len)
		return wrong(c, start, "the string is not closed");
	while (c->at < end) {
		char ch = c->text.ptr[c->at++];

		if (ch == '\\') {
			ch = c->text.ptr[c->at++];
			ch = ch == 'n' ? '\n' : ch == 'r' ? '\r' : ch == 't' ? '\t' : ch;
		}
		copy[len++] = ch;
	}
	c->at++;
	n->literal = (struct pl_result){ .kind = PL_RESULT_STR, .text = { copy, len } };
	return n;
}

#define LIST_LITERAL_MAX 256

static const struct pl_expression *list_literal(struct compiler *c)
{
	struct pl_expression *n = node(c, PL_NODE_LITERAL, PL_TYPE_LIST);
	struct pl_str items[LIST_LITERAL_MAX], *kept;
	size_t len = 0, start = c->at++;

	while (!take(c, "]")) {
		const struct pl_expression *item;
		size_t at;

		skip_space(c);
		at = c->at;
		if (len == LIST_LITERAL_MAX)
			return wrong(c, at, "a list holds at most %d items", LIST_LITERAL_MAX);
		if (at == c->text.len)
			return wrong(c, start, "the list is not closed");
		if (c->text.ptr[at] != '\'' && c->text.ptr[at] != '"')
			return wrong(c, at, "a list holds strings");
		item = string_literal(c);
		if (item == NULL)
			return NULL;
		items[len++] = item->literal.text;
		if (!take(c, ",") && !pl_str_starts(pl_str_after(c->text, c->at), PL_STR("]")))
			return wrong(c, c->at, "a comma or ] is missing");
	}
	kept = pl_arena_alloc(c->arena, (len + 1) * sizeof(*kept));
	memcpy(kept, items, len * sizeof(*kept));
	n->literal = (struct pl_result){ .kind = PL_RESULT_LIST, .items = kept, .items_len = len };
	return n;
}

static const struct pl_expression *unknown_name(struct compiler *c, struct pl_str name, size_t at)
{
	struct pl_str names[PL_FACTS], nearest;

	for (size_t i = 0; i < PL_FACTS; i++)
		names[i] = pl_str_from(pl_fact_info((enum pl_fact)i)->name);
	nearest = pl_rule_nearest(name, names, PL_FACTS);
	if (nearest.len > 0)
		return wrong(c, at, "there is no fact '%.*s'; did you mean '%.*s'?", PL_STR_ARG(name), PL_STR_ARG(nearest));
	return wrong(c, at, "there is no fact '%.*s'; `plimsoll facts` lists them", PL_STR_ARG(name));
}

/* The scopes a row of `each` can see are its own and those it points up to. */
static bool is_visible(enum pl_scope scope, enum pl_scope each)
{
	if (scope == each || scope == PL_SCOPE_gateway || scope == PL_SCOPE_request)
		return scope != PL_SCOPE_request || each >= PL_SCOPE_request;
	if (scope == PL_SCOPE_part)
		return each == PL_SCOPE_content || each == PL_SCOPE_field;
	return scope == PL_SCOPE_content && each == PL_SCOPE_field;
}

static bool check_fact(struct compiler *c, enum pl_fact fact, size_t at)
{
	const struct pl_fact_info *info = pl_fact_info(fact);
	/* What a hop makes of a request is known when the request is. */
	enum pl_scope ends = info->scope == PL_SCOPE_gateway ? PL_SCOPE_request : info->scope;

	if (!is_visible(info->scope, c->each))
		return wrong(c, at, "%s cannot be seen from a rule for each %s", info->name, pl_scope_names[c->each]) != NULL;
	if (ends != c->each && info->stage == PL_STAGE_BODY)
		return wrong(c, at, "%s is not known until the %s ends; use \"each\": \"%s\"", info->name, pl_scope_names[ends],
		             pl_scope_names[ends]) != NULL;
	if (c->wanted)
		c->wanted[fact] = true;
	return true;
}

/* scope.name, without a method behind it. PL_FACTS after a mistake. */
static enum pl_fact take_fact(struct compiler *c, struct pl_str scope, size_t at)
{
	struct pl_str name, whole;
	enum pl_fact fact;

	if (!take(c, ".")) {
		unknown_name(c, scope, at);
		return PL_FACTS;
	}
	name = take_name(c);
	whole = (struct pl_str){ scope.ptr, (size_t)(name.ptr + name.len - scope.ptr) };
	fact = pl_fact_find(whole);
	if (fact == PL_FACTS)
		unknown_name(c, whole, at);
	else if (!check_fact(c, fact, at))
		fact = PL_FACTS;
	return fact;
}

static struct pl_expression *fact_node(struct compiler *c, enum pl_node_kind kind, enum pl_type type, enum pl_fact fact)
{
	struct pl_expression *n = node(c, kind, type);

	n->fact = fact;
	n->uses_gateway = pl_fact_info(fact)->scope == PL_SCOPE_gateway;
	return n;
}

static const struct pl_expression *has_call(struct compiler *c)
{
	struct pl_str scope;
	enum pl_fact fact;
	size_t at;

	skip_space(c);
	at = c->at;
	scope = take_name(c);
	fact = take_fact(c, scope, at);
	if (fact == PL_FACTS)
		return NULL;
	if (pl_fact_info(fact)->type == PL_TYPE_FLAG)
		return wrong(c, at, "%s is a flag, which is never absent; write it without has()", pl_fact_info(fact)->name);
	if (!take(c, ")"))
		return wrong(c, c->at, "a ) is missing");
	return fact_node(c, PL_NODE_HAS, PL_TYPE_FLAG, fact);
}

static const struct pl_expression *size_call(struct compiler *c)
{
	size_t at = c->at;
	const struct pl_expression *of = conditional(c);

	if (of == NULL)
		return NULL;
	if (of->type != PL_TYPE_STR && of->type != PL_TYPE_LIST)
		return wrong(c, at, "size() takes a string or a list, and this is a %s", pl_type_names[of->type]);
	if (!take(c, ")"))
		return wrong(c, c->at, "a ) is missing");
	return join(c, PL_NODE_SIZE, PL_TYPE_INT, of, NULL);
}

static const struct pl_expression *name_primary(struct compiler *c)
{
	size_t at = c->at;
	struct pl_str name = take_name(c);
	enum pl_fact fact;

	if (pl_str_equal(name, PL_STR("true")) || pl_str_equal(name, PL_STR("false"))) {
		struct pl_expression *n = node(c, PL_NODE_LITERAL, PL_TYPE_FLAG);

		n->literal = (struct pl_result){ .kind = PL_RESULT_FLAG, .flag = name.len == 4 };
		return n;
	}
	if (pl_str_equal(name, PL_STR("has")) && take(c, "("))
		return has_call(c);
	if (pl_str_equal(name, PL_STR("size")) && take(c, "("))
		return size_call(c);
	if (c->variable.len > 0 && pl_str_equal(name, c->variable))
		return node(c, PL_NODE_VARIABLE, PL_TYPE_STR);
	fact = take_fact(c, name, at);
	return fact == PL_FACTS ? NULL : fact_node(c, PL_NODE_FACT, pl_fact_info(fact)->type, fact);
}

static const struct pl_expression *primary(struct compiler *c)
{
	const struct pl_expression *inner;
	char ch;

	skip_space(c);
	if (c->at == c->text.len)
		return wrong(c, c->at, "the condition ends where a value is due");
	ch = c->text.ptr[c->at];
	if (pl_is_digit(ch))
		return number_literal(c);
	if (ch == '\'' || ch == '"')
		return string_literal(c);
	if (ch == '[')
		return list_literal(c);
	if (is_name_char(ch))
		return name_primary(c);
	if (!take(c, "("))
		return wrong(c, c->at, "'%c' stands where a value is due", ch);
	inner = conditional(c);
	if (inner && !take(c, ")"))
		return wrong(c, c->at, "a ) is missing");
	return inner;
}

static const struct pl_expression *macro(struct compiler *c, const struct pl_expression *list, enum pl_node_kind kind, size_t at)
{
	const struct pl_expression *body;

	if (expect_type(c, list, PL_TYPE_LIST, at, "exists and all") == NULL)
		return NULL;
	if (c->variable.len > 0)
		return wrong(c, at, "exists and all do not nest");
	c->variable = take_name(c);
	if (c->variable.len == 0 || !take(c, ","))
		return wrong(c, c->at, "a name and a comma are due: list.exists(x, condition)");
	body = expect_type(c, conditional(c), PL_TYPE_FLAG, c->at, "the macro's condition");
	c->variable = PL_STR("");
	if (body && !take(c, ")"))
		return wrong(c, c->at, "a ) is missing");
	return body ? join(c, kind, PL_TYPE_FLAG, list, body) : NULL;
}

static const struct pl_expression *method(struct compiler *c, const struct pl_expression *target, struct pl_str name, size_t at)
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
		return wrong(c, at, "there is no method '%.*s'; contains, startsWith, endsWith, exists and all are there",
		             PL_STR_ARG(name));
	if (expect_type(c, target, PL_TYPE_STR, at, "this method") == NULL)
		return NULL;
	argument = expect_type(c, conditional(c), PL_TYPE_STR, at, "this method");
	if (argument == NULL)
		return NULL;
	if (!take(c, ")"))
		return wrong(c, c->at, "a ) is missing");
	n = join(c, PL_NODE_METHOD, PL_TYPE_FLAG, target, argument);
	n->operator = operator;
	return n;
}

static const struct pl_expression *postfix(struct compiler *c)
{
	const struct pl_expression *n = primary(c);

	while (n && take(c, ".")) {
		size_t at = c->at;
		struct pl_str name = take_name(c);

		if (!take(c, "("))
			return wrong(c, at, "a method call is due after the point");
		n = method(c, n, name, at);
	}
	return n;
}

static const struct pl_expression *unary(struct compiler *c)
{
	const struct pl_expression *n;
	size_t at;

	skip_space(c);
	at = c->at;
	if (c->depth >= PL_LIMIT_EXPRESSION_DEPTH)
		return wrong(c, at, "the condition nests deeper than %d levels", PL_LIMIT_EXPRESSION_DEPTH);
	c->depth++;
	if (take(c, "!")) {
		n = expect_type(c, unary(c), PL_TYPE_FLAG, at, "'!'");
		n = n ? join(c, PL_NODE_NOT, PL_TYPE_FLAG, n, NULL) : NULL;
	} else if (take(c, "-")) {
		n = expect_type(c, unary(c), PL_TYPE_INT, at, "'-'");
		n = n ? join(c, PL_NODE_NEGATE, PL_TYPE_INT, n, NULL) : NULL;
	} else {
		n = postfix(c);
	}
	c->depth--;
	return n;
}

/* Binary operators by level, tightest first; the longer spelling of two that begin alike stands first. */
static const struct operator_spelling {
	const char *text;
	char operator;
	unsigned level;
} spellings[] = {
	{ "*", '*', 0 }, { "/", '/', 0 }, { "%", '%', 0 },  { "+", '+', 1 },  { "-", '-', 1 },  { "<=", 'l', 2 },
	{ ">=", 'g', 2 }, { "<", '<', 2 }, { ">", '>', 2 }, { "==", '=', 2 }, { "!=", '!', 2 },
};

static const struct operator_spelling *take_operator(struct compiler *c, unsigned level)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (spellings[i].level == level && take(c, spellings[i].text))
			return &spellings[i];
	return NULL;
}

static const struct pl_expression *binary(struct compiler *c, const struct operator_spelling *op, const struct pl_expression *a,
                                          const struct pl_expression *b, size_t at)
{
	bool is_equality = op->operator == '=' || op->operator == '!';
	struct pl_expression *n;

	if (b == NULL)
		return NULL;
	if (a->type != b->type)
		return wrong(c, at, "'%s' compares a %s with a %s", op->text, pl_type_names[a->type], pl_type_names[b->type]);
	if (a->type == PL_TYPE_LIST || (a->type == PL_TYPE_FLAG && !is_equality) || (a->type == PL_TYPE_STR && op->level < 2))
		return wrong(c, at, "'%s' does not take a %s", op->text, pl_type_names[a->type]);
	n = join(c, PL_NODE_BINARY, op->level < 2 ? PL_TYPE_INT : PL_TYPE_FLAG, a, b);
	n->operator = op->operator;
	return n;
}

static const struct pl_expression *level(struct compiler *c, unsigned up_to)
{
	const struct pl_expression *n = up_to == 0 ? unary(c) : level(c, up_to - 1);
	const struct operator_spelling *op;

	while (n) {
		size_t at;

		skip_space(c);
		at = c->at;
		op = take_operator(c, up_to);
		if (op) {
			n = binary(c, op, n, up_to == 0 ? unary(c) : level(c, up_to - 1), at);
		} else if (up_to == 2 && pl_str_starts(pl_str_after(c->text, c->at), PL_STR("in ")) && take(c, "in")) {
			const struct pl_expression *list = level(c, 1);

			if (expect_type(c, n, PL_TYPE_STR, at, "'in'") == NULL ||
			    expect_type(c, list, PL_TYPE_LIST, at, "'in'") == NULL)
				return NULL;
			n = join(c, PL_NODE_IN, PL_TYPE_FLAG, n, list);
		} else {
			break;
		}
	}
	return n;
}

static const struct pl_expression *logical(struct compiler *c, bool is_or)
{
	const struct pl_expression *n = is_or ? logical(c, false) : level(c, 2);
	const char *token = is_or ? "||" : "&&";
	size_t at = c->at;

	while (n && take(c, token)) {
		const struct pl_expression *b;

		if (expect_type(c, n, PL_TYPE_FLAG, at, token) == NULL)
			return NULL;
		at = c->at;
		b = expect_type(c, is_or ? logical(c, false) : level(c, 2), PL_TYPE_FLAG, at, token);
		n = b ? join(c, is_or ? PL_NODE_OR : PL_NODE_AND, PL_TYPE_FLAG, n, b) : NULL;
	}
	return n;
}

static const struct pl_expression *conditional(struct compiler *c)
{
	size_t at = c->at;
	const struct pl_expression *n, *yes, *no;
	struct pl_expression *chosen;

	if (c->depth >= PL_LIMIT_EXPRESSION_DEPTH)
		return wrong(c, at, "the condition nests deeper than %d levels", PL_LIMIT_EXPRESSION_DEPTH);
	c->depth++;
	n = logical(c, true);
	if (n && take(c, "?")) {
		yes = expect_type(c, n, PL_TYPE_FLAG, at, "'?'") ? conditional(c) : NULL;
		if (yes && !take(c, ":"))
			return wrong(c, c->at, "a : is missing");
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
	struct compiler c = { .text = text, .each = each, .arena = arena, .wanted = wanted, .problem_at = problem_at, .err = err };
	const struct pl_expression *n = conditional(&c);

	skip_space(&c);
	if (n && c.at < text.len)
		return wrong(&c, c.at, "'%c' stands where an operator or the end is due", text.ptr[c.at]);
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
