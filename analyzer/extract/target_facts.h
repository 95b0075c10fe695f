/* Facts of the request target. */
#ifndef PL_EXTRACT_TARGET_FACTS_H
#define PL_EXTRACT_TARGET_FACTS_H

#include "extract/context.h"

/* Fills the request row; needs request.host. */
void pl_target_facts(struct pl_context *x, const struct pl_message *message);
/* A value that was decoded once and is percent-encoded still: nothing stands in it that an encoder would have changed,
 * and an escape of what needs encoding does: a%2Fb. */
bool pl_is_still_encoded(struct pl_str decoded);
#endif
