/* What capture reads from a client: requests of HTTP/1.x, the same in whatever pieces they come, and frames of HTTP/2. */
#include "targets.h"

#include "base/bytes.h"
#include "capture/connection.h"
#include "capture/http2.h"

/* What an observer saw of whole requests, and how the others ended; and what was answered. */
struct seen {
	struct pl_buf log, out;
	size_t request_at; /* of the log, where the present request begins */
	bool is_within;
};

static bool has_room(void *ctx, size_t held, size_t len)
{
	(void)ctx, (void)held, (void)len;
	return true;
}

static void see_head(void *ctx, const struct pl_intake *intake, struct pl_str bytes)
{
	struct seen *seen = ctx;

	require(!seen->is_within, "a request begins within another");
	seen->is_within = true;
	seen->request_at = seen->log.len;
	pl_buf_printf(&seen->log, "%s %zu ", intake->method, intake->head.fields_len);
	pl_buf_add_str(&seen->log, bytes);
}

static void see_body(void *ctx, struct pl_str bytes, struct pl_str content)
{
	struct seen *seen = ctx;

	require(seen->is_within && content.len <= bytes.len, "a body without a head, or more content than bytes");
	pl_buf_add_str(&seen->log, bytes);
}

static void see_end(void *ctx, enum pl_capture_end end, struct pl_str rest, const char *why)
{
	struct seen *seen = ctx;

	(void)rest;
	/* How much came before a mistake was seen is a matter of the pieces. */
	if (seen->is_within && end != PL_CAPTURE_WHOLE)
		seen->log.len = seen->request_at;
	seen->is_within = false;
	pl_buf_printf(&seen->log, "\n end %d %s\n", (int)end, why ? why : "");
}

/* The client sends `input` in pieces of `piece` bytes, reads every answer, and closes its side. */
static void serve(struct seen *seen, const struct pl_conduct *conduct, struct pl_str input, size_t piece)
{
	const struct pl_observer observer = { seen, has_room, see_head, see_body, see_end };
	struct pl_connection c;
	uint64_t requests = 0;

	*seen = (struct seen){ .is_within = false };
	pl_buf_init(&seen->log, 1 << 22);
	pl_buf_init(&seen->out, 1 << 22);
	pl_connection_open(&c, conduct, &observer, &requests);
	while (input.len > 0 && (c.ending == PL_ENDING_NOT_YET || c.ending == PL_ENDING_DRAIN)) {
		size_t n = piece < input.len ? piece : input.len;

		pl_connection_receive(&c, input.ptr, n);
		input = pl_str_after(input, n);
		for (size_t rounds = 0; c.out.len > 0; rounds++) {
			require(rounds < 1000000, "an answer has no end");
			pl_buf_add_str(&seen->out, pl_buf_str(&c.out));
			pl_connection_sent(&c, c.out.len);
		}
	}
	if (c.ending == PL_ENDING_NOT_YET)
		pl_connection_finish(&c);
	pl_connection_close(&c);
	require(!seen->is_within, "a request has no end");
}

static void forget(struct seen *seen)
{
	pl_buf_free(&seen->log);
	pl_buf_free(&seen->out);
}

static const struct pl_behaviour *behaviour(unsigned char choice)
{
	static struct pl_behaviour b;

	b = (struct pl_behaviour){ .is_there = true, .decides = (enum pl_decides)(choice & 3), .decides_chunked = (enum pl_decides)(choice >> 2 & 3),
		                   .continues_first = choice >> 4 & 1 };
	b.refusal = (struct pl_refusing){ .status = choice & 32 ? 0 : 413, .reason = PL_STR("Too Large"), .closes = (enum pl_closes)((choice >> 5) % 5) };
	b.chunked = b.refusal;
	return &b;
}

/* The first byte chooses the gateway that is played and how the input is cut. */
void pl_fuzz_capture(struct pl_str input)
{
	struct pl_conduct conduct = { .largest = UINT64_MAX, .date = "Sun, 06 Nov 1994 08:49:37 GMT" };
	unsigned char choice = input.len > 0 ? (unsigned char)input.ptr[0] : 0;
	struct seen whole, pieces;

	input = pl_str_after(input, input.len > 0);
	if (choice & 128) {
		conduct.behaviour = behaviour(choice);
		conduct.largest = 64;
	}
	serve(&whole, &conduct, input, input.len);
	serve(&pieces, &conduct, input, 1 + (choice & 7));
	if (!conduct.behaviour)
		require(pl_str_equal(pl_buf_str(&whole.log), pl_buf_str(&pieces.log)), "in pieces the requests are others");
	forget(&whole);
	forget(&pieces);
}

static int ignore_request(void *ctx, const struct plimsoll_request *request)
{
	(void)ctx, (void)request;
	return 0;
}

static void ignore_trouble(void *ctx, const struct plimsoll_error *err)
{
	(void)ctx, (void)err;
}

static void ignore_refusal(void *ctx, const char *name, uint64_t bytes)
{
	(void)ctx, (void)name, (void)bytes;
}

/* Frames behind the preface. */
void pl_fuzz_http2(struct pl_str input)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	static struct plimsoll_rules *rules;
	const struct pl_conduct conduct = { .largest = 1024, .date = "Sun, 06 Nov 1994 08:49:37 GMT" };
	struct plimsoll_error err;
	struct pl_tapes tapes = { .sink = { NULL, ignore_request }, .trouble = ignore_trouble, .refused = ignore_refusal };
	struct pl_http2 *h;
	struct pl_buf out;
	uint64_t requests = 0;
	const struct pl_http2_setting setting = { .conduct = &conduct, .tapes = &tapes, .requests = &requests, .out = &out };

	if (rules == NULL)
		rules = plimsoll_rules_open(&(struct plimsoll_options){ .max_decoded = 1 << 20 }, &err);
	require(rules != NULL, "no rules");
	tapes.rules = rules;
	pl_buf_init(&out, 1 << 22);
	h = pl_http2_open(&setting);
	if (h && pl_http2_receive(h, preface, sizeof(preface) - 1)) {
		bool is_good = true;

		while (input.len > 0 && is_good && !pl_http2_is_over(h)) {
			size_t n = input.len < 512 ? input.len : 512;

			is_good = pl_http2_receive(h, input.ptr, n) && pl_http2_resume(h) && pl_http2_tick(h);
			input = pl_str_after(input, n);
			pl_buf_clear(&out);
		}
	}
	if (h)
		pl_http2_close(h);
	require(tapes.slots_used == 0, "a slot is not given back");
	pl_buf_free(&out);
}
