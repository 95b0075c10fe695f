/* Between which sizes on the wire the limit lies, from files that passed and files that failed, and which documented limits
 * lie there. A coincidence is a hint and no more. */
#ifndef PL_EXPLAIN_BRACKET_H
#define PL_EXPLAIN_BRACKET_H

#include "explain/exchange.h"
#include "gateway/documented.h"

struct pl_candidate {
	struct pl_str gateway, name, setting, source;
	uint64_t bytes;  /* the largest size that it lets pass */
	bool is_exact;   /* a size that passed or failed is the very size of the limit */
};

struct pl_bracket {
	bool has_least, has_below;
	uint64_t at_least, below; /* largest encoded file that passed, smallest that failed; without what stands around it */
	uint64_t passed_raw, failed_raw; /* the files they come from */
	bool overlaps;            /* something failed that is no larger than what passed */
	struct pl_candidate *candidates; /* by size */
	size_t candidates_len;
};

/* Bytes of a file once it is encoded, without what stands around it; `encoding` empty: as it is. Of a range its lower end
 * when `is_least`. False when there is no such encoding or its size depends on the bytes alone. */
bool pl_bracket_wire(struct pl_str encoding, uint64_t raw, bool is_least, struct pl_arena *arena, uint64_t *wire);
/* Candidates are sought only when both ends are known. False with *err filled when a gateway's file is broken. */
void pl_bracket_find(struct pl_bracket *bracket, const struct pl_exchange *exchange, const char *const *dirs,
                     struct pl_arena *arena);
#endif
