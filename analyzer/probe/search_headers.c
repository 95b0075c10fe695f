/* What headers alone show: the cheapest ways of asking, since they cost no body. */
#include "probe/search_steps.h"

#define WRAPS_AT (((uint64_t)1 << 31) - 1) /* some products take a length of 2^31 for a negative one */
#define HUGE_LENGTH ((uint64_t)1 << 40)

/* The ways of asking by headers, cheapest first; 0 behind the last. */
static unsigned header_way(const struct pl_search *s, size_t i, enum pl_strategy *strategy)
{
	*strategy = s->is_http2 ? PL_STRATEGY_H2_HEADERS : i == 0 ? PL_STRATEGY_HEADERS_EXPECT : PL_STRATEGY_HEADERS;
	return s->dimension == PL_DIMENSION_BODY && i < (s->is_http2 ? 1 : 2) ? PL_WAY(*strategy) : 0;
}

struct pl_bracket pl_headers_bracket(const struct pl_search *s, unsigned *ways)
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
	       !pl_search_is_seen(s, PL_STRATEGY_WHOLE, pl_search_base(s));
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

	if (pl_headers_bracket(s, &ways).has_refused)
		return false;
	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++)
		if (!is_dead(s, strategy) && !pl_search_is_seen(s, strategy, bytes))
			return pl_ask(s, strategy, bytes, is_sure, next);
	return false;
}

/* The smallest, by the first way that is not dead, the hugest by every way, and 2^31-1 where that passed. */
static bool open_headers(const struct pl_search *s, struct pl_trial *next)
{
	enum pl_strategy strategy;

	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++) {
		if (!pl_search_is_seen(s, strategy, pl_search_base(s)))
			return pl_ask(s, strategy, pl_search_base(s), false, next);
		if (!is_dead(s, strategy))
			break;
	}
	return ask_openly(s, HUGE_LENGTH, true, next) || ask_openly(s, WRAPS_AT, false, next);
}

/* The small request of this way of asking tells what it is answered to any size; a 413 needs no such comparison. */
static bool needs_base(const struct pl_search *s, enum pl_strategy strategy, const struct pl_bracket *b)
{
	return !pl_outcome_is_size_status(b->refusal->status) && !pl_search_is_seen(s, strategy, pl_search_base(s));
}

static bool header_next(const struct pl_search *s, enum pl_strategy strategy, struct pl_arena *arena, struct pl_trial *next)
{
	struct pl_bracket b = pl_evidence(s->seen, s->seen_len, PL_WAY(strategy));
	const struct pl_prior *prior;
	size_t len;

	if (is_dead(s, strategy) || !b.has_refused || pl_bracket_is_settled(&b) || b.refused - b.accepted <= !b.has_accepted)
		return false;
	if (needs_base(s, strategy, &b))
		return pl_ask(s, strategy, pl_search_base(s), true, next);
	if (needs_whole(s, &b))
		return pl_ask(s, PL_STRATEGY_WHOLE, pl_search_base(s), false, next);
	if (pl_bracket_is_adjacent(&b))
		return pl_ask(s, strategy, pl_search_repeated(s, &b), true, next);
	len = pl_search_likely(s, arena, &prior);
	return pl_ask(s, strategy, pl_cut(b.accepted, b.refused, false, prior, len, (struct pl_price){ .trial = 1 }), b.is_late, next);
}

bool pl_headers_next(const struct pl_search *s, struct pl_arena *arena, struct pl_trial *next)
{
	enum pl_strategy strategy;

	if (open_headers(s, next))
		return true;
	for (size_t i = 0; header_way(s, i, &strategy) != 0; i++) {
		if (header_next(s, strategy, arena, next))
			return true;
		if (pl_evidence(s->seen, s->seen_len, PL_WAY(strategy)).has_refused)
			break;
	}
	return false;
}
