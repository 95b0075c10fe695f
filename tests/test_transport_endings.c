/* What the transport sees of a server that does anything: no answer is lost, no wait is longer than it was to be, what is
 * unfinished ends in a reset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attempt.h"

static void close_after_the_head(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	close(fd);
}

static void reset_after_the_head(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_reset(fd);
}

static void an_end_without_an_answer_is_told_apart(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_HEADERS, 16, close_after_the_head);
	check_ending(PL_ENDED_CLOSED);
	assert_non_null(strstr(sight.error, "closed the connection without an answer"));
	attempt(PL_STRATEGY_HEADERS, 16, reset_after_the_head);
	check_ending(PL_ENDED_RESET);
	attempt(PL_STRATEGY_WHOLE, 64 * MIB, reset_after_the_head);
	check_ending(PL_ENDED_RESET);
}

static void answer_and_reset(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, REFUSAL);
	close(fd); /* with the body unread: the kernel sends a reset */
}

static void an_answer_is_not_lost_to_a_reset_while_the_body_is_sent(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++) {
		attempt(PL_STRATEGY_WHOLE, 64 * MIB, answer_and_reset);
		check_answer(413, "too large");
		assert_true(sight.body_sent < 64 * MIB);
	}
}

static void answer_early_and_read_on(int fd, struct peer_seen *seen)
{
	peer_read(fd, seen, 100000);
	peer_say(fd, "HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n");
	peer_await_end(fd, seen);
}

static void an_early_answer_ends_the_sending(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_WHOLE, (uint64_t)1 << 40, answer_early_and_read_on);
	check_answer(413, "");
	assert_true(sight.answered_at >= 90000);
	assert_int_equal(peer.seen->end, PEER_RESET);
}

static void garbage(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "220 mail.example.com ESMTP\r\n");
	peer_await_end(fd, seen);
}

static void no_status(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 fine\r\n\r\n");
	peer_await_end(fd, seen);
}

static void half_a_head(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 200 OK\r\nServer: ");
	close(fd);
}

static void headers_without_end(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 200 OK\r\n");
	while (send(fd, "X-Header: and another one\r\n", 27, MSG_NOSIGNAL) == 27)
		;
}

static void hundreds_without_end(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	while (send(fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL) == 25)
		;
}

static void what_is_no_answer_is_called_that(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_HEADERS, 16, garbage);
	check_ending(PL_ENDED_GARBAGE);
	assert_non_null(strstr(sight.error, "does not speak HTTP/1.1; it answers '220 mail.example.com ESMTP'"));
	attempt(PL_STRATEGY_HEADERS, 16, no_status);
	check_ending(PL_ENDED_GARBAGE);
	attempt(PL_STRATEGY_WHOLE, 16, half_a_head);
	check_ending(PL_ENDED_GARBAGE);
	assert_non_null(strstr(sight.error, "ended the connection within the head"));
	attempt(PL_STRATEGY_WHOLE, 16, headers_without_end);
	check_ending(PL_ENDED_GARBAGE);
	attempt(PL_STRATEGY_WHOLE, 16, hundreds_without_end);
	check_ending(PL_ENDED_GARBAGE);
}

static void drip(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	for (const char *text = "HTTP/1.1 200 OK\r\nServer: a slow one, which gives a byte at a time\r\n"; *text; text++) {
		if (send(fd, text, 1, MSG_NOSIGNAL) != 1)
			return;
		usleep(100000);
	}
}

static void drip_a_body(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 413 X\r\nContent-Length: 1000\r\n\r\n");
	while (send(fd, "x", 1, MSG_NOSIGNAL) == 1)
		usleep(100000);
}

static void who_drips_is_not_waited_for(void **state)
{
	(void)state;
	attempt(PL_STRATEGY_WHOLE, 16, drip);
	check_ending(PL_ENDED_GARBAGE);
	assert_true(sight.micros < 10000000);
	attempt(PL_STRATEGY_WHOLE, 16, drip_a_body);
	check_ending(PL_ENDED_ANSWERED);
	assert_int_equal(sight.response.status, 413);
	assert_true(sight.response.body.len > 0 && sight.micros < 10000000);
}

static void the_time_limit_holds_for_who_never_answers(void **state)
{
	struct pl_trial whole = { .strategy = PL_STRATEGY_WHOLE, .bytes = 16, .wait_ms = 10 };

	(void)state;
	peer_start(&peer, peer_await_end);
	attempt_as("POST", NULL, &whole, 500);
	check_ending(PL_ENDED_TIMED_OUT);
	assert_non_null(strstr(sight.error, "within 500 ms"));
	assert_true(sight.micros >= 500000 && sight.micros < 10000000);
	peer_wait(&peer);
}

static void answer_head_only(int fd, struct peer_seen *seen)
{
	peer_read_head(fd, seen);
	peer_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
	peer_await_end(fd, seen);
}

static void the_answer_to_head_has_no_body(void **state)
{
	struct pl_trial trial = { .strategy = PL_STRATEGY_HEADERS, .bytes = 16, .wait_ms = 5000 };

	(void)state;
	peer_start(&peer, answer_head_only);
	attempt_as("HEAD", NULL, &trial, 20000);
	peer_wait(&peer);
	check_answer(200, "");
	assert_true(sight.micros < 1500000);
}

static void a_server_of_http1_does_not_speak_http2(void **state)
{
	struct pl_trial trial = { .strategy = PL_STRATEGY_H2_HEADERS, .bytes = 16, .wait_ms = 10000 };

	(void)state;
	peer_start(&peer, close_after_the_head);
	attempt_as("POST", NULL, &trial, 20000);
	peer_wait(&peer);
	assert_in_range(sight.ending, PL_ENDED_CLOSED, PL_ENDED_GARBAGE);
	assert_int_not_equal(sight.ending, PL_ENDED_TIMED_OUT);
	assert_string_not_equal(sight.error, "");
}

static void who_cannot_be_reached_is_said(void **state)
{
	struct pl_trial trial = { .strategy = PL_STRATEGY_HEADERS, .bytes = 16, .wait_ms = 10 };

	(void)state;
	peer_start(&peer, close_after_the_head);
	attempt_as("POST", NULL, &trial, 20000);
	peer_wait(&peer); /* now nobody listens there */
	attempt_as("POST", NULL, &trial, 20000);
	check_ending(PL_ENDED_REFUSED_CONNECTION);
	assert_non_null(strstr(sight.error, "takes no connection: Connection refused"));
	/* A label of 64 letters is none: no question is asked of the network. */
	snprintf(peer.url, sizeof(peer.url), "http://%064d.example/", 7);
	attempt_as("POST", NULL, &trial, 20000);
	check_ending(PL_ENDED_UNRESOLVED);
	assert_non_null(strstr(sight.error, "has no address"));
}

static void a_certificate_is_asked_for_over_https(void **state)
{
	struct pl_trial trial = { .strategy = PL_STRATEGY_HEADERS, .bytes = 16, .wait_ms = 10 };

	(void)state;
	peer_start(&peer, garbage);
	snprintf(peer.url, sizeof(peer.url), "https://127.0.0.1:%u/", peer.port);
	attempt_as("POST", NULL, &trial, 3000);
	assert_true(sight.ending == PL_ENDED_GARBAGE || sight.ending == PL_ENDED_TIMED_OUT);
	assert_string_not_equal(sight.error, "");
	peer_wait(&peer);
}

static void what_is_no_url_of_http_is_refused(void **state)
{
	static const char *const urls[] = { "", "ftp://127.0.0.1/", "http://", "http://me:secret@127.0.0.1/", "http://a b/" };

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct pl_target target = { .url = urls[i], .method = "POST", .timeout_ms = 1000 };
		struct plimsoll_error err = { 0 };

		assert_null(pl_transport_open(&target, &err));
		assert_int_equal(err.status, PLIMSOLL_USAGE);
		assert_string_not_equal(err.message, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_end_without_an_answer_is_told_apart),
		cmocka_unit_test(an_answer_is_not_lost_to_a_reset_while_the_body_is_sent),
		cmocka_unit_test(an_early_answer_ends_the_sending),
		cmocka_unit_test(what_is_no_answer_is_called_that),
		cmocka_unit_test(who_drips_is_not_waited_for),
		cmocka_unit_test(the_time_limit_holds_for_who_never_answers),
		cmocka_unit_test(the_answer_to_head_has_no_body),
		cmocka_unit_test(a_server_of_http1_does_not_speak_http2),
		cmocka_unit_test(who_cannot_be_reached_is_said),
		cmocka_unit_test(a_certificate_is_asked_for_over_https),
		cmocka_unit_test(what_is_no_url_of_http_is_refused),
	};

	return cmocka_run_group_tests(tests, attempts_begin, attempts_end);
}
