/* A refusal that looks like a product's own says more than a number that many products share. */
#include "probe/attribution.h"

#include <stdlib.h>

static struct pl_candidate *find(struct pl_candidate *all, size_t len, struct pl_str gateway)
{
	for (size_t i = 0; i < len; i++)
		if (pl_str_equal(all[i].gateway, gateway))
			return &all[i];
	return NULL;
}

static unsigned weight(const struct pl_candidate *c)
{
	unsigned confidence = pl_str_equal(c->confidence, PL_STR("certain")) ? 2 : pl_str_equal(c->confidence, PL_STR("likely"));

	return (c->is_refuser ? 8u + 4u * confidence : 0) + (c->is_named ? 6u : 0) + (c->is_default ? 7u : 0) + (c->is_via ? 2u : 0);
}

static int by_weight(const void *a, const void *b)
{
	const struct pl_candidate *x = a, *y = b;

	/* Equal ones stay as they were put in. */
	return weight(x) != weight(y) ? (weight(x) < weight(y) ? 1 : -1) : (x > y) - (x < y);
}

static bool is_on_path(const char *const *via, struct pl_str gateway)
{
	for (size_t i = 0; via && via[i]; i++)
		for (const char *hop = via[i]; *hop; hop += strcspn(hop, ",") + (hop[strcspn(hop, ",")] == ','))
			if (pl_str_equal(gateway, (struct pl_str){ hop, strcspn(hop, ":,") }))
				return true;
	return false;
}

static void take_names(struct pl_probe *p, const struct pl_response *response, struct pl_candidate *all, size_t len)
{
	const struct pl_hop_sign *signs;
	size_t signs_len = response->status > 0 ? pl_response_chain(response, p->rule_dirs, &p->arena, &signs) : 0;

	for (size_t i = 0; i < signs_len; i++) {
		struct pl_candidate *c = find(all, len, signs[i].gateway);

		if (c)
			c->is_named = true;
	}
}

/* By an answer of each kind: hops often name themselves in what they pass on, and not in what they refuse. */
static void take_all_names(struct pl_probe *p, struct pl_candidate *all, size_t len)
{
	bool has_asked[PL_OUTCOMES] = { false };

	take_names(p, &p->options, all, len);
	for (size_t i = 0; i < p->search.seen_len; i++) {
		if (p->seen[i].status == 0 || has_asked[p->seen[i].outcome])
			continue;
		has_asked[p->seen[i].outcome] = true;
		take_names(p, &p->responses[i], all, len);
	}
}

static void take_limits(struct pl_candidate *all, size_t *len, const struct pl_documented *list, size_t list_len, uint64_t found)
{
	for (size_t i = 0; i < list_len; i++) {
		struct pl_candidate *c = find(all, *len, list[i].gateway);
		bool is_it = list[i].most == found;

		if (!c && is_it)
			*(c = &all[(*len)++]) = (struct pl_candidate){ .gateway = list[i].gateway,
				                                       .name = list[i].name,
				                                       .confidence = PL_STR("possible") };
		if (c && (!c->limit || is_it)) {
			c->limit = list[i].limit;
			c->is_default = is_it;
		}
	}
}

static bool is_in_front(const struct pl_probe *p, struct pl_str gateway)
{
	static const char *const kinds[] = { "proxy", "cdn", "cloud", "firewall" };
	struct pl_arena arena = { .blocks = NULL };
	struct pl_profile profile;
	struct plimsoll_error err;
	bool is_front = false;

	if (pl_profile_load(&profile, gateway, p->rule_dirs, &arena, &err))
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			is_front = is_front || pl_str_equal(profile.kind, pl_str_from(kinds[i]));
	pl_arena_free(&arena);
	return is_front;
}

size_t pl_attribute(struct pl_probe *p, const struct pl_found_limit *found, const char *const *via,
                    const struct pl_candidate **list)
{
	const struct pl_refuser *refusers = NULL;
	size_t refusers_len = 0, len = 0;
	struct pl_candidate *all;

	*list = NULL;
	if (found->found != PL_FOUND_LIMIT)
		return 0;
	if (found->bracket.refusal)
		refusers_len = pl_refusers(pl_probe_response(p, found->bracket.refusal), p->rule_dirs, &p->arena, &refusers);
	*list = all = pl_arena_alloc(&p->arena, (refusers_len + p->documented_len + 1) * sizeof(*all));
	for (size_t i = 0; i < refusers_len; i++)
		if (!find(all, len, refusers[i].gateway))
			all[len++] = (struct pl_candidate){ .gateway = refusers[i].gateway,
				                            .name = refusers[i].name,
				                            .confidence = refusers[i].confidence,
				                            .note = refusers[i].note,
				                            .is_refuser = true };
	take_limits(all, &len, p->documented, p->documented_len, found->bracket.accepted);
	take_all_names(p, all, len);
	for (size_t i = 0; i < len; i++)
		all[i].is_via = is_on_path(via, all[i].gateway);
	if (len > 1)
		qsort(all, len, sizeof(*all), by_weight);
	if (len > 0)
		all[0].is_in_front = is_in_front(p, all[0].gateway);
	return len;
}

uint64_t pl_attribution_passed_on(const struct pl_probe *p, const struct pl_found_limit *found, const struct pl_candidate *list,
                                  size_t len)
{
	bool is_kept_off = len > 0 && found->bracket.refusal && list[0].is_refuser && list[0].is_in_front &&
	                   pl_str_equal(list[0].confidence, PL_STR("certain"));
	uint64_t passed = p->requests - p->search.seen_len; /* OPTIONS */

	for (size_t i = 0; i < p->search.seen_len; i++) {
		const struct pl_seen *s = &p->seen[i];
		bool is_head = s->trial.strategy == PL_STRATEGY_HEADERS_EXPECT || s->trial.strategy == PL_STRATEGY_HEADERS ||
		               s->trial.strategy == PL_STRATEGY_H2_HEADERS;

		if (s->bytes_sent == 0 || (is_kept_off && is_head && s->outcome == PL_OUTCOME_REFUSED && s->status > 0 &&
		                           s->look == found->bracket.refusal->look))
			continue;
		passed++;
	}
	return passed;
}
