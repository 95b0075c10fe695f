/* The loop. What a server asks for (Retry-After) is waited for, within a bound. */
#include "probe/probe.h"

#include <time.h>

#include "base/limits.h"
#include "base/number.h"
#include "parse/http_date.h"
#include "probe/filler.h"
#include "probe/hints.h"

#define RETRY_MOST 120 /* seconds waited for a Retry-After; what asks for more ends the probe */
#define BUSY_MS 500    /* before the same trial is sent again, where the server says nothing */
#define HEAD_GUESS 256 /* bytes of a head until one was seen */

/* Which documented dimensions a trial of the dimension can meet; body limits depend on the shape. */
static const char *const dimensions[PL_DIMENSIONS][3] = {
	[PL_DIMENSION_BODY] = { "body" },
	[PL_DIMENSION_HEADERS] = { "headers" },
	[PL_DIMENSION_HEADER] = { "header" },
	[PL_DIMENSION_REQUEST_LINE] = { "request-line" },
	[PL_DIMENSION_HEADER_COUNT] = { "header-count" },
	[PL_DIMENSION_PARTS] = { "parts", "files" },
	[PL_DIMENSION_FIELDS] = { "fields" },
	[PL_DIMENSION_FIELD] = { "field" },
	[PL_DIMENSION_FILE] = { "file" },
	[PL_DIMENSION_JSON_DEPTH] = { "json-depth" },
	[PL_DIMENSION_INFLATED] = { "inflated", "body" },
};
static const char *const body_dimensions[PL_SHAPES][3] = {
	[PL_SHAPE_RAW] = { "nofiles" },
	[PL_SHAPE_JSON] = { "json-body", "nofiles" },
	[PL_SHAPE_MULTIPART] = { "multipart-body" },
	[PL_SHAPE_FORM] = { "form-body", "nofiles" },
};

const char *pl_dimension_name(enum pl_dimension dimension)
{
	return dimension == PL_DIMENSION_INFLATED ? "inflated" : dimension < PL_DIMENSIONS ? dimensions[dimension][0] : NULL;
}

bool pl_dimension_is_bytes(enum pl_dimension dimension)
{
	return dimension != PL_DIMENSION_HEADER_COUNT && dimension != PL_DIMENSION_PARTS && dimension != PL_DIMENSION_FIELDS &&
	       dimension != PL_DIMENSION_JSON_DEPTH;
}

bool pl_dimension_is_of_head(enum pl_dimension dimension)
{
	return dimension == PL_DIMENSION_HEADERS || dimension == PL_DIMENSION_HEADER || dimension == PL_DIMENSION_REQUEST_LINE ||
	       dimension == PL_DIMENSION_HEADER_COUNT;
}

static size_t add_documented(const struct pl_probe *p, const char *dimension, struct pl_arena *arena,
                             struct pl_documented **all, size_t len)
{
	const struct pl_documented *list;
	size_t more = dimension ? pl_documented_limits(dimension, p->rule_dirs, arena, &list) : 0;
	struct pl_documented *both;

	if (more == 0)
		return len;
	both = pl_arena_alloc(arena, (len + more) * sizeof(*both));
	if (len > 0)
		memcpy(both, *all, len * sizeof(*both));
	memcpy(both + len, list, more * sizeof(*both));
	*all = both;
	return len + more;
}

static void load_documented(struct pl_probe *p)
{
	struct pl_documented *all = NULL;
	size_t len = 0;

	for (size_t i = 0; i < 3; i++)
		len = add_documented(p, dimensions[p->search.dimension][i], &p->arena, &all, len);
	for (size_t i = 0; i < 3 && p->search.dimension == PL_DIMENSION_BODY; i++)
		len = add_documented(p, body_dimensions[p->search.shape][i], &p->arena, &all, len);
	p->documented = all;
	p->documented_len = len;
}

/* One entry a number, as heavy as there are products. */
static void load_prior(struct pl_probe *p)
{
	const struct pl_documented *list = p->documented;
	size_t len = p->documented_len;
	struct pl_prior *prior = pl_arena_alloc(&p->arena, (len + 1) * sizeof(*prior));
	size_t kept = 0;

	for (size_t i = 0; i < len; i++) {
		size_t k = 0;

		while (k < kept && prior[k].most != list[i].most)
			k++;
		kept += k == kept;
		prior[k].most = list[i].most;
		prior[k].weight += 1;
	}
	p->search.prior = prior;
	p->search.prior_len = kept;
}

void pl_probe_open(struct pl_probe *p)
{
	p->search.seen = p->seen = pl_arena_alloc(&p->arena, PL_LIMIT_TRIALS * sizeof(*p->seen));
	p->search.seen_len = 0;
	p->search.hints = p->hints = pl_arena_alloc(&p->arena, PL_LIMIT_HINTS * sizeof(*p->hints));
	p->responses = pl_arena_alloc(&p->arena, PL_LIMIT_TRIALS * sizeof(*p->responses));
	load_documented(p);
	load_prior(p);
}

void pl_probe_close(struct pl_probe *p)
{
	pl_arena_free(&p->arena);
}

const struct pl_response *pl_probe_response(const struct pl_probe *p, const struct pl_seen *seen)
{
	return &p->responses[seen - p->search.seen];
}

/* What the trial may send at most. */
static uint64_t price(const struct pl_probe *p, const struct pl_trial *t, struct pl_arena *arena)
{
	uint64_t head = p->search.head_bytes ? p->search.head_bytes : HEAD_GUESS;
	struct pl_filler filler;

	head += t->query_bytes + t->header_lines * t->header_bytes + t->last_header_bytes;
	if (t->strategy == PL_STRATEGY_HEADERS || t->strategy == PL_STRATEGY_HEADERS_EXPECT ||
	    t->strategy == PL_STRATEGY_H2_HEADERS)
		return head;
	if (t->strategy == PL_STRATEGY_LADDER)
		return pl_add_capped(head, t->rungs[t->rungs_len - 1]);
	pl_filler_open(&filler, t, arena);
	return pl_add_capped(head, filler.body_bytes);
}

/* Seconds or a date (RFC 9110 section 10.2.3), which is one of the server's own clock where the answer shows it. */
static uint64_t retry_after(const struct pl_response *response)
{
	struct pl_str text = pl_response_header(response, "Retry-After");
	uint64_t seconds = 0;
	int64_t then, now;

	if (pl_number_decimal(text, &seconds) == PL_NUMBER_OK)
		return seconds;
	if (!pl_http_date_read(text, &then))
		return 0;
	if (!pl_http_date_read(pl_response_header(response, "Date"), &now))
		now = (int64_t)time(NULL);
	return then > now ? (uint64_t)(then - now) : 0;
}

static void keep(struct pl_probe *p, const struct pl_trial *trial, const struct pl_sight *sight)
{
	size_t at = p->search.seen_len;
	struct pl_seen *seen = p->seen;

	p->responses[at] = sight->ending == PL_ENDED_ANSWERED ? sight->response : (struct pl_response){ .status = 0 };
	seen[at] = (struct pl_seen){ .trial = *trial,
		                     .ending = sight->ending,
		                     .status = p->responses[at].status,
		                     .body_sent = sight->body_sent,
		                     .bytes_sent = sight->bytes_sent,
		                     .answered_at = sight->answered_at,
		                     .micros = sight->micros,
		                     .saw_continue = sight->saw_continue };
	if (p->responses[at].status > 0) {
		seen[at].look = pl_outcome_look(&p->responses[at]);
		seen[at].retry_after = retry_after(&p->responses[at]);
		seen[at].has_echo = p->echo && pl_hints_echo(&p->responses[at], p->echo, &seen[at].echo);
	}
	for (size_t i = 0; i < trial->rungs_len; i++)
		if ((trial->rungs[i] < sight->answered_at && i + trial->lag < sight->rung) || sight->ending == PL_ENDED_PENDING)
			seen[at].below = trial->rungs[i];
	seen[at].trial.rungs = NULL;
	p->search.seen_len = at + 1;
	if (p->search.head_bytes == 0 && sight->bytes_sent > sight->body_sent)
		p->search.head_bytes = sight->bytes_sent - sight->body_sent;
	pl_evidence_judge(seen, at + 1, pl_search_base(&p->search));
}

static void spend(struct pl_probe *p, const struct pl_sight *sight)
{
	p->requests++;
	p->bytes_sent = pl_add_capped(p->bytes_sent, sight->bytes_sent);
	p->micros += sight->micros;
}

void pl_probe_see(struct pl_probe *p, const struct pl_trial *trial, const struct pl_sight *sight)
{
	spend(p, sight);
	keep(p, trial, sight);
	if (p->first_error.len == 0 && sight->error[0])
		p->first_error = pl_arena_str(&p->arena, pl_str_from(sight->error));
	pl_hints_take(p);
}

void pl_probe_see_options(struct pl_probe *p, const struct pl_sight *sight)
{
	spend(p, sight);
	if (sight->ending == PL_ENDED_ANSWERED) {
		p->options = sight->response;
		pl_hints_options(p);
	}
}

static void pause_for(struct pl_probe *p, const struct pl_prober *prober, uint64_t ms)
{
	if (ms > 0 && prober->sleep_ms) {
		prober->sleep_ms(prober->ctx, ms);
		p->waited_ms += ms;
	}
}

/* What is left of the time for all of it; UINT64_MAX when there is no bound. */
static uint64_t left_ms(const struct pl_probe *p)
{
	uint64_t most = p->budget.seconds * 1000, spent = p->micros / 1000 + p->waited_ms;

	return most == 0 ? UINT64_MAX : spent < most ? most - spent : 0;
}

/* False when the server asks for more patience than there is. */
static bool be_patient(struct pl_probe *p, const struct pl_prober *prober)
{
	const struct pl_seen *last = &p->search.seen[p->search.seen_len - 1];

	if (last->outcome != PL_OUTCOME_UNDECIDED)
		return true;
	if (last->retry_after > RETRY_MOST || last->retry_after * 1000 > left_ms(p)) {
		p->retry_after = last->retry_after;
		return false;
	}
	pause_for(p, prober, last->retry_after ? last->retry_after * 1000 : BUSY_MS);
	return true;
}

static void discover(struct pl_probe *p, const struct pl_prober *prober)
{
	struct pl_sight sight = { .ending = PL_ENDED_PENDING };

	if (!prober->ask_options || p->search.dimension != PL_DIMENSION_BODY ||
	    !prober->ask_options(prober->ctx, &p->arena, &sight))
		return;
	pl_probe_see_options(p, &sight);
}

static bool is_affordable(struct pl_probe *p, const struct pl_trial *trial, struct pl_arena *scratch)
{
	if ((p->budget.requests && p->requests >= p->budget.requests) || p->search.seen_len == PL_LIMIT_TRIALS)
		p->stop = PL_STOP_REQUESTS;
	else if (p->budget.bytes && pl_add_capped(p->bytes_sent, price(p, trial, scratch)) > p->budget.bytes)
		p->stop = PL_STOP_BYTES;
	else if (left_ms(p) == 0)
		p->stop = PL_STOP_TIME;
	else
		return true;
	return false;
}

void pl_probe_run(struct pl_probe *p, const struct pl_prober *prober)
{
	struct pl_arena scratch = { 0 };
	struct pl_trial trial;

	p->stop = PL_STOP_DONE;
	discover(p, prober);
	while (pl_search_next(&p->search, &scratch, &trial) && is_affordable(p, &trial, &scratch)) {
		struct pl_sight sight = { .ending = PL_ENDED_PENDING };

		if (p->requests > 0 && p->budget.rate > 0)
			pause_for(p, prober, (uint64_t)(1000 / p->budget.rate));
		trial.most_ms = left_ms(p);
		if (!prober->try_trial(prober->ctx, &trial, &p->arena, &sight)) {
			p->stop = PL_STOP_TRANSPORT;
			p->first_error = pl_arena_str(&p->arena, pl_str_from(sight.error));
			break;
		}
		pl_probe_see(p, &trial, &sight);
		if (prober->progress)
			prober->progress(prober->ctx, p);
		pl_arena_reset(&scratch);
		if (!be_patient(p, prober)) {
			p->stop = PL_STOP_RETRY_LATER;
			break;
		}
	}
	pl_arena_free(&scratch);
}
