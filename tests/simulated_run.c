#include "simulated_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

void go(struct run *r)
{
	struct pl_prober prober = simulated_prober(&r->gateway);
	struct pl_search *s = &r->probe.search;

	s->is_near = true;
	s->most = s->most ? s->most : 16 * MIB;
	pl_probe_open(&r->probe);
	pl_probe_run(&r->probe, &prober);
	r->found = pl_search_found(s, &r->behind);
}

void expect_limit(const struct run *r, uint64_t limit)
{
	assert_int_equal(r->probe.stop, PL_STOP_DONE);
	assert_int_equal(r->found.found, PL_FOUND_LIMIT);
	assert_int_equal(r->found.bracket.accepted, limit);
	assert_int_equal(r->found.bracket.refused, limit + 1);
	assert_true(r->found.is_exact);
}
