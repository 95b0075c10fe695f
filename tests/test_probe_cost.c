/* What the search costs where headers decide, where bytes are counted, and where whole bodies decide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "simulated_run.h"

static void a_documented_limit_that_headers_show_takes_8_requests_and_2_kib(void **state)
{
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_BY_EXPECT, DECIDES_WITHOUT_EXPECT };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
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

/* Products that refuse by the header with a page of their own: its documented limit is tried before any other. */
static void the_refusers_own_limit_is_tried_first(void **state)
{
	static const struct {
		uint64_t limit, refusal;
		const char *server, *page;
	} cases[] = {
		{ 1073741824, 413, "Apache/2.4.71 (Debian)",
		  "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n"
		  "<title>413 Request Entity Too Large</title>\n</head><body>\n<h1>Request Entity Too Large</h1>\nThe requested resource "
		  "does not allow request data with POST requests, or the amount of data provided in\nthe request exceeds the capacity "
		  "limit.\n</body></html>\n" },
		{ 2621440, 400, "gunicorn",
		  "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Bad Request (400)</title>\n</head>\n<body>\n"
		  "  <h1>Bad Request (400)</h1><p></p>\n</body>\n</html>\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r = { .gateway = { .limit = cases[i].limit, .refusal = cases[i].refusal, .server = cases[i].server,
			                      .page = cases[i].page } };

		go(&r);
		expect_limit(&r, cases[i].limit);
		assert_in_range(r.gateway.requests, 1, 8);
		assert_in_range(r.gateway.bytes, 1, 2048);
		pl_probe_close(&r.probe);
	}
}

/* Tomcat's: the head alone is answered as ever, and the answer says that nothing arrived. */
static void what_is_dropped_by_the_head_is_tomcats(void **state)
{
	struct run r = { .gateway = { .limit = 2097152, .drops_silently = true, .echoes = true },
		         .probe = { .echo = "/got", .search = { .shape = PL_SHAPE_FORM } } };

	(void)state;
	go(&r);
	expect_limit(&r, 2097152);
	assert_in_range(r.gateway.requests, 1, 8);
	assert_in_range(r.gateway.bytes, 1, 2048);
	pl_probe_close(&r.probe);
}

/* Each bit of a number is an answer. */
static uint64_t bits_of(uint64_t number)
{
	uint64_t bits = 0;

	for (; number > 0; number /= 2)
		bits++;
	return bits;
}

static void an_odd_limit_that_headers_show_takes_33_requests_and_8_kib(void **state)
{
	static const uint64_t odd[] = { ODD, 17, 1025, 54321, 99999, 1048577, 777777777, 2147483646, 5000000011, 300000000007 };
	uint64_t most;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct run r = { .gateway = { .limit = odd[i], .refusal = 413, .server = "nginx/1.22.1", .page = NGINX_PAGE } };

		go(&r);
		expect_limit(&r, odd[i]);
		most = bits_of(odd[i]) + 12;
		assert_in_range(r.gateway.requests, 1, most > 33 ? most : 33);
		assert_in_range(r.gateway.bytes, 1, most > 33 ? most * 8192 / 33 : 8192);
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
		assert_in_range(r.gateway.bytes, 1, limits[i] * 3 + 6144);
		pl_probe_close(&r.probe);
	}
}

/* The edge is shown by whole bodies, since what announces no length may be read on, and what is lost within a body is an answer. */
static void counting_without_a_length_or_over_http2_costs_four_times_the_limit(void **state)
{
	static const uint64_t limits[] = { ODD, MIB, 70000, 1500000 };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(limits) / sizeof(limits[0]); i++) {
		uint64_t limit = limits[i / 2];
		struct run r = { .gateway = { .reading = DECIDES_COUNTING, .limit = limit, .refusal = 413, .loses_answers = i % 2 } };

		r.probe.search.is_chunked = i % 2 == 0;
		r.probe.search.is_http2 = i % 2;
		go(&r);
		expect_limit(&r, limit);
		assert_true(r.found.is_verified);
		assert_int_equal(r.found.bracket.refusal->status, 413);
		assert_in_range(r.gateway.bytes, 1, limit * 4 + 6144);
		pl_probe_close(&r.probe);
	}
}

/* As net/http does: both ladders agree on a size that is too large by as much as it reads on. */
static void what_is_read_on_before_the_answer_is_found_out(void **state)
{
	static const uint64_t limits[] = { ODD, MIB, 1500000 };

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct run r = { .gateway = { .reading = DECIDES_COUNTING, .limit = limits[i], .refusal = 413, .reads_on = 256 << 10 },
			         .probe = { .search = { .is_chunked = true } } };

		go(&r);
		expect_limit(&r, limits[i]);
		assert_in_range(r.gateway.bytes, 1, limits[i] * 8);
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

/* A trial tells one bit and costs a body: 20 cuts between 1 MiB and 2 MiB, the repeats, and the way there. */
static void an_odd_limit_of_a_whole_decider_takes_little_more_than_its_bits(void **state)
{
	static const uint64_t odd[] = { ODD, 999999, 7654321 };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = odd[i], .refusal = 413, .server = "nginx" } };

		go(&r);
		expect_limit(&r, odd[i]);
		assert_in_range(r.gateway.bytes, 1, (bits_of(odd[i]) + 9) * odd[i]);
		pl_probe_close(&r.probe);
	}
}

static void a_server_that_inflates_is_found_out(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .powered_by = "Express", .inflates = true } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_true(pl_search_inflates(&r.probe.search));
	assert_in_range(r.gateway.bytes, 1, 6 * (uint64_t)ODD);
	pl_probe_close(&r.probe);
}

/* Behind what inflates stands one that counts what was sent, and less of it. */
static void compressed_bodies_are_no_proof_for_others(void **state)
{
	struct simulated_gateway behind = { .reading = DECIDES_WHOLE, .limit = 700001, .refusal = 413, .server = "nginx" };
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .server = "nginx", .inflates = true,
		                      .behind = &behind } };

	(void)state;
	go(&r);
	expect_limit(&r, 700001);
	pl_probe_close(&r.probe);
}

static void asking_to_inflate_is_no_harm_where_nothing_is(void **state)
{
	struct run r = { .gateway = { .reading = DECIDES_WHOLE, .limit = ODD, .refusal = 413, .server = "nginx" },
		         .probe = { .search = { .inflates = true } } };

	(void)state;
	go(&r);
	expect_limit(&r, ODD);
	assert_in_range(r.gateway.bytes, 1, 27 * (uint64_t)ODD);
	pl_probe_close(&r.probe);
}

static void no_limit_takes_half_as_much_again_as_the_largest_body(void **state)
{
	static const enum simulated_reading readings[] = { DECIDES_BY_HEADERS, DECIDES_COUNTING, DECIDES_WHOLE };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct run r = { .gateway = { .reading = readings[i], .limit = UINT64_MAX } };

		go(&r);
		assert_int_equal(r.found.found, PL_FOUND_NO_LIMIT);
		assert_in_range(r.gateway.bytes, 1, 24 * MIB);
		assert_in_range(r.gateway.requests, 1, 16);
		pl_probe_close(&r.probe);
	}
}

static void the_plan_is_kept(void **state)
{
	static const uint64_t limits[] = { ODD, 5, 300000000007, UINT64_MAX, MIB };

	(void)state;
	for (int reading = DECIDES_BY_HEADERS; reading <= DECIDES_WHOLE; reading++)
		for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
			struct run r = { .gateway = { .reading = (enum simulated_reading)reading, .limit = limits[i], .refusal = 413 } };
			uint64_t requests, bytes;

			go(&r);
			pl_search_worst(&r.probe.search, &requests, &bytes);
			assert_in_range(r.gateway.requests, 1, requests);
			assert_in_range(r.gateway.bytes, 1, bytes);
			pl_probe_close(&r.probe);
		}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_documented_limit_that_headers_show_takes_8_requests_and_2_kib),
		cmocka_unit_test(the_refusers_own_limit_is_tried_first),
		cmocka_unit_test(what_is_dropped_by_the_head_is_tomcats),
		cmocka_unit_test(an_odd_limit_that_headers_show_takes_33_requests_and_8_kib),
		cmocka_unit_test(what_is_only_refused_without_expect_is_found_too),
		cmocka_unit_test(a_counting_gateway_costs_three_times_its_limit),
		cmocka_unit_test(counting_without_a_length_or_over_http2_costs_four_times_the_limit),
		cmocka_unit_test(what_is_read_on_before_the_answer_is_found_out),
		cmocka_unit_test(a_documented_limit_of_a_whole_decider_takes_6_bodies),
		cmocka_unit_test(an_odd_limit_of_a_whole_decider_takes_little_more_than_its_bits),
		cmocka_unit_test(a_server_that_inflates_is_found_out),
		cmocka_unit_test(compressed_bodies_are_no_proof_for_others),
		cmocka_unit_test(asking_to_inflate_is_no_harm_where_nothing_is),
		cmocka_unit_test(no_limit_takes_half_as_much_again_as_the_largest_body),
		cmocka_unit_test(the_plan_is_kept),
		cmocka_unit_test(what_inflates_is_searched_with_compressed_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
