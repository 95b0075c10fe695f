/* What bodies show: limits that answers name, one upload that is cut off, compressed bodies where the server inflates them, and whole ones,
 * where the bracket's next cut tells most for its bytes. */
#include "probe/search_steps.h"

#include "base/number.h"

#define FIRST_LADDER ((uint64_t)2 << 20)
#define BODY_TRIAL ((double)(64 << 10)) /* a request is worth as much as so many bytes */
#define INFLATES_BY 158.0
#define INFLATING_LEAST ((uint64_t)16 << 10) /* width of a bracket from which on a compressed body is worth a try */
#define CAREFUL_CLIMB 2 /* factor, where a size that is refused has to be sent whole */
#define GO_READS_ON ((uint64_t)256 << 10) /* net/http, of a body whose length it does not know */
#define CAREFUL_FROM ((uint64_t)1 << 20)

static bool is_whole_refused_below(const struct pl_search *s, uint64_t bytes)
{
	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].trial.strategy == pl_search_whole(s) && !s->seen[i].trial.is_deflated && s->seen[i].trial.bytes <= bytes &&
		    s->seen[i].outcome == PL_OUTCOME_REFUSED)
			return true;
	return false;
}

/* Ladders that later ones or whole bodies contradict: what they were refused for was not what had arrived. */
static bool ladders_mislead(const struct pl_search *s)
{
	uint64_t refused = UINT64_MAX;
	unsigned ladders = 0;

	for (size_t i = 0; i < s->seen_len; i++) {
		const struct pl_seen *one = &s->seen[i];

		if (one->trial.strategy != PL_STRATEGY_LADDER)
			continue;
		if (one->below >= refused || (one->below > 0 && is_whole_refused_below(s, one->below)))
			return true;
		if (one->outcome == PL_OUTCOME_REFUSED || one->outcome == PL_OUTCOME_SOFT)
			refused = one->answered_at < refused ? one->answered_at : refused;
		ladders++;
	}
	return ladders >= PL_SEARCH_LADDERS;
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
		if (s->seen[i].trial.strategy == pl_search_whole(s) && !s->seen[i].trial.is_deflated && s->seen[i].outcome == PL_OUTCOME_REFUSED &&
		    s->seen[i].status == deflated->status && s->seen[i].look == deflated->look)
			return true;
	return pl_outcome_is_size_status(deflated->status);
}

/* Compressed bodies say what others would, as far as is known. */
bool pl_search_inflates(const struct pl_search *s)
{
	struct pl_bracket plain = pl_evidence(s->seen, s->seen_len, PL_WAY(pl_search_whole(s)));
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

unsigned pl_bodies_ways(const struct pl_search *s)
{
	return PL_WAY(pl_search_whole(s)) | (ladders_mislead(s) ? 0 : PL_WAY(PL_STRATEGY_LADDER)) |
	       (pl_search_inflates(s) ? PL_WAY_DEFLATED : 0);
}

bool pl_ask_whole(const struct pl_search *s, uint64_t bytes, bool is_deflated, struct pl_trial *next)
{
	pl_ask(s, pl_search_whole(s), bytes, false, next);
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
	                       b->refusal->trial.strategy == pl_search_whole(s) && !b->has_early &&
	                       b->refused - b->accepted > INFLATING_LEAST);
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

/* What a server of Go takes for granted, where a ladder misled: it answers once it has read on for so long. */
static uint64_t read_on(const struct pl_search *s, const struct pl_bracket *b, uint64_t refused)
{
	uint64_t least = UINT64_MAX;

	if (!ladders_mislead(s))
		return 0;
	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].trial.strategy == PL_STRATEGY_LADDER && s->seen[i].below > 0 && s->seen[i].answered_at < least)
			least = s->seen[i].answered_at;
	if (least == UINT64_MAX || least < GO_READS_ON + 1)
		return 0;
	least -= GO_READS_ON + 1;
	return least < b->accepted || least >= refused ? 0 : least > b->accepted ? least : least + 1 < refused ? least + 1 : 0;
}

/* The edge is shown by whole bodies where a ladder alone may be late: what announces no length may be read on, and over HTTP/2 an
 * answer is lost that comes within a body. */
static bool is_shown_whole(const struct pl_search *s, const struct pl_bracket *b)
{
	return (s->is_chunked || s->is_http2) && pl_bracket_is_adjacent(b);
}

static bool wants_ladder(const struct pl_search *s, const struct pl_bracket *b)
{
	bool has_ladder = false;

	if (is_shown_whole(s, b))
		return false;
	if (s->dimension != PL_DIMENSION_BODY || pl_search_inflates(s) || ladders_mislead(s))
		return false;
	for (size_t i = 0; i < s->seen_len; i++)
		has_ladder |= s->seen[i].trial.strategy == PL_STRATEGY_LADDER;
	if (b->has_refused)
		return b->refusal->trial.strategy == PL_STRATEGY_LADDER || b->has_early;
	return !s->decides_whole && !has_ladder && b->accepted < FIRST_LADDER;
}

static bool needs_control(const struct pl_search *s, const struct pl_bracket *b)
{
	return b->has_refused && b->refusal->ending == PL_ENDED_ANSWERED && b->refusal->trial.strategy != PL_STRATEGY_LADDER &&
	       !pl_outcome_is_size_status(b->refusal->status) && s->dimension == PL_DIMENSION_BODY &&
	       b->refused > 2 * pl_search_base(s) && !pl_search_is_seen(s, pl_search_whole(s), 2 * pl_search_base(s)) &&
	       b->refusal->status == pl_evidence_at(s->seen, s->seen_len, PL_WAY(pl_search_whole(s)), pl_search_base(s))->status;
}

/* Where the bracket is cut when nothing is known of the limit. */
static bool cut_bodies(const struct pl_search *s, const struct pl_bracket *b, uint64_t refused, struct pl_arena *arena,
                       struct pl_trial *next)
{
	bool is_deflated = pl_search_inflates(s);
	struct pl_price price = { .trial = BODY_TRIAL,
		                  .byte = is_deflated ? 1 / INFLATES_BY : 1,
		                  .climb = s->decides_whole && b->accepted >= CAREFUL_FROM ? CAREFUL_CLIMB : 0 };
	const struct pl_prior *prior;
	size_t len = pl_search_likely(s, arena, &prior);

	return pl_ask_whole(s, pl_cut(b->accepted, refused, !b->has_refused, prior, len, price), is_deflated, next);
}

bool pl_bodies_next(const struct pl_search *s, uint64_t top, struct pl_arena *arena, struct pl_trial *next)
{
	struct pl_bracket b = pl_evidence(s->seen, s->seen_len, pl_bodies_ways(s));
	const struct pl_seen *small = pl_evidence_at(s->seen, s->seen_len, PL_WAY(pl_search_whole(s)), pl_search_base(s));
	uint64_t refused = b.has_refused ? b.refused : pl_add_capped(top, 1), hint;

	if (!small)
		return pl_ask(s, pl_search_whole(s), pl_search_base(s), false, next);
	if (small->outcome == PL_OUTCOME_FAILED || !b.has_accepted || pl_bracket_is_settled(&b) || (!b.has_refused && b.accepted >= top))
		return false;
	if (s->inflates && asks_for_inflating(s, &b))
		return pl_ask_whole(s, top, true, next);
	if (needs_control(s, &b) || (wants_ladder(s, &b) && !pl_search_is_seen(s, pl_search_whole(s), 2 * pl_search_base(s))))
		return pl_ask_whole(s, 2 * pl_search_base(s), false, next);
	if (wants_ladder(s, &b))
		return pl_ask_ladder(s, b.accepted, b.has_refused || refused < FIRST_LADDER ? refused : FIRST_LADDER, !b.has_refused,
		                     arena, next);
	if (pl_bracket_is_adjacent(&b))
		return pl_ask_whole(s, is_shown_whole(s, &b) && b.is_cut && pl_bracket_refused_due(&b) > 0 ? b.refused : pl_search_repeated(s, &b), false, next);
	if ((hint = read_on(s, &b, refused)) != 0)
		return pl_ask_whole(s, hint, false, next);
	if ((hint = hinted(s, &b, refused)) != 0)
		return pl_ask_whole(s, hint, pl_search_inflates(s), next);
	if (asks_for_inflating(s, &b))
		return pl_ask_whole(s, b.refused, true, next);
	return cut_bodies(s, &b, refused, arena, next);
}
