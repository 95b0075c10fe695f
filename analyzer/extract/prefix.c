/* The first bytes of a stream, with their places. */
#include "extract/prefix.h"

void pl_prefix_clear(struct pl_prefix *prefix)
{
	prefix->len = prefix->runs_len = 0;
}

static bool goes_on(const struct pl_run *last, const struct pl_run *next)
{
	return last->origin == next->origin && last->off + last->len == next->off;
}

bool pl_prefix_take(struct pl_prefix *p, struct pl_run *in)
{
	size_t room = sizeof(p->bytes) - p->len;
	struct pl_run taken;

	if (pl_run_is_hole(in))
		return true;
	if (in->len == 0)
		return false;
	taken = pl_run_take(in, in->len < room ? in->len : room);
	memcpy(p->bytes + p->len, taken.ptr, taken.len);
	taken.ptr = p->bytes + p->len;
	p->len += taken.len;
	if (p->runs_len > 0 && goes_on(&p->runs[p->runs_len - 1], &taken))
		p->runs[p->runs_len - 1].len += taken.len;
	else
		p->runs[p->runs_len++] = taken;
	return p->len == sizeof(p->bytes) || p->runs_len == PL_PREFIX_RUNS;
}
