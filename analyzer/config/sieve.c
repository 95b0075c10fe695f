/* Findings are copied and never changed in place: a request is borrowed. */
#include "config/sieve.h"

#include <stdlib.h>

#include "base/memory.h"

static struct plimsoll_text text(const char *s)
{
	return (struct plimsoll_text){ s, strlen(s) };
}

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

static bool is_same(struct plimsoll_text a, struct plimsoll_text b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* What the request asks for itself; an ignore without a reason does nothing. */
static bool is_ignored_inline(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_finding *finding)
{
	for (size_t i = 0; i < request->ignores_len; i++) {
		const struct plimsoll_ignore *ignore = &request->ignores[i];

		if (ignore->reason.len == 0 || !is_same(ignore->rule, finding->rule))
			continue;
		sieve->is_used[i] = true;
		finding->suppression = text("inSource");
		finding->justification = ignore->reason;
		return true;
	}
	return false;
}

/* Is it not to be told? Why is put into it. */
static bool is_suppressed(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_finding *finding)
{
	const char *reason;

	if (is_ignored_inline(sieve, request, finding)) {
		sieve->ignored += 1 + finding->more;
		return true;
	}
	reason = sieve->config ? pl_config_ignores(sieve->config, finding->rule, request) : NULL;
	if (reason)
		sieve->ignored += 1 + finding->more;
	else if (is_known(sieve, request, finding))
		reason = "known to the baseline";
	else
		return false;
	finding->suppression = text("external");
	finding->justification = text(reason);
	return true;
}

/* From the front those that are told, from the back those that are not. */
static void sieve_finding(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved,
                          const struct plimsoll_finding *finding)
{
	int severity = judged(sieve, request, finding);
	struct plimsoll_finding copy = *finding;

	if (severity == PL_VERDICT_OFF)
		return;
	copy.severity = (enum plimsoll_severity)severity;
	if (is_suppressed(sieve, request, &copy))
		sieve->findings[sieve->room - ++sieved->suppressed_len] = copy;
	else
		sieve->findings[sieved->findings_len++] = copy;
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
		if (is_same(request->findings[i].rule, rule))
			return true;
	return false;
}

void pl_sieve_request(struct pl_sieve *sieve, const struct plimsoll_request *request, struct plimsoll_request *sieved)
{
	if (sieve->room < request->findings_len) {
		sieve->room = request->findings_len;
		sieve->findings = pl_memory_grow(sieve->findings, sieve->room * sizeof(*sieve->findings));
	}
	if (sieve->used_room < request->ignores_len) {
		sieve->used_room = request->ignores_len;
		sieve->is_used = pl_memory_grow(sieve->is_used, sieve->used_room * sizeof(*sieve->is_used));
	}
	for (size_t i = 0; i < request->ignores_len; i++)
		sieve->is_used[i] = false;
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
	free(sieve->is_used);
	sieve->is_used = NULL;
	sieve->undecided = NULL;
	sieve->findings = NULL;
}
