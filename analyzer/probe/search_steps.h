/* Between the files of the search: what headers show, what bodies show, and what both ask. */
#ifndef PL_PROBE_SEARCH_STEPS_H
#define PL_PROBE_SEARCH_STEPS_H

#include "probe/ask.h"

#define PL_SEARCH_LADDERS 8 /* at most */

/* The next trial without a body; false when headers have shown what they can. */
bool pl_headers_next(const struct pl_search *search, struct pl_arena *arena, struct pl_trial *next);
/* The bracket of the first way of asking that was refused, or of the last one. */
struct pl_bracket pl_headers_bracket(const struct pl_search *search, unsigned *ways);
/* The next trial with a body of at most `top` bytes. */
bool pl_bodies_next(const struct pl_search *search, uint64_t top, struct pl_arena *arena, struct pl_trial *next);
/* The ways of asking by bodies that agree. */
unsigned pl_bodies_ways(const struct pl_search *search);
bool pl_ask_whole(const struct pl_search *search, uint64_t bytes, bool is_deflated, struct pl_trial *next);

/* The strategy of whole bodies. */
enum pl_strategy pl_search_whole(const struct pl_search *search);
bool pl_search_is_seen(const struct pl_search *search, enum pl_strategy strategy, uint64_t bytes);
/* The side of an adjacent bracket that is not sure yet. What was asked last comes first: of two servers that take turns, each is then
 * asked for both sides. */
uint64_t pl_search_repeated(const struct pl_search *search, const struct pl_bracket *bracket);
/* Prior and hints together; memory from the arena. */
size_t pl_search_likely(const struct pl_search *search, struct pl_arena *arena, const struct pl_prior **list);
#endif
