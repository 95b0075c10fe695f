/* Which rules are worth running over a row, as the union of a set of rules for each fact it has. */
#include "rule/schedule.h"

/* What a kind of fact, known or unknown, sets off. */
struct trigger {
	uint64_t facts[PL_SCOPES][PL_ROW_WORDS]; /* those that set off a rule, as bits of a row of their scope */
	uint16_t rules[PL_FACTS];                /* the rules that such a fact sets off, as a number of a set; 0: none */
};

struct pl_schedule {
	size_t words;  /* of a set of rules, a bit each */
	uint64_t *always, *due;
	uint64_t *sets; /* the first is number 1 */
	uint16_t sets_len;
	bool is_never_idle;
	struct trigger there, unknown;
};

static uint64_t *set_of(const struct pl_schedule *s, uint16_t number)
{
	return s->sets + (number - 1) * s->words;
}

static void add_rule(uint64_t *rules, size_t i)
{
	rules[i / 64] |= (uint64_t)1 << (i % 64);
}

static void pull(struct pl_schedule *s, struct trigger *t, const struct pl_fact_set *set, size_t rule)
{
	for (size_t w = 0; w < PL_FACT_WORDS; w++)
		for (uint64_t bits = set->bits[w]; bits; bits &= bits - 1) {
			size_t f = 64 * w + (size_t)__builtin_ctzll(bits);
			enum pl_scope scope = pl_fact_info((enum pl_fact)f)->scope;
			size_t i = f - (size_t)pl_fact_first(scope);

			if (t->rules[f] == 0)
				t->rules[f] = ++s->sets_len;
			add_rule(set_of(s, t->rules[f]), rule);
			t->facts[scope][i / 64] |= (uint64_t)1 << (i % 64);
		}
}

static size_t facts_of(const struct pl_fact_set *set)
{
	size_t facts = 0;

	for (size_t w = 0; w < PL_FACT_WORDS; w++)
		facts += (size_t)__builtin_popcountll(set->bits[w]);
	return facts;
}

/* At most so many sets are needed. */
static size_t facts_waited_for(const struct pl_rule_traits *traits, const size_t *indexes, size_t len)
{
	struct pl_fact_set facts = { { 0 } }, known = { { 0 } };

	for (size_t i = 0; i < len; i++)
		for (size_t w = 0; traits[indexes[i]].guard.exists && w < PL_FACT_WORDS; w++) {
			facts.bits[w] |= traits[indexes[i]].guard.facts.bits[w];
			known.bits[w] |= traits[indexes[i]].guard.known.bits[w];
		}
	return facts_of(&facts) + facts_of(&known);
}

struct pl_schedule *pl_schedule_new(struct pl_arena *arena, const struct pl_rule_traits *traits, const size_t *indexes,
                                    size_t len)
{
	struct pl_schedule *s = pl_arena_alloc(arena, sizeof(*s));

	s->words = (len + 63) / 64;
	s->always = pl_arena_alloc(arena, s->words * sizeof(*s->always));
	s->due = pl_arena_alloc(arena, s->words * sizeof(*s->due));
	s->sets = pl_arena_alloc(arena, facts_waited_for(traits, indexes, len) * s->words * sizeof(*s->sets));
	for (size_t i = 0; i < len; i++) {
		const struct pl_guard *guard = &traits[indexes[i]].guard;

		if (guard->exists) {
			pull(s, &s->there, &guard->facts, i);
			pull(s, &s->unknown, &guard->known, i);
		} else {
			add_rule(s->always, i);
			s->is_never_idle = true;
		}
	}
	return s;
}

static inline bool sets_off(const struct trigger *t, enum pl_scope scope, const uint64_t *facts)
{
	return ((facts[0] & t->facts[scope][0]) | (facts[1] & t->facts[scope][1])) != 0;
}

/* Adds what the row's facts set off; true when that is something. */
static inline bool add_due(struct pl_schedule *s, const struct trigger *t, enum pl_scope scope, const uint64_t *facts)
{
	bool is_due = false;

	if (!sets_off(t, scope, facts))
		return false;
	for (size_t w = 0; w < PL_ROW_WORDS; w++)
		for (uint64_t bits = facts[w] & t->facts[scope][w]; bits; bits &= bits - 1) {
			size_t i = 64 * w + (size_t)__builtin_ctzll(bits);
			const uint64_t *rules = set_of(s, t->rules[(size_t)pl_fact_first(scope) + i]);

			for (size_t r = 0; r < s->words; r++)
				s->due[r] |= rules[r];
			is_due = true;
		}
	return is_due;
}

bool pl_schedule_is_idle(const struct pl_schedule *s, const struct pl_row *row)
{
	if (s->is_never_idle)
		return false;
	for (unsigned seen = 0; row; seen |= 1U << row->scope, row = row->up)
		if (!(seen >> row->scope & 1) && (sets_off(&s->there, row->scope, row->set) || sets_off(&s->unknown, row->scope, row->unknown)))
			return false;
	return true;
}

const uint64_t *pl_schedule_due(struct pl_schedule *s, const struct pl_row *row)
{
	bool is_due = s->is_never_idle;

	memcpy(s->due, s->always, s->words * sizeof(*s->due));
	/* Of two rows of a scope (a part's content in a content) only the nearer is seen. */
	for (unsigned seen = 0; row; seen |= 1U << row->scope, row = row->up) {
		if (seen >> row->scope & 1)
			continue;
		is_due |= add_due(s, &s->there, row->scope, row->set);
		is_due |= add_due(s, &s->unknown, row->scope, row->unknown);
	}
	return is_due ? s->due : NULL;
}
