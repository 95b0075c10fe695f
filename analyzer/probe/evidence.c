/* Refusals are strong, silence is weak: a size that was pending and refused later was refused. */
#include "probe/evidence.h"

#define WRAP ((uint64_t)1 << 31)
#define TAKEN_BACK 4     /* times as long as the refusal took */
#define UNDECIDED_MOST 3 /* times that a 5xx at one size says nothing; from then on it is the answer to that size */

static bool is_of(const struct pl_seen *seen, unsigned ways)
{
	return (PL_WAY(seen->trial.strategy) & ways) != 0 && (!seen->trial.is_deflated || (ways & PL_WAY_DEFLATED) != 0);
}

const struct pl_seen *pl_evidence_at(const struct pl_seen *seen, size_t len, unsigned ways, uint64_t bytes)
{
	for (size_t i = 0; i < len; i++)
		if (is_of(&seen[i], ways) && seen[i].trial.bytes == bytes && seen[i].outcome != PL_OUTCOME_UNDECIDED)
			return &seen[i];
	return NULL;
}

static unsigned undecided_times(const struct pl_seen *seen, size_t len, const struct pl_seen *as)
{
	unsigned times = 0;

	for (size_t i = 0; i < len; i++)
		times += seen[i].outcome == PL_OUTCOME_UNDECIDED && seen[i].trial.bytes == as->trial.bytes &&
		         seen[i].trial.strategy == as->trial.strategy && seen[i].status == as->status;
	return times;
}

static bool is_refused(const struct pl_seen *s)
{
	return s->outcome == PL_OUTCOME_REFUSED || s->outcome == PL_OUTCOME_SOFT || s->outcome == PL_OUTCOME_TRUNCATED;
}

static bool is_passed(const struct pl_seen *s)
{
	return s->outcome == PL_OUTCOME_ACCEPTED || s->outcome == PL_OUTCOME_PENDING;
}

static bool is_ladder(const struct pl_seen *s)
{
	return s->trial.strategy == PL_STRATEGY_LADDER;
}

/* A ladder is refused at the rung it stood at, and passed at the one before. One that was never refused says nothing: the
 * server may look only once the body is whole. */
static bool refused_size(const struct pl_seen *s, uint64_t *size)
{
	*size = is_ladder(s) ? s->answered_at : s->trial.bytes;
	return is_refused(s);
}

static bool passed_size(const struct pl_seen *s, uint64_t *size)
{
	*size = is_ladder(s) ? s->below : s->trial.bytes;
	return is_ladder(s) ? s->below > 0 && is_refused(s) : is_passed(s);
}

static void find_refused(struct pl_bracket *b, const struct pl_seen *seen, size_t len, unsigned ways)
{
	uint64_t size;

	for (size_t i = 0; i < len; i++) {
		if (!is_of(&seen[i], ways) || !refused_size(&seen[i], &size))
			continue;
		if (!b->has_refused || size < b->refused) {
			b->refused = size;
			b->refused_times = 0;
			b->refusal = &seen[i];
			b->has_refused = true;
		}
		b->refused_times += size == b->refused;
		if (size == b->refused && b->refusal->status == 0 && seen[i].status != 0)
			b->refusal = &seen[i]; /* an answer says more than an end */
		b->has_early |= !is_ladder(&seen[i]) && !seen[i].trial.is_deflated && seen[i].answered_at < seen[i].trial.bytes;
	}
}

/* Silence at a size says nothing once that size was refused: the wait was too short, as it is for a server that has just begun. */
static bool is_late(const struct pl_seen *seen, size_t len, const struct pl_seen *silent)
{
	for (size_t i = 0; i < len && silent->outcome == PL_OUTCOME_PENDING; i++)
		if (seen[i].trial.strategy == silent->trial.strategy && seen[i].trial.bytes == silent->trial.bytes && is_refused(&seen[i]))
			return true;
	return false;
}

/* Long silences after a refusal of the same size: the first may have been a late answer, another is another answer. */
static unsigned taken_back(const struct pl_seen *seen, size_t len, unsigned ways, uint64_t size)
{
	uint64_t micros = 0;
	unsigned silences = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_of(&seen[i], ways) || is_ladder(&seen[i]) || seen[i].trial.bytes != size)
			continue;
		if (is_refused(&seen[i]) && micros == 0)
			micros = seen[i].micros + 1;
		silences += seen[i].outcome == PL_OUTCOME_PENDING && micros > 0 && seen[i].micros / TAKEN_BACK > micros;
	}
	return silences;
}

static void find_accepted(struct pl_bracket *b, const struct pl_seen *seen, size_t len, unsigned ways)
{
	uint64_t size;

	for (size_t i = 0; i < len; i++) {
		if (!is_of(&seen[i], ways) || !passed_size(&seen[i], &size))
			continue;
		if (b->has_refused && size > b->refused) {
			if (is_late(seen, len, &seen[i]))
				b->is_late = true;
			else if (size >= WRAP && b->refused < WRAP)
				b->wraps = true;
			else if (!is_ladder(&seen[i])) {
				b->is_broken = true;
				b->broken_at = size;
			}
		} else if (b->has_refused && size == b->refused) {
			b->is_late |= seen[i].outcome == PL_OUTCOME_PENDING || is_ladder(&seen[i]);
			b->silences = taken_back(seen, len, ways, size);
			if (seen[i].outcome == PL_OUTCOME_ACCEPTED || b->silences > 1) {
				b->is_flaky = true;
				b->flaky_at = size;
			}
		} else {
			if (!b->has_accepted || size > b->accepted) {
				b->accepted = size;
				b->accepted_times = 0;
				b->has_final = false;
				b->has_accepted = true;
			}
			b->accepted_times += size == b->accepted;
			b->has_final |= size == b->accepted && seen[i].outcome == PL_OUTCOME_ACCEPTED;
		}
	}
}

struct pl_bracket pl_evidence(const struct pl_seen *seen, size_t len, unsigned ways)
{
	struct pl_bracket b = { .refusal = NULL };

	find_refused(&b, seen, len, ways);
	find_accepted(&b, seen, len, ways);
	if (b.refusal) {
		b.is_soft = b.refusal->outcome != PL_OUTCOME_REFUSED;
		b.is_cut = b.refusal->ending != PL_ENDED_ANSWERED;
	}
	return b;
}

/* Small whole requests that differ in their text, whatever the size. */
static bool has_unsteady_text(const struct pl_seen *seen, size_t len, const struct pl_seen *whole, uint64_t base_bytes)
{
	for (size_t i = 0; i < len && whole; i++)
		if (seen[i].trial.strategy == whole->trial.strategy && seen[i].trial.bytes <= 4 * base_bytes &&
		    seen[i].status == whole->status && seen[i].look != whole->look)
			return true;
	return false;
}

static const struct pl_seen *small_of(const struct pl_seen *seen, size_t len, enum pl_strategy strategy, uint64_t bytes)
{
	const struct pl_seen *small = NULL;

	for (size_t i = 0; i < len; i++)
		if (seen[i].trial.strategy == strategy && seen[i].trial.bytes == bytes && !seen[i].trial.is_deflated &&
		    (!small || small->outcome == PL_OUTCOME_UNDECIDED))
			small = &seen[i];
	return small;
}

void pl_evidence_judge(struct pl_seen *seen, size_t len, uint64_t base_bytes)
{
	const struct pl_seen *whole = small_of(seen, len, PL_STRATEGY_WHOLE, base_bytes);
	bool is_unsteady;

	if (!whole)
		whole = small_of(seen, len, PL_STRATEGY_CHUNKED, base_bytes);
	is_unsteady = has_unsteady_text(seen, len, whole, base_bytes);
	for (size_t i = 0; i < len; i++) {
		const struct pl_seen *base = small_of(seen, len, seen[i].trial.strategy, base_bytes);

		seen[i].outcome = pl_outcome_of(&seen[i], base, whole, is_unsteady);
	}
	for (size_t i = 0; i < len; i++)
		if (seen[i].outcome == PL_OUTCOME_UNDECIDED && seen[i].status >= 500 && seen[i].trial.bytes > base_bytes &&
		    undecided_times(seen, len, &seen[i]) >= UNDECIDED_MOST)
			seen[i].outcome = PL_OUTCOME_REFUSED;
}

static unsigned missing(const struct pl_bracket *b, unsigned seen, unsigned more)
{
	unsigned due = (b->is_cut ? 3 : 2) + more; /* a connection is closed for many reasons */

	return seen < due ? due - seen : 0;
}

unsigned pl_bracket_accepted_due(const struct pl_bracket *b)
{
	return missing(b, b->accepted_times, 0);
}

unsigned pl_bracket_refused_due(const struct pl_bracket *b)
{
	return missing(b, b->refused_times, 2 * b->silences);
}

bool pl_bracket_is_adjacent(const struct pl_bracket *b)
{
	return b->has_accepted && b->has_refused && b->refused - b->accepted == 1;
}

bool pl_bracket_is_settled(const struct pl_bracket *b)
{
	return b->is_flaky || (pl_bracket_is_adjacent(b) && pl_bracket_accepted_due(b) == 0 && pl_bracket_refused_due(b) == 0);
}
