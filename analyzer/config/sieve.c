/* Findings are copied and never changed in place: a request is borrowed. */
#include "config/sieve.h"

#include <stdlib.h>

#include "base/memory.h"

static bool is_taken_out(struct pl_sieve *sieve, const struct plimsoll_request *request,
                         const struct plimsoll_finding *finding)
{
	if (sieve->written)
		pl_baseline_add(sieve->written, request, finding);
	if (!sieve->known || !pl_baseline_has(sieve->known, request, finding))
		return false;
	sieve->silenced += 1 + finding->more;
	return true;
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
	for (size_t i = 0; i < request->findings_len; i++)
		if (!is_taken_out(sieve, request, &request->findings[i]))
			sieve->findings[sieved->findings_len++] = request->findings[i];
	for (size_t i = 0; i < sieved->findings_len; i++)
		if (sieve->findings[i].explained_by.len > 0 && !has_finding_of(sieved, sieve->findings[i].explained_by))
			sieve->findings[i].explained_by = (struct plimsoll_text){ NULL, 0 };
}

void pl_sieve_free(struct pl_sieve *sieve)
{
	free(sieve->findings);
	sieve->findings = NULL;
}
