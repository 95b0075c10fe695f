/* The answers of a HAR 1.2 log. The requests are read by source/har.c, under the same numbers. */
#ifndef PL_EXPLAIN_HAR_LOG_H
#define PL_EXPLAIN_HAR_LOG_H

#include "explain/exchange.h"

#define PL_HAR_LOG_KEPT 64 /* exchanges of one log that are explained */

struct pl_har_log {
	struct pl_exchange *exchanges; /* in their order; `entry` is set, the request is not read yet */
	size_t len;
	uint64_t entries;  /* in the log */
	uint64_t more;     /* failed ones beyond PL_HAR_LOG_KEPT */
};

/* Reads the log at `path`. Without an entry of one's choice those are kept that failed and had something to send: no answer,
 * a status of 400 and more, or a redirect of what is no GET. False with *err filled when it cannot be read or is no log. */
bool pl_har_log_read(struct pl_har_log *log, const char *path, bool has_entry, uint64_t entry, struct pl_arena *arena,
                     struct plimsoll_error *err);
#endif
