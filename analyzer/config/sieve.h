/* Between the check and the report: what is known or was decided about is taken out of a request. */
#ifndef PL_CONFIG_SIEVE_H
#define PL_CONFIG_SIEVE_H

#include "config/baseline.h"
#include "config/config.h"

/* Zero-initialise, with what there is to sieve by. */
struct pl_sieve {
	struct pl_config *config;    /* what is off or ignored is taken out, severities are changed; or NULL */
	enum plimsoll_persona persona; /* of rules that the configuration says nothing about */
	struct pl_baseline *known;   /* its findings are silenced; or NULL */
	struct pl_baseline *written; /* takes every finding that is not ignored; or NULL */
	uint64_t silenced;           /* findings of the baseline; what a finding counted beyond itself goes with it */
	uint64_t ignored;            /* likewise those that the configuration or the input itself ignores */
	bool *is_used;               /* of each of the last request's own ignores: it silenced something */
	struct plimsoll_finding *findings;
	struct plimsoll_undecided *undecided;
	size_t room, undecided_room, used_room;
};

/* `sieved` is `request` with the findings that are left, those that are ignored or known as suppressed ones, and without what rules
 * that are off could not decide; it lives until the next call. A finding whose cause is taken out stands for itself. */
void pl_sieve_request(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved);
void pl_sieve_free(struct pl_sieve *sieve);
#endif
