/* Facts of the request that only the end of its body tells. */
#ifndef PL_EXTRACT_BODY_FACTS_H
#define PL_EXTRACT_BODY_FACTS_H

#include "base/scan.h"
#include "extract/context.h"

/* A body as it went by. */
struct pl_body {
	uint64_t wire_bytes;          /* as sent */
	struct pl_scan_counts counts; /* of the content: chunked framing is off, content codings are on */
	uint64_t bytes;               /* of that content */
	uint64_t decoded_bytes;
	struct pl_span at, end_at; /* the content, as far as it stands together; its last byte */
	struct pl_span surplus_at; /* the first bytes beyond Content-Length */
	bool is_unknown;           /* nothing of it was seen */
	bool is_unread;            /* its bytes were counted but not all seen */
	bool is_blind;             /* its framing was not followed to the end */
	bool is_lost;              /* its codings were not taken off to the end */
	bool is_utf8;
};

/* A run of the body as sent. */
void pl_body_count_wire(struct pl_body *body, const struct pl_context *x, const struct pl_run *run);
/* A run of its content. */
void pl_body_count(struct pl_body *body, const struct pl_run *run);
/* Fills the request row's BODY facts; `content` is the closed row of the request's content. */
void pl_body_facts(struct pl_context *x, const struct pl_body *body, const struct pl_row *content);
#endif
