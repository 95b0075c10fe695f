/* HTTP/1.1 by the byte, on a connection that libcurl makes: reads before and after every write, also once the server has closed
 * its side, so that no answer is lost. */
#include <poll.h>

#include "base/bytes.h"
#include "probe/answer.h"
#include "probe/transport_link.h"
#include "probe/wire.h"

/* What the rest of an answer gets once it has begun, and its body once the head is there. */
#define HEAD_MICROS 2000000
#define BODY_MICROS 1000000
#define QUOTED 40 /* bytes of what came in place of an answer */

struct exchange {
	struct pl_link *link;
	struct pl_sight *sight;
	struct pl_wire wire;
	struct pl_answer answer;
	curl_socket_t fd;
	bool is_ended, was_reset; /* by the server */
	bool cannot_send;
	bool is_waiting;          /* there is nothing to send, or nobody to send it to */
	uint64_t until;           /* of the present wait; 0: there is none */
};

static bool connect_link(struct exchange *x)
{
	CURL *easy = x->link->easy;
	CURLcode code;

	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	code = curl_easy_perform(easy);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &x->fd);
	if (code != CURLE_OK)
		pl_link_failed(x->link, code, x->sight);
	return code == CURLE_OK;
}

/* Some of an answer other than 100 is there. */
static bool has_begun(const struct exchange *x)
{
	return x->answer.bytes.len > x->answer.head_at;
}

/* How far the body is: of a ladder, the rung that it has left the one below for. */
static uint64_t reached(const struct exchange *x)
{
	uint64_t sent = pl_wire_body_sent(&x->wire);

	return x->wire.trial->strategy == PL_STRATEGY_LADDER && sent > 0 ? x->wire.body_stop : sent;
}

/* Everything that has come. */
static void receive(struct exchange *x)
{
	char block[16384];
	size_t n;

	while (!x->is_ended && x->answer.state < PL_ANSWER_DONE) {
		bool had_begun = has_begun(x), had_head = x->answer.state != PL_ANSWER_HEAD, had_continue = x->answer.saw_continue;
		CURLcode code = curl_easy_recv(x->link->easy, block, sizeof(block), &n);

		if (code == CURLE_AGAIN)
			return;
		if (code != CURLE_OK || n == 0) {
			x->is_ended = true;
			x->was_reset = x->was_reset || code != CURLE_OK;
			return;
		}
		pl_answer_add(&x->answer, block, n);
		if (x->answer.saw_continue != had_continue)
			x->until = 0;
		if (has_begun(x) != had_begun || (x->answer.state != PL_ANSWER_HEAD) != had_head)
			x->until = pl_link_now() + (x->answer.state == PL_ANSWER_HEAD ? HEAD_MICROS : BODY_MICROS);
		if (!had_begun)
			x->sight->answered_at = reached(x);
	}
}

/* False when nothing more can be sent now: poll tells when. */
static bool transmit(struct exchange *x, struct pl_str bytes)
{
	size_t n = 0;
	CURLcode code = curl_easy_send(x->link->easy, bytes.ptr, bytes.len, &n);

	if (code == CURLE_AGAIN)
		return false;
	if (code != CURLE_OK) {
		x->cannot_send = x->was_reset = true;
		return false;
	}
	pl_wire_sent(&x->wire, n);
	return n > 0;
}

/* How long to wait for an answer from now on. */
static uint64_t wait_until(const struct exchange *x)
{
	const struct pl_trial *trial = x->wire.trial;

	if (!pl_wire_is_last_stop(&x->wire))
		return pl_link_now() + trial->pause_micros;
	if (trial->strategy == PL_STRATEGY_WHOLE || trial->strategy == PL_STRATEGY_CHUNKED)
		return x->link->deadline;
	return pl_link_now() + trial->wait_ms * 1000;
}

/* Pauses of a ladder are shorter than the millisecond of poll(). */
static void wait_for(struct pollfd *socket, uint64_t until)
{
	uint64_t now = pl_link_now(), left = until > now ? until - now : 0;
	struct timespec most = { (time_t)(left / 1000000), (long)(left % 1000000) * 1000 };

	ppoll(socket, 1, &most, NULL);
}

/* One step of an exchange that goes on: something is sent, or the wait for an answer. False when there is no more to wait for. */
static bool step(struct exchange *x)
{
	struct pl_str bytes = has_begun(x) || x->cannot_send ? PL_STR("") : pl_wire_next(&x->wire);
	struct pollfd socket = { x->fd, POLLIN, 0 };
	uint64_t until = x->link->deadline;

	if (bytes.len > 0 && transmit(x, bytes))
		return true;
	x->is_waiting = bytes.len == 0 || x->cannot_send;
	if (!x->is_waiting) {
		socket.events |= POLLOUT;
	} else {
		if (x->until == 0)
			x->until = wait_until(x);
		if (x->until < until)
			until = x->until;
	}
	if (pl_link_left_ms(until) == 0) {
		x->until = 0;
		return until != x->link->deadline && !has_begun(x) && pl_wire_climb(&x->wire);
	}
	wait_for(&socket, until);
	return true;
}

/* What came in place of an answer: its first line tells a person what it is. */
static void say_garbage(const struct exchange *x)
{
	const char *host = x->link->transport->host.ptr;
	struct pl_str text = pl_str_after(pl_buf_str(&x->answer.bytes), x->answer.head_at), line = { text.ptr, 0 };

	while (line.len < text.len && line.len < QUOTED && line.ptr[line.len] != '\r' && line.ptr[line.len] != '\n' &&
	       line.ptr[line.len] != '\0')
		line.len++;
	if (x->answer.state != PL_ANSWER_BAD)
		pl_sight_say(x->sight, "%s %s", host, x->is_ended ? "ended the connection within the head of its answer"
		                                                : "did not finish the head of its answer in time");
	else if (pl_str_starts(text, PL_STR("\x15\x03")))
		pl_sight_say(x->sight, "%s speaks TLS; is the URL https://?", host);
	else if (pl_str_starts(line, PL_STR("HTTP/")))
		pl_sight_say(x->sight, "%s answers with a head that is not HTTP/1.1's: '%.*s'", host, PL_STR_ARG(line));
	else
		pl_sight_say(x->sight, "%s does not speak HTTP/1.1; it answers '%.*s'", host, PL_STR_ARG(line));
}

/* All of it is sent that is to be, and the answer to that may well not come. */
static bool is_held_back(const struct exchange *x)
{
	enum pl_strategy strategy = x->wire.trial->strategy;

	return strategy != PL_STRATEGY_WHOLE && strategy != PL_STRATEGY_CHUNKED && x->is_waiting && pl_wire_is_last_stop(&x->wire);
}

static void judge(struct exchange *x, struct pl_arena *arena)
{
	struct pl_sight *sight = x->sight;
	const char *host = x->link->transport->host.ptr;

	if (pl_answer_response(&x->answer, arena, &sight->response)) {
		sight->ending = PL_ENDED_ANSWERED;
	} else if (x->answer.state == PL_ANSWER_BAD || has_begun(x)) {
		sight->ending = PL_ENDED_GARBAGE;
		say_garbage(x);
	} else if (x->is_ended && x->was_reset) {
		sight->ending = PL_ENDED_RESET;
		pl_sight_say(sight, "%s reset the connection without an answer", host);
	} else if (x->is_ended) {
		sight->ending = PL_ENDED_CLOSED;
		pl_sight_say(sight, "%s closed the connection without an answer", host);
	} else if (pl_link_left_ms(x->link->deadline) == 0 && !is_held_back(x)) {
		sight->ending = PL_ENDED_TIMED_OUT;
		pl_sight_say(sight, "no answer of %s within %llu ms", host, (unsigned long long)x->link->most_ms);
	} else {
		sight->ending = PL_ENDED_PENDING;
	}
}

void pl_link_try_http1(struct pl_link *link, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight)
{
	struct pl_transport *t = link->transport;
	struct exchange x = { .link = link, .sight = sight };

	if (!connect_link(&x)) {
		pl_link_abandon(link);
		return;
	}
	pl_answer_init(&x.answer, pl_str_equal(pl_str_from(t->target->method), PL_STR("HEAD")));
	pl_wire_open(&x.wire, t->target, t->host, t->path, trial, arena);
	do
		receive(&x);
	while (!x.is_ended && x.answer.state < PL_ANSWER_DONE && step(&x));
	sight->saw_continue = x.answer.saw_continue;
	sight->rung = x.wire.rung;
	sight->body_sent = pl_wire_body_sent(&x.wire);
	sight->bytes_sent = x.wire.bytes_sent;
	if (!has_begun(&x))
		sight->answered_at = reached(&x);
	judge(&x, arena);
	if (sight->ending == PL_ENDED_ANSWERED && pl_wire_is_over(&x.wire))
		pl_link_finish(link);
	else
		pl_link_abandon(link);
	pl_wire_close(&x.wire);
	pl_answer_free(&x.answer);
}
