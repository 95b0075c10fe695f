/* The request of an exchange, read as `check` reads it: its facts, its findings, how long its body is. */
#ifndef PL_EXPLAIN_REQUEST_H
#define PL_EXPLAIN_REQUEST_H

#include "explain/exchange.h"

/* Reads the first request that `input` lets through. `rules` were opened with wants_facts. Texts are copied to `arena`.
 * A body that is cut counts with the length that it declares, and nothing is said of how it ends. */
enum plimsoll_status pl_exchange_read_request(struct pl_exchange *exchange, const struct plimsoll_rules *rules,
                                              const struct plimsoll_input *input, struct pl_arena *arena,
                                              struct plimsoll_error *err);
/* The same for a head that stands in memory, such as that in a log; its body is not there. */
enum plimsoll_status pl_exchange_read_head(struct pl_exchange *exchange, const struct plimsoll_rules *rules,
                                           struct pl_str head, struct pl_arena *arena, struct plimsoll_error *err);
#endif
