/* Several inputs checked at once, and told of as if they had been checked one after the other. */
#ifndef PL_PARALLEL_H
#define PL_PARALLEL_H

#include "plimsoll.h"

/* Where the inputs come from and who is told of them. The functions are called on any thread; no two of `request` and
 * `done` at once, nor two of `next`. */
struct pl_inputs {
	void *ctx;
	/* The next input, lent until the next call; false when there is none. May wait. */
	bool (*next)(void *ctx, struct plimsoll_input *input);
	/* In the order of the inputs, and of the requests in each: */
	int (*request)(void *ctx, const struct plimsoll_request *request);
	/* the input's end; *err is filled unless `status` is PLIMSOLL_OK. */
	void (*done)(void *ctx, enum plimsoll_status status, const struct plimsoll_error *err);
};

/* Checks `jobs` inputs at a time (1: no thread is made), and the entries of a large HAR too. Memory is that of a check for each of
 * four times as many: those that wait for their turn. */
void pl_check_parallel(const struct plimsoll_rules *rules, unsigned jobs, const struct pl_inputs *inputs);
#endif
