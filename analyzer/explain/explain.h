/* From the evidence of an exchange to diagnoses, likeliest first. Nothing is claimed that no evidence carries. */
#ifndef PL_EXPLAIN_EXPLAIN_H
#define PL_EXPLAIN_EXPLAIN_H

#include "explain/bracket.h"
#include "explain/diagnosis.h"
#include "explain/error_text.h"
#include "explain/exchange.h"
#include "gateway/api.h"
#include "gateway/fingerprint.h"

/* What explaining goes by; loaded once. */
struct pl_explainer {
	const char *const *dirs; /* of --rules, NULL-terminated or NULL */
	struct pl_arena *arena;
	struct pl_experiments experiments;
	struct pl_diagnoses diagnoses;
	struct pl_error_texts errors;
	struct pl_apis apis;
};

struct pl_reason {
	struct pl_str text;
	uint64_t weight;
	enum pl_clue_kind kind;
};

#define PL_SUSPECT_REASONS 16

/* A diagnosis that something speaks for. */
struct pl_suspect {
	const struct pl_diagnosis *diagnosis;
	int64_t score;               /* what speaks for it less what speaks against it; more than 0 */
	enum pl_clue_kind confidence; /* hint: possible, sign: likely, proof: certain */
	struct pl_reason pro[PL_SUSPECT_REASONS], contra[PL_SUSPECT_REASONS]; /* weightiest first */
	size_t pro_len, contra_len;
	struct pl_str verdict, fix;
	struct pl_str next; /* the command of the experiment that it stands or falls with */
};

/* What an outcome of the next experiment would mean. */
struct pl_next_outcome {
	struct pl_str name, seen;
	const struct pl_suspect **means; /* the suspects that predict it, likeliest first; may be none */
	size_t means_len;
};

struct pl_next {
	const struct pl_experiment *experiment; /* NULL: there is none */
	bool separates;                         /* the first two suspects predict different outcomes */
	struct pl_str run;
	struct pl_next_outcome outcomes[PL_OUTCOMES_MAX];
	size_t outcomes_len;
};

struct pl_explanation {
	struct pl_bracket bracket;
	struct pl_refuser *refusers;       /* who answers like that, likeliest first */
	size_t refusers_len;
	const struct pl_hop_sign *chain;
	size_t chain_len;
	bool is_relayed;                   /* the status is a hop's word on another behind it: 502, 503, 504 */
	struct pl_error_match *matches;    /* error texts that were recognised */
	struct pl_str *matched_texts;      /* the text that each was found in */
	size_t matches_len;
	struct pl_row row;                 /* of scope exchange */
	struct pl_suspect *suspects;       /* likeliest first */
	size_t suspects_len;
	struct pl_next next;
	struct pl_str verdict;             /* one sentence, also when there is no suspect */
};

/* "possible", "likely", "certain". */
extern const char *const pl_confidence_names[3];

/* False with *err filled on a mistake in a file. */
bool pl_explainer_open(struct pl_explainer *explainer, const char *const *dirs, struct pl_arena *arena,
                       struct plimsoll_error *err);
/* The APIs that are known by their hosts, or the one that is meant, as pl_apis_load does. */
bool pl_explainer_apis(struct pl_explainer *explainer, const char *name, struct plimsoll_error *err);
/* Everything in `explanation` lives in the explainer's arena. `exchange` may gain what its texts tell: a status. */
void pl_explain(const struct pl_explainer *explainer, struct pl_exchange *exchange, struct pl_explanation *explanation);
/* Who answered, when one product can be named: NULL when several answer so and nothing tells them apart. */
const struct pl_refuser *pl_explain_refuser(const struct pl_explanation *explanation);
/* The gateway that a suspect puts the blame on; empty when it is none, or not known. */
struct pl_str pl_explain_gateway(const struct pl_suspect *suspect, const struct pl_explanation *explanation);
/* The text that match `i` was found as. */
struct pl_str pl_explain_told(const struct pl_explanation *explanation, size_t i);
#endif
