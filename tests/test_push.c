/* The same findings whether a message is a file, stands in memory or is pushed in pieces; and what a session costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"
#include "plimsoll.h"

#define SESSIONS 200
#define SESSION_BYTES ((size_t)512 << 10)

static struct plimsoll_rules *rules;

static int set_up(void **state)
{
	static const char *const via[] = { "nginx", NULL };
	const struct plimsoll_options options = { .via = via };
	struct plimsoll_error err;

	(void)state;
	rules = plimsoll_rules_open(&options, &err);
	return rules ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	plimsoll_rules_close(rules);
	return 0;
}

static void add_text(struct pl_buf *log, struct plimsoll_text text)
{
	pl_buf_add_char(log, '|');
	if (text.len > 0)
		pl_buf_add(log, text.ptr, text.len);
}

/* All that a sink is told, but the name of the input. */
static int log_request(void *ctx, const struct plimsoll_request *request)
{
	struct pl_buf *log = ctx;

	pl_buf_printf(log, "request %d %d %d", (int)request->entry, (int)request->weight.body_bytes, (int)request->undecided_len);
	add_text(log, request->method);
	add_text(log, request->url);
	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		pl_buf_printf(log, "\n%d:%d+%d", (int)f->place.line, (int)f->place.offset, (int)f->place.length);
		add_text(log, f->rule);
		add_text(log, f->message);
		add_text(log, f->place.via);
		add_text(log, f->place.excerpt);
	}
	pl_buf_add_char(log, '\n');
	return 0;
}

static struct pl_buf contents(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct pl_buf bytes;
	char block[4096];
	size_t n;

	assert_non_null(file);
	pl_buf_init(&bytes, 1 << 20);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		pl_buf_add(&bytes, block, n);
	fclose(file);
	return bytes;
}

/* Each piece is a copy of its own size, gone once it was pushed, so that a sanitizer sees what outlives it. */
static enum plimsoll_status push_piece(struct plimsoll_push *push, struct pl_str bytes, struct plimsoll_error *err)
{
	char *copy = pl_memory_alloc(bytes.len);
	enum plimsoll_status status;

	memcpy(copy, bytes.ptr, bytes.len);
	status = plimsoll_push_bytes(push, copy, bytes.len, err);
	free(copy);
	return status;
}

static enum plimsoll_status push_cut(struct pl_str bytes, size_t first, size_t second, struct pl_buf *log, struct plimsoll_error *err)
{
	struct plimsoll_push *push =
		plimsoll_push_open(rules, &(struct plimsoll_input){ .path = "pushed" }, &(struct plimsoll_sink){ log, log_request }, err);

	assert_non_null(push);
	pl_buf_clear(log);
	push_piece(push, (struct pl_str){ bytes.ptr, first }, err);
	push_piece(push, (struct pl_str){ bytes.ptr + first, second - first }, err);
	push_piece(push, pl_str_after(bytes, second), err);
	return plimsoll_push_end(push, err);
}

static void check_log(const struct pl_buf *log, const struct pl_buf *expected, const char *path, size_t first, size_t second)
{
	if (!pl_str_equal(pl_buf_str(log), pl_buf_str(expected)))
		fail_msg("%s cut at %zu and %zu: %.*s\nand not %.*s", path, first, second, (int)log->len, log->ptr, (int)expected->len,
		         expected->ptr);
}

/* Checked as a file and from memory, with the same log, which is the caller's to free. */
static struct pl_buf check_memory(const char *path, struct pl_str bytes)
{
	struct pl_buf expected, log;
	struct plimsoll_error err;

	pl_buf_init(&expected, 1 << 20);
	pl_buf_init(&log, 1 << 20);
	assert_int_equal(plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path },
	                                     &(struct plimsoll_sink){ &expected, log_request }, &err), PLIMSOLL_OK);
	assert_int_equal(plimsoll_check_memory(rules, &(struct plimsoll_input){ .path = path }, bytes.ptr, bytes.len,
	                                       &(struct plimsoll_sink){ &log, log_request }, &err), PLIMSOLL_OK);
	check_log(&log, &expected, path, 0, 0);
	pl_buf_free(&log);
	return expected;
}

/* Pushed with each of two cuts at every multiple of `step`. */
static void check_pushed(struct pl_str bytes, size_t step, const struct pl_buf *expected, const char *name)
{
	struct plimsoll_error err;
	struct pl_buf log;

	pl_buf_init(&log, 1 << 20);
	for (size_t first = 0; first <= bytes.len; first += step)
		for (size_t second = first; second <= bytes.len; second += step) {
			assert_int_equal(push_cut(bytes, first, second, &log, &err), PLIMSOLL_OK);
			check_log(&log, expected, name, first, second);
		}
	pl_buf_free(&log);
}

static void wherever_a_message_is_cut_its_findings_are_those_of_the_whole(void **state)
{
	const struct pl_str message = PL_STR("P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n0\r\n");
	struct pl_buf expected;
	struct plimsoll_error err;

	(void)state;
	pl_buf_init(&expected, 1 << 20);
	assert_int_equal(plimsoll_check_memory(rules, &(struct plimsoll_input){ .path = "memory" }, message.ptr, message.len,
	                                       &(struct plimsoll_sink){ &expected, log_request }, &err), PLIMSOLL_OK);
	assert_non_null(strstr(expected.ptr, "|host-missing|"));
	check_pushed(message, 1, &expected, "message");
	pl_buf_free(&expected);
}

static void the_findings_are_those_of_the_file(void **state)
{
	static const char *const paths[] = { "samples/bad/chunk-size.http", "samples/bad/json-invalid.http",
		                             "samples/ok/multipart-past-nofiles.http" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct pl_buf bytes = contents(paths[i]), expected = check_memory(paths[i], pl_buf_str(&bytes));

		check_pushed(pl_buf_str(&bytes), bytes.len / 8, &expected, paths[i]);
		pl_buf_free(&bytes);
		pl_buf_free(&expected);
	}
}

static void any_input_format_is_read_from_memory(void **state)
{
	static const char *const paths[] = { "samples/ok/chrome.har", "samples/ok/charles.har", "samples/ok/curl-multipart-fields.curl",
		                             "samples/ok/chrome-cmd.curl" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct pl_buf bytes = contents(paths[i]), log = check_memory(paths[i], pl_buf_str(&bytes));

		assert_true(log.len > 0);
		pl_buf_free(&bytes);
		pl_buf_free(&log);
	}
}

static int count(void *ctx, const struct plimsoll_request *request)
{
	(void)request;
	++*(size_t *)ctx;
	return 0;
}

static int have_enough(void *ctx, const struct plimsoll_request *request)
{
	(void)request;
	++*(size_t *)ctx;
	return 1;
}

static struct plimsoll_push *open_push(int (*sink)(void *, const struct plimsoll_request *), size_t *requests)
{
	struct plimsoll_error err;
	struct plimsoll_push *push = plimsoll_push_open(rules, &(struct plimsoll_input){ .path = "pushed" },
	                                                &(struct plimsoll_sink){ requests, sink }, &err);

	assert_non_null(push);
	return push;
}

static void an_aborted_session_reports_nothing_wherever_it_got_to(void **state)
{
	struct pl_buf bytes = contents("samples/bad/chunk-size.http");
	struct plimsoll_error err;
	size_t requests = 0;

	(void)state;
	plimsoll_push_abort(NULL);
	plimsoll_push_abort(open_push(count, &requests));
	for (size_t len = 0; len <= bytes.len; len++) {
		struct plimsoll_push *push = open_push(count, &requests);

		assert_int_equal(push_piece(push, (struct pl_str){ bytes.ptr, len }, &err), PLIMSOLL_OK);
		plimsoll_push_abort(push);
	}
	assert_int_equal(requests, 0);
	pl_buf_free(&bytes);
}

#define ONE "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"

static void a_message_is_reported_when_the_next_one_begins(void **state)
{
	struct plimsoll_error err;
	size_t requests = 0;
	struct plimsoll_push *push = open_push(count, &requests);

	(void)state;
	assert_int_equal(push_piece(push, PL_STR(ONE), &err), PLIMSOLL_OK);
	assert_int_equal(requests, 0);
	assert_int_equal(push_piece(push, PL_STR(ONE ONE), &err), PLIMSOLL_OK);
	assert_int_equal(plimsoll_push_end(push, &err), PLIMSOLL_OK);
	assert_int_equal(requests, 3);
}

static void a_sink_that_has_enough_ends_the_check(void **state)
{
	struct plimsoll_error err = { .message = "untouched" };
	size_t requests = 0;
	struct plimsoll_push *push = open_push(have_enough, &requests);

	(void)state;
	for (int i = 0; i < 1000; i++)
		push_piece(push, PL_STR(ONE), &err);
	assert_int_equal(plimsoll_push_bytes(push, ONE, sizeof(ONE) - 1, &err), PLIMSOLL_STOPPED);
	assert_int_equal(plimsoll_push_end(push, &err), PLIMSOLL_STOPPED);
	assert_int_equal(requests, 1);
	assert_string_equal(err.message, "untouched");
}

/* Raw unless asked: what a stranger sends names no files. */
static void what_is_no_message_is_refused_as_in_a_file(void **state)
{
	struct plimsoll_error err = { .message = "" };
	size_t requests = 0;
	struct plimsoll_push *push = open_push(count, &requests);

	(void)state;
	push_piece(push, PL_STR("curl -d @/etc/hostname http://example.com/"), &err);
	assert_int_equal(plimsoll_push_end(push, &err), PLIMSOLL_FORMAT);
	assert_non_null(strstr(err.message, "holds no request"));
	assert_string_equal(err.path, "pushed");
	assert_int_equal(plimsoll_push_end(open_push(count, &requests), &err), PLIMSOLL_FORMAT);
	assert_null(plimsoll_push_open(rules, &(struct plimsoll_input){ .path = "pushed", .body = "b" },
	                               &(struct plimsoll_sink){ &requests, count }, &err));
	assert_int_equal(err.status, PLIMSOLL_USAGE);
	assert_int_equal(plimsoll_check_memory(rules, &(struct plimsoll_input){ .path = "memory" }, NULL, 0,
	                                       &(struct plimsoll_sink){ &requests, count }, &err), PLIMSOLL_FORMAT);
	assert_int_equal(requests, 0);
}

/* Resident bytes of this process (proc(5), statm). */
static size_t resident(void)
{
	unsigned long long all, here = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file == NULL || fscanf(file, "%llu %llu", &all, &here) != 2)
		fail();
	fclose(file);
	return (size_t)here * (size_t)sysconf(_SC_PAGESIZE);
}

static void many_sessions_are_open_at_once_and_idle_ones_are_small(void **state)
{
	static const char head[] = "POST /up HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\n"
				   "Content-Length: 1000000\r\n\r\n{\"data\":\"";
	static char body[200000];
	struct plimsoll_push *sessions[SESSIONS];
	struct plimsoll_error err;
	size_t requests = 0, before, each;

	(void)state;
	memset(body, 'Q', sizeof(body));
	before = resident();
	for (size_t i = 0; i < SESSIONS; i++) {
		sessions[i] = open_push(count, &requests);
		assert_int_equal(plimsoll_push_bytes(sessions[i], head, sizeof(head) - 1, &err), PLIMSOLL_OK);
		assert_int_equal(plimsoll_push_bytes(sessions[i], body, sizeof(body), &err), PLIMSOLL_OK);
	}
	each = (resident() - before) / SESSIONS;
	print_message("%zu KiB a session\n", each >> 10);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_true(each < SESSION_BYTES);
#endif
	for (size_t i = 0; i < SESSIONS; i++)
		if (i % 2)
			plimsoll_push_abort(sessions[i]);
		else
			assert_int_equal(plimsoll_push_end(sessions[i], &err), PLIMSOLL_OK);
	assert_int_equal(requests, SESSIONS / 2);
}

static void the_library_says_which_it_is(void **state)
{
	char numbers[32];

	(void)state;
	snprintf(numbers, sizeof(numbers), "%d.%d.%d", PLIMSOLL_VERSION_MAJOR, PLIMSOLL_VERSION_MINOR, PLIMSOLL_VERSION_PATCH);
	assert_string_equal(plimsoll_version(), numbers);
}

static void *push_often(void *log)
{
	struct pl_buf bytes = contents("samples/bad/json-invalid.http");
	struct plimsoll_error err;

	for (size_t i = 0; i < 20; i++)
		push_cut(pl_buf_str(&bytes), bytes.len / 3, bytes.len / 2, log, &err);
	pl_buf_free(&bytes);
	return NULL;
}

static void threads_share_a_rule_set(void **state)
{
	pthread_t threads[4];
	struct pl_buf logs[4];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		pl_buf_init(&logs[i], 1 << 20);
		assert_int_equal(pthread_create(&threads[i], NULL, push_often, &logs[i]), 0);
	}
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < 4; i++) {
		assert_true(logs[i].len > 0);
		assert_true(pl_str_equal(pl_buf_str(&logs[i]), pl_buf_str(&logs[0])));
	}
	for (size_t i = 0; i < 4; i++)
		pl_buf_free(&logs[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wherever_a_message_is_cut_its_findings_are_those_of_the_whole),
		cmocka_unit_test(the_findings_are_those_of_the_file),
		cmocka_unit_test(any_input_format_is_read_from_memory),
		cmocka_unit_test(an_aborted_session_reports_nothing_wherever_it_got_to),
		cmocka_unit_test(a_message_is_reported_when_the_next_one_begins),
		cmocka_unit_test(a_sink_that_has_enough_ends_the_check),
		cmocka_unit_test(what_is_no_message_is_refused_as_in_a_file),
		cmocka_unit_test(many_sessions_are_open_at_once_and_idle_ones_are_small),
		cmocka_unit_test(threads_share_a_rule_set),
		cmocka_unit_test(the_library_says_which_it_is),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
