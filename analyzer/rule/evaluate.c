/* Running the rules of each row that closes. Findings live in an arena that begins anew with each request. */
#include "rule/evaluate.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "rule/schedule.h"

struct pl_evaluation {
	struct pl_evaluation_options options;
	size_t *runs[PL_SCOPES];  /* the rules that are on for rows of a scope, as indexes into the rule set */
	size_t runs_len[PL_SCOPES];
	struct pl_schedule *schedules[PL_SCOPES];
	struct pl_arena forever;
	uint64_t *counts;         /* findings of each rule in this request */
	bool *is_undecided;
	struct pl_arena arena;
	struct pl_buf text;
	struct pl_finding *findings;
	size_t len, room;
	struct pl_undecided *undecided;
	size_t undecided_len;
	uint64_t contents_closed; /* numbers the content a field or content row belongs to */
};

static void mark(const struct pl_rule_set *set, const char *const *names, bool *is_listed)
{
	for (; names && *names; names++) {
		size_t number = pl_rule_set_number(set, pl_str_from(*names));

		if (number < set->len)
			is_listed[number] = true;
	}
}

static bool is_on(const struct pl_evaluation_options *options, const struct pl_rule_traits *rule, bool is_enabled)
{
	return (rule->persona <= options->persona || is_enabled) && (!rule->uses_gateway || options->gateways_len > 0);
}

static void choose_rules(struct pl_evaluation *e)
{
	const struct pl_rule_set *set = e->options.rules;
	bool *is_enabled = pl_memory_alloc(2 * set->len), *is_disabled = is_enabled + set->len;
	size_t *chosen = pl_arena_bytes(&e->forever, set->len * sizeof(*chosen)), len = 0;

	mark(set, e->options.enabled, is_enabled);
	mark(set, e->options.disabled, is_disabled);
	for (size_t scope = 0; scope < PL_SCOPES; scope++) {
		e->runs[scope] = chosen + len;
		for (size_t i = 0; i < set->len; i++)
			if (set->traits[i].each == scope && !is_disabled[i] && is_on(&e->options, &set->traits[i], is_enabled[i]))
				chosen[len++] = i;
		e->runs_len[scope] = (size_t)(chosen + len - e->runs[scope]);
		e->schedules[scope] = pl_schedule_new(&e->forever, set->traits, e->runs[scope], e->runs_len[scope]);
	}
	free(is_enabled);
}

struct pl_evaluation *pl_evaluation_open(const struct pl_evaluation_options *options)
{
	struct pl_evaluation *e = pl_memory_alloc(sizeof(*e));
	size_t rules = options->rules->len;

	e->options = *options;
	e->counts = pl_memory_alloc(rules * sizeof(*e->counts));
	e->is_undecided = pl_memory_alloc(rules * sizeof(*e->is_undecided));
	e->undecided = pl_memory_grow(NULL, rules * sizeof(*e->undecided));
	choose_rules(e);
	pl_buf_init(&e->text, (size_t)64 << 10);
	return e;
}

void pl_evaluation_close(struct pl_evaluation *e)
{
	pl_buf_free(&e->text);
	pl_arena_free(&e->arena);
	free(e->findings);
	free(e->undecided);
	free(e->is_undecided);
	free(e->counts);
	pl_arena_free(&e->forever);
	free(e);
}

void pl_evaluation_begin(struct pl_evaluation *e)
{
	pl_arena_reset(&e->arena);
	memset(e->counts, 0, e->options.rules->len * sizeof(*e->counts));
	memset(e->is_undecided, 0, e->options.rules->len * sizeof(*e->is_undecided));
	e->len = e->undecided_len = 0;
	e->contents_closed = 0;
}

static struct pl_str written(struct pl_evaluation *e, const struct pl_message_template *message, const struct pl_row *row)
{
	pl_buf_clear(&e->text);
	pl_message_write(message, row, &e->text);
	return pl_arena_str(&e->arena, pl_buf_str(&e->text));
}

static uint64_t content_number(const struct pl_evaluation *e, const struct pl_row *row)
{
	return row->scope == PL_SCOPE_content || row->scope == PL_SCOPE_field ? e->contents_closed + 1 : 0;
}

static bool is_kept_already(const struct pl_evaluation *e, const struct pl_finding *f)
{
	for (size_t i = 0; i < e->len; i++)
		if (e->findings[i].rule == f->rule && e->findings[i].at.origin == f->at.origin &&
		    e->findings[i].at.off == f->at.off && pl_str_equal(e->findings[i].message, f->message))
			return true;
	return false;
}

/* The place and the text of the rule's edit; none when a value that it writes is not known, or nothing is. */
static void plan_edit(struct pl_evaluation *e, const struct pl_row *row, struct pl_finding *f)
{
	const struct pl_rule_edit *edit = &f->rule->edit;
	struct pl_span at = edit->at == PL_FACTS ? f->at : pl_row_get(row, edit->at)->at;

	if (edit->kind == PLIMSOLL_EDIT_NONE || at.origin == 0 || (edit->with && !pl_message_is_known(edit->with, row)))
		return;
	if (edit->with) {
		f->edit_text = written(e, edit->with, row);
		if (f->edit_text.len == 0)
			return;
	}
	f->edit_at = at;
	if (edit->at != PL_FACTS && pl_fact_info(edit->at)->type == PL_TYPE_STR)
		f->edit_was = pl_arena_str(&e->arena, pl_row_text(row, edit->at));
}

static void find(struct pl_evaluation *e, size_t index, const struct pl_row *row)
{
	const struct pl_rule *rule = pl_rule_set_rule(e->options.rules, index);
	struct pl_finding f = { .rule = rule, .at = row->at, .row = content_number(e, row) };

	if (++e->counts[index] > PL_LIMIT_FINDINGS_PER_RULE) {
		for (size_t i = e->len; i > 0; i--)
			if (e->findings[i - 1].rule == rule) {
				e->findings[i - 1].more++;
				break;
			}
		return;
	}
	if (rule->at != PL_FACTS && pl_row_get(row, rule->at)->at.origin != 0)
		f.at = pl_row_get(row, rule->at)->at;
	f.message = written(e, rule->message, row);
	f.fix = written(e, rule->fix, row);
	plan_edit(e, row, &f);
	f.pointer = pl_arena_str(&e->arena, pl_row_text(row, PL_FACT_field_pointer));
	f.part = pl_arena_str(&e->arena, pl_row_text(row, PL_FACT_part_name));
	f.header = pl_arena_str(&e->arena, pl_row_text(row, PL_FACT_header_name));
	if (rule->traits->uses_gateway)
		f.gateway = pl_arena_str(&e->arena, pl_row_text(row, PL_FACT_gateway_name));
	if (is_kept_already(e, &f))
		return;
	if (e->len == e->room) {
		e->room = e->room ? 2 * e->room : 32;
		e->findings = pl_memory_grow(e->findings, e->room * sizeof(*e->findings));
	}
	e->findings[e->len++] = f;
}

static void run_rule(struct pl_evaluation *e, size_t index, const struct pl_row *row)
{
	const struct pl_rule *rule = pl_rule_set_rule(e->options.rules, index);
	struct pl_result r = pl_expression_evaluate(rule->when, row);

	if (r.kind == PL_RESULT_FLAG && r.flag)
		find(e, index, row);
	if ((r.kind != PL_RESULT_UNKNOWN && r.kind != PL_RESULT_ERROR) || e->is_undecided[index])
		return;
	e->is_undecided[index] = true;
	e->undecided[e->undecided_len++] = (struct pl_undecided){
		rule, pl_str_from(r.kind == PL_RESULT_UNKNOWN ? pl_fact_info(r.fact)->name : r.problem)
	};
}

/* The row that everything hangs on sees the gateway row for as long as its rules run. */
static void run_for_hops(struct pl_evaluation *e, size_t index, struct pl_row *top, const struct pl_row *row)
{
	for (size_t hop = 0; hop < e->options.gateways_len; hop++) {
		top->up = &e->options.gateways[hop];
		run_rule(e, index, row);
	}
	top->up = NULL;
}

static void run_due(struct pl_evaluation *e, const uint64_t *due, const struct pl_row *row)
{
	const struct pl_rule_set *set = e->options.rules;
	const size_t *runs = e->runs[row->scope];
	struct pl_row lone = *row, *top = &lone;

	/* `lone` stands in for a topmost row, so that a borrowed one is never written to. */
	for (struct pl_row *up = row->up; up; up = up->up)
		top = up;
	for (size_t w = 0; 64 * w < e->runs_len[row->scope]; w++)
		for (uint64_t bits = due[w]; bits; bits &= bits - 1) {
			size_t index = runs[64 * w + (size_t)__builtin_ctzll(bits)];

			if (set->traits[index].uses_gateway)
				run_for_hops(e, index, top, &lone);
			else
				run_rule(e, index, &lone);
		}
}

bool pl_evaluation_is_idle(struct pl_evaluation *e, const struct pl_row *row)
{
	return pl_schedule_is_idle(e->schedules[row->scope], row);
}

void pl_evaluation_row(struct pl_evaluation *e, const struct pl_row *row)
{
	const uint64_t *due = pl_schedule_due(e->schedules[row->scope], row);

	if (due)
		run_due(e, due, row);
	if (row->scope == PL_SCOPE_content)
		e->contents_closed++;
}

static int by_place(const void *a, const void *b)
{
	const struct pl_finding *x = a, *y = b;

	if (x->at.origin != y->at.origin)
		return x->at.origin < y->at.origin ? -1 : 1;
	if (x->at.off != y->at.off)
		return x->at.off < y->at.off ? -1 : 1;
	return pl_str_order(x->rule->name, y->rule->name);
}

static bool explains(const struct pl_rule *rule, struct pl_str name)
{
	for (size_t i = 0; i < rule->explains_len; i++)
		if (pl_str_equal(rule->explains[i], name))
			return true;
	return false;
}

static void link_causes(struct pl_evaluation *e)
{
	for (size_t i = 0; i < e->len; i++)
		for (size_t k = 0; k < e->len && e->findings[i].cause == NULL; k++) {
			const struct pl_finding *cause = &e->findings[k];

			if (cause->cause != e->findings[i].rule && explains(cause->rule, e->findings[i].rule->name) &&
			    (cause->row == e->findings[i].row || cause->row == 0 || e->findings[i].row == 0))
				e->findings[i].cause = cause->rule;
		}
}

const struct pl_finding *pl_evaluation_findings(struct pl_evaluation *e, size_t *len)
{
	if (e->len > 0)
		qsort(e->findings, e->len, sizeof(*e->findings), by_place);
	link_causes(e);
	*len = e->len;
	return e->findings;
}

const struct pl_undecided *pl_evaluation_undecided(struct pl_evaluation *e, size_t *len)
{
	*len = e->undecided_len;
	return e->undecided;
}
