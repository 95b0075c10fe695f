/* How a product behaves when it refuses a body for its size, as measured (`behaviour` in rules/gateways/<id>.json): what `capture --as`
 * plays, so that a client can be tried against it. */
#ifndef PL_GATEWAY_BEHAVIOUR_H
#define PL_GATEWAY_BEHAVIOUR_H

#include "rule/json_document.h"

/* What a size is judged by: the length that is declared, the bytes that have come, or only the whole body. */
enum pl_decides { PL_DECIDES_BY_HEADER, PL_DECIDES_COUNTING, PL_DECIDES_BY_WHOLE, PL_DECIDES_NEVER };

/* What becomes of the connection behind the refusal. */
enum pl_closes {
	PL_CLOSES_KEEP,   /* the rest of the body is read, the next request may come */
	PL_CLOSES_DRAIN,  /* the rest of the body is read, as long as it comes, and then it is closed */
	PL_CLOSES_LINGER, /* its own side is closed, and what comes is read for a while */
	PL_CLOSES_CLOSE,  /* closed at once; the client gets a reset when it goes on sending */
	PL_CLOSES_RESET,
};

struct pl_refusing {
	uint64_t status;              /* 0: there is no answer */
	struct pl_str reason, body;
	const struct pl_str *headers; /* lines, in their order; as the body, with placeholders (capture/conduct.c) */
	size_t headers_len;
	enum pl_closes closes;
};

struct pl_behaviour {
	bool is_there;
	struct pl_str dimension;                  /* which of the product's limits it is about */
	enum pl_decides decides, decides_chunked; /* of a body with a declared length, and of a chunked one */
	bool continues_first;                     /* Expect: 100-continue is answered with 100 before the refusal */
	struct pl_refusing refusal, chunked;      /* what a chunked body is refused with */
	const struct pl_str *headers;             /* of every other answer */
	size_t headers_len;
	struct pl_str source;
};

/* Reads the member "behaviour"; is_there is false without one. False with *err filled on a mistake. */
bool pl_behaviour_read(const struct pl_document *document, struct pl_arena *arena, struct pl_behaviour *behaviour,
                       struct plimsoll_error *err);
#endif
