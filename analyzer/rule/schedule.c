/* Which rules are worth running over a row, as the union of a set of rules for each fact it has. */
#include "rule/schedule.h"

/* What a kind of fact, known or unknown, sets off. */
struct trigger {
	uint64_t facts[PL_SCOPES][PL_ROW_WORDS]; /* those that set off a rule, as bits of a row of their scope */
	uint64_t *rules[PL_FACTS];               /* the rules that such a fact sets off, as bits */
};

struct pl_schedule {
	size_t words;
	uint64_t *always, *due;
	bool is_never_idle;
	struct trigger there, unknown;
};

static void add_rule(uint64_t *rules, size_t i)
{
	rules[i / 64] |= (uint64_t)1 << (i % 64);
}

static void pull(struct trigger *t, const struct pl_fact_set *set, size_t rule, size_t words, struct pl_arena *arena)
{
	for (size_t w = 0; w < PL_FACT_WORDS; w++)
		for (uint64_t bits = set->bits[w]; bits; bits &= bits - 1) {
			size_t f = 64 * w + (size_t)__builtin_ctzll(bits);
			enum pl_scope scope = pl_fact_info((enum pl_fact)f)->scope;
			size_t i = f - (size_t)pl_fact_first(scope);

			if (t->rules[f] == NULL)
				t->rules[f] = pl_arena_alloc(arena, words * sizeof(uint64_t));
			add_rule(t->rules[f], rule);
			t->facts[scope][i / 64] |= (uint64_t)1 << (i % 64);
		}
}

struct pl_schedule *pl_schedule_new(struct pl_arena *arena, const struct pl_rule_traits *traits, const size_t *indexes,
                                    size_t len)
{
	struct pl_schedule *s = pl_arena_alloc(arena, sizeof(*s));

	s->words = (len + 63) / 64;
	s->always = pl_arena_alloc(arena, s->words * sizeof(*s->always));
	s->due = pl_arena_alloc(arena, s->words * sizeof(*s->due));
	for (size_t i = 0; i < len; i++) {
		const struct pl_guard *guard = &traits[indexes[i]].guard;

		if (guard->exists) {
			pull(&s->there, &guard->facts, i, s->words, arena);
			pull(&s->unknown, &guard->known, i, s->words, arena);
		} else {
			add_rule(s->always, i);
			s->is_never_idle = true;
		}
	}
	return s;
}

/* Adds what the row's facts set off; true when that is something. */
static inline bool add_due(struct pl_schedule *s, const struct trigger *t, enum pl_scope scope, const uint64_t *facts)
{
	bool is_due = false;

	if (((facts[0] & t->facts[scope][0]) | (facts[1] & t->facts[scope][1])) == 0)
		return false;
	for (size_t w = 0; w < PL_ROW_WORDS; w++)
		for (uint64_t bits = facts[w] & t->facts[scope][w]; bits; bits &= bits - 1) {
			size_t i = 64 * w + (size_t)__builtin_ctzll(bits);
			const uint64_t *rules = t->rules[(size_t)pl_fact_first(scope) + i];

			for (size_t r = 0; r < s->words; r++)
				s->due[r] |= rules[r];
			is_due = true;
		}
	return is_due;
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
