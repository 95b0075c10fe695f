/* What a probe came to, in a sentence. */
#include "base/number.h"
#include "cli/probe_run.h"

const char *pl_probe_size(const struct pl_probe_run *run, char out[PL_NUMBER_TEXT], uint64_t size)
{
	return pl_dimension_is_bytes(run->probe.search.dimension) ? pl_number_bytes(out, size) : pl_number_grouped(out, size);
}

static const struct pl_seen *first_answer(const struct pl_probe *p)
{
	for (size_t i = 0; i < p->search.seen_len; i++)
		if (p->seen[i].status > 0 && p->seen[i].trial.bytes <= 4 * pl_search_base(&p->search))
			return &p->seen[i];
	return NULL;
}

const char *pl_probe_advice(const struct pl_probe_run *run)
{
	const struct pl_seen *small = first_answer(&run->probe);

	switch (small ? small->status : 0) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return "the answer is a redirect, which is not followed; probe where it leads to";
	case 400:
	case 422:
		return "the small request is refused as malformed, as filler is; where the limit lies behind that, --shape json or form may pass";
	case 401:
	case 403:
		return "the small request is not authorized: a limit behind that stays hidden without --header @FILE";
	case 404:
		return "nothing answers at this path: a limit of the application's own route stays hidden; is it --method PUT?";
	case 405:
		return "the method is not allowed here; --method says another";
	case 411:
		return "the server wants a declared length; leave --chunked out";
	case 415:
		return "the media type is refused; --shape or --content-type says another";
	default:
		return NULL;
	}
}

static struct pl_str failure(const struct pl_probe_run *run, struct pl_arena *arena)
{
	const struct pl_probe *p = &run->probe;
	const struct pl_seen *first = p->search.seen_len ? &p->seen[0] : NULL;
	struct pl_str why = p->first_error;

	for (size_t i = 0; i < p->search.seen_len && first->outcome != PL_OUTCOME_FAILED; i++)
		first = &p->seen[i];
	if (first && first->ending == PL_ENDED_GARBAGE)
		return pl_arena_printf(arena, "what the server answers is no HTTP%s%.*s", why.len ? ": " : "", PL_STR_ARG(why));
	if (why.len > 0)
		return why;
	if (first && (first->ending == PL_ENDED_CLOSED || first->ending == PL_ENDED_RESET))
		return PL_STR("the server closes the connection without an answer, even to the smallest request");
	return PL_STR("no answer came");
}

static struct pl_str undecided(const struct pl_probe_run *run, struct pl_arena *arena)
{
	const struct pl_seen *last = &run->probe.seen[run->probe.search.seen_len - 1];

	if (last->ending == PL_ENDED_TIMED_OUT)
		return pl_arena_printf(arena, "no answer within %llu s, %s",
		                       (unsigned long long)(run->target.timeout_ms / 1000), "three times over; --timeout waits longer");
	return pl_arena_printf(arena, "the server is busy: %llu to the same request three times over", (unsigned long long)last->status);
}

static struct pl_str stopped(const struct pl_probe_run *run, struct pl_arena *arena)
{
	const struct pl_probe *p = &run->probe;

	switch (p->stop) {
	case PL_STOP_REQUESTS:
		return PL_STR("--max-requests were sent before the limit was found");
	case PL_STOP_BYTES:
		return PL_STR("the next trial would send more than --max-bytes");
	case PL_STOP_RETRY_LATER:
		return pl_arena_printf(arena, "the server asks to come back in %llu s (Retry-After)", (unsigned long long)p->retry_after);
	case PL_STOP_TRANSPORT:
		return p->first_error;
	case PL_STOP_DONE:
		break;
	}
	return PL_STR("");
}

struct pl_str pl_probe_sentence(const struct pl_probe_run *run, struct pl_arena *arena)
{
	const struct pl_bracket *b = &run->found.bracket;
	char number[PL_NUMBER_TEXT];
	struct pl_str why = stopped(run, arena);

	if (why.len > 0)
		return why;
	switch (run->found.found) {
	case PL_FOUND_LIMIT:
		if (run->found.is_exact)
			return PL_STR("exact: two neighbouring sizes, each seen more than once");
		return b->is_broken ? pl_arena_printf(arena, "not exact: %s is accepted although a smaller size is refused",
		                                      pl_probe_size(run, number, b->broken_at))
		                    : PL_STR("not exact: the search could not close the bracket");
	case PL_FOUND_NO_LIMIT:
		return pl_arena_printf(arena, "no limit found up to %s (--max)", pl_probe_size(run, number, b->accepted));
	case PL_FOUND_REFUSED:
		return PL_STR("even the smallest request is refused for its size");
	case PL_FOUND_FLAKY:
		return pl_arena_printf(arena, "not repeatable: %s is accepted one time and refused another", pl_probe_size(run, number, b->flaky_at));
	case PL_FOUND_UNDECIDED:
		return undecided(run, arena);
	case PL_FOUND_FAILED:
	case PL_FOUND_NOTHING_YET:
		break;
	}
	return failure(run, arena);
}
