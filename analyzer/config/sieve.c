/* Findings are copied and never changed in place: a request is borrowed. */
#include "config/sieve.h"

#include <stdlib.h>

#include "base/memory.h"

/* PL_VERDICT_OFF when the rule is off, else the finding's severity. */
static int judged(struct pl_sieve *sieve, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	int verdict = PL_VERDICT_ON;

	if (sieve->config)
		verdict = pl_config_verdict(sieve->config, finding->rule, finding->persona, sieve->persona, request);
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

/* Why the finding is not to be told, or NULL. */
static const char *reason_of(struct pl_sieve *sieve, const struct plimsoll_request *request,
                             const struct plimsoll_finding *finding)
{
	const char *reason = sieve->config ? pl_config_ignores(sieve->config, finding->rule, request) : NULL;

	if (reason)
		return reason;
	return is_known(sieve, request, finding) ? "known to the baseline" : NULL;
}

/* From the front those that are told, from the back those that are not. */
static void sieve_finding(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved,
                          const struct plimsoll_finding *finding)
{
	int severity = judged(sieve, request, finding);
	struct plimsoll_finding *copy;
	const char *reason;

	if (severity == PL_VERDICT_OFF)
		return;
	reason = reason_of(sieve, request, finding);
	copy = &sieve->findings[reason ? sieve->room - ++sieved->suppressed_len : sieved->findings_len++];
	*copy = *finding;
	copy->severity = (enum plimsoll_severity)severity;
	if (reason == NULL)
		return;
	copy->suppression = (struct plimsoll_text){ "external", strlen("external") };
	copy->justification = (struct plimsoll_text){ reason, strlen(reason) };
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
	sieved->findings_len = sieved->suppressed_len = 0;
	if (sieve->known)
		pl_baseline_see(sieve->known, request);
	if (sieve->config)
		pl_config_see(sieve->config, request);
	sieve_undecided(sieve, request, sieved);
	for (size_t i = 0; i < request->findings_len; i++)
		sieve_finding(sieve, request, sieved, &request->findings[i]);
	sieved->suppressed = sieved->suppressed_len ? &sieve->findings[sieve->room - sieved->suppressed_len] : NULL;
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
