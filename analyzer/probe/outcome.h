/* What a sight means, told by comparing it with what the small request came to. */
#ifndef PL_PROBE_OUTCOME_H
#define PL_PROBE_OUTCOME_H

#include "probe/trial.h"

enum pl_outcome {
	PL_OUTCOME_ACCEPTED,  /* the final answer is the small request's */
	PL_OUTCOME_PENDING,   /* not refused so far: nothing, or 100 and then nothing */
	PL_OUTCOME_REFUSED,   /* otherwise than the small request: by an answer, or by closing without one */
	PL_OUTCOME_SOFT,      /* a status below 400, but another answer than the small request's */
	PL_OUTCOME_TRUNCATED, /* answered as the small request; what the answer echoes says that bytes were dropped */
	PL_OUTCOME_UNDECIDED, /* 408, 429, 503, 504, a time-out: says nothing about the size */
	PL_OUTCOME_FAILED,    /* no answer can be had at all */
	PL_OUTCOMES
};

/* What is kept of a trial and its sight. */
struct pl_seen {
	struct pl_trial trial; /* its rungs are not kept */
	enum pl_ending ending;
	uint64_t status, look; /* look: of the answer, without digits; equal looks are the same answer */
	uint64_t echo;         /* the length that the answer says has arrived, when has_echo */
	uint64_t retry_after;  /* seconds; 0 when not said */
	uint64_t below;        /* of a ladder: the last rung that was not refused */
	uint64_t body_sent, bytes_sent, answered_at, micros;
	bool saw_continue, has_echo;
	enum pl_outcome outcome;
};

/* A number for the answer's status, header names, server and body, digits left out, so that dates, ids of digits and echoed
 * sizes make no difference. */
uint64_t pl_outcome_look(const struct pl_response *response);
/* `base`: the smallest trial of the same strategy; `whole`: a small whole request; either may be NULL, or be `seen`. With
 * `has_unsteady_text` small requests already differ in their text, which then is not compared. */
enum pl_outcome pl_outcome_of(const struct pl_seen *seen, const struct pl_seen *base, const struct pl_seen *whole,
                              bool has_unsteady_text);
/* A status that means a size and nothing else: 413, 414, 431. */
bool pl_outcome_is_size_status(uint64_t status);
/* "headers", "reset": for reports and records. */
const char *pl_strategy_name(enum pl_strategy strategy);
const char *pl_ending_name(enum pl_ending ending);
/* "refused", for reports. */
const char *pl_outcome_name(enum pl_outcome outcome);
#endif
