/* The bracket that a way of asking has closed so far: a pure function of everything seen. */
#ifndef PL_PROBE_EVIDENCE_H
#define PL_PROBE_EVIDENCE_H

#include "probe/outcome.h"

/* A set of strategies whose trials say the same thing. Bodies that were sent compressed count with PL_WAY_DEFLATED alone: without it
 * nothing tells whether the server looks at what they inflate to. */
#define PL_WAY(strategy) (1u << (strategy))
#define PL_WAY_DEFLATED (1u << PL_STRATEGIES)

struct pl_bracket {
	bool has_accepted, has_refused;
	uint64_t accepted, refused;             /* largest not refused below the smallest refused; smallest refused */
	unsigned accepted_times, refused_times; /* trials at exactly these sizes */
	unsigned silences;    /* at `refused`, after a refusal and longer than it took */
	bool has_final;       /* `accepted` got a final answer, not only silence */
	bool is_soft;         /* `refused` is told by another answer alone, not by a status of an error */
	bool is_cut;          /* `refused` closed without an answer */
	bool has_early;       /* an answer came before all of a whole body was sent */
	bool is_late;         /* a size was pending once and refused another time: waits were too short */
	bool wraps;           /* a length of 2^31 or more passes where a smaller one is refused */
	bool is_broken;       /* some larger size was accepted: not monotone */
	uint64_t broken_at;   /* it */
	bool is_flaky;        /* one size was accepted and refused */
	uint64_t flaky_at;    /* it */
	const struct pl_seen *refusal; /* at `refused`, or NULL */
};

/* How often a side has yet to be seen until it is sure. */
unsigned pl_bracket_accepted_due(const struct pl_bracket *bracket);
unsigned pl_bracket_refused_due(const struct pl_bracket *bracket);
bool pl_bracket_is_adjacent(const struct pl_bracket *bracket);
/* Both sides are sure, or it is sure that nothing ever will be. */
bool pl_bracket_is_settled(const struct pl_bracket *bracket);
struct pl_bracket pl_evidence(const struct pl_seen *seen, size_t len, unsigned ways);
/* The first trial of these ways and at least `bytes`, at most `bytes` when `is_exact`; NULL when there is none. */
const struct pl_seen *pl_evidence_at(const struct pl_seen *seen, size_t len, unsigned ways, uint64_t bytes);
/* Fills in the outcomes of all trials, which depend on the small ones (of `base_bytes`). */
void pl_evidence_judge(struct pl_seen *seen, size_t len, uint64_t base_bytes);
#endif
