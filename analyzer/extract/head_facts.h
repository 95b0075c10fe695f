/* Facts of the request line, the header section and the framing it declares. */
#ifndef PL_EXTRACT_HEAD_FACTS_H
#define PL_EXTRACT_HEAD_FACTS_H

#include "extract/context.h"

/* Fills the request row's HEAD facts and closes a header row for each line. */
void pl_head_facts(struct pl_context *x, const struct pl_message *message);
#endif
