/* Facts of Authorization and Proxy-Authorization. */
#ifndef PL_EXTRACT_AUTH_FACTS_H
#define PL_EXTRACT_AUTH_FACTS_H

#include "fact/row.h"

/* Fills the header row; nothing of the credentials gets into a fact's text. */
void pl_auth_facts(struct pl_row *header, struct pl_str value, struct pl_span line, struct pl_span at);
#endif
