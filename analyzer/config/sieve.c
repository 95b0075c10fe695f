/* Findings are copied and never changed in place: a request is borrowed. */
#include "config/sieve.h"

#include <stdlib.h>

#include "base/memory.h"

/* PL_VERDICT_OFF when the finding is not to be told at all, else its severity. */
static int judged(struct pl_sieve *sieve, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	int verdict;

	if (!sieve->config)
		return (int)finding->severity;
	verdict = pl_config_verdict(sieve->config, finding->rule, finding->persona, sieve->persona, request);
	if (verdict == PL_VERDICT_OFF || pl_config_ignores(sieve->config, finding->rule, request))
		return PL_VERDICT_OFF;
	return verdict == PL_VERDICT_ON ? (int)finding->severity : verdict;
}

static bool is_known(struct pl_sieve *sieve, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	if (sieve->written)
		pl_baseline_add(sieve->written, request, finding);
	if (!sieve->known || !pl_baseline_has(sieve->known, request, finding))
		return false;
	sieve->silenced += 1 + finding->more;
	return true;
}

static void sieve_undecided(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved)
{
	if (!sieve->config)
		return;
	if (sieve->undecided_room < request->undecided_len) {
		sieve->undecided_room = request->undecided_len;
		sieve->undecided = pl_memory_grow(sieve->undecided, sieve->undecided_room * sizeof(*sieve->undecided));
	}
	sieved->undecided = sieve->undecided;
	sieved->undecided_len = 0;
	for (size_t i = 0; i < request->undecided_len; i++) {
		const struct plimsoll_undecided *u = &request->undecided[i];

		if (pl_config_verdict(sieve->config, u->rule, u->persona, sieve->persona, request) != PL_VERDICT_OFF)
			sieve->undecided[sieved->undecided_len++] = *u;
	}
}

static bool has_finding_of(const struct plimsoll_request *request, struct plimsoll_text rule)
{
	for (size_t i = 0; i < request->findings_len; i++)
		if (request->findings[i].rule.len == rule.len && memcmp(request->findings[i].rule.ptr, rule.ptr, rule.len) == 0)
			return true;
	return false;
}

void pl_sieve_request(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved)
{
	if (sieve->room < request->findings_len) {
		sieve->room = request->findings_len;
		sieve->findings = pl_memory_grow(sieve->findings, sieve->room * sizeof(*sieve->findings));
	}
	*sieved = *request;
	sieved->findings = sieve->findings;
	sieved->findings_len = 0;
	if (sieve->known)
		pl_baseline_see(sieve->known, request);
	if (sieve->config)
		pl_config_see(sieve->config, request);
	sieve_undecided(sieve, request, sieved);
	for (size_t i = 0; i < request->findings_len; i++) {
		int severity = judged(sieve, request, &request->findings[i]);

		if (severity == PL_VERDICT_OFF || is_known(sieve, request, &request->findings[i]))
			continue;
		sieve->findings[sieved->findings_len] = request->findings[i];
		sieve->findings[sieved->findings_len++].severity = (enum plimsoll_severity)severity;
	}
	for (size_t i = 0; i < sieved->findings_len; i++)
		if (sieve->findings[i].explained_by.len > 0 && !has_finding_of(sieved, sieve->findings[i].explained_by))
			sieve->findings[i].explained_by = (struct plimsoll_text){ NULL, 0 };
}

void pl_sieve_free(struct pl_sieve *sieve)
{
	free(sieve->findings);
	free(sieve->undecided);
	sieve->undecided = NULL;
	sieve->findings = NULL;
}
