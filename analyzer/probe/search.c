/* Headers first, since they cost no body: with Expect, then without. Where they show nothing (or with goes_deeper) bodies: limits
 * that answers name, one upload that is cut off, then whole ones, where the bracket's next cut tells most for its bytes. */
#include "probe/search.h"

#include "base/number.h"
#include "probe/ask.h"
#include "probe/filler.h"

#define WRAPS_AT (((uint64_t)1 << 31) - 1) /* some products take a length of 2^31 for a negative one */
#define HUGE_LENGTH ((uint64_t)1 << 40)
#define FIRST_LADDER ((uint64_t)2 << 20)
#define LADDERS_MOST 8
#define BUSY_MOST 3
#define BODY_TRIAL ((double)(64 << 10)) /* a request is worth as much as so many bytes */
#define INFLATES_BY 158.0
#define INFLATING_LEAST ((uint64_t)16 << 10) /* width of a bracket from which on a compressed body is worth a try */
#define CAREFUL_CLIMB 2 /* factor, where a size that is refused has to be sent whole */
#define CAREFUL_FROM ((uint64_t)1 << 20)

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

static enum pl_strategy whole_strategy(const struct pl_search *s)
{
	return s->is_chunked ? PL_STRATEGY_CHUNKED : PL_STRATEGY_WHOLE;
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

/* Ladders that later ones contradict: what they were refused for was not what had arrived. */
static bool ladders_mislead(const struct pl_search *s)
{
	uint64_t refused = UINT64_MAX;
	unsigned ladders = 0;

	for (size_t i = 0; i < s->seen_len; i++) {
		const struct pl_seen *one = &s->seen[i];

		if (one->trial.strategy != PL_STRATEGY_LADDER)
			continue;
		if (one->below >= refused)
			return true;
		if (one->outcome == PL_OUTCOME_REFUSED || one->outcome == PL_OUTCOME_SOFT)
			refused = one->answered_at < refused ? one->answered_at : refused;
		ladders++;
	}
	return ladders >= LADDERS_MOST;
}

static bool is_passed(const struct pl_seen *seen)
{
	return seen->outcome == PL_OUTCOME_ACCEPTED || seen->outcome == PL_OUTCOME_PENDING;
}

/* The refusal of a compressed body is one for what it inflates to: it means a size, or looks like that of a body sent as it is. */
static bool is_inflated(const struct pl_search *s, const struct pl_seen *deflated)
{
	if (deflated->outcome != PL_OUTCOME_REFUSED)
		return false;
	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].trial.strategy == whole_strategy(s) && !s->seen[i].trial.is_deflated && s->seen[i].outcome == PL_OUTCOME_REFUSED &&
		    s->seen[i].status == deflated->status && s->seen[i].look == deflated->look)
			return true;
	return pl_outcome_is_size_status(deflated->status);
}

/* Compressed bodies say what others would, as far as is known. */
static bool inflating_holds(const struct pl_search *s)
{
	struct pl_bracket plain = pl_evidence(s->seen, s->seen_len, PL_WAY(whole_strategy(s)));
	bool is_shown = false;

	for (size_t i = 0; i < s->seen_len; i++) {
		const struct pl_seen *one = &s->seen[i];

		if (!one->trial.is_deflated || one->outcome == PL_OUTCOME_UNDECIDED)
			continue;
		if (is_passed(one) ? plain.has_refused && one->trial.bytes >= plain.refused
		                   : plain.has_accepted && one->trial.bytes <= plain.accepted)
			return false;
		is_shown |= is_inflated(s, one);
	}
	return is_shown;
}

static unsigned body_ways(const struct pl_search *s)
{
	return PL_WAY(whole_strategy(s)) | (ladders_mislead(s) ? 0 : PL_WAY(PL_STRATEGY_LADDER)) |
	       (inflating_holds(s) ? PL_WAY_DEFLATED : 0);
}

/* The ways of asking by headers, cheapest first; 0 behind the last. */
static unsigned header_way(const struct pl_search *s, size_t i, enum pl_strategy *strategy)
{
	*strategy = s->is_http2 ? PL_STRATEGY_H2_HEADERS : i == 0 ? PL_STRATEGY_HEADERS_EXPECT : PL_STRATEGY_HEADERS;
	return s->dimension == PL_DIMENSION_BODY && i < (s->is_http2 ? 1 : 2) ? PL_WAY(*strategy) : 0;
}

static struct pl_bracket header_bracket(const struct pl_search *s, unsigned *ways)
{
	struct pl_bracket b = { .refusal = NULL };
	enum pl_strategy strategy;

	for (size_t i = 0; (*ways = header_way(s, i, &strategy)) != 0; i++) {
		b = pl_evidence(s->seen, s->seen_len, *ways);
		if (b.has_refused)
			return b;
	}
	return b;
}

static unsigned times_due(const struct pl_bracket *b)
{
	return b->is_cut ? 3 : 2; /* a connection is closed for many reasons */
}

static bool is_adjacent(const struct pl_bracket *b)
{
	return b->has_accepted && b->has_refused && b->refused - b->accepted == 1;
}

static bool is_settled(const struct pl_bracket *b)
{
	return b->is_flaky ||
	       (is_adjacent(b) && b->accepted_times >= times_due(b) && b->refused_times >= times_due(b));
}

static bool is_seen(const struct pl_search *s, enum pl_strategy strategy, uint64_t bytes)
{
	return pl_evidence_at(s->seen, s->seen_len, PL_WAY(strategy), bytes) != NULL;
}

/* Prior and hints together: a limit that an answer points at is far likelier than the others. */
static size_t likely(const struct pl_search *s, struct pl_arena *arena, const struct pl_prior **list)
{
	struct pl_prior *all = pl_arena_bytes(arena, (s->prior_len + s->hints_len + 1) * sizeof(*all));

	if (s->prior_len)
		memcpy(all, s->prior, s->prior_len * sizeof(*all));
	if (s->hints_len)
		memcpy(all + s->prior_len, s->hints, s->hints_len * sizeof(*all));
	*list = all;
	return s->prior_len + s->hints_len;
}

/* Statuses that mostly have other reasons than a size, as have those of success. */
static bool is_usual(uint64_t status)
{
	return status < 400 || status == 401 || status == 403 || status == 404 || status == 405 || status == 411 || status == 415 ||
	       status == 501;
}

/* A refusal that only the answer to a whole small request tells from the usual answer coming early. */
static bool needs_whole(const struct pl_search *s, const struct pl_bracket *b)
{
	return b->has_refused && b->refusal->ending == PL_ENDED_ANSWERED && is_usual(b->refusal->status) &&
	       !is_seen(s, PL_STRATEGY_WHOLE, pl_search_base(s));
}

/* Not even the smallest request of that way came to an answer, or to a wait for its body. */
static bool is_dead(const struct pl_search *s, enum pl_strategy strategy)
{
	const struct pl_seen *small = pl_evidence_at(s->seen, s->seen_len, PL_WAY(strategy), pl_search_base(s));

	return small && (small->outcome == PL_OUTCOME_FAILED || small->outcome == PL_OUTCOME_REFUSED);
}

/* While headers were not refused by any way: the next one that was not asked at that size. */
static bool ask_openly(const struct pl_search *s, uint64_t bytes, bool is_sure, struct pl_trial *next)
{
	enum pl_strategy strategy;
	unsigned ways;

	if (header_bracket(s, &ways).has_refused)
		return false;
	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++)
		if (!is_dead(s, strategy) && !is_seen(s, strategy, bytes))
			return pl_ask(s, strategy, bytes, is_sure, next);
	return false;
}

/* The smallest, by the first way that is not dead, the hugest by every way, and 2^31-1 where that passed. */
static bool open_headers(const struct pl_search *s, struct pl_trial *next)
{
	enum pl_strategy strategy;

	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++) {
		if (!is_seen(s, strategy, pl_search_base(s)))
			return pl_ask(s, strategy, pl_search_base(s), false, next);
		if (!is_dead(s, strategy))
			break;
	}
	return ask_openly(s, HUGE_LENGTH, true, next) || ask_openly(s, WRAPS_AT, false, next);
}

/* The small request of this way of asking tells what it is answered to any size; a 413 needs no such comparison. */
static bool needs_base(const struct pl_search *s, enum pl_strategy strategy, const struct pl_bracket *b)
{
	return !pl_outcome_is_size_status(b->refusal->status) && !is_seen(s, strategy, pl_search_base(s));
}

static bool header_next(const struct pl_search *s, enum pl_strategy strategy, struct pl_arena *arena, struct pl_trial *next)
{
	struct pl_bracket b = pl_evidence(s->seen, s->seen_len, PL_WAY(strategy));
	const struct pl_prior *prior;
	size_t len;

	if (is_dead(s, strategy) || !b.has_refused || is_settled(&b) || b.refused - b.accepted <= !b.has_accepted)
		return false;
	if (needs_base(s, strategy, &b))
		return pl_ask(s, strategy, pl_search_base(s), true, next);
	if (needs_whole(s, &b))
		return pl_ask(s, PL_STRATEGY_WHOLE, pl_search_base(s), false, next);
	if (is_adjacent(&b))
		return pl_ask(s, strategy, b.accepted_times < times_due(&b) ? b.accepted : b.refused, true, next);
	len = likely(s, arena, &prior);
	return pl_ask(s, strategy, pl_cut(b.accepted, b.refused, false, prior, len, (struct pl_price){ .trial = 1 }), b.is_late, next);
}

static bool ask_whole(const struct pl_search *s, uint64_t bytes, bool is_deflated, struct pl_trial *next)
{
	pl_ask(s, whole_strategy(s), bytes, false, next);
	next->is_deflated = is_deflated;
	return true;
}

/* One compressed body tells whether the server inflates: of the largest size where that is wished for, otherwise of one that was
 * refused as it is. */
static bool asks_for_inflating(const struct pl_search *s, const struct pl_bracket *b)
{
	if (s->dimension != PL_DIMENSION_BODY || s->shape == PL_SHAPE_MULTIPART)
		return false;
	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].trial.is_deflated)
			return false;
	return s->inflates || (b->has_refused && b->refusal->outcome == PL_OUTCOME_REFUSED &&
	                       b->refusal->trial.strategy == whole_strategy(s) && !b->has_early &&
	                       b->refused - b->accepted > INFLATING_LEAST);
}

/* The part of a body that was not sent when it was refused. */
static double spared(const struct pl_bracket *b)
{
	const struct pl_seen *refusal = b->refusal;

	if (!refusal || refusal->trial.strategy == PL_STRATEGY_LADDER || refusal->trial.is_deflated || refusal->trial.bytes == 0 ||
	    refusal->body_sent >= refusal->trial.bytes)
		return 0;
	return 1 - (double)refusal->body_sent / (double)refusal->trial.bytes;
}

/* A limit that answers point at, both sides of it; 0 when none is left. Before a large one a smaller body goes first: where it
 * is refused, the large one is spared. */
static uint64_t hinted(const struct pl_search *s, const struct pl_bracket *b, uint64_t refused)
{
	for (size_t i = 0; i < 2 * s->hints_len; i++) {
		uint64_t limit = s->hints[i % s->hints_len].most;

		/* The largest size of all comes last: with --deeper it is the limit in front, which hides the one that is looked for. */
		if (limit < b->accepted || limit >= refused || (i < s->hints_len && !b->has_refused && limit + 1 == refused))
			continue;
		if (limit > ((uint64_t)1 << 20) && b->accepted < limit / 64 && !b->has_refused)
			return limit / 6;
		if (limit + 1 < refused)
			return limit + 1;
		if (limit > b->accepted)
			return limit;
	}
	return 0;
}

static bool wants_ladder(const struct pl_search *s, const struct pl_bracket *b)
{
	bool has_ladder = false;

	if (s->dimension != PL_DIMENSION_BODY || s->is_chunked || s->inflates || ladders_mislead(s))
		return false;
	for (size_t i = 0; i < s->seen_len; i++)
		has_ladder |= s->seen[i].trial.strategy == PL_STRATEGY_LADDER;
	if (b->has_refused)
		return b->refusal->trial.strategy == PL_STRATEGY_LADDER || b->has_early;
	return !s->decides_whole && !has_ladder && b->accepted < FIRST_LADDER;
}

/* Twice at both sides, and with bodies that were compressed so far once as they are. */
static bool confirm_whole(const struct pl_search *s, const struct pl_bracket *b, struct pl_trial *next)
{
	bool is_low = b->accepted_times < times_due(b);

	return ask_whole(s, is_low ? b->accepted : b->refused, false, next);
}

static bool needs_control(const struct pl_search *s, const struct pl_bracket *b)
{
	return b->has_refused && b->refusal->ending == PL_ENDED_ANSWERED && b->refusal->trial.strategy != PL_STRATEGY_LADDER &&
	       !pl_outcome_is_size_status(b->refusal->status) && s->dimension == PL_DIMENSION_BODY &&
	       b->refused > 2 * pl_search_base(s) && !is_seen(s, whole_strategy(s), 2 * pl_search_base(s)) &&
	       b->refusal->status == pl_evidence_at(s->seen, s->seen_len, PL_WAY(whole_strategy(s)), pl_search_base(s))->status;
}

/* Where the bracket is cut when nothing is known of the limit. */
static bool cut_bodies(const struct pl_search *s, const struct pl_bracket *b, uint64_t refused, struct pl_arena *arena,
                       struct pl_trial *next)
{
	bool is_deflated = inflating_holds(s);
	struct pl_price price = { .trial = BODY_TRIAL,
		                  .byte = is_deflated ? 1 / INFLATES_BY : 1,
		                  .spared = spared(b),
		                  .climb = s->decides_whole && b->accepted >= CAREFUL_FROM ? CAREFUL_CLIMB : 0 };
	const struct pl_prior *prior;
	size_t len = likely(s, arena, &prior);

	return ask_whole(s, pl_cut(b->accepted, refused, !b->has_refused, prior, len, price), is_deflated, next);
}

static bool body_next(const struct pl_search *s, uint64_t top, struct pl_arena *arena, struct pl_trial *next)
{
	struct pl_bracket b = pl_evidence(s->seen, s->seen_len, body_ways(s));
	const struct pl_seen *small = pl_evidence_at(s->seen, s->seen_len, PL_WAY(whole_strategy(s)), pl_search_base(s));
	uint64_t refused = b.has_refused ? b.refused : pl_add_capped(top, 1), hint;

	if (!small)
		return pl_ask(s, whole_strategy(s), pl_search_base(s), false, next);
	if (small->outcome == PL_OUTCOME_FAILED || !b.has_accepted || is_settled(&b) || (!b.has_refused && b.accepted >= top))
		return false;
	if (needs_control(s, &b) || (wants_ladder(s, &b) && !is_seen(s, whole_strategy(s), 2 * pl_search_base(s))))
		return ask_whole(s, 2 * pl_search_base(s), false, next);
	if (wants_ladder(s, &b))
		return pl_ask_ladder(s, b.accepted, b.has_refused || refused < FIRST_LADDER ? refused : FIRST_LADDER, !b.has_refused,
		                     arena, next);
	if (is_adjacent(&b))
		return confirm_whole(s, &b, next);
	if (s->inflates && asks_for_inflating(s, &b))
		return ask_whole(s, top, true, next);
	if ((hint = hinted(s, &b, refused)) != 0)
		return ask_whole(s, hint, inflating_holds(s), next);
	if (asks_for_inflating(s, &b))
		return ask_whole(s, b.refused, true, next);
	return cut_bodies(s, &b, refused, arena, next);
}

static bool verify_next(const struct pl_search *s, struct pl_trial *next)
{
	struct pl_found_limit found = pl_search_found(s, NULL);

	if (!s->verifies || found.found != PL_FOUND_LIMIT || s->dimension != PL_DIMENSION_BODY)
		return false;
	if (!is_seen(s, whole_strategy(s), pl_search_base(s)))
		return ask_whole(s, pl_search_base(s), false, next);
	if (!is_seen(s, whole_strategy(s), found.bracket.accepted))
		return ask_whole(s, found.bracket.accepted, false, next);
	return !is_seen(s, whole_strategy(s), found.bracket.refused) && ask_whole(s, found.bracket.refused, false, next);
}

bool pl_search_next(const struct pl_search *s, struct pl_arena *arena, struct pl_trial *next)
{
	unsigned ways;
	enum pl_strategy strategy;
	struct pl_bracket headers;

	if (is_hopeless(s) || is_busy(s))
		return false;
	if (open_headers(s, next))
		return true;
	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++) {
		if (header_next(s, strategy, arena, next))
			return true;
		if (pl_evidence(s->seen, s->seen_len, PL_WAY(strategy)).has_refused)
			break;
	}
	headers = header_bracket(s, &ways);
	if ((!headers.has_refused || s->goes_deeper) &&
	    body_next(s, headers.has_refused && headers.accepted < s->most ? headers.accepted : s->most, arena, next))
		return true;
	return verify_next(s, next);
}

static struct pl_found_limit judge(const struct pl_search *s, struct pl_bracket b, unsigned ways)
{
	struct pl_found_limit f = { .bracket = b, .ways = ways };
	unsigned whole = PL_WAY(whole_strategy(s));

	f.found = b.is_flaky                          ? PL_FOUND_FLAKY
	          : b.has_refused && !b.has_accepted ? PL_FOUND_REFUSED
	          : b.has_refused                    ? PL_FOUND_LIMIT
	          : b.has_accepted                   ? PL_FOUND_NO_LIMIT
	                                             : PL_FOUND_FAILED;
	f.is_exact = f.found == PL_FOUND_LIMIT && is_settled(&b) && !b.is_broken;
	if (f.is_exact) {
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
	struct pl_bracket headers = header_bracket(s, &ways), bodies = pl_evidence(s->seen, s->seen_len, body_ways(s));
	struct pl_found_limit first = judge(s, headers.has_refused ? headers : bodies, headers.has_refused ? ways : body_ways(s));

	if (behind)
		*behind = headers.has_refused && s->goes_deeper ? judge(s, bodies, body_ways(s)) : (struct pl_found_limit){ 0 };
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
	uint64_t headers = s->dimension == PL_DIMENSION_BODY ? 45 : 0, bodies = 8, ladders;

	for (uint64_t most = s->most; most > 0; most /= 2)
		bodies++;
	ladders = s->dimension == PL_DIMENSION_BODY && !s->inflates && !s->is_chunked ? LADDERS_MOST : 0;
	*requests = headers + bodies + ladders;
	if (__builtin_mul_overflow(s->most, bodies + ladders, bytes))
		*bytes = UINT64_MAX;
	*bytes = pl_add_capped(s->inflates ? *bytes / (uint64_t)INFLATES_BY : *bytes, *requests * s->head_bytes);
}
