/* Facts of the request line, of the header section and of its lines. */
#ifndef PL_EXTRACT_HEAD_FACTS_H
#define PL_EXTRACT_HEAD_FACTS_H

#include "extract/context.h"

/* Fills the request row's HEAD facts and closes a header row for each line. */
void pl_head_facts(struct pl_context *x, const struct pl_message *message);
/* The HEAD facts that say where the body ends and how it is coded; called by pl_head_facts. */
void pl_framing_facts(struct pl_context *x, const struct pl_message *message);
/* Closes a header row for each line of the trailer section, whose text begins at `at`. */
void pl_trailer_facts(struct pl_context *x, struct pl_str text, struct pl_span at);

/* The next element of a comma-separated list, without blanks around it; false at the end. Empty ones are
 * passed over (RFC 9110 section 5.6.1.2). *rest shrinks. */
bool pl_list_next(struct pl_str *rest, struct pl_str *element);
#endif
