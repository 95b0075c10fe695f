/* A connection apart from its socket: what is answered, what is seen, and what becomes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "capture/connection.h"
#include "cuts.h"

#define HOST "Host: a\r\n"

/* What an observer saw, in words. */
struct seen {
	struct pl_buf log, message;
	size_t room; /* for so many bytes at a time */
	uint64_t requests;
	struct pl_connection c;
};

static bool has_room(void *ctx, size_t held, size_t len)
{
	const struct seen *seen = ctx;

	return held + len <= seen->room;
}

static void see_head(void *ctx, const struct pl_intake *intake, struct pl_str bytes)
{
	struct seen *seen = ctx;

	pl_buf_printf(&seen->log, "%s ", intake->method);
	pl_buf_add_str(&seen->message, bytes);
}

static void see_body(void *ctx, struct pl_str bytes, struct pl_str content)
{
	struct seen *seen = ctx;

	(void)content;
	pl_buf_add_str(&seen->message, bytes);
}

static void see_end(void *ctx, enum pl_capture_end end, struct pl_str rest, const char *why)
{
	static const char *const ends[] = { "whole", "cut", "refused", "alien", "lost" };
	struct seen *seen = ctx;

	pl_buf_add_str(&seen->message, rest);
	pl_buf_printf(&seen->log, "%s of %zu%s%s\n", ends[end], seen->message.len, why ? ": " : "", why ? why : "");
	pl_buf_clear(&seen->message);
}

static void start(struct seen *seen, const struct pl_conduct *conduct)
{
	const struct pl_observer observer = { seen, has_room, see_head, see_body, see_end };

	*seen = (struct seen){ .room = SIZE_MAX };
	pl_buf_init(&seen->log, 1 << 16);
	pl_buf_init(&seen->message, 1 << 22);
	pl_connection_open(&seen->c, conduct, &observer, &seen->requests);
}

static void stop(struct seen *seen)
{
	pl_connection_close(&seen->c);
	pl_buf_free(&seen->log);
	pl_buf_free(&seen->message);
}

/* Status lines and small JSON of the answers, in words; and how the connection ends. */
static void log_answers(struct seen *seen, struct pl_buf *out)
{
	static const char *const endings[] = { "goes on", "drains", "lingers", "closes", "resets", "upgrades" };
	struct pl_str rest = pl_buf_str(&seen->c.out);

	pl_buf_add_str(out, pl_buf_str(&seen->log));
	for (size_t at; (at = pl_str_find_char(rest, '\n')) < rest.len; rest = pl_str_after(rest, at + 1))
		if (pl_str_starts(rest, PL_STR("HTTP/1.1 ")) || rest.ptr[0] == '{')
			pl_buf_printf(out, "%.*s\n", (int)(at - (at > 0 && rest.ptr[at - 1] == '\r')), rest.ptr);
	pl_buf_printf(out, "%s\n", endings[seen->c.ending]);
}

static const struct pl_conduct plain = { .largest = UINT64_MAX, .date = "now" };
static const struct pl_conduct *conduct;

static void log_connection(struct pl_run *runs, size_t count, struct pl_buf *out)
{
	struct seen seen;

	start(&seen, conduct);
	for (size_t i = 0; i < count; i++)
		pl_connection_receive(&seen.c, runs[i].ptr, runs[i].len);
	log_answers(&seen, out);
	stop(&seen);
}

static void check(const struct pl_conduct *how, const char *input, const char *log)
{
	conduct = how;
	pl_cuts_check(pl_str_from(input), log_connection, log);
}

static void every_request_is_answered_in_order(void **state)
{
	(void)state;
	check(&plain, "POST /a HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n" HOST "Connection: close\r\n\r\nGET /c HTTP/1.1\r\n",
	      "POST whole of 51\nGET whole of 47\nHTTP/1.1 200 OK\n{\"request\": 1, \"received\": 3}\nHTTP/1.1 200 OK\n"
	      "{\"request\": 2, \"received\": 0}\nlingers\n");
	check(&plain, "GET / HTTP/1.0\r\n\r\n", "GET whole of 18\nHTTP/1.1 200 OK\n{\"request\": 1, \"received\": 0}\nlingers\n");
	check(&plain, "HEAD / HTTP/1.1\r\n" HOST "\r\n", "HEAD whole of 28\nHTTP/1.1 200 OK\ngoes on\n");
}

static void expect_is_answered_before_the_body(void **state)
{
	(void)state;
	check(&plain, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", "PUT HTTP/1.1 100 Continue\ngoes on\n");
}

static void what_is_malformed_is_seen_and_refused(void **state)
{
	(void)state;
	check(&plain, "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n" HOST "\r\n",
	      "POST whole of 40\nHTTP/1.1 400 Bad Request\n{\"error\": \"the request has no Host\"}\nlingers\n");
	check(&plain, "POST / HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n",
	      "cut of 47: Content-Length is not one number\nHTTP/1.1 400 Bad Request\n{\"error\": \"Content-Length is not one number\"}\nlingers\n");
	check(&plain, "\x16", "alien of 1: the client speaks TLS\ncloses\n");
}

static struct pl_behaviour by_header = {
	.is_there = true, .decides = PL_DECIDES_BY_HEADER, .decides_chunked = PL_DECIDES_COUNTING,
	.refusal = { .status = 413, .reason = { "Too Large", 9 }, .closes = PL_CLOSES_LINGER },
	.chunked = { .status = 413, .reason = { "Too Large", 9 }, .closes = PL_CLOSES_LINGER },
};
static const struct pl_conduct small = { .behaviour = &by_header, .largest = 4, .date = "now" };

static void a_limit_on_headers_refuses_before_100(void **state)
{
	(void)state;
	check(&small, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", "PUT HTTP/1.1 413 Too Large\nlingers\n");
	check(&small, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nabcd",
	      "PUT whole of 50\nHTTP/1.1 200 OK\n{\"request\": 1, \"received\": 4}\ngoes on\n");
	check(&small, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabcde", "PUT whole of 51\nHTTP/1.1 413 Too Large\nlingers\n");
	check(&small, "PUT / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n",
	      "PUT HTTP/1.1 413 Too Large\nlingers\n");
}

static void a_limit_on_whole_bodies_keeps_the_connection(void **state)
{
	struct pl_behaviour by_whole = by_header;
	struct pl_conduct late = { .behaviour = &by_whole, .largest = 4, .date = "now" };

	(void)state;
	by_whole.decides = PL_DECIDES_BY_WHOLE;
	by_whole.refusal.closes = PL_CLOSES_KEEP;
	check(&late, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabcdePUT / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\na",
	      "PUT whole of 51\nPUT whole of 47\nHTTP/1.1 413 Too Large\nHTTP/1.1 200 OK\n{\"request\": 2, \"received\": 1}\ngoes on\n");
}

static void a_connection_may_end_without_an_answer(void **state)
{
	struct pl_behaviour silent = by_header;
	struct pl_conduct rude = { .behaviour = &silent, .largest = 4, .date = "now" };

	(void)state;
	silent.refusal = (struct pl_refusing){ .status = 0, .closes = PL_CLOSES_RESET };
	silent.continues_first = true;
	check(&rude, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", "PUT HTTP/1.1 100 Continue\nresets\n");
}

static void expect_log(struct seen *seen, const char *log)
{
	struct pl_buf out;

	pl_buf_init(&out, 1 << 16);
	log_answers(seen, &out);
	pl_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, log);
	pl_buf_free(&out);
}

static void say(struct seen *seen, const char *text)
{
	pl_connection_receive(&seen->c, text, strlen(text));
}

static void bytes_wait_for_room_and_nothing_is_lost(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, &plain);
	seen.room = 40;
	say(&seen, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabc");
	assert_false(pl_connection_wants(&seen.c));
	seen.room = SIZE_MAX;
	pl_connection_resume(&seen.c);
	assert_true(pl_connection_wants(&seen.c));
	say(&seen, "de");
	expect_log(&seen, "PUT whole of 51\nHTTP/1.1 200 OK\n{\"request\": 1, \"received\": 5}\ngoes on\n");
	stop(&seen);
}

static void a_client_that_reads_no_answers_is_not_read_either(void **state)
{
	struct seen seen;
	size_t asked = 0;

	(void)state;
	start(&seen, &plain);
	while (pl_connection_wants(&seen.c) && asked++ < 100000)
		say(&seen, "GET / HTTP/1.1\r\n" HOST "\r\n");
	assert_true(asked < 1000);
	assert_true(seen.c.out.len < PL_LIMIT_CAPTURE_OUT + 1024);
	pl_connection_sent(&seen.c, seen.c.out.len);
	pl_connection_resume(&seen.c);
	assert_true(pl_connection_wants(&seen.c));
	stop(&seen);
}

static void an_end_within_a_request_is_told(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, &plain);
	say(&seen, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabc");
	pl_connection_finish(&seen.c);
	expect_log(&seen, "PUT cut of 49: the connection ends within the body\nHTTP/1.1 400 Bad Request\n"
	                  "{\"error\": \"the connection ends within the body\"}\nlingers\n");
	stop(&seen);
	start(&seen, &plain);
	pl_connection_finish(&seen.c);
	expect_log(&seen, "lingers\n");
	stop(&seen);
}

static void a_client_that_leaves_off_when_refused_did_right(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, &small);
	say(&seen, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\nabc");
	pl_connection_finish(&seen.c);
	expect_log(&seen, "PUT refused of 49\nHTTP/1.1 413 Too Large\nlingers\n");
	stop(&seen);
}

/* With no refusal or error of capture's own in the middle of it. */
static void an_answer_of_the_origin_that_has_begun_stays_the_answer(void **state)
{
	static const char head[] = "POST / HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\nab";
	const struct pl_conduct forwards = { .largest = UINT64_MAX, .forwards = true, .date = "now" };
	struct pl_behaviour by_count = by_header;
	const struct pl_conduct counting = { .behaviour = &by_count, .largest = 4, .forwards = true, .date = "now" };
	struct seen seen;

	(void)state;
	by_count.decides = PL_DECIDES_COUNTING;
	start(&seen, &forwards);
	say(&seen, head);
	pl_connection_answering(&seen.c);
	pl_connection_finish(&seen.c);
	expect_log(&seen, "POST refused of 49\nlingers\n");
	stop(&seen);
	start(&seen, &forwards);
	say(&seen, head);
	pl_connection_answering(&seen.c);
	pl_connection_expire(&seen.c);
	expect_log(&seen, "POST refused of 49\nlingers\n");
	stop(&seen);
	start(&seen, &counting);
	say(&seen, head);
	pl_connection_answering(&seen.c);
	say(&seen, "cdefghi");
	expect_log(&seen, "POST whole of 56\nresets\n");
	stop(&seen);
}

static void silence_is_answered_with_408(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, &plain);
	say(&seen, "GET / HT");
	pl_connection_expire(&seen.c);
	expect_log(&seen, "cut of 8: the client stopped sending\nHTTP/1.1 408 Request Timeout\n"
	                  "{\"error\": \"nothing came for too long, and the request is not whole\"}\nlingers\n");
	stop(&seen);
	start(&seen, &plain);
	pl_connection_expire(&seen.c);
	expect_log(&seen, "lingers\n");
	stop(&seen);
}

static void a_file_is_answered_as_it_stands(void **state)
{
	struct pl_conduct raw = { .largest = UINT64_MAX, .answer = { "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", 38 } };
	struct pl_conduct body = { .largest = UINT64_MAX, .answer = { "{\"id\": 7}\n", 10 } };

	(void)state;
	check(&raw, "GET / HTTP/1.1\r\n" HOST "\r\n", "GET whole of 27\nHTTP/1.1 503 No\ngoes on\n");
	check(&body, "GET / HTTP/1.1\r\n" HOST "\r\n", "GET whole of 27\nHTTP/1.1 200 OK\n{\"id\": 7}\ngoes on\n");
	raw.answer = (struct pl_str){ "HTTP/1.1 503 No\r\n\r\nno length\n", 29 };
	check(&raw, "GET / HTTP/1.1\r\n" HOST "\r\n", "GET whole of 27\nHTTP/1.1 503 No\nlingers\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_is_answered_in_order),
		cmocka_unit_test(expect_is_answered_before_the_body),
		cmocka_unit_test(what_is_malformed_is_seen_and_refused),
		cmocka_unit_test(a_limit_on_headers_refuses_before_100),
		cmocka_unit_test(a_limit_on_whole_bodies_keeps_the_connection),
		cmocka_unit_test(a_connection_may_end_without_an_answer),
		cmocka_unit_test(bytes_wait_for_room_and_nothing_is_lost),
		cmocka_unit_test(a_client_that_reads_no_answers_is_not_read_either),
		cmocka_unit_test(an_end_within_a_request_is_told),
		cmocka_unit_test(a_client_that_leaves_off_when_refused_did_right),
		cmocka_unit_test(an_answer_of_the_origin_that_has_begun_stays_the_answer),
		cmocka_unit_test(silence_is_answered_with_408),
		cmocka_unit_test(a_file_is_answered_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
