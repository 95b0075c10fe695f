/* Transfer-Encoding: chunked taken off, with its oddities set as facts of the request. A body that is not
 * chunked at all, although its head says so, comes out as it is. */
#ifndef PL_EXTRACT_DECHUNK_H
#define PL_EXTRACT_DECHUNK_H

#include "base/buf.h"
#include "extract/context.h"
#include "parse/chunked.h"

struct pl_dechunk {
	struct pl_context *x;
	struct pl_chunked parser;
	bool is_chunked; /* else every run passes */
	bool is_begun, is_over,
	    is_blind; /* is_blind: a part of the framing was not read, so nothing after it is known */
	char extension[PL_LIMIT_FIELD_HEAD]; /* the first one, while it is read */
	size_t extension_len;
	struct pl_span extension_at;
	struct pl_buf trailer;
	struct pl_span trailer_at;
};

void pl_dechunk_init(struct pl_dechunk *d, struct pl_context *x);
void pl_dechunk_free(struct pl_dechunk *d);
void pl_dechunk_begin(struct pl_dechunk *d, bool is_chunked);
/* The next content bytes from `in`; false when it is used up. */
bool pl_dechunk_next(struct pl_dechunk *d, struct pl_run *in, struct pl_run *content);
/* The body is over: what only its end tells, and the trailer's header rows. */
void pl_dechunk_finish(struct pl_dechunk *d, struct pl_span body_at);
#endif
