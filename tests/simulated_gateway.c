#include "simulated_gateway.h"

#include "base/bytes.h"
#include "probe/wire.h"

#define HEAD 190 /* bytes of a request head, as curl's */

static bool is_header_trial(const struct pl_trial *t)
{
	return t->strategy == PL_STRATEGY_HEADERS || t->strategy == PL_STRATEGY_HEADERS_EXPECT ||
	       t->strategy == PL_STRATEGY_H2_HEADERS;
}

/* The head as it is put on the wire, and its size in the trial's dimension. */
static uint64_t size_of_head(const struct pl_trial *t, struct pl_arena *arena, uint64_t *head_bytes)
{
	static const struct pl_target target = { .url = "http://127.0.0.1/", .method = "POST" };
	struct pl_wire wire;
	struct pl_str head, line;
	uint64_t lines = 0, longest = 0, first = 0;

	pl_wire_open(&wire, &target, PL_STR("127.0.0.1"), PL_STR("/"), t, arena);
	head = pl_wire_next(&wire);
	*head_bytes = head.len;
	for (; head.len > 2; head = pl_str_after(head, line.len), lines++) {
		line = (struct pl_str){ head.ptr, pl_str_find_char(head, '\n') + 1 };
		if (lines == 0)
			first = line.len;
		else if (line.len > longest)
			longest = line.len;
	}
	pl_wire_close(&wire);
	return t->dimension == PL_DIMENSION_HEADERS        ? *head_bytes
	       : t->dimension == PL_DIMENSION_REQUEST_LINE ? first
	       : t->dimension == PL_DIMENSION_HEADER_COUNT ? lines - 1
	                                                   : longest;
}

/* The size that the gateway would compare. */
static uint64_t size_of(const struct simulated_gateway *g, const struct pl_trial *t, uint64_t body_bytes)
{
	return (t->is_deflated || t->dimension == PL_DIMENSION_INFLATED) && g->inflates ? t->bytes : body_bytes;
}

static bool is_over(struct simulated_gateway *g, uint64_t size)
{
	if (g->other_limit > 0 && g->requests % 2 == 0)
		return size > g->other_limit;
	if (g->flaky_at == size && size > 0)
		return g->flips++ % 2 == 1;
	if (g->wraps && size >= (uint64_t)1 << 31)
		return false;
	return size > g->limit && (g->passes_from == 0 || size < g->passes_from);
}

static void answer(struct simulated_gateway *g, uint64_t status, const char *page, struct pl_arena *arena,
                   struct pl_sight *sight)
{
	struct pl_response_header *headers = pl_arena_alloc(arena, 4 * sizeof(*headers));
	struct pl_response *r = &sight->response;

	sight->ending = PL_ENDED_ANSWERED;
	r->status = status;
	r->headers = headers;
	if (g->server)
		headers[r->headers_len++] = (struct pl_response_header){ PL_STR("Server"), pl_str_from(g->server) };
	if (g->powered_by)
		headers[r->headers_len++] = (struct pl_response_header){ PL_STR("X-Powered-By"), pl_str_from(g->powered_by) };
	if (status == 429)
		headers[r->headers_len++] = (struct pl_response_header){ PL_STR("Retry-After"), PL_STR("2") };
	if (g->location && status >= 300 && status < 400)
		headers[r->headers_len++] = (struct pl_response_header){ PL_STR("Location"), pl_str_from(g->location) };
	r->body = pl_str_from(page);
	r->has_body = true;
}

static void accept_whole(struct simulated_gateway *g, uint64_t got, struct pl_arena *arena, struct pl_sight *sight)
{
	struct pl_str echo = pl_arena_printf(arena, "{\"got\": %llu}", (unsigned long long)got);

	answer(g, g->normal ? g->normal : 200, g->echoes ? echo.ptr : "thank you", arena, sight);
}

static void refuse(struct simulated_gateway *g, struct pl_arena *arena, struct pl_sight *sight)
{
	if (g->drops_silently && g->echoes)
		accept_whole(g, 0, arena, sight);
	else if (g->drops_silently)
		answer(g, 200, "nothing came", arena, sight);
	else if (g->refusal == 0 || g->resets)
		sight->ending = g->resets ? PL_ENDED_RESET : PL_ENDED_CLOSED;
	else
		answer(g, g->refusal, g->page ? g->page : "too large", arena, sight);
}

static bool decides_now(const struct simulated_gateway *g, const struct pl_trial *t)
{
	if (!is_header_trial(t))
		return false;
	return g->reading == DECIDES_BY_HEADERS ||
	       (g->reading == DECIDES_BY_EXPECT && t->strategy == PL_STRATEGY_HEADERS_EXPECT) ||
	       (g->reading == DECIDES_WITHOUT_EXPECT && t->strategy == PL_STRATEGY_HEADERS);
}

#define LATE_MICROS 400 /* from a byte to the answer to it */

static void climb(struct simulated_gateway *g, const struct pl_trial *t, struct pl_arena *arena, struct pl_sight *sight)
{
	uint64_t more = t->is_chunked ? g->reads_on : 0;
	size_t late = (size_t)(LATE_MICROS / (t->pause_micros + 1)); /* rungs that are climbed before an answer is there */

	for (size_t i = 0; i < t->rungs_len; i++) {
		bool is_refused = (g->reading == DECIDES_BY_HEADERS && is_over(g, t->bytes)) ||
		                  (g->reading == DECIDES_COUNTING && t->rungs[i] > more && is_over(g, t->rungs[i] - more));

		sight->rung = !is_refused || i + late < t->rungs_len ? i + (is_refused ? late : 0) : t->rungs_len - 1;
		sight->body_sent = sight->answered_at = t->rungs[sight->rung];
		if (is_refused) {
			refuse(g, arena, sight);
			if (g->loses_answers)
				*sight = (struct pl_sight){ .ending = PL_ENDED_STREAM_ERROR, .rung = sight->rung, .body_sent = sight->body_sent,
					                    .answered_at = sight->answered_at, .micros = sight->micros };
			return;
		}
	}
	sight->ending = PL_ENDED_PENDING;
}

static void whole(struct simulated_gateway *g, const struct pl_trial *t, uint64_t body, struct pl_arena *arena,
                  struct pl_sight *sight)
{
	uint64_t size = size_of(g, t, body);
	bool is_refused = is_over(g, size);

	sight->body_sent = sight->answered_at = body;
	if (!is_refused && g->behind) {
		whole(g->behind, t, body, arena, sight);
	} else if (!is_refused) {
		accept_whole(g, size, arena, sight);
	} else {
		/* What a counting gateway has not read when it answers is in the network's buffers at most. */
		if (g->reading == DECIDES_COUNTING && body > g->limit + (256 << 10))
			sight->body_sent = sight->answered_at = g->limit + (256 << 10);
		refuse(g, arena, sight);
	}
}

static bool try_trial(void *ctx, const struct pl_trial *t, struct pl_arena *arena, struct pl_sight *sight)
{
	struct simulated_gateway *g = ctx;
	struct pl_filler filler;
	uint64_t head = HEAD;

	*sight = (struct pl_sight){ .ending = g->broken, .micros = 300 };
	g->requests++;
	pl_filler_open(&filler, t, arena);
	if (g->broken != PL_ENDED_ANSWERED) {
		memcpy(sight->error, "broken", 7);
	} else if (g->busy_every > 0 && g->requests % g->busy_every == 0) {
		g->answered_429++;
		answer(g, 429, "slow down", arena, sight);
	} else if (is_header_trial(t)) {
		sight->saw_continue = t->strategy == PL_STRATEGY_HEADERS_EXPECT;
		sight->ending = PL_ENDED_PENDING;
		if (decides_now(g, t) && is_over(g, t->bytes))
			refuse(g, arena, sight);
		else if (g->normal >= 300 && g->reading == DECIDES_BY_HEADERS)
			accept_whole(g, t->bytes, arena, sight);
	} else if (t->strategy == PL_STRATEGY_LADDER) {
		climb(g, t, arena, sight);
	} else if (g->counts_heads) {
		if (is_over(g, size_of_head(t, arena, &head)))
			refuse(g, arena, sight);
		else
			accept_whole(g, filler.body_bytes, arena, sight);
		sight->body_sent = filler.body_bytes;
	} else {
		g->bodies++;
		whole(g, t, filler.body_bytes, arena, sight);
	}
	if (sight->ending == PL_ENDED_PENDING)
		sight->micros = t->wait_ms * 1000;
	sight->bytes_sent = head + sight->body_sent;
	g->bytes += sight->bytes_sent;
	return true;
}

static bool ask_options(void *ctx, struct pl_arena *arena, struct pl_sight *sight)
{
	struct simulated_gateway *g = ctx;
	struct pl_response_header *header = pl_arena_alloc(arena, sizeof(*header));

	g->requests++;
	g->bytes += HEAD;
	*header = (struct pl_response_header){ PL_STR("Tus-Max-Size"), pl_arena_printf(arena, "%llu", (unsigned long long)g->states) };
	*sight = (struct pl_sight){ .ending = PL_ENDED_ANSWERED,
		                    .bytes_sent = HEAD,
		                    .response = { .status = 204, .headers = header, .headers_len = g->states > 0 } };
	return true;
}

static void sleep_ms(void *ctx, uint64_t ms)
{
	((struct simulated_gateway *)ctx)->slept_ms += ms;
}

struct pl_prober simulated_prober(struct simulated_gateway *gateway)
{
	return (struct pl_prober){ .ctx = gateway, .try_trial = try_trial, .ask_options = ask_options, .sleep_ms = sleep_ms };
}
