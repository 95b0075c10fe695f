/* Diagnoses as data (rules/diagnoses/<id>.json): what speaks for and against each, as conditions over an exchange. */
#ifndef PL_EXPLAIN_DIAGNOSIS_H
#define PL_EXPLAIN_DIAGNOSIS_H

#include "base/arena.h"
#include "explain/experiment.h"
#include "plimsoll.h"
#include "rule/expression.h"
#include "rule/message.h"

/* How much a clue can carry: a hint makes a diagnosis possible, a sign likely, a proof certain. */
enum pl_clue_kind { PL_CLUE_HINT, PL_CLUE_SIGN, PL_CLUE_PROOF };

struct pl_clue {
	const struct pl_expression *when;          /* NULL when it goes by findings or by what is told alone */
	const struct pl_str *tells;                /* any of these is told: exchange.told is then the text that tells it */
	size_t tells_len;
	const struct pl_str *findings;             /* any of these rules of `check` raised by the request */
	size_t findings_len;
	const struct pl_message_template *because; /* NULL with findings: the finding's own message */
	uint64_t weight;                           /* 1 to 100 */
	enum pl_clue_kind kind;
};

struct pl_clues {
	struct pl_clue *items;
	size_t len;
};

/* What is seen in an experiment if the diagnosis is right. */
struct pl_prediction {
	const struct pl_experiment *experiment;
	const struct pl_outcome *outcome;
	const struct pl_expression *when; /* NULL: always */
};

struct pl_diagnosis {
	struct pl_str name, title, path;
	const struct pl_message_template *verdict, *fix;
	struct pl_clues pro, contra;
	struct pl_prediction *predictions; /* those first that decide best */
	size_t predictions_len;
	bool is_client; /* what is wrong is wrong before anything is sent: no hop is to blame */
	const struct pl_str *see;
	size_t see_len;
};

#define PL_DIAGNOSES_MAX 128

struct pl_diagnoses {
	struct pl_diagnosis *items; /* sorted by name */
	size_t len;
};

/* Loads those built in and those of `dirs`; one of the same name replaces. Mistakes fill *err with their place. */
bool pl_diagnoses_load(struct pl_diagnoses *diagnoses, const struct pl_experiments *experiments, const char *const *dirs,
                       struct pl_arena *arena, struct plimsoll_error *err);
#endif
