/* From a message to rows of facts, in one streaming pass. A row closes when its thing ends, and the listener is told;
 * nothing outlives its row but the request's own. */
#ifndef PL_EXTRACT_EXTRACT_H
#define PL_EXTRACT_EXTRACT_H

#include "fact/row.h"
#include "source/message.h"
#include "source/origin.h"

struct pl_extract_options {
	uint64_t max_decoded; /* bytes to inflate of a coded body */
	const bool *wanted;   /* PL_FACTS flags: facts that somebody asks for; NULL for all. Costly ones are skipped else */
};

struct pl_extract;
struct pl_weight;

struct pl_extract *pl_extract_open(const struct pl_extract_options *options, struct pl_origins *origins,
                                   struct pl_listener listener);
void pl_extract_close(struct pl_extract *x);

/* One request: its head (header rows close), its body (parts, contents and fields close), its end (the trailer's header
 * rows, the body's content row and last the request row close). */
void pl_extract_head(struct pl_extract *x, const struct pl_message *message);
void pl_extract_body(struct pl_extract *x, struct pl_run run);
void pl_extract_finish(struct pl_extract *x, const struct pl_message *message);

/* Of the request just finished; valid until the next pl_extract_head. */
const struct pl_weight *pl_extract_weight(const struct pl_extract *x);
#endif
