/* The source reader: the same bytes from a file, a pipe, a FIFO and a file that grows; what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "source/origin.h"
#include "source/reader.h"

#define BYTES (3 * PL_LIMIT_BLOCK + 17)
#define LARGE (4 * PL_LIMIT_READ_ALONE + 17)

static char folder[64], path[96];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/plimsoll-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/input", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static unsigned char byte_at(uint64_t off)
{
	return (unsigned char)(off % 251);
}

/* Writes bytes [from, to) in pieces of `piece`, with a pause of `pause_us` behind each. */
static void write_bytes(int fd, size_t from, size_t to, size_t piece, useconds_t pause_us)
{
	unsigned char bytes[4096];

	while (from < to) {
		size_t len = to - from < piece ? to - from : piece;

		for (size_t i = 0; i < len; i++)
			bytes[i] = byte_at(from + i);
		if (write(fd, bytes, len) != (ssize_t)len)
			_exit(1);
		from += len;
		if (pause_us)
			usleep(pause_us);
	}
}

static void append(size_t from, size_t to)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	assert_true(fd >= 0);
	write_bytes(fd, from, to, 4096, 0);
	close(fd);
}

static uint64_t check_run(struct pl_run run, uint64_t off)
{
	assert_int_equal(run.off, off);
	assert_int_equal(run.origin, 1);
	for (size_t i = 0; i < run.len; i++)
		if (run.ptr[i] != byte_at(off + i))
			fail_msg("byte %zu of the run at %llu", i, (unsigned long long)off);
	return off + run.len;
}

/* Reads to the end, peeking a little, a block and two blocks on the way, and consuming a part of each. */
static uint64_t read_all(struct pl_reader *reader)
{
	static const size_t wants[] = { 1, 100, PL_LIMIT_BLOCK, 2 * PL_LIMIT_BLOCK };
	uint64_t off = 0;
	struct pl_run run;

	for (size_t i = 0;; i++) {
		run = pl_reader_peek(reader, wants[i % 4]);
		check_run(run, off);
		if (run.len == 0)
			return off;
		pl_reader_consume(reader, (run.len + 1) / 2);
		off += (run.len + 1) / 2;
		run = pl_reader_run(reader);
		off = check_run(run, off);
		pl_reader_consume(reader, run.len);
	}
}

static struct pl_reader *open_reader(struct pl_origins *origins, const char *name)
{
	struct plimsoll_error err = { .message = "" };
	struct pl_reader *reader;

	assert_int_equal(pl_origin_file(origins, name), 1);
	reader = pl_reader_open(name, 1, origins, &err);
	if (reader == NULL)
		fail_msg("%s: %s", name, err.message);
	return reader;
}

static void check_all(const char *name, uint64_t bytes, bool is_kept)
{
	struct pl_origins *origins = pl_origins_open();
	struct pl_reader *reader = open_reader(origins, name);
	struct plimsoll_error err = { .message = "" };
	unsigned char again[64];

	if (is_kept)
		assert_true(pl_reader_keep(reader, &err));
	assert_int_equal(read_all(reader), bytes);
	assert_false(pl_reader_failed(reader, &err));
	if (is_kept) {
		assert_int_equal(pl_reader_read_at(reader, PL_LIMIT_BLOCK - 1, again, sizeof(again)), sizeof(again));
		for (size_t i = 0; i < sizeof(again); i++)
			assert_int_equal(again[i], byte_at(PL_LIMIT_BLOCK - 1 + i));
		assert_int_equal(pl_reader_read_at(reader, bytes, again, sizeof(again)), 0);
	}
	pl_reader_close(reader);
	pl_origins_close(origins);
}

static void a_file_is_read_to_its_end(void **state)
{
	(void)state;
	append(0, BYTES);
	check_all(path, BYTES, false);
	check_all(path, BYTES, true);
}

/* A child that writes all bytes into the FIFO or the pipe. */
static pid_t start_writer(int fd, size_t piece, useconds_t pause_us)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child > 0)
		return child;
	if (fd < 0)
		fd = open(path, O_WRONLY);
	write_bytes(fd, 0, BYTES, piece, pause_us);
	_exit(0);
}

static void wait_for(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void a_fifo_gives_the_same_bytes_and_is_read_once(void **state)
{
	(void)state;
	for (int is_kept = 0; is_kept < 2; is_kept++) {
		pid_t child;

		unlink(path);
		assert_int_equal(mkfifo(path, 0600), 0);
		child = start_writer(-1, 1021, 0);
		check_all(path, BYTES, is_kept);
		wait_for(child);
	}
}

static void nothing(int signal)
{
	(void)signal;
}

/* Signals arrive while read() waits for a slow writer, and no byte is lost nor is a failure seen. */
static void a_pipe_of_small_writes_is_read_through_signals(void **state)
{
	const struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { { 0 }, { 0 } };
	struct sigaction action = { .sa_handler = nothing };
	int ends[2], input = dup(STDIN_FILENO);
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = start_writer(ends[1], 4001, 500);
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	check_all("-", BYTES, false);
	setitimer(ITIMER_REAL, &never, NULL);
	wait_for(child);
	if (input >= 0) {
		dup2(input, STDIN_FILENO);
		close(input);
	}
}

static void a_file_that_grows_is_read_as_far_as_it_got(void **state)
{
	struct pl_origins *origins;
	struct pl_reader *reader;
	struct pl_run run;
	uint64_t off;

	(void)state;
	unlink(path);
	append(0, 100);
	origins = pl_origins_open();
	reader = open_reader(origins, path);
	run = pl_reader_peek(reader, 50);
	assert_int_equal(run.len, 100);
	off = check_run(run, 0);
	append(100, 400);
	run = pl_reader_peek(reader, 101);
	assert_int_equal(run.len, 400);
	check_run(run, 0);
	pl_reader_consume(reader, run.len);
	off = run.len;
	append(400, BYTES);
	for (run = pl_reader_run(reader); run.len > 0; run = pl_reader_run(reader)) {
		off = check_run(run, off);
		pl_reader_consume(reader, run.len);
	}
	assert_int_equal(off, BYTES);
	pl_reader_close(reader);
	pl_origins_close(origins);
}

static void a_large_file_is_the_same_when_a_thread_reads_ahead(void **state)
{
	(void)state;
	unlink(path);
	append(0, LARGE);
	check_all(path, LARGE, false);
	check_all(path, LARGE, true);
}

static void what_cannot_be_read_says_why(void **state)
{
	struct plimsoll_error err = { .message = "" };

	(void)state;
	assert_null(pl_reader_open(folder, 1, NULL, &err));
	assert_int_equal(err.status, PLIMSOLL_IO);
	assert_string_equal(err.message, "is a directory; name the files in it");
	assert_null(pl_reader_open("/nowhere/at/all", 1, NULL, &err));
	assert_string_equal(err.message, "cannot be read: No such file or directory");
	assert_string_equal(err.path, "/nowhere/at/all");
}

/* /proc/self/mem opens, and its first byte cannot be read. */
static void a_read_that_fails_ends_the_stream_and_is_told(void **state)
{
	struct pl_origins *origins = pl_origins_open();
	struct pl_reader *reader = open_reader(origins, "/proc/self/mem");
	struct plimsoll_error err = { .message = "" };

	(void)state;
	assert_int_equal(pl_reader_peek(reader, 10).len, 0);
	assert_true(pl_reader_failed(reader, &err));
	assert_int_equal(err.status, PLIMSOLL_IO);
	assert_string_equal(err.message, "cannot be read further: Input/output error");
	pl_reader_close(reader);
	pl_origins_close(origins);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_to_its_end),
		cmocka_unit_test(a_fifo_gives_the_same_bytes_and_is_read_once),
		cmocka_unit_test(a_pipe_of_small_writes_is_read_through_signals),
		cmocka_unit_test(a_file_that_grows_is_read_as_far_as_it_got),
		cmocka_unit_test(a_large_file_is_the_same_when_a_thread_reads_ahead),
		cmocka_unit_test(what_cannot_be_read_says_why),
		cmocka_unit_test(a_read_that_fails_ends_the_stream_and_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
