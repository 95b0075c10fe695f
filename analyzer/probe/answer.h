/* An HTTP/1.1 answer as it comes in, until there is enough of it (RFC 9112 sections 4, 6.3). */
#ifndef PL_PROBE_ANSWER_H
#define PL_PROBE_ANSWER_H

#include "base/buf.h"
#include "gateway/response.h"
#include "parse/chunked.h"

struct pl_answer {
	enum pl_answer_state {
		PL_ANSWER_HEAD, /* the final head is not complete */
		PL_ANSWER_BODY, /* it is, the body is not */
		PL_ANSWER_DONE, /* as much as is wanted */
		PL_ANSWER_BAD,  /* no HTTP answer */
	} state;
	struct pl_buf bytes;
	size_t head_at, body_at; /* where the last head began, and the body */
	size_t looked_at;        /* no head ends before here */
	bool has_no_body;        /* the answer to a HEAD request */
	bool saw_continue;
	bool is_chunked;
	uint64_t length;         /* of the body; UINT64_MAX when the connection's end is its own */
	struct pl_chunked chunked;
};

void pl_answer_init(struct pl_answer *answer, bool is_to_head);
void pl_answer_free(struct pl_answer *answer);
enum pl_answer_state pl_answer_add(struct pl_answer *answer, const void *bytes, size_t len);
/* What has come so far; texts in `arena`. False when no final head has. */
bool pl_answer_response(const struct pl_answer *answer, struct pl_arena *arena, struct pl_response *response);
#endif
