/* A request waits, on the thread that checked it, until all before it have been told: nothing is copied, and what is told is
 * what one thread would tell. There are more threads than run at once, so that waiting costs no core its work. */
#include "parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/memory.h"
#include "check.h"

#define WAITING 3               /* threads that may wait for their turn, for each one that runs */
#define SHARED ((off_t)1 << 20) /* bytes from which on several threads read the same file, each for entries of its own */

/* An input that is being checked, by as many threads as it has shares. */
struct job {
	struct job *next;
	struct pl_arena arena;
	struct plimsoll_input input;
	unsigned shares, taken, over;
	uint64_t claimed, told;  /* of its requests, when it is shared */
	bool is_read;            /* a thread came to its end: all requests are claimed */
	bool is_broken;          /* a request could not be read: what stands behind it is not told */
	enum plimsoll_status status;
	struct plimsoll_error err;
};

struct pool {
	const struct plimsoll_rules *rules;
	const struct pl_inputs *inputs;
	pthread_mutex_t supply; /* held by the one that takes a part */
	pthread_mutex_t lock;   /* of all below, and of what is told */
	pthread_cond_t changed;
	struct job *first, *last; /* the first is the one that is told of */
	unsigned jobs, running;
	bool is_over;             /* no more inputs */
};

/* A thread's part of a job. */
struct part {
	struct pool *pool;
	struct job *job;
	uint64_t seen;   /* requests, when the job is shared */
	uint64_t number; /* of the one that is claimed */
	bool is_claimed;
};

static const char *kept(struct job *job, const char *text)
{
	return text ? pl_arena_str(&job->arena, pl_str_from(text)).ptr : NULL;
}

/* Whoever chooses among the requests has to count them, and standard input is read once. */
static unsigned shares_of(const struct plimsoll_input *input, unsigned jobs)
{
	struct stat st;

	if (input->has_entry || input->match || input->body || strcmp(input->path, "-") == 0)
		return 1;
	return stat(input->path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= SHARED ? jobs : 1;
}

static struct job *new_job(const struct plimsoll_input *input, unsigned jobs)
{
	struct job *job = pl_memory_alloc(sizeof(*job));

	job->input = *input;
	job->input.path = pl_arena_str(&job->arena, pl_str_from(input->path)).ptr;
	job->input.body = kept(job, input->body);
	job->input.format = kept(job, input->format);
	job->input.match = kept(job, input->match);
	job->input.env = kept(job, input->env);
	job->shares = shares_of(&job->input, jobs);
	return job;
}

/* The job that has a share left, or a new one; it may be long until there is one, and what is over is told meanwhile. */
static struct job *find_job(struct pool *pool)
{
	struct job *job = pool->first ? pool->last : NULL;
	struct plimsoll_input input;
	bool is_there;

	if (job && job->taken < job->shares)
		return job;
	pthread_mutex_unlock(&pool->lock);
	is_there = pool->inputs->next(pool->inputs->ctx, &input);
	job = is_there ? new_job(&input, pool->jobs) : NULL;
	pthread_mutex_lock(&pool->lock);
	if (job == NULL)
		return NULL;
	*(pool->first ? &pool->last->next : &pool->first) = job;
	return pool->last = job;
}

/* Parts are taken in the order in which they are told, so that whoever waits waits for somebody who runs. NULL at the end. */
static struct job *take_part(struct pool *pool)
{
	struct job *job = NULL;

	pthread_mutex_lock(&pool->supply);
	pthread_mutex_lock(&pool->lock);
	while (pool->running >= pool->jobs)
		pthread_cond_wait(&pool->changed, &pool->lock);
	if (!pool->is_over)
		job = find_job(pool);
	pool->is_over = job == NULL;
	if (job) {
		job->taken++;
		pool->running++;
	}
	pthread_mutex_unlock(&pool->lock);
	pthread_mutex_unlock(&pool->supply);
	return job;
}

static void stop_running(struct pool *pool)
{
	pool->running--;
	pthread_cond_broadcast(&pool->changed);
}

static void wait_for_turn(const struct part *part)
{
	struct pool *pool = part->pool;

	while (pool->first != part->job || (part->is_claimed && part->job->told != part->number))
		pthread_cond_wait(&pool->changed, &pool->lock);
}

/* A request that was claimed and turned out to be none has its turn too. */
static void pass_turn(struct part *part)
{
	if (!part->is_claimed)
		return;
	stop_running(part->pool);
	wait_for_turn(part);
	part->pool->running++;
	part->job->told++;
	part->is_claimed = false;
	pthread_cond_broadcast(&part->pool->changed);
}

static enum pl_share_answer claim(void *ctx)
{
	struct part *part = ctx;
	struct job *job = part->job;
	enum pl_share_answer answer = PL_SHARE_PASS;

	pthread_mutex_lock(&part->pool->lock);
	pass_turn(part);
	if (job->is_read || job->is_broken) {
		answer = PL_SHARE_END;
	} else if (part->seen++ == job->claimed) {
		part->number = job->claimed++;
		part->is_claimed = true;
		answer = PL_SHARE_TAKE;
	}
	pthread_mutex_unlock(&part->pool->lock);
	return answer;
}

static int tell(void *ctx, const struct plimsoll_request *request)
{
	struct part *part = ctx;
	struct pool *pool = part->pool;
	int is_enough = 0;

	pthread_mutex_lock(&pool->lock);
	stop_running(pool);
	wait_for_turn(part);
	pool->running++;
	if (!part->job->is_broken)
		is_enough = pool->inputs->request(pool->inputs->ctx, request);
	part->job->told += part->is_claimed;
	part->is_claimed = false;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	return is_enough;
}

/* The part is over; whoever ends the last one tells of the job's end. */
static void end_part(struct part *part, enum plimsoll_status status, const struct plimsoll_error *err)
{
	struct pool *pool = part->pool;
	struct job *job = part->job;

	pthread_mutex_lock(&pool->lock);
	if (part->is_claimed && status != PLIMSOLL_OK) {
		wait_for_turn(part);
		job->is_broken = true;
	}
	pass_turn(part);
	stop_running(pool);
	job->is_read = true;
	if (status != PLIMSOLL_OK && job->status == PLIMSOLL_OK) {
		job->status = status;
		job->err = *err;
	}
	if (++job->over == job->shares) {
		wait_for_turn(part);
		pool->inputs->done(pool->inputs->ctx, job->status, &job->err);
		pool->first = job->next;
		pl_arena_free(&job->arena);
		free(job);
	}
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

static void *work(void *ctx)
{
	struct pool *pool = ctx;
	struct job *job;

	while ((job = take_part(pool)) != NULL) {
		struct part part = { .pool = pool, .job = job };
		const struct pl_share share = { &part, claim };
		const struct plimsoll_sink sink = { &part, tell };
		struct plimsoll_error err = { .line = 0 };

		end_part(&part, pl_check(pool->rules, &job->input, NULL, job->shares > 1 ? &share : NULL, &sink, &err), &err);
	}
	return NULL;
}

static void check_in_turn(const struct plimsoll_rules *rules, const struct pl_inputs *inputs)
{
	const struct plimsoll_sink sink = { inputs->ctx, inputs->request };
	struct plimsoll_input input;
	struct plimsoll_error err;

	while (inputs->next(inputs->ctx, &input))
		inputs->done(inputs->ctx, plimsoll_check_file(rules, &input, &sink, &err), &err);
}

/* This thread is one of them, so that there is one even where no other is to be had. */
void pl_check_parallel(const struct plimsoll_rules *rules, unsigned jobs, const struct pl_inputs *inputs)
{
	struct pool pool = { .rules = rules, .inputs = inputs, .jobs = jobs };
	size_t len = 0, most = (size_t)jobs * (1 + WAITING) - 1;
	pthread_t *threads;

	if (jobs <= 1) {
		check_in_turn(rules, inputs);
		return;
	}
	threads = pl_memory_alloc(most * sizeof(*threads));
	pthread_mutex_init(&pool.supply, NULL);
	pthread_mutex_init(&pool.lock, NULL);
	pthread_cond_init(&pool.changed, NULL);
	while (len < most && pthread_create(&threads[len], NULL, work, &pool) == 0)
		len++;
	work(&pool);
	while (len > 0)
		pthread_join(threads[--len], NULL);
	pthread_cond_destroy(&pool.changed);
	pthread_mutex_destroy(&pool.lock);
	pthread_mutex_destroy(&pool.supply);
	free(threads);
}
