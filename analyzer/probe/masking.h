/* An answer that says again what it was sent: nothing secret of a probe's own is kept of it. */
#ifndef PL_PROBE_MASKING_H
#define PL_PROBE_MASKING_H

#include "probe/trial.h"

/* Asterisks in the answer of a sight, as many as there were bytes: for what stands in the target's header lines and for
 * what the names of secrets stand before; a header that is a secret itself, such as Set-Cookie, is left out. Memory from
 * `arena`. */
void pl_sight_mask(struct pl_sight *sight, const struct pl_target *target, struct pl_arena *arena);
#endif
