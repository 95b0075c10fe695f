/* Three-valued evaluation, as the CEL specification says: && and || absorb an absent, unknown or failed side when the
 * other side decides. */
#include "rule/expression_node.h"

#include "base/bytes.h"

struct scene {
	const struct pl_row *row;
	struct pl_str item; /* of the macro around */
};

static struct pl_result evaluate(const struct pl_expression *n, const struct scene *scene);

static struct pl_result flag(bool value)
{
	return (struct pl_result){ .kind = PL_RESULT_FLAG, .flag = value };
}

static bool is_value(const struct pl_result *r)
{
	return r->kind <= PL_RESULT_LIST;
}

static struct pl_result fact_value(const struct pl_expression *n, const struct scene *scene)
{
	const struct pl_value *value = pl_row_get(scene->row, n->fact);
	struct pl_result r = { .fact = n->fact };

	if (value->state == PL_UNKNOWN) {
		r.kind = PL_RESULT_UNKNOWN;
		return r;
	}
	if (value->state == PL_ABSENT && n->type != PL_TYPE_FLAG) {
		r.kind = PL_RESULT_ABSENT;
		return r;
	}
	switch (n->type) {
	case PL_TYPE_FLAG:
		return flag(value->state == PL_KNOWN && value->flag);
	case PL_TYPE_INT:
		r.kind = PL_RESULT_INT;
		r.number = value->number;
		break;
	case PL_TYPE_STR:
		r.kind = PL_RESULT_STR;
		r.text = value->text;
		break;
	case PL_TYPE_LIST:
		r.kind = PL_RESULT_LIST;
		r.items = value->list.items;
		r.items_len = value->list.len;
		break;
	}
	return r;
}

static struct pl_result has(const struct pl_expression *n, const struct scene *scene)
{
	const struct pl_value *value = pl_row_get(scene->row, n->fact);

	if (value->state == PL_UNKNOWN)
		return (struct pl_result){ .kind = PL_RESULT_UNKNOWN, .fact = n->fact };
	return flag(value->state == PL_KNOWN);
}

static struct pl_result failed(const char *problem)
{
	return (struct pl_result){ .kind = PL_RESULT_ERROR, .problem = problem };
}

static struct pl_result arithmetic(char operator, int64_t a, int64_t b)
{
	struct pl_result r = { .kind = PL_RESULT_INT };
	bool overflows = false;

	if ((operator == '/' || operator == '%') && b == 0)
		return failed("division by zero");
	switch (operator) {
	case '+':
		overflows = __builtin_add_overflow(a, b, &r.number);
		break;
	case '-':
		overflows = __builtin_sub_overflow(a, b, &r.number);
		break;
	case '*':
		overflows = __builtin_mul_overflow(a, b, &r.number);
		break;
	default:
		overflows = a == INT64_MIN && b == -1;
		if (!overflows)
			r.number = operator == '/' ? a / b : a % b;
	}
	return overflows ? failed("integer overflow") : r;
}

static int order(const struct pl_result *a, const struct pl_result *b)
{
	if (a->kind == PL_RESULT_INT)
		return (a->number > b->number) - (a->number < b->number);
	if (a->kind == PL_RESULT_FLAG)
		return a->flag - b->flag;
	return pl_str_order(a->text, b->text);
}

static struct pl_result binary(char operator, const struct pl_result *a, const struct pl_result *b)
{
	switch (operator) {
	case '<':
		return flag(order(a, b) < 0);
	case 'l':
		return flag(order(a, b) <= 0);
	case '>':
		return flag(order(a, b) > 0);
	case 'g':
		return flag(order(a, b) >= 0);
	case '=':
		return flag(order(a, b) == 0);
	case '!':
		return flag(order(a, b) != 0);
	default:
		return arithmetic(operator, a->number, b->number);
	}
}

static struct pl_result in(const struct pl_result *a, const struct pl_result *b)
{
	for (size_t i = 0; i < b->items_len; i++)
		if (pl_str_equal(a->text, b->items[i]))
			return flag(true);
	return flag(false);
}

static struct pl_result method(char operator, const struct pl_result *a, const struct pl_result *b)
{
	if (operator == 's')
		return flag(pl_str_starts(a->text, b->text));
	if (operator == 'e')
		return flag(pl_str_ends(a->text, b->text));
	return flag(b->text.len == 0 || pl_str_find(a->text, b->text) < a->text.len);
}

/* Both sides of a two-sided node, or the first that has no value. */
static struct pl_result both(const struct pl_expression *n, const struct scene *scene)
{
	struct pl_result a = evaluate(n->a, scene), b;

	if (!is_value(&a))
		return a;
	b = evaluate(n->b, scene);
	if (!is_value(&b))
		return b;
	return n->kind == PL_NODE_BINARY ? binary(n->operator, &a, &b) : n->kind == PL_NODE_IN ? in(&a, &b)
	                                                                                      : method(n->operator, &a, &b);
}

/* `decides` is the value that settles the matter: false for &&, true for ||. Of two sides without a value an unknown one
 * is reported rather than an absent one. */
static struct pl_result absorb(struct pl_result a, struct pl_result b, bool decides)
{
	if (b.kind == PL_RESULT_FLAG && b.flag == decides)
		return b;
	if (a.kind == PL_RESULT_FLAG)
		return b;
	return b.kind > a.kind ? b : a;
}

static struct pl_result logical(const struct pl_expression *n, const struct scene *scene, bool decides)
{
	struct pl_result a = evaluate(n->a, scene);

	if (a.kind == PL_RESULT_FLAG && a.flag == decides)
		return a;
	return absorb(a, evaluate(n->b, scene), decides);
}

static struct pl_result macro(const struct pl_expression *n, const struct scene *scene)
{
	bool decides = n->kind == PL_NODE_EXISTS;
	struct pl_result list = evaluate(n->a, scene), result = flag(!decides);

	if (!is_value(&list))
		return list;
	for (size_t i = 0; i < list.items_len; i++) {
		struct scene inner = { scene->row, list.items[i] };

		result = absorb(result, evaluate(n->b, &inner), decides);
		if (result.kind == PL_RESULT_FLAG && result.flag == decides)
			break;
	}
	return result;
}

static struct pl_result one_sided(const struct pl_expression *n, const struct scene *scene)
{
	struct pl_result a = evaluate(n->a, scene);

	if (!is_value(&a))
		return a;
	if (n->kind == PL_NODE_NOT)
		return flag(!a.flag);
	if (n->kind == PL_NODE_NEGATE)
		return arithmetic('-', 0, a.number);
	return (struct pl_result){ .kind = PL_RESULT_INT,
		                   .number = (int64_t)(a.kind == PL_RESULT_STR ? a.text.len : a.items_len) };
}

static struct pl_result choose(const struct pl_expression *n, const struct scene *scene)
{
	struct pl_result a = evaluate(n->a, scene);

	return a.kind != PL_RESULT_FLAG ? a : evaluate(a.flag ? n->b : n->c, scene);
}

/* The depth of the nodes is capped by the compiler. */
static struct pl_result evaluate(const struct pl_expression *n, const struct scene *scene)
{
	switch (n->kind) {
	case PL_NODE_LITERAL:
		return *n->literal;
	case PL_NODE_FACT:
		return fact_value(n, scene);
	case PL_NODE_VARIABLE:
		return (struct pl_result){ .kind = PL_RESULT_STR, .text = scene->item };
	case PL_NODE_HAS:
		return has(n, scene);
	case PL_NODE_SIZE:
	case PL_NODE_NOT:
	case PL_NODE_NEGATE:
		return one_sided(n, scene);
	case PL_NODE_AND:
		return logical(n, scene, false);
	case PL_NODE_OR:
		return logical(n, scene, true);
	case PL_NODE_CHOOSE:
		return choose(n, scene);
	case PL_NODE_EXISTS:
	case PL_NODE_ALL:
		return macro(n, scene);
	case PL_NODE_BINARY:
	case PL_NODE_IN:
	case PL_NODE_METHOD:
		return both(n, scene);
	}
	return failed("unknown node");
}

struct pl_result pl_expression_evaluate(const struct pl_expression *expression, const struct pl_row *row)
{
	return evaluate(expression, &(struct scene){ .row = row });
}
