/* A response as far as it was seen: by the probe's transport, or read from a HAR, a log or a file. Borrowed texts. */
#ifndef PL_GATEWAY_RESPONSE_H
#define PL_GATEWAY_RESPONSE_H

#include "base/arena.h"

struct pl_response_header {
	struct pl_str name, value;
};

struct pl_response {
	uint64_t status;               /* of the final answer; 0: none came */
	struct pl_str version, reason; /* "1.1", "2"; may be empty */
	const struct pl_response_header *headers;
	size_t headers_len;
	struct pl_str body; /* its first bytes (PL_LIMIT_RESPONSE_BODY at most), transfer and content coding taken off */
	bool has_body;      /* the body was looked at: an empty `body` is then known to be empty */
};

/* The first value of that name (case folded), or an empty text. */
struct pl_str pl_response_header(const struct pl_response *response, const char *name);
/* Reads a raw HTTP/1.x message: interim answers (1xx) are skipped, chunks are put together. Borrows `text`; memory from
 * `arena`. False when it is no response; an empty text is an answer that never came (status 0). */
bool pl_response_read(struct pl_response *response, struct pl_str text, struct pl_arena *arena);
/* Takes the codings of Content-Encoding off the body: what comes out of its first PL_LIMIT_RESPONSE_BODY bytes, also of a body
 * that is cut. Text is left alone, since a tool undid them then; of what does not decode nothing is known (has_body false). */
void pl_response_decode(struct pl_response *response, struct pl_arena *arena);
#endif
