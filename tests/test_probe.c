/* The search against a simulated gateway of each kind: the limit to the byte, and what is said about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "probe/filler.h"
#include "simulated_run.h"

static void closing_without_an_answer_and_a_reset_that_eats_it_are_refusals(void **state)
{
	(void)state;
	for (int resets = 0; resets < 2; resets++) {
		struct run r = { .gateway = { .limit = ODD, .refusal = 0, .resets = resets } };

		go(&r);
		expect_limit(&r, ODD);
		assert_true(r.found.bracket.is_cut);
		assert_true(r.found.bracket.refused_times >= 3);
		pl_probe_close(&r.probe);
	}
}

static void a_length_that_wraps_is_said(void **state)
{
	struct run r = { .gateway = { .limit = ODD, .refusal = 413, .wraps = true } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_true(r.found.bracket.wraps);
	pl_probe_close(&r.probe);
}

static void the_lower_limit_behind_the_first_is_looked_for_when_asked(void **state)
{
	struct simulated_gateway express = { .reading = DECIDES_WHOLE, .limit = 102400, .refusal = 413, .server = "nginx" };
	struct run shallow = { .gateway = { .limit = MIB, .refusal = 413, .server = "nginx", .page = NGINX_PAGE, .behind = &express } };
	struct run deep = { .gateway = shallow.gateway, .probe = { .search = { .goes_deeper = true } } };

	(void)state;
	go(&shallow);
	expect_limit(&shallow, MIB);
	assert_int_equal(shallow.behind.found, PL_FOUND_NOTHING_YET);
	assert_int_equal(shallow.gateway.bodies, 0);
	go(&deep);
	expect_limit(&deep, MIB);
	assert_int_equal(deep.behind.found, PL_FOUND_LIMIT);
	assert_int_equal(deep.behind.bracket.accepted, 102400);
	assert_true(deep.behind.is_exact);
	pl_probe_close(&shallow.probe);
	pl_probe_close(&deep.probe);
}

static void nothing_behind_is_known_once_a_body_of_the_limit_passed(void **state)
{
	struct run r = { .gateway = { .limit = MIB, .refusal = 413, .server = "nginx", .page = NGINX_PAGE },
		         .probe = { .search = { .goes_deeper = true } } };

	(void)state;
	go(&r);
	expect_limit(&r, MIB);
	assert_int_equal(r.behind.found, PL_FOUND_NO_LIMIT);
	assert_int_equal(r.behind.bracket.accepted, MIB);
	pl_probe_close(&r.probe);
}

static void data_dropped_in_silence_is_a_soft_limit(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = 8388608, .drops_silently = true, .server = "nginx" } };

	(void)state;
	go(&r);
	expect_limit(&r, 8388608);
	assert_true(r.found.bracket.is_soft);
	pl_probe_close(&r.probe);
}

static void an_echoed_length_shows_what_was_dropped(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = 8388608, .drops_silently = true, .echoes = true,
		                      .server = "nginx" },
		         .probe = { .echo = "/got" } };

	(void)state;
	go(&r);
	expect_limit(&r, 8388608);
	assert_int_equal(r.found.bracket.refusal->outcome, PL_OUTCOME_TRUNCATED);
	pl_probe_close(&r.probe);
}

static void rate_limits_are_obeyed(void **state)
{
	struct run r = { .gateway = { .limit = ODD, .refusal = 413, .busy_every = 5 } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_true(r.gateway.answered_429 >= 5);
	assert_int_equal(r.gateway.slept_ms, r.gateway.answered_429 * 2000);
	pl_probe_close(&r.probe);
}

static void a_limit_shows_behind_401_and_404(void **state)
{
	static const uint64_t normal[] = { 401, 404, 405 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct run r = { .gateway = { .limit = ODD, .refusal = 413, .normal = normal[i] } };

		go(&r);
		expect_limit(&r, ODD);
		assert_int_equal(r.gateway.bodies, 0);
		pl_probe_close(&r.probe);
	}
}

static void a_404_of_an_own_page_is_a_refusal(void **state)
{
	struct run r = { .gateway = { .limit = 30000000, .refusal = 404, .server = "Microsoft-IIS/10.0", .page = "HTTP Error 404.13" } };

	(void)state;
	go(&r);
	expect_limit(&r, 30000000);
	assert_in_range(r.gateway.requests, 1, 18);
	pl_probe_close(&r.probe);
}

static struct pl_seen seen_as(uint64_t bytes, enum pl_outcome outcome)
{
	return (struct pl_seen){ .trial = { .strategy = PL_STRATEGY_WHOLE, .bytes = bytes }, .outcome = outcome };
}

static void what_is_not_monotone_is_said(void **state)
{
	const struct pl_seen seen[] = { seen_as(16, PL_OUTCOME_ACCEPTED), seen_as(1000, PL_OUTCOME_REFUSED),
		                        seen_as(5000, PL_OUTCOME_ACCEPTED), seen_as(999, PL_OUTCOME_ACCEPTED) };
	struct pl_bracket b = pl_evidence(seen, 4, PL_WAY(PL_STRATEGY_WHOLE));

	(void)state;
	assert_true(b.is_broken);
	assert_int_equal(b.broken_at, 5000);
	assert_int_equal(b.accepted, 999);
	assert_int_equal(b.refused, 1000);
	assert_false(pl_evidence(seen, 2, PL_WAY(PL_STRATEGY_WHOLE)).is_broken);
	assert_false(pl_evidence(seen, 4, PL_WAY(PL_STRATEGY_HEADERS)).has_refused);
}

static void a_size_that_passes_once_and_not_again_is_flaky(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = 102400, .refusal = 413, .flaky_at = 102400, .server = "nginx" } };

	(void)state;
	go(&r);
	assert_false(r.found.is_exact);
	assert_int_equal(r.found.found, PL_FOUND_FLAKY);
	assert_int_equal(r.found.bracket.flaky_at, 102400);
	pl_probe_close(&r.probe);
}

static void two_servers_in_turn_with_different_limits_are_said(void **state)
{
	static const uint64_t others[][2] = { { MIB, 2 * MIB }, { 2 * MIB, MIB }, { 102400, ODD }, { 700000, 700001 }, { ODD, 16 * MIB } };
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_COUNTING, DECIDES_WHOLE };
	unsigned flaky = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			struct run r = { .gateway = { .reading = readings[k], .limit = others[i][0], .other_limit = others[i][1],
				                      .refusal = 413, .server = "nginx" } };

			go(&r);
			/* Nothing but the lower limit is ever claimed; mostly both answers to a size are seen, and said. */
			if (r.found.is_exact)
				assert_int_equal(r.found.bracket.accepted, others[i][0] < others[i][1] ? others[i][0] : others[i][1]);
			else
				assert_int_equal(r.found.found, PL_FOUND_FLAKY);
			flaky += !r.found.is_exact;
			pl_probe_close(&r.probe);
		}
	assert_true(flaky >= 14);
}

/* 1 MB passes, 2 MB does not, 3 MB does: what was seen of it is said, and nothing else is claimed. */
static void a_gap_is_said(void **state)
{
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_WHOLE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r = { .gateway = { .reading = readings[i], .limit = 1000000, .passes_from = 3000000, .refusal = 413, .server = "nginx" } };
		bool is_crossed = false;

		go(&r);
		for (size_t k = 0; k < r.probe.search.seen_len && r.found.bracket.has_refused; k++)
			is_crossed |= r.probe.seen[k].trial.bytes > r.found.bracket.refused && !r.probe.seen[k].trial.is_deflated &&
			              r.probe.seen[k].outcome == PL_OUTCOME_ACCEPTED;
		assert_int_equal(r.found.bracket.is_broken, is_crossed);
		assert_true(!r.found.is_exact || !is_crossed);
		assert_true(r.found.found == PL_FOUND_NO_LIMIT || r.found.bracket.accepted == 1000000);
		pl_probe_close(&r.probe);
	}
}

static void accepting_everything_is_no_limit_below_the_most(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = UINT64_MAX } };

	(void)state;
	go(&r);
	assert_int_equal(r.found.found, PL_FOUND_NO_LIMIT);
	assert_int_equal(r.found.bracket.accepted, 16 * MIB);
	assert_in_range(r.gateway.bytes, 1, 40 * MIB);
	pl_probe_close(&r.probe);
}

static void a_stated_limit_is_tried_first(void **state)
{
	struct run r = { .gateway = { .limit = 7654321, .refusal = 413, .states = 7654321 } };

	(void)state;
	go(&r);
	expect_limit(&r, 7654321);
	assert_in_range(r.gateway.requests, 1, 8);
	pl_probe_close(&r.probe);
}

static void a_number_in_the_refusal_is_tried_first(void **state)
{
	struct run r = { .gateway = { .limit = 7654321, .refusal = 413, .page = "{\"error\": \"maximum is 7,654,321 bytes\"}" } };

	(void)state;
	go(&r);
	expect_limit(&r, 7654321);
	assert_in_range(r.gateway.requests, 1, 8);
	pl_probe_close(&r.probe);
}

static void what_gives_no_answer_ends_at_once(void **state)
{
	static const enum pl_ending endings[] = { PL_ENDED_REFUSED_CONNECTION, PL_ENDED_UNRESOLVED, PL_ENDED_UNTRUSTED,
		                                  PL_ENDED_GARBAGE, PL_ENDED_CLOSED };

	(void)state;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct run r = { .gateway = { .broken = endings[i] } };

		go(&r);
		assert_int_equal(r.found.found, PL_FOUND_FAILED);
		assert_in_range(r.gateway.requests, 1, 4);
		pl_probe_close(&r.probe);
	}
}

static void a_server_that_never_answers_ends_undecided(void **state)
{
	struct run r = { .gateway = { .broken = PL_ENDED_TIMED_OUT } };

	(void)state;
	go(&r);
	assert_int_equal(r.found.found, PL_FOUND_UNDECIDED);
	assert_in_range(r.gateway.requests, 1, 5);
	pl_probe_close(&r.probe);
}

static void budgets_are_kept(void **state)
{
	struct run few = { .gateway = { .limit = ODD, .refusal = 413 }, .probe = { .budget = { .requests = 9 } } };
	struct run small = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .server = "nginx" },
		             .probe = { .budget = { .bytes = 3000000 } } };

	(void)state;
	go(&few);
	assert_int_equal(few.probe.stop, PL_STOP_REQUESTS);
	assert_int_equal(few.gateway.requests, 9);
	assert_false(few.found.is_exact);
	go(&small);
	assert_int_equal(small.probe.stop, PL_STOP_BYTES);
	assert_true(small.gateway.bytes <= 3000000);
	pl_probe_close(&few.probe);
	pl_probe_close(&small.probe);
}

static void every_dimension_has_its_search(void **state)
{
	(void)state;
	for (int d = PL_DIMENSION_PARTS; d < PL_DIMENSION_INFLATED; d++) {
		struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = 30000, .refusal = 400, .server = "nginx" },
			         .probe = { .search = { .dimension = (enum pl_dimension)d, .most = 100000 } } };
		struct pl_filler filler;
		struct pl_trial trial;
		struct pl_arena arena = { 0 };

		go(&r);
		assert_int_equal(r.found.found, PL_FOUND_LIMIT);
		assert_true(r.found.is_exact);
		/* The gateway counts bytes of the body: both sides of its limit are bodies of both sides. */
		trial = (struct pl_trial){ .dimension = (enum pl_dimension)d, .bytes = r.found.bracket.accepted };
		pl_filler_open(&filler, &trial, &arena);
		assert_true(filler.body_bytes <= 30000);
		trial.bytes = r.found.bracket.refused;
		pl_filler_open(&filler, &trial, &arena);
		assert_true(filler.body_bytes > 30000);
		pl_arena_free(&arena);
		pl_probe_close(&r.probe);
	}
}

static void verifying_sends_the_two_bodies_at_the_edge(void **state)
{
	struct run r = { .gateway = { .limit = MIB, .refusal = 413, .server = "nginx", .page = NGINX_PAGE },
		         .probe = { .search = { .verifies = true } } };

	(void)state;
	go(&r);
	expect_limit(&r, MIB);
	assert_true(r.found.is_verified);
	assert_int_equal(r.gateway.bodies, 3);
	pl_probe_close(&r.probe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closing_without_an_answer_and_a_reset_that_eats_it_are_refusals),
		cmocka_unit_test(a_length_that_wraps_is_said),
		cmocka_unit_test(the_lower_limit_behind_the_first_is_looked_for_when_asked),
		cmocka_unit_test(nothing_behind_is_known_once_a_body_of_the_limit_passed),
		cmocka_unit_test(data_dropped_in_silence_is_a_soft_limit),
		cmocka_unit_test(an_echoed_length_shows_what_was_dropped),
		cmocka_unit_test(rate_limits_are_obeyed),
		cmocka_unit_test(a_limit_shows_behind_401_and_404),
		cmocka_unit_test(a_404_of_an_own_page_is_a_refusal),
		cmocka_unit_test(what_is_not_monotone_is_said),
		cmocka_unit_test(a_size_that_passes_once_and_not_again_is_flaky),
		cmocka_unit_test(a_gap_is_said),
		cmocka_unit_test(two_servers_in_turn_with_different_limits_are_said),
		cmocka_unit_test(accepting_everything_is_no_limit_below_the_most),
		cmocka_unit_test(a_stated_limit_is_tried_first),
		cmocka_unit_test(a_number_in_the_refusal_is_tried_first),
		cmocka_unit_test(what_gives_no_answer_ends_at_once),
		cmocka_unit_test(a_server_that_never_answers_ends_undecided),
		cmocka_unit_test(budgets_are_kept),
		cmocka_unit_test(every_dimension_has_its_search),
		cmocka_unit_test(verifying_sends_the_two_bodies_at_the_edge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
