/* Experiments as data (rules/experiments/<id>.json): a command, and what may be seen when it is run. Diagnoses predict what
 * is seen, so that one whose outcomes differ tells two diagnoses apart. */
#ifndef PL_EXPLAIN_EXPERIMENT_H
#define PL_EXPLAIN_EXPERIMENT_H

#include "base/arena.h"
#include "plimsoll.h"
#include "rule/expression.h"
#include "rule/message.h"

#define PL_OUTCOMES_MAX 4

struct pl_outcome {
	struct pl_str name;
	const struct pl_message_template *seen; /* how it shows, in words */
};

struct pl_experiment {
	struct pl_str name, path;
	const struct pl_expression *when;       /* what must be known for it; NULL: nothing */
	const struct pl_message_template *run;  /* a command, filled in with the exchange's own URL and sizes */
	bool by_hand;                           /* `run` says in words what to do */
	struct pl_outcome outcomes[PL_OUTCOMES_MAX];
	size_t outcomes_len;
};

#define PL_EXPERIMENTS_MAX 64

struct pl_experiments {
	struct pl_experiment *items;
	size_t len;
};

/* Loads those built in and those of `dirs`; one of the same name replaces. Mistakes fill *err with their place. */
bool pl_experiments_load(struct pl_experiments *experiments, const char *const *dirs, struct pl_arena *arena,
                         struct plimsoll_error *err);
/* NULL when there is none of that name. */
const struct pl_experiment *pl_experiment_find(const struct pl_experiments *experiments, struct pl_str name);
/* NULL when the experiment has no such outcome. */
const struct pl_outcome *pl_experiment_outcome(const struct pl_experiment *experiment, struct pl_str name);
#endif
