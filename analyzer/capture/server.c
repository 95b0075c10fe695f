/* Epoll, clients in a list, a tick a second. */
#include "capture/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "capture/child.h"
#include "capture/client.h"

/* All that can be ready at once, so that nobody is called silent who was not looked at. */
#define EVENTS (PL_LIMIT_CAPTURE_CLIENTS + PL_LISTENERS + 1)
#define TICK_MS 1000
#define BLOCK ((size_t)256 << 10)
/* How long requests that are under way get once the command is over, and how long silence has to be then. */
#define SETTLE_MS 2000
#define SETTLED_MS 30

struct server {
	const struct pl_server_options *options;
	struct pl_conduct conduct;
	struct pl_tapes tapes;
	int epoll, signals;
	struct pl_forwarder *forwarder;
	struct pl_client *clients, *newest; /* the oldest first */
	size_t clients_len;
	bool accepts, is_ending;
	pid_t child;
	uint64_t now_ms, ticked_ms, ending_ms;
	struct pl_server_result *result;
	char *block;
	struct epoll_event *events;
};

static uint64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void look_at_clock(struct server *s)
{
	time_t now = time(NULL);
	struct tm utc;

	s->now_ms = clock_ms();
	gmtime_r(&now, &utc);
	strftime(s->conduct.date, sizeof(s->conduct.date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
}

static void watch(struct server *s, int fd, unsigned events, void *ptr, int operation)
{
	struct epoll_event event = { .events = events, .data.ptr = ptr };

	epoll_ctl(s->epoll, operation, fd, &event);
}

/* Listening descriptors are told from clients by standing in the options' own list. */
static void listen_to_all(struct server *s, bool accepts)
{
	const struct pl_listeners *l = &s->options->listeners;

	if (s->accepts == accepts)
		return;
	for (int i = 0; i < l->len; i++) {
		union { const int *in; void *out; } ptr = { .in = &l->fds[i] };

		watch(s, l->fds[i], EPOLLIN, ptr.out, accepts ? EPOLL_CTL_ADD : EPOLL_CTL_DEL);
	}
	s->accepts = accepts;
}

static bool is_listener(const struct server *s, const void *ptr)
{
	const struct pl_listeners *l = &s->options->listeners;

	return (const int *)ptr >= l->fds && (const int *)ptr < l->fds + l->len;
}

static void drop(struct server *s, struct pl_client *client)
{
	*(client->previous ? &client->previous->next : &s->clients) = client->next;
	*(client->next ? &client->next->previous : &s->newest) = client->previous;
	pl_client_close(client);
	free(client);
	s->clients_len--;
	listen_to_all(s, !s->is_ending);
}

/* What the client waits for now; or it goes. */
static void settle(struct server *s, struct pl_client *client)
{
	unsigned events;

	if (client->state == PL_CLIENT_GONE) {
		drop(s, client);
		return;
	}
	events = pl_client_events(client);
	if (events != client->events)
		watch(s, client->fd, events, client, EPOLL_CTL_MOD);
	client->events = events;
}

static void take_client(struct server *s, int fd)
{
	struct pl_client *client = pl_memory_alloc(sizeof(*client));

	pl_client_open(client, fd, &s->conduct, &s->tapes, s->forwarder, &s->result->requests, s->now_ms);
	client->previous = s->newest;
	*(s->newest ? &s->newest->next : &s->clients) = client;
	s->newest = client;
	s->clients_len++;
	client->events = EPOLLIN;
	watch(s, fd, EPOLLIN, client, EPOLL_CTL_ADD);
}

/* Without a descriptor for it, a connection would stay at the door and wake the server forever. */
static void no_descriptor(struct server *s)
{
	listen_to_all(s, false);
	if (s->clients_len == 0)
		s->options->say(s->options->ctx, "there are no descriptors left for connections; raise `ulimit -n`");
}

static void accept_all(struct server *s, int listener)
{
	while (s->clients_len < PL_LIMIT_CAPTURE_CLIENTS) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS))
			no_descriptor(s);
		if (fd < 0 && errno == ECONNABORTED)
			continue;
		if (fd < 0)
			return;
		take_client(s, fd);
	}
	listen_to_all(s, false);
}

static void wake_waiting(struct server *s)
{
	struct pl_client *next;

	s->tapes.is_freed = false;
	for (struct pl_client *client = s->clients; client && s->tapes.slots_used < PL_LIMIT_CAPTURE_SLOTS; client = next) {
		next = client->next;
		if (!client->waits_for_slot)
			continue;
		pl_client_resume(client, s->now_ms);
		settle(s, client);
		s->now_ms = clock_ms();
	}
}

/* What the forwarder has to do, and those whom it moved. */
static void forward(struct server *s)
{
	struct pl_client *next;

	pl_forwarder_act(s->forwarder, s->now_ms);
	for (struct pl_client *client = s->clients; client; client = next) {
		next = client->next;
		if (!client->is_moved)
			continue;
		pl_client_resume(client, s->now_ms);
		settle(s, client);
	}
}

static int wait_ms(const struct server *s)
{
	int most = s->is_ending ? SETTLED_MS : TICK_MS, due = s->forwarder ? pl_forwarder_wait_ms(s->forwarder, s->now_ms) : -1;

	return due >= 0 && due < most ? due : most;
}

static void tick(struct server *s)
{
	struct pl_client *next;
	bool others_wait = false;

	if (s->now_ms - s->ticked_ms < TICK_MS)
		return;
	s->ticked_ms = s->now_ms;
	for (struct pl_client *client = s->clients; client; client = client->next)
		others_wait |= client->waits_for_slot;
	for (struct pl_client *client = s->clients; client; client = next) {
		next = client->next;
		pl_client_tick(client, s->now_ms, s->options->timeout_ms, others_wait);
		settle(s, client);
	}
}

static void begin_ending(struct server *s)
{
	if (s->is_ending)
		return;
	s->is_ending = true;
	s->ending_ms = s->now_ms;
}

static void reap(struct server *s)
{
	int status;

	if (s->child && waitpid(s->child, &status, WNOHANG) == s->child) {
		s->child = 0;
		s->result->has_status = true;
		s->result->status = pl_child_status(status);
		begin_ending(s);
	}
}

/* The command gets the signal too, unless the terminal sent it to both, and ends it. */
static void take_signals(struct server *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else if (s->child && info.ssi_code <= 0)
			kill(s->child, (int)info.ssi_signo);
		else if (s->child == 0)
			begin_ending(s);
	}
}

static void serve(struct server *s, const struct epoll_event *event)
{
	struct pl_client *client = event->data.ptr;

	if (event->data.ptr == NULL) {
		take_signals(s);
	} else if (event->data.ptr == s->forwarder) {
		; /* looked at in each round */
	} else if (is_listener(s, event->data.ptr)) {
		accept_all(s, *(const int *)event->data.ptr);
	} else {
		if (event->events & (EPOLLERR | EPOLLHUP) && !(event->events & EPOLLIN))
			client->state = PL_CLIENT_GONE;
		else if (event->events & (EPOLLIN | EPOLLERR))
			pl_client_read(client, s->now_ms, s->block, BLOCK);
		if (event->events & EPOLLOUT && client->state != PL_CLIENT_GONE)
			pl_client_write(client, s->now_ms);
		settle(s, client);
	}
}

static bool is_busy(const struct server *s)
{
	for (const struct pl_client *client = s->clients; client; client = client->next)
		if (pl_client_is_busy(client))
			return true;
	return false;
}

/* Once it is to end: what has come is read, and what is under way goes on for a while. */
static bool is_over(const struct server *s, int events)
{
	if (s->options->requests && s->result->requests >= s->options->requests && !is_busy(s))
		return true;
	return s->is_ending && ((events == 0 && !is_busy(s)) || s->now_ms - s->ending_ms >= SETTLE_MS);
}

static bool loop(struct server *s, struct plimsoll_error *err)
{
	int len;

	do {
		len = epoll_wait(s->epoll, s->events, EVENTS, wait_ms(s));
		if (len < 0 && errno != EINTR)
			return pl_fail(err, PLIMSOLL_IO, NULL, "the server cannot wait: %s", strerror(errno)) == PLIMSOLL_OK;
		look_at_clock(s);
		for (int i = 0; i < len; i++) {
			serve(s, &s->events[i]);
			s->now_ms = clock_ms();
		}
		if (s->forwarder)
			forward(s);
		while (s->tapes.is_freed)
			wake_waiting(s);
		tick(s);
	} while (!is_over(s, len));
	return true;
}

static bool start(struct server *s, struct plimsoll_error *err)
{
	const struct pl_server_options *o = s->options;

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->signals = pl_child_signals();
	if (s->epoll < 0 || s->signals < 0)
		return pl_fail(err, PLIMSOLL_IO, NULL, "the server cannot start: %s", strerror(errno)) == PLIMSOLL_OK;
	if (o->forward && (s->forwarder = pl_forwarder_open(o->forward, o->timeout_ms, err)) == NULL)
		return false;
	s->conduct.forwards = s->forwarder != NULL;
	if (s->forwarder)
		watch(s, pl_forwarder_fd(s->forwarder), EPOLLIN, s->forwarder, EPOLL_CTL_ADD);
	look_at_clock(s);
	watch(s, s->signals, EPOLLIN, NULL, EPOLL_CTL_ADD);
	listen_to_all(s, true);
	if (o->command && (s->child = pl_child_start(o->command, o->listeners.url)) == 0)
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "%s cannot be run: %s", o->command[0], strerror(errno)) == PLIMSOLL_OK;
	return true;
}

bool pl_server_run(const struct pl_server_options *options, struct pl_server_result *result, struct plimsoll_error *err)
{
	struct server s = { .options = options, .conduct = options->conduct, .tapes = options->tapes, .result = result,
		            .block = pl_memory_alloc(BLOCK),
		            .events = pl_memory_alloc(EVENTS * sizeof(struct epoll_event)), .epoll = -1, .signals = -1 };
	bool is_good;

	*result = (struct pl_server_result){ .requests = 0 };
	is_good = start(&s, err) && loop(&s, err);
	s.is_ending = true;
	while (s.clients)
		drop(&s, s.clients);
	pl_forwarder_close(s.forwarder);
	close(s.epoll);
	close(s.signals);
	free(s.block);
	free(s.events);
	return is_good;
}
