/* Trials of a search: how each is sent. */
#ifndef PL_PROBE_ASK_H
#define PL_PROBE_ASK_H

#include "probe/search.h"

/* A trial of that many; waits are longer where it has to be sure. Always true. */
bool pl_ask(const struct pl_search *search, enum pl_strategy strategy, uint64_t bytes, bool is_sure, struct pl_trial *next);
/* The upload that is cut off within (accepted, refused): rungs are close to documented limits and finely spread elsewhere. */
bool pl_ask_ladder(const struct pl_search *search, uint64_t accepted, uint64_t refused, bool is_open, struct pl_arena *arena,
                   struct pl_trial *next);
#endif
