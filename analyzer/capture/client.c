/* One client. A client that is gone is only marked so; the server frees it once nothing refers to it. */
#include "capture/client.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"

/* nginx's lingering_timeout and lingering_time. */
#define LINGER_IDLE_MS 5000
#define LINGER_MS 30000
/* What a slot has to bring within the time-out when others wait for one. */
#define SLOT_BYTES ((uint64_t)64 << 10)

static bool has_room(void *ctx, size_t held, size_t len)
{
	struct pl_client *client = ctx;
	bool had_slot = client->tape.has_slot, has_room = pl_tape_has_room(&client->tape, held, len);

	if (!had_slot && client->tape.has_slot) {
		client->slot_since_ms = client->last_ms;
		client->slot_bytes = 0;
	}
	client->waits_for_slot = !has_room;
	return has_room && (client->forward == NULL || pl_forward_has_room(client->forward, len));
}

static void stop_forward(struct pl_client *client)
{
	pl_forward_free(client->forward);
	client->forward = NULL;
	client->is_forwarded = false;
}

static void forward_moved(void *ctx)
{
	struct pl_client *client = ctx;

	client->is_moved = true;
}

static bool has_room_for_answer(void *ctx)
{
	const struct pl_client *client = ctx;

	return client->connection.out.len <= PL_LIMIT_CAPTURE_OUT;
}

static void take_answer_head(void *ctx, const struct pl_forward_head *head)
{
	struct pl_client *client = ctx;

	pl_connection_answering(&client->connection);
	pl_relay_head(&client->relay, head);
}

static void take_answer(void *ctx, struct pl_str content)
{
	struct pl_client *client = ctx;

	pl_relay_content(&client->relay, content);
}

static void forward_over(void *ctx, bool is_whole, const char *why)
{
	struct pl_client *client = ctx;

	client->is_forwarded = true;
	if (is_whole) {
		pl_relay_end(&client->relay);
		pl_connection_answered(&client->connection, client->relay.keeps);
	} else {
		pl_connection_unanswered(&client->connection, why);
	}
}

static void begin_forward(struct pl_client *client, const struct pl_intake *intake)
{
	const struct pl_forward_sink sink = { client, intake->is_http10 ? "1.0" : "1.1", has_room_for_answer, take_answer_head, take_answer,
		                              forward_moved, forward_over };

	stop_forward(client);
	if (client->forwarder == NULL || intake->fault || client->connection.is_refused)
		return;
	pl_relay_begin(&client->relay, intake, &client->connection.out);
	client->forward = pl_forward_begin(client->forwarder, intake, &sink);
}

static void see_head(void *ctx, const struct pl_intake *intake, struct pl_str bytes)
{
	struct pl_client *client = ctx;

	pl_tape_begin(&client->tape, client->connection.asked.number, bytes);
	begin_forward(client, intake);
}

static void see_body(void *ctx, struct pl_str bytes, struct pl_str content)
{
	struct pl_client *client = ctx;

	pl_tape_add(&client->tape, bytes);
	if (client->forward && !client->connection.is_refused)
		pl_forward_body(client->forward, content);
}

static void see_end(void *ctx, enum pl_capture_end end, struct pl_str rest, const char *why)
{
	struct pl_client *client = ctx;

	if (client->tape.bytes == 0)
		pl_tape_begin(&client->tape, *client->connection.requests, rest);
	else if (rest.len > 0)
		pl_tape_add(&client->tape, rest);
	pl_tape_end(&client->tape, end, why);
	if (client->forward && end == PL_CAPTURE_WHOLE && !client->connection.is_refused)
		pl_forward_end(client->forward);
	else
		stop_forward(client);
}

void pl_client_open(struct pl_client *client, int fd, const struct pl_conduct *conduct, struct pl_tapes *tapes,
                    struct pl_forwarder *forwarder, uint64_t *requests, uint64_t now_ms)
{
	const struct pl_observer observer = { client, has_room, see_head, see_body, see_end };

	*client = (struct pl_client){ .fd = fd, .tape = { .all = tapes }, .forwarder = forwarder, .last_ms = now_ms };
	pl_connection_open(&client->connection, conduct, &observer, requests);
}

void pl_client_close(struct pl_client *client)
{
	pl_http2_close(client->http2);
	pl_connection_close(&client->connection);
	stop_forward(client);
	pl_tape_rest(&client->tape);
	close(client->fd);
}

static void leave(struct pl_client *client)
{
	client->state = PL_CLIENT_GONE;
}

static void reset(struct pl_client *client)
{
	const struct linger hard = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	leave(client);
}

static void linger(struct pl_client *client, uint64_t now_ms)
{
	if (client->state == PL_CLIENT_SERVED)
		client->linger_since_ms = now_ms;
	client->state = client->connection.has_ended ? PL_CLIENT_GONE : PL_CLIENT_LINGERS;
}

/* What became of frames that were read or sent. */
static void note_frames(struct pl_client *client, bool is_good)
{
	client->waits_for_slot = pl_http2_waits_for_slot(client->http2);
	if (!is_good || pl_http2_is_over(client->http2))
		client->connection.ending = PL_ENDING_LINGER;
}

static void upgrade(struct pl_client *client)
{
	struct pl_connection *c = &client->connection;
	struct pl_buf first = c->rest;
	const struct pl_http2_setting setting = { .conduct = c->conduct, .tapes = client->tape.all, .requests = c->requests, .out = &c->out,
		                                  .forwarder = client->forwarder, .ctx = client, .moved = forward_moved };

	c->ending = PL_ENDING_NOT_YET;
	c->rest = (struct pl_buf){ .max = 0 };
	client->http2 = pl_http2_open(&setting);
	if (client->http2) {
		note_frames(client, pl_http2_receive(client->http2, first.ptr, first.len));
	} else {
		pl_tape_begin(&client->tape, ++*c->requests, pl_buf_str(&first));
		pl_tape_end(&client->tape, PL_CAPTURE_ALIEN, "the client speaks HTTP/2, and this plimsoll was built without nghttp2");
		leave(client);
	}
	pl_buf_free(&first);
}

/* What becomes of the connection, once all is sent. */
static void end(struct pl_client *client, uint64_t now_ms)
{
	switch (client->connection.ending) {
	case PL_ENDING_NOT_YET:
		break;
	case PL_ENDING_DRAIN:
		linger(client, now_ms);
		break;
	case PL_ENDING_LINGER:
		if (!client->is_shut)
			shutdown(client->fd, SHUT_WR);
		client->is_shut = true;
		linger(client, now_ms);
		break;
	case PL_ENDING_CLOSE:
		leave(client);
		break;
	case PL_ENDING_UPGRADE:
		upgrade(client);
		break;
	case PL_ENDING_RESET:
		reset(client);
		break;
	}
}

/* More can be taken in than before. */
static void go_on(struct pl_client *client)
{
	if (client->http2)
		note_frames(client, pl_http2_resume(client->http2));
	else
		pl_connection_resume(&client->connection);
}

void pl_client_write(struct pl_client *client, uint64_t now_ms)
{
	struct pl_connection *c = &client->connection;

	if (c->awaits_answer && client->forward == NULL)
		pl_connection_unanswered(c, "the request cannot be passed on");
	while (client->state == PL_CLIENT_SERVED && c->out.len > 0) {
		ssize_t n = send(client->fd, c->out.ptr, c->out.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			leave(client);
		if (n <= 0)
			return;
		client->last_ms = now_ms;
		pl_connection_sent(c, (size_t)n);
		if (client->forward)
			pl_forward_drained(client->forward);
		if (c->out.len <= PL_LIMIT_CAPTURE_OUT)
			go_on(client);
	}
	if (client->state != PL_CLIENT_GONE)
		end(client, now_ms);
}

/* A head that comes a byte at a time has as long as a client that is silent. */
static void note_head(struct pl_client *client, uint64_t now_ms)
{
	if (pl_intake_held(&client->connection.intake) == 0)
		client->head_since_ms = 0;
	else if (client->head_since_ms == 0)
		client->head_since_ms = now_ms;
}

void pl_client_read(struct pl_client *client, uint64_t now_ms, char *buffer, size_t size)
{
	size_t most = client->tape.has_slot || size < PL_LIMIT_CAPTURE_SMALL ? size : PL_LIMIT_CAPTURE_SMALL;
	ssize_t n = recv(client->fd, buffer, most, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	client->last_ms = now_ms;
	if (n > 0 && client->http2 && client->state == PL_CLIENT_SERVED) {
		note_frames(client, pl_http2_receive(client->http2, buffer, (size_t)n));
	} else if (n > 0) {
		client->slot_bytes += (uint64_t)n;
		pl_connection_receive(&client->connection, buffer, (size_t)n);
		note_head(client, now_ms);
	} else if (n == 0) {
		pl_connection_finish(&client->connection);
		if (client->state == PL_CLIENT_LINGERS || client->http2)
			leave(client);
	} else {
		leave(client);
	}
	pl_client_write(client, now_ms);
}

void pl_client_resume(struct pl_client *client, uint64_t now_ms)
{
	if (client->state == PL_CLIENT_GONE)
		return;
	client->waits_for_slot = client->is_moved = false;
	client->last_ms = now_ms;
	if (client->is_forwarded)
		stop_forward(client);
	go_on(client);
	note_head(client, now_ms);
	pl_client_write(client, now_ms);
}

static void expire(struct pl_client *client, uint64_t now_ms)
{
	client->last_ms = now_ms;
	if (client->http2)
		leave(client);
	else
		pl_connection_expire(&client->connection);
	pl_client_write(client, now_ms);
}

/* What it waits for is the server that its request is passed on to. */
static bool waits_for_origin(const struct pl_client *client)
{
	const struct pl_connection *c = &client->connection;

	if (client->http2)
		return pl_http2_waits_for_origin(client->http2);
	return c->awaits_answer || (client->forward && c->rest.len > 0);
}

/* Is its slot one that brings nothing? */
static bool is_idle_slot(struct pl_client *client, uint64_t now_ms, uint64_t timeout_ms)
{
	bool is_idle = false;

	if (!client->tape.has_slot || now_ms - client->slot_since_ms < timeout_ms)
		return false;
	is_idle = client->slot_bytes < SLOT_BYTES;
	client->slot_since_ms = now_ms;
	client->slot_bytes = 0;
	return is_idle;
}

void pl_client_tick(struct pl_client *client, uint64_t now_ms, uint64_t timeout_ms, bool others_wait)
{
	uint64_t silent = now_ms - client->last_ms;

	if (client->http2 && client->state == PL_CLIENT_SERVED) {
		note_frames(client, pl_http2_tick(client->http2));
		pl_client_write(client, now_ms);
	}
	if (client->state == PL_CLIENT_LINGERS) {
		if (silent >= LINGER_IDLE_MS || now_ms - client->linger_since_ms >= LINGER_MS)
			leave(client);
	} else if (client->state == PL_CLIENT_SERVED && client->connection.out.len > 0) {
		if (silent >= timeout_ms)
			reset(client);
	} else if (client->state == PL_CLIENT_SERVED && !client->waits_for_slot && !waits_for_origin(client)) {
		bool is_slow = client->head_since_ms && now_ms - client->head_since_ms >= timeout_ms;

		is_slow |= is_idle_slot(client, now_ms, timeout_ms) && others_wait;
		if (silent >= timeout_ms || is_slow)
			expire(client, now_ms);
	}
}

unsigned pl_client_events(const struct pl_client *client)
{
	bool wants = client->http2 ? client->connection.out.len <= PL_LIMIT_CAPTURE_OUT : pl_connection_wants(&client->connection);
	unsigned events = wants ? EPOLLIN : 0;

	if (client->connection.out.len > 0 && client->state == PL_CLIENT_SERVED)
		events |= EPOLLOUT;
	return events;
}

bool pl_client_is_busy(const struct pl_client *client)
{
	if (client->http2 && client->state == PL_CLIENT_SERVED)
		return client->connection.out.len > 0 || pl_http2_is_busy(client->http2);
	return client->state == PL_CLIENT_SERVED &&
	       (client->connection.out.len > 0 || client->connection.rest.len > 0 || client->connection.awaits_answer ||
	        pl_intake_is_within(&client->connection.intake));
}
