/* The search in what is not the size of the body: each dimension of the head as it stands on the wire, and what a body inflates to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "simulated_run.h"

/* A probe of a gateway with that limit in the dimension; the head of a request with nothing added is known as cmd_probe knows it. */
static struct run run_of(enum pl_dimension dimension, uint64_t limit, uint64_t refusal, const char *server)
{
	bool is_head = dimension != PL_DIMENSION_INFLATED;

	return (struct run){
		.gateway = { .reading = DECIDES_WHOLE, .limit = limit, .refusal = refusal, .server = server, .counts_heads = is_head,
			     .inflates = !is_head },
		.probe = { .search = { .dimension = dimension, .most = 1 << 20, .line_bytes = 17, .header_lines = 5 } },
	};
}

static const enum pl_dimension dimensions[] = { PL_DIMENSION_HEADERS, PL_DIMENSION_HEADER, PL_DIMENSION_REQUEST_LINE,
	                                        PL_DIMENSION_HEADER_COUNT, PL_DIMENSION_INFLATED };

static void a_documented_limit_takes_8_requests(void **state)
{
	static const struct {
		enum pl_dimension dimension;
		uint64_t limit, refusal;
		const char *server;
	} cases[] = {
		{ PL_DIMENSION_HEADER, 8192, 400, "nginx/1.22.1" },
		{ PL_DIMENSION_REQUEST_LINE, 8192, 414, "nginx/1.22.1" },
		{ PL_DIMENSION_HEADER_COUNT, 100, 400, "Apache/2.4.71" },
		{ PL_DIMENSION_INFLATED, 102400, 413, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r = run_of(cases[i].dimension, cases[i].limit, cases[i].refusal, cases[i].server);

		r.gateway.powered_by = cases[i].server ? NULL : "Express";
		go(&r);
		expect_limit(&r, cases[i].limit);
		assert_in_range(r.gateway.requests, 1, 8);
		pl_probe_close(&r.probe);
	}
}

static void an_odd_limit_is_found_to_the_byte_or_line(void **state)
{
	static const uint64_t limits[] = { 317, 5678, 65433, 99991 };

	(void)state;
	for (size_t d = 0; d < sizeof(dimensions) / sizeof(dimensions[0]); d++)
		for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
			struct run r = run_of(dimensions[d], limits[i], 431, NULL);

			go(&r);
			expect_limit(&r, limits[i]);
			assert_in_range(r.gateway.requests, 1, 33);
			pl_probe_close(&r.probe);
		}
}

static void nothing_is_claimed_where_there_is_no_limit(void **state)
{
	(void)state;
	for (size_t d = 0; d < sizeof(dimensions) / sizeof(dimensions[0]); d++) {
		struct run r = run_of(dimensions[d], UINT64_MAX, 431, NULL);

		r.probe.search.most = 100000;
		go(&r);
		assert_int_equal(r.found.found, PL_FOUND_NO_LIMIT);
		assert_int_equal(r.found.bracket.accepted, 100000);
		assert_false(r.found.is_exact);
		pl_probe_close(&r.probe);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_documented_limit_takes_8_requests),
		cmocka_unit_test(an_odd_limit_is_found_to_the_byte_or_line),
		cmocka_unit_test(nothing_is_claimed_where_there_is_no_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
