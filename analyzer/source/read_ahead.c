/* A ring of blocks. Each belongs to one side at a time: those that are read and not taken to the scanning thread, all others to
 * the reading one; the lock is for the two counts that say which, and no byte is touched under it. */
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

#define BLOCKS 4
#define STACK ((size_t)128 << 10)

struct pl_read_ahead {
	int fd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t is_read, is_taken;
	struct pl_block blocks[BLOCKS]; /* number n stands at n % BLOCKS */
	uint64_t read, taken;           /* blocks */
	bool is_over;                   /* the last block that was read is empty: the end, or a failure */
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

/* Waits until there is room, and then for half of it, so that a slow scan wakes this thread half as often. */
static bool wait_for_room(struct pl_read_ahead *a)
{
	bool is_wanted;

	pthread_mutex_lock(&a->lock);
	if (a->read - a->taken == BLOCKS)
		while (a->read - a->taken > BLOCKS / 2 && !a->is_unwanted)
			pthread_cond_wait(&a->is_taken, &a->lock);
	is_wanted = !a->is_unwanted;
	pthread_mutex_unlock(&a->lock);
	return is_wanted;
}

static void hand_over(struct pl_read_ahead *a, ssize_t n, int error)
{
	pthread_mutex_lock(&a->lock);
	a->is_over = n <= 0;
	a->error = error;
	a->read += n > 0;
	pthread_cond_signal(&a->is_read);
	pthread_mutex_unlock(&a->lock);
}

static void *read_blocks(void *ctx)
{
	struct pl_read_ahead *a = ctx;
	ssize_t n = 1;

	while (n > 0 && wait_for_room(a)) {
		struct pl_block *block = &a->blocks[a->read % BLOCKS];

		do
			n = read(a->fd, block->bytes, PL_LIMIT_BLOCK);
		while (n < 0 && errno == EINTR);
		block->start = 0;
		block->end = n > 0 ? (size_t)n : 0;
		hand_over(a, n, n < 0 ? errno : 0);
	}
	return NULL;
}

static void release(struct pl_read_ahead *a)
{
	for (size_t i = 0; i < BLOCKS; i++)
		free(a->blocks[i].bytes);
	pthread_cond_destroy(&a->is_read);
	pthread_cond_destroy(&a->is_taken);
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
	pthread_cond_init(&a->is_read, NULL);
	pthread_cond_init(&a->is_taken, NULL);
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
	pthread_cond_signal(&a->is_taken);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	release(a);
}

/* The first block that is read and not taken; NULL when none will come. */
static struct pl_block *wait_for_block(struct pl_read_ahead *a)
{
	struct pl_block *block;

	pthread_mutex_lock(&a->lock);
	while (a->read == a->taken && !a->is_over)
		pthread_cond_wait(&a->is_read, &a->lock);
	block = a->read == a->taken ? NULL : &a->blocks[a->taken % BLOCKS];
	pthread_mutex_unlock(&a->lock);
	return block;
}

static void take(struct pl_read_ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->taken++;
	if (a->read - a->taken == BLOCKS / 2)
		pthread_cond_signal(&a->is_taken);
	pthread_mutex_unlock(&a->lock);
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
