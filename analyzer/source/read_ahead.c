/* A ring of blocks. Each belongs to one side at a time: those that are read and not taken to the scanning thread, all others to
 * the reading one. Two counts say which. A side that cannot go on sleeps until half of the ring is its own, so that the two wake
 * each other seldom; the lock is for sleeping alone. */
#include "source/read_ahead.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/thread.h"

#define BLOCKS 16
#define HALF (BLOCKS / 2)
#define STACK ((size_t)128 << 10)

struct pl_read_ahead {
	int fd;
	pthread_t thread;
	struct pl_block blocks[BLOCKS];     /* number n stands at n % BLOCKS */
	_Atomic uint64_t read, taken;       /* blocks */
	pthread_mutex_t lock;               /* of what follows */
	pthread_cond_t half_read, half_taken;
	bool is_over;                       /* what follows the blocks is the end, or a failure */
	bool is_unwanted;
	int error;
};

/* Of the whole process: where all cores have inputs to scan, as with -j, a thread more has none to run on. */
static atomic_uint under_way;

static bool find_core(void)
{
	cpu_set_t cores;

	if (sched_getaffinity(0, sizeof(cores), &cores) != 0)
		return false;
	if (2 * (atomic_fetch_add(&under_way, 1) + 1) <= (unsigned)CPU_COUNT(&cores))
		return true;
	atomic_fetch_sub(&under_way, 1);
	return false;
}

/* Whoever changes a count looks at the other one afterwards, and whoever sleeps before: one of the two sees what the other did. */
static uint64_t waiting(struct pl_read_ahead *a)
{
	return a->read - a->taken;
}

static bool wait_for_room(struct pl_read_ahead *a)
{
	bool is_wanted;

	if (waiting(a) < BLOCKS)
		return true;
	pthread_mutex_lock(&a->lock);
	while (waiting(a) > HALF && !a->is_unwanted)
		pthread_cond_wait(&a->half_taken, &a->lock);
	is_wanted = !a->is_unwanted;
	pthread_mutex_unlock(&a->lock);
	return is_wanted;
}

static void wake(struct pl_read_ahead *a, pthread_cond_t *other)
{
	pthread_mutex_lock(&a->lock);
	pthread_cond_signal(other);
	pthread_mutex_unlock(&a->lock);
}

static void end(struct pl_read_ahead *a, int error)
{
	pthread_mutex_lock(&a->lock);
	a->is_over = true;
	a->error = error;
	pthread_cond_signal(&a->half_read);
	pthread_mutex_unlock(&a->lock);
}

static void *read_blocks(void *ctx)
{
	struct pl_read_ahead *a = ctx;

	while (wait_for_room(a)) {
		struct pl_block *block = &a->blocks[a->read % BLOCKS];
		ssize_t n;

		do
			n = read(a->fd, block->bytes, PL_LIMIT_BLOCK);
		while (n < 0 && errno == EINTR);
		if (n <= 0) {
			end(a, n < 0 ? errno : 0);
			break;
		}
		block->start = 0;
		block->end = (size_t)n;
		a->read++;
		if (waiting(a) == HALF)
			wake(a, &a->half_read);
	}
	return NULL;
}

static void release(struct pl_read_ahead *a)
{
	for (size_t i = 0; i < BLOCKS; i++)
		free(a->blocks[i].bytes);
	pthread_cond_destroy(&a->half_read);
	pthread_cond_destroy(&a->half_taken);
	pthread_mutex_destroy(&a->lock);
	free(a);
	atomic_fetch_sub(&under_way, 1);
}

struct pl_read_ahead *pl_read_ahead_start(int fd)
{
	struct pl_read_ahead *a;

	if (!find_core())
		return NULL;
	a = pl_memory_alloc(sizeof(*a));
	a->fd = fd;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->half_read, NULL);
	pthread_cond_init(&a->half_taken, NULL);
	for (size_t i = 0; i < BLOCKS; i++)
		a->blocks[i] = (struct pl_block){ .bytes = pl_memory_block(PL_LIMIT_BLOCK), .room = PL_LIMIT_BLOCK };
	if (pl_thread_start(&a->thread, STACK, read_blocks, a) == 0)
		return a;
	release(a);
	return NULL;
}

void pl_read_ahead_stop(struct pl_read_ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->is_unwanted = true;
	pthread_cond_signal(&a->half_taken);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	release(a);
}

/* The first block that is read and not taken; NULL when none will come. */
static struct pl_block *wait_for_block(struct pl_read_ahead *a)
{
	if (waiting(a) == 0) {
		pthread_mutex_lock(&a->lock);
		while (waiting(a) < HALF && !a->is_over)
			pthread_cond_wait(&a->half_read, &a->lock);
		pthread_mutex_unlock(&a->lock);
	}
	return waiting(a) == 0 ? NULL : &a->blocks[a->taken % BLOCKS];
}

static void take(struct pl_read_ahead *a)
{
	a->taken++;
	if (waiting(a) == HALF)
		wake(a, &a->half_taken);
}

static ssize_t end_of(const struct pl_read_ahead *a)
{
	errno = a->error;
	return a->error ? -1 : 0;
}

ssize_t pl_read_ahead_copy(struct pl_read_ahead *a, void *out, size_t room)
{
	struct pl_block *block = wait_for_block(a);
	size_t len;

	if (block == NULL)
		return end_of(a);
	len = block->end - block->start < room ? block->end - block->start : room;
	memcpy(out, block->bytes + block->start, len);
	block->start += len;
	if (block->start == block->end)
		take(a);
	return (ssize_t)len;
}

ssize_t pl_read_ahead_exchange(struct pl_read_ahead *a, struct pl_block *block)
{
	struct pl_block *next = wait_for_block(a), empty = *block;

	if (next == NULL)
		return end_of(a);
	*block = *next;
	*next = empty;
	take(a);
	return (ssize_t)(block->end - block->start);
}
