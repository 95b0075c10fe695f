/* What `curl -v` and `curl --trace-ascii` print: heads in both directions, how much was sent, what curl says. */
#ifndef PL_EXPLAIN_CURL_LOG_H
#define PL_EXPLAIN_CURL_LOG_H

#include "explain/exchange.h"

/* Is `text` (the first bytes of a file) such a log? */
bool pl_curl_log_is(struct pl_str text);
/* Takes everything but the request's head, which is returned as a raw message (empty when the log has none). Of several
 * requests the head is the first one's, the answer the last one's. Texts are borrowed from `text` or live in `arena`. */
struct pl_str pl_curl_log_read(struct pl_exchange *exchange, struct pl_str text, struct pl_arena *arena);
#endif
