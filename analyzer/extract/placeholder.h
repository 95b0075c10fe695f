/* A text in a request that somebody, or some program, was to put a value in place of. */
#ifndef PL_EXTRACT_PLACEHOLDER_H
#define PL_EXTRACT_PLACEHOLDER_H

#include "extract/context.h"

/* Sets request.placeholder from the target and the header section, the first one, and counts them. */
void pl_placeholder_head(struct pl_context *x, const struct pl_message *message);
/* The same for a value of the body: of a JSON string, a form or a part, its whole text. */
void pl_placeholder_value(struct pl_context *x, struct pl_str name, struct pl_str text, struct pl_span at);
/* Is the whole of a value a placeholder? */
bool pl_placeholder_is_value(struct pl_str text);
#endif
