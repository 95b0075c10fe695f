/* Waits: a refusal by headers took 1.4 ms in the median and 73 ms at most when measured, one behind a 100 up to 49 ms; servers
 * begin to close what idles after 4 s. */
#include "probe/ask.h"

#include <stdlib.h>

#include "base/number.h"
#include "probe/filler.h"

#define NEAR_WAIT 100
#define FAR_WAIT 600
#define SURE_WAIT 500
#define FAR_SURE_WAIT 2500
#define WAIT_MOST 3500
#define SLOWER 5 /* times as long as the slowest refusal so far took */

#define LINE 1000      /* bytes of a header line where the head is filled */
#define LINE_LEAST 14  /* of the shortest one */

/* Ladders. The quickest small request tells how long an answer takes; a server that is busy keeps the probe waiting as well, so that
 * the number of rungs that go by until it is there stays about the same. */
#define NEAR_RUNGS 8400 /* enough for steps of a byte within what a first ladder leaves open */
#define FAR_RUNGS 64
#define NEAR_LAG 3      /* rungs that are gone before the answer to one is there, at most */
#define PAUSE_LEAST 150 /* microseconds */
#define PAUSE_MOST 1000
#define FAR_PAUSE 200000
#define SURE_PAUSE 100000
#define RUNG_RATIO 1680 /* rungs of a first ladder are so small a part of what is sent apart */
#define RUNG_LEAST 128
#define DECLARED_MORE ((uint64_t)1 << 20) /* Go reads 256 KiB of what is left before it answers, unless more is announced */

static void fill_head(uint64_t pad, struct pl_trial *t)
{
	t->header_bytes = LINE;
	t->header_lines = pad / LINE;
	t->last_header_bytes = pad % LINE;
	if (t->last_header_bytes > 0 && t->last_header_bytes < LINE_LEAST && t->header_lines > 0) {
		t->header_lines--;
		t->last_header_bytes += LINE;
	}
}

static void fill(const struct pl_search *s, struct pl_trial *t)
{
	switch (t->dimension) {
	case PL_DIMENSION_HEADERS:
		fill_head(t->bytes > s->head_bytes && s->head_bytes > 0 ? t->bytes - s->head_bytes : 0, t);
		return;
	case PL_DIMENSION_HEADER:
		t->last_header_bytes = t->bytes;
		return;
	case PL_DIMENSION_REQUEST_LINE:
		t->query_bytes = t->bytes > s->line_bytes ? t->bytes - s->line_bytes : 0;
		return;
	case PL_DIMENSION_HEADER_COUNT:
		t->header_lines = t->bytes > s->header_lines ? t->bytes - s->header_lines : 0;
		t->header_bytes = LINE_LEAST;
		return;
	case PL_DIMENSION_BODY:
	case PL_DIMENSION_PARTS:
	case PL_DIMENSION_FIELDS:
	case PL_DIMENSION_FIELD:
	case PL_DIMENSION_FILE:
	case PL_DIMENSION_JSON_DEPTH:
	case PL_DIMENSION_INFLATED:
	case PL_DIMENSIONS:
		break;
	}
}

/* Of a server that is slow itself, as a busy one is, silence is waited for longer. The first refusal may have had to wake it. */
static uint64_t patience(const struct pl_search *s, uint64_t wait_ms)
{
	uint64_t slowest = 0;
	bool is_first = true;

	for (size_t i = 0; i < s->seen_len; i++) {
		if (s->seen[i].outcome != PL_OUTCOME_REFUSED || s->seen[i].body_sent > 0)
			continue;
		if (!is_first && s->seen[i].micros > slowest)
			slowest = s->seen[i].micros;
		is_first = false;
	}
	slowest = slowest / 1000 * SLOWER;
	return slowest <= wait_ms ? wait_ms : slowest < WAIT_MOST ? slowest : WAIT_MOST;
}

bool pl_ask(const struct pl_search *s, enum pl_strategy strategy, uint64_t bytes, bool is_sure, struct pl_trial *next)
{
	*next = (struct pl_trial){ .strategy = strategy, .dimension = s->dimension, .shape = s->shape, .bytes = bytes };
	next->wait_ms = patience(s, is_sure ? s->is_near ? SURE_WAIT : FAR_SURE_WAIT : s->is_near ? NEAR_WAIT : FAR_WAIT);
	fill(s, next);
	return true;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t near_pause(const struct pl_search *s)
{
	uint64_t pause = PAUSE_MOST;

	for (size_t i = 0; i < s->seen_len; i++)
		if (s->seen[i].ending == PL_ENDED_ANSWERED && s->seen[i].outcome == PL_OUTCOME_ACCEPTED && s->seen[i].micros / 2 < pause)
			pause = s->seen[i].micros / 2;
	return pause > PAUSE_LEAST ? pause : PAUSE_LEAST;
}

/* Both sides of the limits that are likely, each held until its answer would be there, and steps of at least `step`, or a part
 * of what is sent. */
static size_t place_rungs(const struct pl_search *s, uint64_t accepted, uint64_t refused, uint64_t step, bool is_open,
                          uint64_t *rungs, size_t most)
{
	size_t len = 0;

	for (size_t i = 0; i < s->prior_len + s->hints_len; i++) {
		uint64_t limit = (i < s->prior_len ? s->prior[i] : s->hints[i - s->prior_len]).most;

		if (limit < accepted || limit >= refused || len + 4 > most)
			continue;
		rungs[len++] = limit;
		rungs[len++] = limit + 1;
	}
	rungs[len++] = accepted;
	for (uint64_t at = accepted + step; at < refused && len + 1 < most; at += step) {
		rungs[len++] = at;
		if (is_open && at / RUNG_RATIO > step)
			step = at / RUNG_RATIO;
	}
	rungs[len++] = refused;
	qsort(rungs, len, sizeof(*rungs), compare);
	return len;
}

static bool is_likely(const struct pl_search *s, uint64_t rung)
{
	for (size_t i = 0; i < s->prior_len + s->hints_len; i++) {
		uint64_t limit = (i < s->prior_len ? s->prior[i] : s->hints[i - s->prior_len]).most;

		if (limit == rung || limit + 1 == rung)
			return true;
	}
	return false;
}

/* Each rung once, or as often as it is to be held. */
static size_t hold_rungs(const struct pl_search *s, const uint64_t *rungs, size_t len, bool holds_all, size_t lag, uint64_t *held)
{
	size_t kept = 0;

	for (size_t i = 0; i < len; i++) {
		size_t times = holds_all || is_likely(s, rungs[i]) ? lag + 1 : 1;

		if (rungs[i] == 0 || (i > 0 && rungs[i] == rungs[i - 1]))
			continue;
		while (times-- > 0)
			held[kept++] = rungs[i];
	}
	return kept;
}

/* More than is sent, but not more than the headers may announce. */
static uint64_t declared(const struct pl_search *s, uint64_t refused)
{
	struct pl_bracket b = pl_evidence(s->seen, s->seen_len, PL_WAY(PL_STRATEGY_HEADERS_EXPECT) | PL_WAY(PL_STRATEGY_HEADERS) |
	                                                           PL_WAY(PL_STRATEGY_H2_HEADERS));
	uint64_t bytes = pl_add_capped(refused, DECLARED_MORE);

	return b.has_refused && bytes > b.accepted ? b.accepted : bytes;
}

bool pl_ask_ladder(const struct pl_search *s, uint64_t accepted, uint64_t refused, bool is_open, struct pl_arena *arena,
                   struct pl_trial *next)
{
	uint64_t steps = s->is_near ? NEAR_RUNGS : FAR_RUNGS, width = refused - accepted;
	uint64_t step = is_open ? (s->is_near ? RUNG_LEAST : width / steps + 1) : (width - 1) / steps + 1;
	size_t most = (size_t)(4 * steps) + 2 * (s->prior_len + s->hints_len);
	uint64_t *rungs = pl_arena_bytes(arena, (most + 2) * sizeof(*rungs)), *held;
	size_t len = place_rungs(s, accepted, refused, step, is_open, rungs, most);

	pl_ask(s, PL_STRATEGY_LADDER, declared(s, refused), width == 1, next);
	next->is_chunked = s->is_chunked;
	next->lag = s->is_near && width > 1 ? NEAR_LAG : 0;
	next->rungs = held = pl_arena_bytes(arena, len * (next->lag + 1) * sizeof(*held));
	next->rungs_len = hold_rungs(s, rungs, len, step == 1, next->lag, held);
	next->pause_micros = width == 1 ? SURE_PAUSE : s->is_near ? near_pause(s) : FAR_PAUSE;
	return true;
}
