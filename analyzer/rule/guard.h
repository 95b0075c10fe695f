/* What a rule waits for: facts of which one must be there before its condition can hold. Most rows have few facts, so
 * most rules need not be looked at. */
#ifndef PL_RULE_GUARD_H
#define PL_RULE_GUARD_H

#include "rule/expression.h"

#define PL_FACT_WORDS ((PL_FACTS + 63) / 64)

struct pl_fact_set {
	uint64_t bits[PL_FACT_WORDS];
};

struct pl_guard {
	bool exists;              /* false: the condition must be evaluated over every row */
	unsigned cost;            /* how often a row has one of the facts, as an estimate */
	struct pl_fact_set facts; /* when all of them are absent, and false, the condition neither holds nor is undecided … */
	struct pl_fact_set known; /* … as long as none of these is unknown */
};

/* `each` is the scope the condition was compiled for. */
struct pl_guard pl_guard_of(const struct pl_expression *condition, enum pl_scope each);
#endif
