/* The loop of a probe: asks the search for a trial, has it sent, keeps what was seen, until there is no trial left or a budget
 * is spent. Whoever sends is given in, so that simulated gateways and records stand in for a network. */
#ifndef PL_PROBE_PROBE_H
#define PL_PROBE_PROBE_H

#include "gateway/documented.h"
#include "gateway/fingerprint.h"
#include "probe/search.h"

struct pl_probe;

/* Who sends trials and lets time pass. */
struct pl_prober {
	void *ctx;
	/* False when the transport cannot go on. */
	bool (*try_trial)(void *ctx, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight);
	/* Asks OPTIONS; NULL: it is not asked. */
	bool (*ask_options)(void *ctx, struct pl_arena *arena, struct pl_sight *sight);
	void (*sleep_ms)(void *ctx, uint64_t ms);                    /* NULL: time does not matter */
	void (*progress)(void *ctx, const struct pl_probe *probe);   /* after each trial; NULL: nobody looks */
};

struct pl_probe_budget {
	uint64_t requests, bytes, seconds; /* at most; 0: no bound */
	double rate;              /* requests a second at most; 0: no bound */
};

enum pl_stop { PL_STOP_DONE, PL_STOP_REQUESTS, PL_STOP_BYTES, PL_STOP_TIME, PL_STOP_TRANSPORT, PL_STOP_RETRY_LATER };

struct pl_probe {
	struct pl_search search; /* seen and hints are the loop's own; the rest is the caller's */
	struct pl_probe_budget budget;
	const char *echo;               /* "/pointer" or "header:NAME" of a length that the answer tells; or NULL */
	const char *const *rule_dirs;
	struct pl_arena arena;
	const struct pl_documented *documented; /* limits that bodies of that shape can meet, of the dimension */
	size_t documented_len;
	struct pl_seen *seen;           /* search.seen */
	struct pl_prior *hints;         /* search.hints; room for PL_LIMIT_HINTS */
	struct pl_response *responses;  /* one for each of seen; status 0 where none came */
	struct pl_response options;     /* of OPTIONS; status 0 when it was not asked */
	struct pl_str first_error;      /* of the transport, in words, where the first trial failed */
	uint64_t upload_limit;          /* that the server states before it is asked (Upload-Limit, Tus-Max-Size); 0: none */
	uint64_t requests, bytes_sent, micros;
	uint64_t waited_ms;             /* between trials */
	uint64_t retry_after;           /* seconds that the server asked for, when stop is PL_STOP_RETRY_LATER */
	enum pl_stop stop;
};

/* Loads the documented limits of the search's dimension; the members that the caller chooses are set before. */
void pl_probe_open(struct pl_probe *probe);
void pl_probe_run(struct pl_probe *probe, const struct pl_prober *prober);
/* What pl_probe_run does with each sight: takes it into the account and for hints. */
void pl_probe_see(struct pl_probe *probe, const struct pl_trial *trial, const struct pl_sight *sight);
void pl_probe_see_options(struct pl_probe *probe, const struct pl_sight *sight);
void pl_probe_close(struct pl_probe *probe);
/* The response to that trial. */
const struct pl_response *pl_probe_response(const struct pl_probe *probe, const struct pl_seen *seen);
/* "body", "headers", … as --dimension and the gateways' files spell it; NULL behind the last. */
const char *pl_dimension_name(enum pl_dimension dimension);
/* What it counts are bytes, or things. */
bool pl_dimension_is_bytes(enum pl_dimension dimension);
/* It is a size of the head, so that the body is the smallest. */
bool pl_dimension_is_of_head(enum pl_dimension dimension);
#endif
