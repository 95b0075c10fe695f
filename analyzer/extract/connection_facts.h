/* Facts of Host, Connection, Upgrade, TE, and of conditions and ranges: what header lines say together. */
#ifndef PL_EXTRACT_CONNECTION_FACTS_H
#define PL_EXTRACT_CONNECTION_FACTS_H

#include "extract/context.h"

/* Fills the request row. */
void pl_connection_facts(struct pl_context *x, const struct pl_message *message);
#endif
