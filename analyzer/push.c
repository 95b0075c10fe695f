/* A check that is given its bytes. The check pulls, so it runs on a thread of its own; of that thread and the caller's one
 * waits while the other runs, and what they share needs no other lock. */
#include "check.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/memory.h"
#include "base/thread.h"

#define STACK ((size_t)512 << 10)

/* Why the check let the caller run. */
enum turn { WANTS_BYTES, HAS_REQUEST, IS_OVER };

struct plimsoll_push {
	const struct plimsoll_rules *rules;
	struct plimsoll_input input; /* its texts are in the arena */
	struct plimsoll_sink sink;
	struct pl_arena arena;
	pthread_t thread;
	sem_t check_runs, caller_runs;
	enum turn turn;
	struct pl_str bytes;         /* pushed and not yet taken */
	bool is_last, is_aborted;
	const struct plimsoll_request *request;
	int is_enough;               /* what the sink made of it */
	enum plimsoll_status status; /* when it is over */
	struct plimsoll_error err;
};

static void wait_for(sem_t *turn)
{
	while (sem_wait(turn) != 0 && errno == EINTR)
		;
}

/* On the check's thread: the caller runs until it has what the check waits for. */
static void let_caller_run(struct plimsoll_push *push, enum turn why)
{
	push->turn = why;
	sem_post(&push->caller_runs);
	wait_for(&push->check_runs);
}

static ssize_t take_bytes(void *ctx, void *out, size_t room)
{
	struct plimsoll_push *push = ctx;
	size_t len;

	while (push->bytes.len == 0 && !push->is_last && !push->is_aborted)
		let_caller_run(push, WANTS_BYTES);
	if (push->is_aborted) {
		errno = ECANCELED;
		return -1;
	}
	len = push->bytes.len < room ? push->bytes.len : room;
	if (len > 0)
		memcpy(out, push->bytes.ptr, len);
	push->bytes = pl_str_after(push->bytes, len);
	return (ssize_t)len;
}

/* A message that was whole when its session was aborted is not reported either. */
static int hand_over(void *ctx, const struct plimsoll_request *request)
{
	struct plimsoll_push *push = ctx;

	if (push->is_aborted)
		return 1;
	push->request = request;
	let_caller_run(push, HAS_REQUEST);
	return push->is_enough;
}

static void *check(void *ctx)
{
	struct plimsoll_push *push = ctx;
	const struct pl_feed feed = { .read = take_bytes, .ctx = push };
	const struct plimsoll_sink sink = { push, hand_over };

	wait_for(&push->check_runs);
	if (!push->is_aborted)
		push->status = pl_check(push->rules, &push->input, &feed, NULL, &sink, &push->err);
	push->turn = IS_OVER;
	sem_post(&push->caller_runs);
	return NULL;
}

/* On the caller's thread: the check runs until it has used up what there is, or to its end when no more is to come. */
static void let_check_run(struct plimsoll_push *push)
{
	if (push->turn == IS_OVER)
		return;
	for (;;) {
		sem_post(&push->check_runs);
		wait_for(&push->caller_runs);
		if (push->turn != HAS_REQUEST)
			return;
		push->is_enough = push->sink.request(push->sink.ctx, push->request);
	}
}

static void release(struct plimsoll_push *push)
{
	sem_destroy(&push->check_runs);
	sem_destroy(&push->caller_runs);
	pl_arena_free(&push->arena);
	free(push);
}

static const char *kept(struct plimsoll_push *push, const char *text)
{
	return text ? pl_arena_str(&push->arena, pl_str_from(text)).ptr : NULL;
}

struct plimsoll_push *plimsoll_push_open(const struct plimsoll_rules *rules, const struct plimsoll_input *input,
                                         const struct plimsoll_sink *sink, struct plimsoll_error *err)
{
	struct plimsoll_push *push;
	int error;

	if (input->body) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, PL_CHECK_IS_WHOLE, input->body);
		return NULL;
	}
	push = pl_memory_alloc(sizeof(*push));
	*push = (struct plimsoll_push){ .rules = rules, .input = *input, .sink = *sink };
	push->input.path = kept(push, input->path);
	push->input.format = input->format ? kept(push, input->format) : "raw";
	push->input.match = kept(push, input->match);
	push->input.env = kept(push, input->env);
	sem_init(&push->check_runs, 0, 0);
	sem_init(&push->caller_runs, 0, 0);
	error = pl_thread_start(&push->thread, STACK, check, push);
	if (error == 0)
		return push;
	pl_fail(err, PLIMSOLL_IO, input->path, "cannot be checked as it comes: no thread is to be had: %s", strerror(error));
	release(push);
	return NULL;
}

/* A sink that had enough is no error. */
static enum plimsoll_status told(const struct plimsoll_push *push, struct plimsoll_error *err)
{
	if (push->status != PLIMSOLL_OK && push->status != PLIMSOLL_STOPPED)
		*err = push->err;
	return push->status;
}

enum plimsoll_status plimsoll_push_bytes(struct plimsoll_push *push, const void *bytes, size_t len, struct plimsoll_error *err)
{
	push->bytes = (struct pl_str){ bytes, len };
	if (len > 0)
		let_check_run(push);
	push->bytes.len = 0;
	return push->turn == IS_OVER ? told(push, err) : PLIMSOLL_OK;
}

enum plimsoll_status plimsoll_push_end(struct plimsoll_push *push, struct plimsoll_error *err)
{
	enum plimsoll_status status;

	push->is_last = true;
	let_check_run(push);
	pthread_join(push->thread, NULL);
	status = told(push, err);
	release(push);
	return status;
}

void plimsoll_push_abort(struct plimsoll_push *push)
{
	if (push == NULL)
		return;
	push->is_aborted = true;
	let_check_run(push);
	pthread_join(push->thread, NULL);
	release(push);
}
