/* Headers first, since they cost no body: with Expect, then without. Where they show nothing (or with goes_deeper) bodies. */
#include "probe/search_steps.h"

#include "base/number.h"
#include "probe/filler.h"
#include "probe/probe.h"

#define BUSY_MOST 3

static unsigned times_undecided(const struct pl_search *s, const struct pl_seen *as)
{
	unsigned times = 0;

	for (size_t i = 0; i < s->seen_len; i++)
		times += s->seen[i].outcome == PL_OUTCOME_UNDECIDED && s->seen[i].trial.bytes == as->trial.bytes &&
		         s->seen[i].trial.strategy == as->trial.strategy;
	return times;
}

static bool is_busy(const struct pl_search *s)
{
	const struct pl_seen *last = s->seen_len ? &s->seen[s->seen_len - 1] : NULL;

	return last && last->outcome == PL_OUTCOME_UNDECIDED && times_undecided(s, last) >= BUSY_MOST;
}

/* No connection, or a certificate that is not trusted: no other trial fares better. */
static bool is_hopeless(const struct pl_search *s)
{
	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].outcome == PL_OUTCOME_FAILED &&
		    (s->seen[i].ending == PL_ENDED_REFUSED_CONNECTION || s->seen[i].ending == PL_ENDED_UNRESOLVED ||
		     s->seen[i].ending == PL_ENDED_UNTRUSTED))
			return true;
	return false;
}

enum pl_strategy pl_search_whole(const struct pl_search *s)
{
	return s->is_chunked ? PL_STRATEGY_CHUNKED : PL_STRATEGY_WHOLE;
}

bool pl_search_is_seen(const struct pl_search *s, enum pl_strategy strategy, uint64_t bytes)
{
	return pl_evidence_at(s->seen, s->seen_len, PL_WAY(strategy), bytes) != NULL;
}

uint64_t pl_search_repeated(const struct pl_search *s, const struct pl_bracket *b)
{
	bool is_low_due = pl_bracket_accepted_due(b) > 0, is_high_due = pl_bracket_refused_due(b) > 0;

	if (is_low_due && is_high_due)
		return s->seen[s->seen_len - 1].trial.bytes == b->refused ? b->refused : b->accepted;
	return is_low_due ? b->accepted : b->refused;
}

size_t pl_search_likely(const struct pl_search *s, struct pl_arena *arena, const struct pl_prior **list)
{
	struct pl_prior *all = pl_arena_bytes(arena, (s->prior_len + s->hints_len + 1) * sizeof(*all));

	if (s->prior_len)
		memcpy(all, s->prior, s->prior_len * sizeof(*all));
	if (s->hints_len)
		memcpy(all + s->prior_len, s->hints, s->hints_len * sizeof(*all));
	*list = all;
	return s->prior_len + s->hints_len;
}

uint64_t pl_search_base(const struct pl_search *s)
{
	uint64_t least = pl_filler_least(s->dimension, s->shape);

	switch (s->dimension) {
	case PL_DIMENSION_HEADERS:
		return s->head_bytes ? s->head_bytes : 1;
	case PL_DIMENSION_REQUEST_LINE:
		return s->line_bytes ? s->line_bytes : 1;
	case PL_DIMENSION_HEADER_COUNT:
		return s->header_lines ? s->header_lines : 1;
	case PL_DIMENSION_BODY:
	case PL_DIMENSION_FIELD:
	case PL_DIMENSION_FILE:
	case PL_DIMENSION_INFLATED:
	case PL_DIMENSION_HEADER:
		return least > PL_FILLER_SMALL ? least : PL_FILLER_SMALL;
	case PL_DIMENSION_PARTS:
	case PL_DIMENSION_FIELDS:
	case PL_DIMENSION_JSON_DEPTH:
	case PL_DIMENSIONS:
		break;
	}
	return 1;
}

static bool verify_next(const struct pl_search *s, struct pl_trial *next)
{
	struct pl_found_limit found = pl_search_found(s, NULL);

	if (!s->verifies || found.found != PL_FOUND_LIMIT || s->dimension != PL_DIMENSION_BODY)
		return false;
	if (!pl_search_is_seen(s, pl_search_whole(s), pl_search_base(s)))
		return pl_ask_whole(s, pl_search_base(s), false, next);
	if (!pl_search_is_seen(s, pl_search_whole(s), found.bracket.accepted))
		return pl_ask_whole(s, found.bracket.accepted, false, next);
	return !pl_search_is_seen(s, pl_search_whole(s), found.bracket.refused) && pl_ask_whole(s, found.bracket.refused, false, next);
}

bool pl_search_next(const struct pl_search *s, struct pl_arena *arena, struct pl_trial *next)
{
	unsigned ways;
	struct pl_bracket headers;

	if (is_hopeless(s) || is_busy(s))
		return false;
	if (pl_headers_next(s, arena, next))
		return true;
	headers = pl_headers_bracket(s, &ways);
	if ((!headers.has_refused || s->goes_deeper) &&
	    pl_bodies_next(s, headers.has_refused && headers.accepted < s->most ? headers.accepted : s->most, arena, next))
		return true;
	return verify_next(s, next);
}

static struct pl_found_limit judge(const struct pl_search *s, struct pl_bracket b, unsigned ways)
{
	struct pl_found_limit f = { .bracket = b, .ways = ways };
	unsigned whole = PL_WAY(pl_search_whole(s));

	f.found = b.is_flaky                          ? PL_FOUND_FLAKY
	          : b.has_refused && !b.has_accepted ? PL_FOUND_REFUSED
	          : b.has_refused                    ? PL_FOUND_LIMIT
	          : b.has_accepted                   ? PL_FOUND_NO_LIMIT
	                                             : PL_FOUND_FAILED;
	f.is_exact = f.found == PL_FOUND_LIMIT && pl_bracket_is_settled(&b) && !b.is_broken;
	if (f.is_exact && !pl_dimension_is_of_head(s->dimension)) {
		const struct pl_seen *low = pl_evidence_at(s->seen, s->seen_len, whole, b.accepted);
		const struct pl_seen *high = pl_evidence_at(s->seen, s->seen_len, whole, b.refused);

		f.is_verified = low && high && low->outcome == PL_OUTCOME_ACCEPTED &&
		                (high->outcome == PL_OUTCOME_REFUSED || high->outcome == PL_OUTCOME_SOFT ||
		                 high->outcome == PL_OUTCOME_TRUNCATED);
	}
	return f;
}

struct pl_found_limit pl_search_found(const struct pl_search *s, struct pl_found_limit *behind)
{
	unsigned ways;
	struct pl_bracket headers = pl_headers_bracket(s, &ways), bodies = pl_evidence(s->seen, s->seen_len, pl_bodies_ways(s));
	struct pl_found_limit first = judge(s, headers.has_refused ? headers : bodies, headers.has_refused ? ways : pl_bodies_ways(s));

	if (behind)
		*behind = headers.has_refused && s->goes_deeper ? judge(s, bodies, pl_bodies_ways(s)) : (struct pl_found_limit){ 0 };
	if (s->seen_len == 0)
		first.found = PL_FOUND_NOTHING_YET;
	else if (is_hopeless(s))
		first.found = PL_FOUND_FAILED;
	else if (is_busy(s) && !first.is_exact)
		first.found = PL_FOUND_UNDECIDED;
	return first;
}

void pl_search_worst(const struct pl_search *s, uint64_t *requests, uint64_t *bytes)
{
	uint64_t headers = s->dimension == PL_DIMENSION_BODY ? 48 : 0, bodies = 10, ladders;

	for (uint64_t most = s->most; most > 0; most /= 2)
		bodies++;
	ladders = s->dimension == PL_DIMENSION_BODY ? PL_SEARCH_LADDERS : 0;
	*requests = headers + bodies + ladders;
	if (__builtin_mul_overflow(s->most, bodies + ladders, bytes))
		*bytes = UINT64_MAX;
	*bytes = pl_add_capped(*bytes, *requests * s->head_bytes);
}
