/* A large file read by a thread of its own: when there is one, that it ends, and what it meets. That the bytes are the same is in
 * test_reader.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "source/read_ahead.h"
#include "source/reader.h"

#define LARGE (4 * PL_LIMIT_READ_ALONE + 17)

static char folder[64], path[96];

static unsigned char byte_at(uint64_t off)
{
	return (unsigned char)(off % 251);
}

static void append(uint64_t from, uint64_t to)
{
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	for (; from < to; from++)
		putc(byte_at(from), file);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/plimsoll-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/input", folder);
	append(0, LARGE);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static uint64_t check_run(struct pl_run run, uint64_t off)
{
	assert_int_equal(run.off, off);
	for (size_t i = 0; i < run.len; i++)
		if (run.ptr[i] != byte_at(off + i))
			fail_msg("byte %zu of the run at %llu", i, (unsigned long long)off);
	return off + run.len;
}

/* Threads of this process; their folder has two names more. */
static unsigned threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	unsigned len = 0;

	assert_non_null(tasks);
	while (readdir(tasks))
		len++;
	closedir(tasks);
	return len - 2;
}

/* One that was joined is listed a little longer. */
static void check_threads(unsigned expected)
{
	for (int i = 0; i < 2000 && threads() != expected; i++)
		usleep(1000);
	assert_int_equal(threads(), expected);
}

static bool has_two_cores(void)
{
	cpu_set_t cores;

	return sched_getaffinity(0, sizeof(cores), &cores) == 0 && CPU_COUNT(&cores) >= 2;
}

static uint64_t read_runs(struct pl_reader *reader, uint64_t off, uint64_t end)
{
	while (off < end) {
		struct pl_run run = pl_reader_run(reader);

		if (run.len == 0)
			break;
		off = check_run(run, off);
		pl_reader_consume(reader, run.len);
	}
	return off;
}

static struct pl_reader *open_large(void)
{
	struct plimsoll_error err;
	struct pl_reader *reader = pl_reader_open(path, 1, NULL, &err);

	assert_non_null(reader);
	return reader;
}

static void a_thread_reads_what_follows_the_first_bytes_of_a_large_file(void **state)
{
	const unsigned before = threads();
	struct pl_reader *reader = open_large();

	(void)state;
	assert_true(read_runs(reader, 0, PL_LIMIT_READ_ALONE) >= PL_LIMIT_READ_ALONE);
	check_threads(before);
	read_runs(reader, PL_LIMIT_READ_ALONE, PL_LIMIT_READ_ALONE + 1);
	check_threads(before + has_two_cores());
	pl_reader_close(reader);
	check_threads(before);
}

/* As with -j: many files, and no more threads beside those that scan than one for two cores. */
static void not_every_file_has_a_thread_that_reads_ahead(void **state)
{
	struct pl_reader *readers[64];
	const unsigned before = threads();
	cpu_set_t cores;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(cores), &cores), 0);
	for (size_t i = 0; i < 64; i++) {
		readers[i] = open_large();
		read_runs(readers[i], 0, PL_LIMIT_READ_ALONE + PL_LIMIT_BLOCK);
	}
	check_threads(before + (CPU_COUNT(&cores) < 128 ? (unsigned)CPU_COUNT(&cores) / 2 : 64));
	for (size_t i = 0; i < 64; i++) {
		assert_int_equal(read_runs(readers[i], PL_LIMIT_READ_ALONE + PL_LIMIT_BLOCK, UINT64_MAX), LARGE);
		pl_reader_close(readers[i]);
	}
	check_threads(before);
}

/* What the thread has read by then is there, and nothing behind the new end; a file that has grown goes on. */
static void a_large_file_may_shrink_and_grow_while_it_is_read(void **state)
{
	struct pl_reader *reader = open_large();
	struct plimsoll_error err = { .message = "" };
	uint64_t off = read_runs(reader, 0, 2 * PL_LIMIT_READ_ALONE);

	(void)state;
	append(LARGE, LARGE + 1000);
	assert_int_equal(read_runs(reader, off, UINT64_MAX), LARGE + 1000);
	pl_reader_close(reader);
	reader = open_large();
	off = read_runs(reader, 0, 2 * PL_LIMIT_READ_ALONE);
	assert_int_equal(truncate(path, (off_t)off), 0);
	off = read_runs(reader, off, UINT64_MAX);
	assert_true(off >= 2 * PL_LIMIT_READ_ALONE && off < LARGE);
	assert_int_equal(pl_reader_run(reader).len, 0);
	assert_false(pl_reader_failed(reader, &err));
	pl_reader_close(reader);
}

/* A folder opens, and cannot be read. */
static void a_thread_that_cannot_read_says_why(void **state)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY);
	struct pl_read_ahead *ahead = pl_read_ahead_start(fd);
	char byte;

	(void)state;
	assert_int_equal(ahead != NULL, has_two_cores());
	for (int i = 0; ahead && i < 2; i++) {
		errno = 0;
		assert_int_equal(pl_read_ahead_copy(ahead, &byte, 1), -1);
		assert_int_equal(errno, EISDIR);
	}
	if (ahead)
		pl_read_ahead_stop(ahead);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_reads_what_follows_the_first_bytes_of_a_large_file),
		cmocka_unit_test(not_every_file_has_a_thread_that_reads_ahead),
		cmocka_unit_test(a_large_file_may_shrink_and_grow_while_it_is_read),
		cmocka_unit_test(a_thread_that_cannot_read_says_why),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
