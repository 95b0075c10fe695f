/* Memory does not grow with the body: 256 MiB through standard input, the peak as the operating system counted it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "plimsoll.h"

#define BODY ((uint64_t)256 << 20)
#define PEAK_KIB (24 << 10)

struct shape {
	const char *head, *unit_begin, *unit_end, *tail; /* the body: units of `filler` bytes between begin and end */
	size_t filler;
};

static void put(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n <= 0)
			_exit(1);
		bytes += n;
		len -= (size_t)n;
	}
}

static void write_body(const struct shape *shape)
{
	static char filler[65536];
	uint64_t left = BODY;

	memset(filler, 'A', sizeof(filler));
	put(shape->head, strlen(shape->head));
	for (; left >= shape->filler; left -= shape->filler) {
		put(shape->unit_begin, strlen(shape->unit_begin));
		put(filler, shape->filler);
		put(shape->unit_end, strlen(shape->unit_end));
	}
	put(shape->tail, strlen(shape->tail));
	_exit(0);
}

static int count_body(void *ctx, const struct plimsoll_request *request)
{
	*(uint64_t *)ctx += request->weight.body_bytes;
	return 0;
}

static void check_stdin(void)
{
	const struct plimsoll_options options = { .persona = PLIMSOLL_DEFAULT };
	uint64_t bytes = 0;
	const struct plimsoll_sink sink = { &bytes, count_body };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);

	if (rules == NULL)
		_exit(2);
	if (plimsoll_check_file(rules, &(struct plimsoll_input){ .path = "-" }, &sink, &err) != PLIMSOLL_OK)
		_exit(3);
	plimsoll_rules_close(rules);
	_exit(bytes >= BODY ? 0 : 4);
}

static pid_t child(int from, int to, int other)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		close(other);
		dup2(from, to);
		close(from);
	}
	return pid;
}

static void check(const struct shape *shape)
{
	int ends[2], status;
	struct rusage usage;
	pid_t writer, checker;

	assert_int_equal(pipe(ends), 0);
	if ((writer = child(ends[1], STDOUT_FILENO, ends[0])) == 0)
		write_body(shape);
	if ((checker = child(ends[0], STDIN_FILENO, ends[1])) == 0)
		check_stdin();
	close(ends[0]);
	close(ends[1]);
	assert_true(wait4(checker, &status, 0, &usage) == checker);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(waitpid(writer, &status, 0) == writer);
	assert_int_equal(status, 0);
	if (usage.ru_maxrss >= PEAK_KIB)
		print_error("peak %ld KiB\n", usage.ru_maxrss);
	assert_true(usage.ru_maxrss < PEAK_KIB);
}

static void a_base64_attachment_in_json_is_not_held(void **state)
{
	(void)state;
	check(&(struct shape){ "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	                       "Content-Length: 268435464\r\n\r\n{\"a\": \"",
	                       "", "", "\"}", 65536 });
}

static void many_json_values_are_not_held(void **state)
{
	(void)state;
	check(&(struct shape){ "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	                       "Content-Length: 269746182\r\n\r\n[",
	                       "\"", "\",\n\n", "1]", 1024 });
}

static void a_file_part_is_not_held(void **state)
{
	(void)state;
	check(&(struct shape){ "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
	                       "Content-Length: 268435558\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; "
	                       "filename=\"f.bin\"\r\nContent-Type: text/plain\r\n\r\n",
	                       "", "", "\r\n--b--\r\n", 65536 });
}

static void chunks_are_not_held(void **state)
{
	(void)state;
	check(&(struct shape){ "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
	                       "400\r\n", "\r\n", "0\r\n\r\n", 1024 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_base64_attachment_in_json_is_not_held),
		cmocka_unit_test(many_json_values_are_not_held),
		cmocka_unit_test(a_file_part_is_not_held),
		cmocka_unit_test(chunks_are_not_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
