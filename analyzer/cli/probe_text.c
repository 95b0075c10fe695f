/* What a probe came to, in a sentence. */
#include "base/bytes.h"
#include "base/number.h"
#include "cli/probe_run.h"

const char *pl_probe_size(const struct pl_probe_run *run, char out[PL_NUMBER_TEXT], uint64_t size)
{
	return pl_dimension_is_bytes(run->probe.search.dimension) ? pl_number_bytes(out, size) : pl_number_grouped(out, size);
}

#define LOCATION_MOST 200 /* bytes of it that are shown */

/* The answer that tells most of what a small request comes to: one to a whole body, or else the first that says anything. */
static const struct pl_seen *small_answer(const struct pl_probe *p)
{
	const struct pl_seen *best = NULL;

	for (size_t i = 0; i < p->search.seen_len; i++) {
		const struct pl_seen *s = &p->seen[i];
		bool is_whole = s->trial.strategy == PL_STRATEGY_WHOLE || s->trial.strategy == PL_STRATEGY_CHUNKED;

		if (s->status > 0 && s->outcome != PL_OUTCOME_UNDECIDED && s->trial.bytes <= 4 * pl_search_base(&p->search) &&
		    (!best || is_whole))
			best = s;
		if (best && is_whole)
			break;
	}
	return best;
}

/* The answer that every size has and that a limit may hide behind, or NULL. */
static const struct pl_seen *hiding_answer(const struct pl_probe_run *run)
{
	const struct pl_seen *small = small_answer(&run->probe);

	if (run->found.found != PL_FOUND_NO_LIMIT || !small || small->status < 300)
		return NULL;
	/* 400 and 422 are what filler deserves once it was read. */
	return small->status != 400 && small->status != 422 ? small : NULL;
}

bool pl_probe_is_hidden(const struct pl_probe_run *run)
{
	return hiding_answer(run) != NULL;
}

const char *pl_probe_advice(const struct pl_probe_run *run)
{
	const struct pl_seen *small = small_answer(&run->probe);

	switch (small ? small->status : 0) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return "the answer is a redirect, which is not followed; probe where it leads to";
	case 400:
	case 422:
		return run->probe.search.shape == PL_SHAPE_JSON
		               ? "the small request is refused as malformed, as JSON that never closes is: a limit behind its parser stays hidden"
		               : "the small request is refused as malformed, as filler is; where the limit lies behind that, --shape json or form may pass";
	case 401:
	case 403:
		return "the small request is not authorized: a limit behind that stays hidden without --header @FILE";
	case 404:
		return "nothing answers at this path: a limit of the application's own route stays hidden; is it --method PUT?";
	case 405:
		return "the method is not allowed here; --method says another";
	case 411:
		return run->probe.search.is_chunked ? "the server wants a declared length; leave --chunked out"
		                                    : "the server says that it got no length, though it was sent one; does it take --method PUT?";
	case 415:
		return "the media type is refused; --shape or --content-type says another";
	case 502:
		return "a proxy does not reach what is behind it, so that a limit there stays hidden";
	default:
		return NULL;
	}
}

/* "status 401", and where a redirect leads, without its query, which is often a key. */
static struct pl_str answer_text(const struct pl_probe *p, const struct pl_seen *seen, struct pl_arena *arena)
{
	struct pl_str to = pl_response_header(pl_probe_response(p, seen), "Location");

	to.len = pl_str_find_char(to, '?') < LOCATION_MOST ? pl_str_find_char(to, '?') : LOCATION_MOST;
	return pl_arena_printf(arena, "%llu%s%.*s", (unsigned long long)seen->status, to.len > 0 ? ", to " : "",
	                       (int)to.len, to.len > 0 ? to.ptr : "");
}

static struct pl_str failure(const struct pl_probe_run *run)
{
	const struct pl_probe *p = &run->probe;
	const struct pl_seen *first = p->search.seen_len ? &p->seen[0] : NULL;
	struct pl_str why = p->first_error;

	for (size_t i = 0; i < p->search.seen_len && first->outcome != PL_OUTCOME_FAILED; i++)
		first = &p->seen[i];
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
	case PL_STOP_TIME:
		return PL_STR("--max-time has passed before the limit was found");
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
	const struct pl_seen *hiding = hiding_answer(run);
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
		if (hiding)
			return pl_arena_printf(arena, "not decided: every size up to %s is answered as the smallest is: %.*s",
			                       pl_probe_size(run, number, b->accepted), PL_STR_ARG(answer_text(&run->probe, hiding, arena)));
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
	return failure(run);
}
