/* Running the rules of each row that closes, and keeping what they find, in bounded memory. */
#ifndef PL_RULE_EVALUATE_H
#define PL_RULE_EVALUATE_H

#include "fact/row.h"
#include "rule/rule.h"

struct pl_finding {
	const struct pl_rule *rule;
	struct pl_str message, fix, gateway;
	struct pl_str pointer, part, header; /* field.pointer, part.name and header.name of the row, or empty */
	struct pl_span at;
	struct pl_span edit_at;       /* what the rule's edit changes; nowhere when nothing does */
	struct pl_str edit_text, edit_was;
	uint64_t row;                 /* number of the content row it belongs to, for `explains` */
	uint64_t more;                /* findings of this rule that were counted and not kept (on the last kept one) */
	const struct pl_rule *cause;  /* the rule that explains this finding, or NULL */
};

struct pl_undecided {
	const struct pl_rule *rule;
	struct pl_str missing;        /* a fact's name, or what went wrong */
};

struct pl_evaluation;

struct pl_evaluation_options {
	const struct pl_rule_set *rules;
	struct pl_row *gateways;       /* one row for each hop, outermost first; scope gateway */
	size_t gateways_len;
	const char *const *disabled;   /* NULL-terminated rule names, or NULL */
	const char *const *enabled;    /* likewise; these run whatever the persona */
	enum plimsoll_persona persona;
};

struct pl_evaluation *pl_evaluation_open(const struct pl_evaluation_options *options);
void pl_evaluation_close(struct pl_evaluation *e);
/* A new request. */
void pl_evaluation_begin(struct pl_evaluation *e);
/* Runs the rules of the row's scope. Rules that use a gateway run once for each hop, and not at all without one. The
 * topmost row (request) is given the gateway row as its `up` while they run. */
void pl_evaluation_row(struct pl_evaluation *e, const struct pl_row *row);
/* Would no rule be run over the row? */
bool pl_evaluation_is_idle(struct pl_evaluation *e, const struct pl_row *row);
/* The request is over: findings sorted by origin, offset and rule, causes linked, the same finding twice kept once.
 * Both lists live until the next begin. */
const struct pl_finding *pl_evaluation_findings(struct pl_evaluation *e, size_t *len);
const struct pl_undecided *pl_evaluation_undecided(struct pl_evaluation *e, size_t *len);
#endif
