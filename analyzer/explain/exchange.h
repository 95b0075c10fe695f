/* The evidence of one exchange: what was sent, what came back, what client, server and user say of it. Readers of evidence
 * fill what they know; the rest stays zero. Texts and lists live in the arena of whoever explains. */
#ifndef PL_EXPLAIN_EXCHANGE_H
#define PL_EXPLAIN_EXCHANGE_H

#include "base/arena.h"
#include "fact/row.h"
#include "gateway/response.h"
#include "plimsoll.h"

#define PL_EXCHANGE_SIZES 64 /* sizes that passed or failed */
#define PL_EXCHANGE_TEXTS 64 /* error texts and log lines */

/* What `check` found in the request. */
struct pl_exchange_finding {
	struct pl_str rule, message;
};

/* Sizes as the user saw them: of files, before they were encoded. */
struct pl_exchange_sizes {
	uint64_t items[PL_EXCHANGE_SIZES];
	size_t len;
};

struct pl_exchange {
	/* the request */
	struct pl_row *request;  /* scope request; NULL when there is none */
	struct pl_str file, method, url;
	bool has_entry;          /* of a HAR */
	uint64_t entry;
	bool has_body_bytes;     /* how long its body is, or says it is */
	uint64_t body_bytes;
	uint64_t raw_bytes;      /* what the body carries, once decoded; 0 when not known */
	bool is_cut;             /* the body is not here whole: what it declares counts, and raw_bytes is an estimate */
	uint64_t seen_bytes;     /* of a body that is cut */
	const struct pl_exchange_finding *findings;
	size_t findings_len;
	/* the answer */
	bool has_response;
	struct pl_response response;
	/* the course of it */
	bool has_sent, sent_whole, answered_early, saw_continue, waited_continue;
	uint64_t sent_bytes;     /* of the body */
	bool has_seconds;
	uint64_t seconds;
	uint64_t redirects, redirect_status;
	struct pl_str method_after_redirect;
	struct pl_str texts[PL_EXCHANGE_TEXTS]; /* errors of the client, lines of a log */
	size_t texts_len;
	/* what was observed */
	struct pl_exchange_sizes passed, failed;
	struct pl_str encoding;  /* id of gateway/weighing.h; empty: the sizes are those on the wire */
	bool has_stored;
	uint64_t stored_bytes;   /* what arrived at the other end */
};

/* A text more, as far as there is room. */
void pl_exchange_say(struct pl_exchange *exchange, struct pl_str text);
#endif
