/* Guards, by induction over the nodes. A guard makes its node `wanted`; one that is not strict allows it to be absent
 * as well, which && and || pass on only when their other side cannot be unknown or fail (see absorb() of the evaluator). */
#include "rule/guard.h"

#include "rule/expression_node.h"

static struct pl_guard guard(enum pl_scope each, const struct pl_expression *n, bool wanted, bool is_strict);

static void add_fact(struct pl_fact_set *set, enum pl_fact fact)
{
	set->bits[fact / 64] |= (uint64_t)1 << (fact % 64);
}

static void add_used(const struct pl_expression *n, struct pl_fact_set *used)
{
	if (n == NULL)
		return;
	if (n->kind == PL_NODE_FACT || n->kind == PL_NODE_HAS)
		add_fact(used, n->fact);
	add_used(n->a, used);
	add_used(n->b, used);
	add_used(n->c, used);
}

static bool can_fail(const struct pl_expression *n)
{
	if (n == NULL)
		return false;
	return n->kind == PL_NODE_NEGATE || (n->kind == PL_NODE_BINARY && n->type == PL_TYPE_INT) || can_fail(n->a) ||
	       can_fail(n->b) || can_fail(n->c);
}

/* What nearly every row of its scope has, which makes it a poor guard. */
static bool is_common(enum pl_fact fact)
{
	static const enum pl_fact common[] = {
		PL_FACT_request_method, PL_FACT_request_target, PL_FACT_request_version, PL_FACT_request_url,
		PL_FACT_request_host, PL_FACT_request_input, PL_FACT_request_framing, PL_FACT_request_headers,
		PL_FACT_request_has_body, PL_FACT_request_content_length, PL_FACT_request_body_bytes,
		PL_FACT_request_decoded_bytes, PL_FACT_request_wire_bytes, PL_FACT_request_head_bytes,
		PL_FACT_part_index, PL_FACT_part_headers, PL_FACT_part_depth, PL_FACT_part_bytes, PL_FACT_part_name,
		PL_FACT_part_head_bytes, PL_FACT_part_header_longest, PL_FACT_part_disposition,
		PL_FACT_part_disposition_type, PL_FACT_part_in_form_data,
		PL_FACT_content_bytes, PL_FACT_content_looks_like, PL_FACT_content_declared_types,
		PL_FACT_content_replacement_characters, PL_FACT_content_mojibake, PL_FACT_content_in_part,
		PL_FACT_field_kind, PL_FACT_field_name, PL_FACT_field_pointer, PL_FACT_field_bytes,
		PL_FACT_field_text, PL_FACT_field_tail,
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (common[i] == fact)
			return true;
	return false;
}

/* What is known when the row begins is mostly what makes it a row of its kind. */
static unsigned cost(enum pl_scope each, enum pl_fact fact)
{
	const struct pl_fact_info *info = pl_fact_info(fact);

	if (is_common(fact))
		return 32;
	return (info->scope == each ? 1U : 4U) + (info->stage == PL_STAGE_HEAD ? 2U : 0U);
}

static struct pl_guard none(void)
{
	return (struct pl_guard){ .exists = false };
}

/* The facts of a hop come and go while the rules run. */
static struct pl_guard of_fact(enum pl_scope each, enum pl_fact fact)
{
	struct pl_guard g = { .exists = pl_fact_info(fact)->scope != PL_SCOPE_gateway, .cost = cost(each, fact) };

	add_fact(&g.facts, fact);
	return g;
}

static struct pl_guard either(struct pl_guard a, struct pl_guard b)
{
	if (!a.exists || (b.exists && b.cost < a.cost))
		return b;
	return a;
}

static struct pl_guard together(struct pl_guard a, struct pl_guard b)
{
	if (!a.exists || !b.exists)
		return none();
	a.cost += b.cost;
	for (size_t i = 0; i < PL_FACT_WORDS; i++)
		a.facts.bits[i] |= b.facts.bits[i];
	return a;
}

/* Makes the node's value absent. */
static struct pl_guard absence(enum pl_scope each, const struct pl_expression *n)
{
	switch (n->kind) {
	case PL_NODE_FACT:
		return n->type == PL_TYPE_FLAG ? none() : of_fact(each, n->fact);
	case PL_NODE_SIZE:
	case PL_NODE_NEGATE:
	case PL_NODE_EXISTS:
	case PL_NODE_ALL:
		return absence(each, n->a);
	case PL_NODE_BINARY:
	case PL_NODE_IN:
	case PL_NODE_METHOD:
		return can_fail(n->a) ? absence(each, n->a) : either(absence(each, n->a), absence(each, n->b));
	case PL_NODE_LITERAL:
	case PL_NODE_VARIABLE:
	case PL_NODE_HAS:
	case PL_NODE_NOT:
	case PL_NODE_AND:
	case PL_NODE_OR:
	case PL_NODE_CHOOSE:
		break;
	}
	return none();
}

/* && is settled by one false side, || by one true side. */
static struct pl_guard settled(enum pl_scope each, const struct pl_expression *n, bool wanted, bool is_strict)
{
	struct pl_guard g = either(guard(each, n->a, wanted, true), guard(each, n->b, wanted, true));

	if (!is_strict && !can_fail(n->b))
		g = either(g, guard(each, n->a, wanted, false));
	if (!is_strict && !can_fail(n->a))
		g = either(g, guard(each, n->b, wanted, false));
	return g;
}

static struct pl_guard guard(enum pl_scope each, const struct pl_expression *n, bool wanted, bool is_strict)
{
	switch (n->kind) {
	case PL_NODE_LITERAL:
		return (struct pl_guard){ .exists = n->literal->flag == wanted };
	case PL_NODE_HAS:
	case PL_NODE_FACT:
		return wanted ? none() : of_fact(each, n->fact);
	case PL_NODE_NOT:
		return guard(each, n->a, !wanted, is_strict);
	case PL_NODE_AND:
	case PL_NODE_OR:
		if (wanted == (n->kind == PL_NODE_OR))
			return settled(each, n, wanted, is_strict);
		return together(guard(each, n->a, wanted, is_strict), guard(each, n->b, wanted, is_strict));
	case PL_NODE_BINARY:
	case PL_NODE_IN:
	case PL_NODE_METHOD:
	case PL_NODE_EXISTS:
	case PL_NODE_ALL:
		return is_strict ? none() : absence(each, n);
	case PL_NODE_VARIABLE:
	case PL_NODE_SIZE:
	case PL_NODE_NEGATE:
	case PL_NODE_CHOOSE:
		break;
	}
	return none();
}

struct pl_guard pl_guard_of(const struct pl_expression *condition, enum pl_scope each)
{
	struct pl_guard strict = guard(each, condition, false, true), loose;

	/* What a hop does not tell is not seen when a row closes. */
	if (condition->uses_gateway)
		return strict;
	loose = guard(each, condition, false, false);
	if (!loose.exists || (strict.exists && strict.cost <= loose.cost))
		return strict;
	add_used(condition, &loose.known);
	return loose;
}
