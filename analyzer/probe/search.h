/* Which trial next: a pure function of what was asked and of everything seen. No I/O, no state of its own, so that a record is
 * searched again by handing it in. */
#ifndef PL_PROBE_SEARCH_H
#define PL_PROBE_SEARCH_H

#include "base/arena.h"
#include "probe/cut.h"
#include "probe/evidence.h"

struct pl_search {
	enum pl_dimension dimension;
	enum pl_shape shape;
	uint64_t most;         /* largest size that is tried with a whole body, or of another dimension */
	bool is_chunked;       /* whole bodies are sent chunked */
	bool is_http2;         /* headers are asked over HTTP/2 */
	bool goes_deeper;      /* bodies are sent below a limit that headers show */
	bool verifies;         /* the two bodies at the edge are sent in the end */
	bool inflates;         /* whole bodies are sent gzip'd, those at the edge as they are */
	bool is_near;          /* loopback: answers come in milliseconds */
	bool decides_whole;    /* the products that answered are known to look at a body only once it is there */
	const struct pl_prior *prior; /* documented limits */
	size_t prior_len;
	const struct pl_prior *hints; /* what answers name: the refuser's own limits, numbers in its page; likeliest first */
	size_t hints_len;
	const struct pl_seen *seen;
	size_t seen_len;
	uint64_t head_bytes, line_bytes, header_lines; /* of a request with nothing added */
};

/* How a limit was found. */
enum pl_found {
	PL_FOUND_NOTHING_YET,
	PL_FOUND_LIMIT,
	PL_FOUND_NO_LIMIT,  /* everything passed up to `most` */
	PL_FOUND_FAILED,    /* no answer can be had: the first trial's sight says why */
	PL_FOUND_UNDECIDED, /* the server was busy each time */
	PL_FOUND_REFUSED,   /* even the small request is refused for its size */
	PL_FOUND_FLAKY,     /* one size was accepted and refused */
};

struct pl_found_limit {
	enum pl_found found;
	unsigned ways;            /* those that `bracket` is of */
	struct pl_bracket bracket;
	bool is_exact;            /* adjacent, and each seen twice */
	bool is_verified;         /* whole bodies at both sides */
};

/* The size of the first trials. */
uint64_t pl_search_base(const struct pl_search *search);
/* The next trial; its rungs live in `arena`. False when there is none: the answer is pl_search_found. */
bool pl_search_next(const struct pl_search *search, struct pl_arena *arena, struct pl_trial *next);
/* What is known: the first limit on the path and, with `behind`, the lower one that only bodies show. */
struct pl_found_limit pl_search_found(const struct pl_search *search, struct pl_found_limit *behind);
/* Compressed bodies were refused for what they inflate to, as far as is known. */
bool pl_search_inflates(const struct pl_search *search);
/* The most requests and bytes that a search can come to, with heads of head_bytes. */
void pl_search_worst(const struct pl_search *search, uint64_t *requests, uint64_t *bytes);
#endif
