/* The search against a simulated gateway of each kind: the limit to the byte, and what it cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "probe/filler.h"
#include "simulated_gateway.h"

#define MIB ((uint64_t)1 << 20)
#define ODD 1234567

#define NGINX_PAGE                                                                                                 \
	"<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request " \
	"Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"

struct run {
	struct simulated_gateway gateway;
	struct pl_probe probe;
	struct pl_found_limit found, behind;
};

static void go(struct run *r)
{
	struct pl_prober prober = simulated_prober(&r->gateway);
	struct pl_search *s = &r->probe.search;

	s->is_near = true;
	s->most = s->most ? s->most : 16 * MIB;
	pl_probe_open(&r->probe);
	pl_probe_run(&r->probe, &prober);
	r->found = pl_search_found(s, &r->behind);
}

static void expect_limit(const struct run *r, uint64_t limit)
{
	assert_int_equal(r->probe.stop, PL_STOP_DONE);
	assert_int_equal(r->found.found, PL_FOUND_LIMIT);
	assert_int_equal(r->found.bracket.accepted, limit);
	assert_int_equal(r->found.bracket.refused, limit + 1);
	assert_true(r->found.is_exact);
}

static void a_documented_limit_that_headers_show_takes_8_requests_and_2_kib(void **state)
{
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_BY_EXPECT };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r = { .gateway = { .reading = readings[i], .limit = MIB, .refusal = 413, .server = "nginx/1.22.1",
			                      .page = NGINX_PAGE } };

		go(&r);
		expect_limit(&r, MIB);
		assert_in_range(r.gateway.requests, 1, 8);
		assert_in_range(r.gateway.bytes, 1, 2048);
		assert_int_equal(r.gateway.bodies, 0);
		pl_probe_close(&r.probe);
	}
}

static void an_odd_limit_that_headers_show_takes_33_requests_and_8_kib(void **state)
{
	static const uint64_t odd[] = { ODD, 17, 1025, 54321, 99999, 1048577, 777777777, 2147483646, 5000000011, 300000000007 };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct run r = { .gateway = { .limit = odd[i], .refusal = 413, .server = "nginx/1.22.1", .page = NGINX_PAGE } };

		go(&r);
		expect_limit(&r, odd[i]);
		assert_in_range(r.gateway.requests, 1, odd[i] > 2 * MIB ? 48 : 33);
		assert_in_range(r.gateway.bytes, 1, 8192 + (odd[i] > 2 * MIB ? 2048 : 0));
		pl_probe_close(&r.probe);
	}
}

static void what_is_only_refused_without_expect_is_found_too(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WITHOUT_EXPECT, .limit = ODD, .refusal = 413 } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_in_range(r.gateway.requests, 1, 36);
	assert_int_equal(r.found.ways, PL_WAY(PL_STRATEGY_HEADERS));
	pl_probe_close(&r.probe);
}

static void a_counting_gateway_costs_three_times_its_limit(void **state)
{
	static const uint64_t limits[] = { ODD, MIB, 70000, 1500000, 2000001 };

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct run r = { .gateway = { .reading = DECIDES_COUNTING, .limit = limits[i], .refusal = 413 } };

		go(&r);
		expect_limit(&r, limits[i]);
		assert_in_range(r.gateway.bytes, 1, limits[i] * 3 + limits[i] / 200 + 3000);
		pl_probe_close(&r.probe);
	}
}

static void a_documented_limit_of_a_whole_decider_takes_6_bodies(void **state)
{
	static const struct {
		uint64_t limit, refusal;
		const char *server, *powered_by;
	} cases[] = {
		{ 13107200, 403, "nginx/1.22.1", NULL }, /* ModSecurity */
		{ 102400, 413, NULL, "Express" },
		{ 8388608, 413, "nginx/1.22.1", "PHP/8.2.29" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = cases[i].limit, .refusal = cases[i].refusal,
			                      .server = cases[i].server, .powered_by = cases[i].powered_by } };

		go(&r);
		expect_limit(&r, cases[i].limit);
		assert_in_range(r.gateway.bodies, 1, 6);
		pl_probe_close(&r.probe);
	}
}

/* 20 cuts between 1 MiB and 2 MiB cannot be had for less than 20 bodies; a plain bisection below 16 MiB takes 24 and the climb. */
static void an_odd_limit_of_a_whole_decider_takes_little_more_than_its_bits(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .server = "nginx" } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_in_range(r.gateway.bytes, 1, 30 * (uint64_t)ODD);
	assert_in_range(r.gateway.bodies, 1, 30);
	pl_probe_close(&r.probe);
}

static void what_inflates_is_searched_with_compressed_bodies(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .inflates = true },
		         .probe = { .search = { .inflates = true } } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_in_range(r.gateway.bytes, 1, 3 * (uint64_t)ODD);
	pl_probe_close(&r.probe);
}

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
		cmocka_unit_test(a_documented_limit_that_headers_show_takes_8_requests_and_2_kib),
		cmocka_unit_test(an_odd_limit_that_headers_show_takes_33_requests_and_8_kib),
		cmocka_unit_test(what_is_only_refused_without_expect_is_found_too),
		cmocka_unit_test(a_counting_gateway_costs_three_times_its_limit),
		cmocka_unit_test(a_documented_limit_of_a_whole_decider_takes_6_bodies),
		cmocka_unit_test(an_odd_limit_of_a_whole_decider_takes_little_more_than_its_bits),
		cmocka_unit_test(what_inflates_is_searched_with_compressed_bodies),
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
