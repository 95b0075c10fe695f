/* One trial at a time, against one server. */
#include "attempt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct peer peer;
struct pl_sight sight;
static struct pl_arena arena;

void attempt_as(const char *method, const char *const *headers, const struct pl_trial *trial, uint64_t timeout_ms)
{
	struct pl_target target = { .url = peer.url, .method = method, .headers = headers, .timeout_ms = timeout_ms };
	struct plimsoll_error err;
	struct pl_transport *t = pl_transport_open(&target, &err);

	assert_non_null(t);
	assert_true(pl_transport_try(t, trial, &arena, &sight));
	pl_transport_close(t);
}

void attempt(enum pl_strategy strategy, uint64_t bytes, void (*script)(int fd, struct peer_seen *seen))
{
	static const uint64_t rungs[] = { 65536, 131072, 262144, 524288 };
	struct pl_trial trial = { .strategy = strategy, .bytes = bytes, .wait_ms = 300, .rungs = rungs, .rungs_len = 4, .pause_micros = 300000 };

	peer_start(&peer, script);
	attempt_as("POST", NULL, &trial, 20000);
	peer_wait(&peer);
}

void check_ending(enum pl_ending ending)
{
	if (sight.ending != ending)
		print_error("%s\n", sight.error);
	assert_int_equal(sight.ending, ending);
}

void check_answer(uint64_t status, const char *body)
{
	check_ending(PL_ENDED_ANSWERED);
	assert_int_equal(sight.response.status, status);
	assert_int_equal(sight.response.body.len, strlen(body));
	assert_memory_equal(sight.response.body.ptr, body, strlen(body));
	assert_string_equal(sight.error, "");
}

void refuse_at_once(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, REFUSAL);
	peer_await_end(fd, seen);
}

int attempts_begin(void **state)
{
	(void)state;
	return setenv("no_proxy", "*", 1);
}

int attempts_end(void **state)
{
	(void)state;
	pl_arena_free(&arena);
	return 0;
}
