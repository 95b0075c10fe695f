/* What the transport sends for each strategy, to the byte, and what it makes of the usual answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attempt.h"

#define FINE "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2;x\r\nne\r\n0\r\n\r\n"
#define AGENT "User-Agent: plimsoll/" PLIMSOLL_VERSION " (payload limit probe; the body is filler)\r\n"

static void the_head_alone_is_sent_and_the_refusal_read(void **state)
{
	char expected[512];

	(void)state;
	attempt(PL_STRATEGY_HEADERS_EXPECT, 1234567, refuse_at_once);
	check_answer(413, "too large");
	assert_false(sight.saw_continue);
	assert_int_equal(sight.body_sent, 0);
	snprintf(expected, sizeof(expected),
	         "POST /p?q HTTP/1.1\r\nHost: %.*s\r\n" AGENT
	         "Accept: */*\r\nContent-Type: application/octet-stream\r\nContent-Length: 1234567\r\nExpect: 100-continue\r\n\r\n",
	         (int)strcspn(peer.url + 7, "/"), peer.url + 7);
	assert_string_equal(peer.seen->first, expected);
	assert_int_equal(sight.bytes_sent, strlen(expected));
	assert_int_equal(peer.seen->end, PEER_RESET);
}

static void continue_and_no_more(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	peer_await_end(fd, seen);
}

static void a_hundred_and_then_nothing_is_pending_and_ends_in_a_reset(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_HEADERS_EXPECT, 16, continue_and_no_more);
	check_ending(PL_ENDED_PENDING);
	assert_true(sight.saw_continue);
	assert_int_equal(peer.seen->end, PEER_RESET);
}

static void continue_then_refuse(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	usleep(50000);
	refuse_at_once(fd, seen);
}

static void a_refusal_behind_a_hundred_is_seen(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_HEADERS_EXPECT, 16, continue_then_refuse);
	check_answer(413, "too large");
	assert_true(sight.saw_continue);
}

static void silence_is_pending_and_ends_in_a_reset(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_HEADERS, 1234567, peer_await_end);
	check_ending(PL_ENDED_PENDING);
	assert_null(strstr(peer.seen->first, "Expect"));
	assert_int_equal(peer.seen->bytes, sight.bytes_sent);
	assert_int_equal(peer.seen->end, PEER_RESET);
}

static uint64_t head_bytes(const struct peer_seen *seen)
{
	const char *end = strstr(seen->first, "\r\n\r\n");

	return end ? (uint64_t)(end + 4 - seen->first) : UINT64_MAX;
}

static void read_a_mebibyte(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_read(fd, seen, head_bytes(seen) + MIB + 1);
	peer_say(fd, FINE);
	peer_await_end(fd, seen);
}

static void a_whole_body_is_sent_and_its_answer_has_its_chunks_taken_off(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_WHOLE, MIB + 1, read_a_mebibyte);
	check_answer(200, "fine");
	assert_int_equal(sight.body_sent, MIB + 1);
	assert_int_equal(sight.answered_at, MIB + 1);
	assert_int_equal(peer.seen->bytes, sight.bytes_sent);
	assert_int_equal(peer.seen->bytes, head_bytes(peer.seen) + MIB + 1);
	assert_int_equal(peer.seen->end, PEER_FIN);
}

static void read_the_last_chunk(int fd, struct peer_seen *seen)
{
	do
		peer_read(fd, seen, seen->bytes + 1);
	while (memcmp(seen->last, "\n0\r\n\r\n", 6) != 0 && memcmp(seen->last + 2, "\n0\r\n\r\n", 6) != 0 && seen->end == PEER_UNSEEN);
	peer_say(fd, FINE);
	peer_await_end(fd, seen);
}

static void a_chunked_body_is_sent_to_its_last_chunk(void **state)
{
	/* 64 chunks of 16 KiB in 4+2+2 bytes of framing, one of a byte in 1+2+2, the last one in 5. */
	uint64_t framing = 64 * 8 + 5 + 5;

	(void)state;
	attempt(PL_STRATEGY_CHUNKED, MIB + 1, read_the_last_chunk);
	check_answer(200, "fine");
	assert_non_null(strstr(peer.seen->first, "\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n"));
	assert_int_equal(sight.body_sent, MIB + 1);
	assert_int_equal(peer.seen->bytes, head_bytes(peer.seen) + MIB + 1 + framing);
	assert_int_equal(peer.seen->bytes, sight.bytes_sent);
}

static void count_to_200000(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_read(fd, seen, head_bytes(seen) + 200000);
	peer_say(fd, REFUSAL);
	peer_await_end(fd, seen);
}

static void a_ladder_stops_at_the_rung_that_is_refused(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_LADDER, MIB, count_to_200000);
	check_answer(413, "too large");
	assert_int_equal(sight.answered_at, 262144);
	assert_in_range(sight.body_sent, 200000, 262144);
}

static void a_ladder_that_nothing_refuses_is_pending_at_its_last_rung(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_LADDER, MIB, peer_await_end);
	check_ending(PL_ENDED_PENDING);
	assert_int_equal(sight.body_sent, 524288);
	assert_non_null(strstr(peer.seen->first, "Content-Length: 1048576\r\n"));
}

/* Of 16 KiB each, whatever the rungs are. */
static void a_chunked_ladder_stops_within_its_chunks(void **state)
{
	static const uint64_t rungs[] = { 10, 11, 30, 16400 };
	struct pl_trial trial = { .strategy = PL_STRATEGY_LADDER, .bytes = MIB, .wait_ms = 50, .rungs = rungs, .rungs_len = 4,
		                  .is_chunked = true };
	const char *body;

	(void)state;
	peer_start(&peer, peer_await_end);
	attempt_as("POST", NULL, &trial, 20000);
	peer_wait(&peer);
	check_ending(PL_ENDED_PENDING);
	assert_int_equal(sight.body_sent, 16400);
	assert_int_equal(peer.seen->bytes, sight.bytes_sent);
	assert_int_equal(sight.bytes_sent, head_bytes(peer.seen) + 16400 + 2 * strlen("4000\r\n") + strlen("\r\n"));
	assert_non_null(strstr(peer.seen->first, "Transfer-Encoding: chunked\r\n"));
	body = strstr(peer.seen->first, "\r\n\r\n") + 4;
	assert_memory_equal(body, "4000\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 36);
}

static void the_targets_own_header_lines_win_but_for_framing(void **state)
{
	static const char *const own[] = { "content-type: text/plain", "User-Agent: me", "accept: text/plain", "Content-Length: 3",
		                           "Authorization: Bearer s3cret", "HOST: other.example", NULL };
	struct pl_trial trial = { .strategy = PL_STRATEGY_HEADERS, .bytes = 16, .wait_ms = 5000, .query_bytes = 4,
		                  .header_lines = 2, .header_bytes = 20 };

	(void)state;
	peer_start(&peer, refuse_at_once);
	attempt_as("PUT", own, &trial, 20000);
	peer_wait(&peer);
	check_answer(413, "too large");
	assert_string_equal(peer.seen->first, "PUT /p?q&xxx HTTP/1.1\r\nHOST: other.example\r\ncontent-type: text/plain\r\nUser-Agent: me\r\n"
	                                      "accept: text/plain\r\nAuthorization: Bearer s3cret\r\nX-Plimsoll: xxxxxx\r\n"
	                                      "X-Plimsoll: xxxxxx\r\nContent-Length: 16\r\n\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_head_alone_is_sent_and_the_refusal_read),
		cmocka_unit_test(a_hundred_and_then_nothing_is_pending_and_ends_in_a_reset),
		cmocka_unit_test(a_refusal_behind_a_hundred_is_seen),
		cmocka_unit_test(silence_is_pending_and_ends_in_a_reset),
		cmocka_unit_test(a_whole_body_is_sent_and_its_answer_has_its_chunks_taken_off),
		cmocka_unit_test(a_chunked_body_is_sent_to_its_last_chunk),
		cmocka_unit_test(a_ladder_stops_at_the_rung_that_is_refused),
		cmocka_unit_test(a_chunked_ladder_stops_within_its_chunks),
		cmocka_unit_test(a_ladder_that_nothing_refuses_is_pending_at_its_last_rung),
		cmocka_unit_test(the_targets_own_header_lines_win_but_for_framing),
	};

	return cmocka_run_group_tests(tests, attempts_begin, attempts_end);
}
