/* What an operating system may refuse. Every allocation of our own in a check fails once in turn, and the process says so and
 * ends; and a file that is read a few bytes at a time, with interruptions, raises the same findings. malloc, read and exit of
 * this program stand in for libc's. */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "plimsoll.h"

#define OUT_OF_MEMORY "plimsoll: out of memory\n"
#define SAMPLES 1024
#define SOME 3 /* failures of each of the many samples */
#define BATCH 100

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static uint64_t allocations, failing; /* the number of the one that fails; 0 for none */

static bool fails(void)
{
	if (++allocations != failing)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

static bool is_slow; /* reads are short and interrupted */

size_t piece(size_t len);

/* Not static: the C library declares read() inline. */
size_t piece(size_t len)
{
	static unsigned turn;

	if (!is_slow)
		return len;
	if (++turn % 3 == 0)
		return 0;
	return len < 1 + turn % 13 ? len : 1 + turn % 13;
}

ssize_t read(int fd, void *out, size_t len)
{
	const size_t some = piece(len);

	if (some > 0 || len == 0)
		return syscall(SYS_read, fd, out, some);
	errno = EINTR;
	return -1;
}

ssize_t pread(int fd, void *out, size_t len, off_t off)
{
	const size_t some = piece(len);

	if (some > 0 || len == 0)
		return syscall(SYS_pread64, fd, out, some, off);
	errno = EINTR;
	return -1;
}

static char *samples[SAMPLES];
static size_t samples_len;

static int add_sample(const char *path, const struct stat *status, int type)
{
	if (type == FTW_F && status->st_size < 65536 && strcmp(path + strlen(path) - 5, ".args") != 0 && samples_len < SAMPLES)
		samples[samples_len++] = strdup(path);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int find_samples(void **state)
{
	(void)state;
	if (ftw("samples/ok", add_sample, 8) != 0 || ftw("samples/bad", add_sample, 8) != 0)
		return -1;
	qsort(samples, samples_len, sizeof(*samples), by_text);
	return samples_len > 500 ? 0 : -1;
}

static int hash_request(void *ctx, const struct plimsoll_request *request)
{
	uint64_t *hash = ctx;

	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];

		*hash = *hash * 31 + f->place.offset * 7 + f->rule.len;
		for (size_t k = 0; k < f->message.len; k++)
			*hash = *hash * 31 + (unsigned char)f->message.ptr[k];
	}
	*hash = *hash * 31 + request->weight.body_bytes + request->facts_len;
	return 0;
}

static enum plimsoll_status check(const char *path, uint64_t *hash)
{
	const struct plimsoll_options options = { .persona = PLIMSOLL_PEDANTIC, .wants_facts = true, .limit = 1000 };
	const struct plimsoll_sink sink = { hash, hash_request };
	struct plimsoll_error err;
	struct plimsoll_rules *rules = plimsoll_rules_open(&options, &err);
	enum plimsoll_status status;

	if (rules == NULL)
		return err.status;
	status = plimsoll_check_file(rules, &(struct plimsoll_input){ .path = path }, &sink, &err);
	plimsoll_rules_close(rules);
	return status;
}

static jmp_buf ended;
static volatile bool is_ending; /* exit() comes back, so that one process sees many ends */

void exit(int status)
{
	if (is_ending)
		longjmp(ended, 1 + status);
	fflush(NULL);
	_exit(status);
}

enum { FEWER = 100, ENDED_ODDLY, SAID_OTHERWISE };

/* In a process of its own: the check with each of these allocations failing, one at a time. */
static int check_each(const char *path, uint64_t first, uint64_t step, uint64_t count, int said)
{
	char text[sizeof(OUT_OF_MEMORY)];
	volatile uint64_t number = first, left = count;

	dup2(said, STDERR_FILENO);
	for (; left > 0; number += step, left--) {
		int jump = setjmp(ended);
		uint64_t hash = 0;

		if (jump == 0) {
			assert_int_equal(ftruncate(said, 0), 0);
			lseek(said, 0, SEEK_SET);
			is_ending = true;
			allocations = 0;
			failing = number;
			check(path, &hash);
			failing = 0;
			if (allocations < number)
				return FEWER;
			continue;
		}
		failing = 0;
		if (jump != 1 + 3)
			return ENDED_ODDLY;
		if (pread(said, text, sizeof(text), 0) != sizeof(text) - 1 || memcmp(text, OUT_OF_MEMORY, sizeof(text) - 1) != 0)
			return SAID_OTHERWISE;
	}
	return 0;
}

/* False when the check has fewer allocations. What an end leaves allocated goes with the process. */
static bool check_failing(const char *path, uint64_t first, uint64_t step, uint64_t count)
{
	int said = memfd_create("said", MFD_CLOEXEC), status = -1;
	pid_t pid = said < 0 ? -1 : fork();

	if (pid == 0)
		_exit(check_each(path, first, step, count, said));
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	close(said);
	if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != FEWER))
		fail_msg("%s: allocation %llu and on: status %x", path, (unsigned long long)first, (unsigned)status);
	return WEXITSTATUS(status) != FEWER;
}

static void every_allocation_may_fail(void **state)
{
	static const char *const each[] = { "samples/ok/graphql.http", "samples/ok/chrome-multipart.http", "samples/ok/gzip-json.http",
		                            "samples/ok/chrome.har",   "samples/ok/postman-login.json",   "samples/ok/rest-client-users.rest",
		                            "samples/ok/hurl-bodies.hurl", "samples/ok/curl-post.curl" };
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		assert_true(check_failing(each[i], 1, 1, 20));
		for (number = 21; number < 100000 && check_failing(each[i], number, 1, BATCH);)
			number += BATCH;
		assert_in_range(number, 21, 99999);
	}
}

/* Spread over all samples, since every number of each would take minutes. */
static void some_allocations_of_every_sample_may_fail(void **state)
{
	(void)state;
	for (size_t i = 0; i < samples_len; i++)
		check_failing(samples[i], 1 + i * 37 % 101, 101, SOME);
}

static void short_and_interrupted_reads_change_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < samples_len; i++) {
		uint64_t whole = 0, pieces = 0;
		enum plimsoll_status status = check(samples[i], &whole), slow;

		is_slow = true;
		slow = check(samples[i], &pieces);
		is_slow = false;
		if (status != slow || whole != pieces)
			fail_msg("%s is read otherwise in pieces", samples[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(some_allocations_of_every_sample_may_fail),
		cmocka_unit_test(short_and_interrupted_reads_change_nothing),
	};

	return cmocka_run_group_tests(tests, find_samples, NULL);
}
