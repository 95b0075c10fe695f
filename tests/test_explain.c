/* Explaining: patterns of error texts, the bracket of sizes, and how clues become a ranking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "explain/explain.h"
#include "rule/rule.h"

static bool matches(const char *pattern, const char *text, struct pl_error_match *match)
{
	static struct pl_error_text error;

	error = (struct pl_error_text){ .text = pl_str_from(pattern), .numbers = { PL_ERROR_SENT, PL_ERROR_LIMIT } };
	return pl_error_text_find(&error, pl_str_from(text), match);
}

static void a_pattern_stands_anywhere_and_in_any_case(void **state)
{
	struct pl_error_match m;

	(void)state;
	assert_true(matches("write epipe", "Error: write EPIPE at afterWrite", &m));
	assert_int_equal(m.at, 7);
	assert_int_equal(m.len, 11);
	assert_false(matches("write EPIPE", "write EPIP", &m));
	assert_false(matches("write EPIPE", "", &m));
}

static void a_pattern_reads_numbers_with_commas_and_units(void **state)
{
	struct pl_error_match m;

	(void)state;
	assert_true(matches("length of # bytes exceeds the limit of #.", "a length of 8,389,691 bytes exceeds the limit of 8MiB.", &m));
	assert_int_equal(m.numbers[PL_ERROR_SENT], 8389691);
	assert_int_equal(m.numbers[PL_ERROR_LIMIT], 8 << 20);
	assert_true(matches("after #ms", "timeout after 5000ms", &m));
	assert_int_equal(m.numbers[PL_ERROR_SENT], 5000);
	assert_true(matches("is #.", "the maximum is 4MB.", &m));
	assert_int_equal(m.numbers[PL_ERROR_SENT], 4000000);
	assert_false(matches("is #.", "the maximum is large.", &m));
	assert_false(matches("is #.", "the maximum is 99999999999999999999999999.", &m));
}

static void a_star_stays_within_the_line(void **state)
{
	struct pl_error_match m;

	(void)state;
	assert_true(matches("open() *body* failed (#:", "open() \"/var/body/1\" failed (13: Permission denied)", &m));
	assert_int_equal(m.numbers[PL_ERROR_SENT], 13);
	assert_false(matches("open() *failed", "open() is\nfailed", &m));
	assert_true(matches("part '*' is", "part '' is missing", &m));
}

/* What the tests explain with. */
struct setup {
	struct pl_arena arena;
	struct pl_explainer explainer;
	struct pl_explanation explanation;
};

static void open_setup(struct setup *s)
{
	struct plimsoll_error err;

	*s = (struct setup){ .arena = { 0 } };
	if (!pl_explainer_open(&s->explainer, NULL, &s->arena, &err))
		fail_msg("%s:%d: %s", err.path, (int)err.line, err.message);
}

static void close_setup(struct setup *s)
{
	pl_arena_free(&s->arena);
}

static struct pl_exchange observed(uint64_t passed, uint64_t failed, const char *encoding, uint64_t status)
{
	struct pl_exchange e = { .encoding = pl_str_from(encoding), .has_response = status > 0, .response = { .status = status } };

	if (passed > 0)
		e.passed.items[e.passed.len++] = passed;
	if (failed > 0)
		e.failed.items[e.failed.len++] = failed;
	return e;
}

static void sizes_of_files_become_sizes_on_the_wire(void **state)
{
	struct setup s;
	struct pl_exchange e = observed(2000000, 4718592, "base64-json", 413);
	const struct pl_bracket *b;
	size_t exact = 0;

	(void)state;
	open_setup(&s);
	pl_explain(&s.explainer, &e, &s.explanation);
	b = &s.explanation.bracket;
	assert_int_equal(b->at_least, 2666668);
	assert_int_equal(b->below, 6291456);
	assert_true(b->candidates_len > 2);
	for (size_t i = 0; i < b->candidates_len; i++) {
		assert_true(b->candidates[i].bytes >= 2666668 && b->candidates[i].bytes <= 6291456);
		assert_true(b->candidates[i].source.len > 0);
		assert_true(i == 0 || b->candidates[i - 1].bytes <= b->candidates[i].bytes);
		exact += b->candidates[i].is_exact;
	}
	assert_true(exact > 0);
	assert_true(pl_str_equal(s.explanation.suspects[0].diagnosis->name, PL_STR("wire-growth")));
	close_setup(&s);
}

static void sizes_that_contradict_each_other_have_no_candidates(void **state)
{
	struct setup s;
	struct pl_exchange e = observed(3000000, 2000000, "", 504);

	(void)state;
	open_setup(&s);
	pl_explain(&s.explainer, &e, &s.explanation);
	assert_true(s.explanation.bracket.overlaps);
	assert_int_equal(s.explanation.bracket.candidates_len, 0);
	assert_true(pl_str_equal(s.explanation.suspects[0].diagnosis->name, PL_STR("time-not-size")));
	close_setup(&s);
}

/* Statuses that are about something else, and success, get no story of size. */
static void nothing_is_invented(void **state)
{
	static const uint64_t statuses[] = { 200, 201, 204, 304, 400, 401, 403, 404, 405, 407, 409, 422, 429, 500, 501, 503 };
	struct setup s;

	(void)state;
	open_setup(&s);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		struct pl_exchange e = observed(0, 0, "", statuses[i]);

		pl_explain(&s.explainer, &e, &s.explanation);
		if (s.explanation.suspects_len > 0)
			fail_msg("%d: %.*s", (int)statuses[i], PL_STR_ARG(s.explanation.suspects[0].diagnosis->name));
		assert_true(s.explanation.verdict.len > 0);
	}
	close_setup(&s);
}

static bool is_meant(const struct pl_next_outcome *o, const char *diagnosis)
{
	for (size_t i = 0; i < o->means_len; i++)
		if (pl_str_equal(o->means[i]->diagnosis->name, pl_str_from(diagnosis)))
			return true;
	return false;
}

static void the_next_experiment_tells_the_first_two_apart(void **state)
{
	struct setup s;
	struct pl_exchange e = observed(2000000, 4500000, "base64-json", 413);
	const struct pl_next *next = &s.explanation.next;

	(void)state;
	open_setup(&s);
	e.url = PL_STR("https://api.example.com/it's");
	pl_explain(&s.explainer, &e, &s.explanation);
	assert_true(next->separates);
	assert_true(pl_str_equal(next->run, PL_STR("plimsoll probe 'https://api.example.com/it'\\''s' --allow-host api.example.com "
	                                           "--expect-at-least 4500000")));
	assert_int_equal(next->outcomes_len, 2);
	assert_true(pl_str_equal(next->outcomes[0].name, PL_STR("below")));
	assert_true(is_meant(&next->outcomes[0], "hop-limit"));
	assert_false(is_meant(&next->outcomes[0], "wire-growth"));
	assert_true(is_meant(&next->outcomes[1], "wire-growth"));
	assert_false(is_meant(&next->outcomes[1], "hop-limit"));
	close_setup(&s);
}

/* What is predicted of an experiment is one outcome, unless conditions tell the predictions apart; and every experiment is
 * one that some diagnosis names. */
static void predictions_do_not_contradict_each_other(void **state)
{
	struct setup s;

	(void)state;
	open_setup(&s);
	for (size_t x = 0; x < s.explainer.experiments.len; x++) {
		const struct pl_experiment *experiment = &s.explainer.experiments.items[x];
		size_t named = 0;

		for (size_t i = 0; i < s.explainer.diagnoses.len; i++) {
			const struct pl_diagnosis *d = &s.explainer.diagnoses.items[i];
			size_t unconditional = 0;

			for (size_t p = 0; p < d->predictions_len; p++) {
				named += d->predictions[p].experiment == experiment;
				unconditional += d->predictions[p].experiment == experiment && d->predictions[p].when == NULL;
			}
			if (unconditional > 1)
				fail_msg("%.*s predicts two outcomes of %.*s", PL_STR_ARG(d->name), PL_STR_ARG(experiment->name));
		}
		if (named == 0)
			fail_msg("nothing is decided by %.*s", PL_STR_ARG(experiment->name));
	}
	close_setup(&s);
}

/* Bodies are not sent again with a method that does something else than to take them. */
static void no_command_repeats_what_deletes(void **state)
{
	struct pl_row request;
	struct setup s;
	struct pl_exchange e = observed(0, 0, "", 413);

	(void)state;
	open_setup(&s);
	pl_row_init(&request, PL_SCOPE_request, &s.arena);
	pl_row_str(&request, PL_FACT_request_method, PL_STR("DELETE"), (struct pl_span){ 0 });
	e.request = &request;
	e.url = PL_STR("http://api.example.com/items");
	pl_explain(&s.explainer, &e, &s.explanation);
	assert_true(s.explanation.suspects_len > 0);
	for (size_t i = 0; i < s.explanation.suspects_len; i++) {
		struct pl_str next = s.explanation.suspects[i].next;

		assert_true(pl_str_find(next, PL_STR("DELETE")) == next.len);
		assert_true(pl_str_find(next, PL_STR("--data")) == next.len);
	}
	close_setup(&s);
}

static void a_clue_goes_by_rules_that_there_are(void **state)
{
	struct pl_rule_set rules;
	struct plimsoll_error err;
	struct setup s;

	(void)state;
	open_setup(&s);
	assert_true(pl_rule_set_load(&rules, NULL, &err));
	for (size_t i = 0; i < s.explainer.diagnoses.len; i++)
		for (size_t side = 0; side < 2; side++) {
			const struct pl_diagnosis *d = &s.explainer.diagnoses.items[i];
			const struct pl_clues *clues = side ? &d->contra : &d->pro;

			for (size_t k = 0; k < clues->len; k++)
				for (size_t f = 0; f < clues->items[k].findings_len; f++)
					if (!pl_rule_set_find(&rules, clues->items[k].findings[f]))
						fail_msg("%.*s: there is no rule %.*s", PL_STR_ARG(d->name), PL_STR_ARG(clues->items[k].findings[f]));
		}
	pl_rule_set_free(&rules);
	close_setup(&s);
}

static bool is_told(const struct pl_explainer *x, struct pl_str tells)
{
	for (size_t i = 0; i < x->errors.len; i++)
		if (pl_str_equal(x->errors.items[i].tells, tells))
			return true;
	return false;
}

/* A word that no error text tells would be a clue that never holds. */
static void a_clue_goes_by_words_that_some_text_tells(void **state)
{
	struct setup s;

	(void)state;
	open_setup(&s);
	for (size_t i = 0; i < s.explainer.diagnoses.len; i++)
		for (size_t side = 0; side < 2; side++) {
			const struct pl_diagnosis *d = &s.explainer.diagnoses.items[i];
			const struct pl_clues *clues = side ? &d->contra : &d->pro;

			for (size_t k = 0; k < clues->len; k++)
				for (size_t t = 0; t < clues->items[k].tells_len; t++)
					if (!is_told(&s.explainer, clues->items[k].tells[t]))
						fail_msg("%.*s: nothing tells %.*s", PL_STR_ARG(d->name), PL_STR_ARG(clues->items[k].tells[t]));
		}
	close_setup(&s);
}

static bool has_told(const struct pl_clues *clues, struct pl_str tells)
{
	for (size_t i = 0; i < clues->len; i++)
		for (size_t t = 0; t < clues->items[i].tells_len; t++)
			if (pl_str_equal(clues->items[i].tells[t], tells))
				return true;
	return false;
}

/* And a word that no clue goes by would be told for nothing, but for those that say of the exchange what it is not about. */
static void every_word_is_a_clue(void **state)
{
	struct setup s;

	(void)state;
	open_setup(&s);
	for (size_t i = 0; i < s.explainer.errors.len; i++) {
		struct pl_str tells = s.explainer.errors.items[i].tells;
		bool is_clue = pl_str_equal(tells, PL_STR("status")) || pl_str_equal(tells, PL_STR("size-refused")) ||
		               pl_str_equal(tells, PL_STR("iis-404-13"));

		for (size_t d = 0; d < s.explainer.diagnoses.len; d++)
			is_clue |= has_told(&s.explainer.diagnoses.items[d].pro, tells) || has_told(&s.explainer.diagnoses.items[d].contra, tells);
		if (!is_clue)
			fail_msg("no clue goes by %.*s", PL_STR_ARG(tells));
	}
	close_setup(&s);
}

/* Each text is found where it stands by itself, and gives away a gateway that there is. */
static void every_error_text_is_recognised(void **state)
{
	struct setup s;
	struct plimsoll_error err;
	struct pl_profile profile;

	(void)state;
	open_setup(&s);
	assert_true(s.explainer.errors.len > 100);
	for (size_t i = 0; i < s.explainer.errors.len; i++) {
		const struct pl_error_text *error = &s.explainer.errors.items[i];
		char *text = strndup(error->text.ptr, error->text.len);
		struct pl_error_match m;

		assert_true(error->source.len > 0);
		for (char *c = text; *c; c++)
			*c = *c == '#' ? '7' : *c == '*' ? 'x' : *c;
		if (!pl_error_text_find(error, pl_str_from(text), &m))
			fail_msg("not found: %s", text);
		if (error->gateway.len > 0 && !pl_profile_load(&profile, error->gateway, NULL, &s.arena, &err))
			fail_msg("%s: %s", text, err.message);
		free(text);
	}
	close_setup(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_stands_anywhere_and_in_any_case),
		cmocka_unit_test(a_pattern_reads_numbers_with_commas_and_units),
		cmocka_unit_test(a_star_stays_within_the_line),
		cmocka_unit_test(sizes_of_files_become_sizes_on_the_wire),
		cmocka_unit_test(sizes_that_contradict_each_other_have_no_candidates),
		cmocka_unit_test(nothing_is_invented),
		cmocka_unit_test(the_next_experiment_tells_the_first_two_apart),
		cmocka_unit_test(predictions_do_not_contradict_each_other),
		cmocka_unit_test(no_command_repeats_what_deletes),
		cmocka_unit_test(a_clue_goes_by_rules_that_there_are),
		cmocka_unit_test(a_clue_goes_by_words_that_some_text_tells),
		cmocka_unit_test(every_word_is_a_clue),
		cmocka_unit_test(every_error_text_is_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
