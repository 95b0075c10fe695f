/* Gateways that stand in for a network: each kind that was measured (100 and then 413, silence, a reset that eats the answer…),
 * with a bill. */
#ifndef PL_TESTS_SIMULATED_GATEWAY_H
#define PL_TESTS_SIMULATED_GATEWAY_H

#include "probe/probe.h"

enum simulated_reading {
	DECIDES_BY_HEADERS,     /* with Expect and without */
	DECIDES_BY_EXPECT,      /* with Expect alone */
	DECIDES_WITHOUT_EXPECT, /* 100 to any Expect */
	DECIDES_COUNTING,       /* while bytes arrive */
	DECIDES_WHOLE,          /* behind the last byte */
};

struct simulated_gateway {
	enum simulated_reading reading;
	uint64_t limit;            /* largest accepted; UINT64_MAX: accepts all */
	uint64_t refusal;          /* status; 0: closes without an answer */
	bool resets;               /* the answer is lost in a reset */
	bool wraps;                /* lengths of 2^31 and more are negative */
	bool drops_silently;       /* answers 200, with another text */
	bool echoes;               /* the answer tells how much arrived: {"got": N} */
	uint64_t normal;           /* status of the usual answer; 0: 200 */
	const char *server;        /* of both answers, or NULL */
	const char *powered_by;    /* X-Powered-By of both, or NULL */
	const char *page;          /* of the refusal, or NULL */
	const char *location;      /* the usual answer is a redirect there */
	uint64_t busy_every;       /* each so many-th request is answered 429 with Retry-After: 2 */
	uint64_t flaky_at;         /* this size is refused every second time; 0: none */
	enum pl_ending broken;     /* no answer at all: how each trial ends; PL_ENDED_ANSWERED: it is well */
	uint64_t states;           /* Tus-Max-Size in the answer to OPTIONS; 0: none */
	uint64_t passes_from;      /* sizes from here on pass again; 0: none does */
	uint64_t other_limit;      /* of a second server, to which every other request goes; 0: there is none */
	bool counts_heads;         /* the limit is one of the head, of the dimension that the trials have */
	struct simulated_gateway *behind; /* what accepted requests go to, whole */
	bool inflates;
	uint64_t reads_on;         /* so many bytes more of a ladder without a length before it answers */
	bool loses_answers;        /* that come within a body: the stream ends */
	/* The bill. */
	uint64_t requests, bodies, bytes, slept_ms, flips, answered_429;
};

/* A prober whose network is that gateway. */
struct pl_prober simulated_prober(struct simulated_gateway *gateway);
#endif
