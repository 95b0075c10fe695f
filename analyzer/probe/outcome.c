/* Refused is what differs from the small request, since the same status means a limit here and a missing route there. */
#include "probe/outcome.h"

static const char *const names[PL_OUTCOMES] = {
	[PL_OUTCOME_ACCEPTED] = "accepted",   [PL_OUTCOME_PENDING] = "not refused", [PL_OUTCOME_REFUSED] = "refused",
	[PL_OUTCOME_SOFT] = "another answer", [PL_OUTCOME_TRUNCATED] = "truncated", [PL_OUTCOME_UNDECIDED] = "undecided",
	[PL_OUTCOME_FAILED] = "failed",
};

const char *pl_strategy_name(enum pl_strategy strategy)
{
	static const char *const strategies[PL_STRATEGIES] = { "headers-expect", "headers", "whole", "chunked", "ladder", "h2-headers" };

	return strategies[strategy];
}

const char *pl_ending_name(enum pl_ending ending)
{
	static const char *const endings[PL_ENDINGS] = { "answered",  "pending",            "closed",     "reset",     "stream-error",
		                                         "timed-out", "refused-connection", "unresolved", "untrusted", "garbage" };

	return endings[ending];
}

const char *pl_outcome_name(enum pl_outcome outcome)
{
	return names[outcome];
}

/* FNV-1a, 64 bits. */
static void mix(uint64_t *look, struct pl_str text)
{
	for (size_t i = 0; i <= text.len; i++) {
		unsigned char c = i < text.len ? (unsigned char)text.ptr[i] : 0;

		if (c < '0' || c > '9')
			*look = (*look ^ c) * 0x100000001B3u;
	}
}

uint64_t pl_outcome_look(const struct pl_response *response)
{
	uint64_t look = 0xCBF29CE484222325u ^ response->status;

	mix(&look, pl_response_header(response, "Server"));
	mix(&look, pl_response_header(response, "Content-Type"));
	mix(&look, response->body);
	return look;
}

bool pl_outcome_is_size_status(uint64_t status)
{
	return status == 413 || status == 414 || status == 431;
}

static bool is_busy(uint64_t status)
{
	return status == 408 || status == 429 || status == 503 || status == 504;
}

static bool is_answered(const struct pl_seen *seen)
{
	return seen && seen->ending == PL_ENDED_ANSWERED;
}

/* Ended without an answer, but with a connection. */
static bool is_cut(enum pl_ending ending)
{
	return ending == PL_ENDED_CLOSED || ending == PL_ENDED_RESET || ending == PL_ENDED_STREAM_ERROR ||
	       ending == PL_ENDED_GARBAGE;
}

static enum pl_outcome accepted(const struct pl_seen *seen)
{
	return seen->has_echo && seen->echo < seen->trial.bytes ? PL_OUTCOME_TRUNCATED : PL_OUTCOME_ACCEPTED;
}

static enum pl_outcome answered(const struct pl_seen *seen, const struct pl_seen *base, const struct pl_seen *whole,
                                bool has_unsteady_text)
{
	const struct pl_seen *small[] = { base, whole };
	bool is_same_status = false;

	/* Busy at a small request too: neither says anything. */
	if (is_busy(seen->status) && ((base && is_busy(base->status)) || (whole && is_busy(whole->status))))
		return PL_OUTCOME_UNDECIDED;
	for (size_t i = 0; i < 2; i++) {
		if (!is_answered(small[i]) || small[i]->status != seen->status)
			continue;
		is_same_status = true;
		if (small[i]->look == seen->look || has_unsteady_text)
			return accepted(seen);
	}
	if (is_busy(seen->status) && !is_same_status)
		return PL_OUTCOME_UNDECIDED;
	return seen->status < 400 ? PL_OUTCOME_SOFT : PL_OUTCOME_REFUSED;
}

enum pl_outcome pl_outcome_of(const struct pl_seen *seen, const struct pl_seen *base, const struct pl_seen *whole,
                              bool has_unsteady_text)
{
	bool is_small = seen == base || seen == whole;

	switch (seen->ending) {
	case PL_ENDED_ANSWERED:
		if (is_small)
			return is_busy(seen->status)                       ? PL_OUTCOME_UNDECIDED
			       : pl_outcome_is_size_status(seen->status) ? PL_OUTCOME_REFUSED
			                                                   : accepted(seen);
		return answered(seen, base, whole, has_unsteady_text);
	case PL_ENDED_PENDING:
		return PL_OUTCOME_PENDING;
	case PL_ENDED_CLOSED:
	case PL_ENDED_RESET:
	case PL_ENDED_STREAM_ERROR:
	case PL_ENDED_GARBAGE:
		return is_small || (base && is_cut(base->ending)) ? PL_OUTCOME_FAILED : PL_OUTCOME_REFUSED;
	case PL_ENDED_TIMED_OUT:
		return PL_OUTCOME_UNDECIDED;
	case PL_ENDED_REFUSED_CONNECTION:
	case PL_ENDED_UNRESOLVED:
	case PL_ENDED_UNTRUSTED:
	case PL_ENDINGS:
		break;
	}
	return PL_OUTCOME_FAILED;
}
