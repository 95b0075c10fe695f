/* The facts of an exchange, for the conditions of diagnoses. */
#ifndef PL_EXPLAIN_EXCHANGE_ROW_H
#define PL_EXPLAIN_EXCHANGE_ROW_H

#include "explain/explain.h"

/* Fills `explanation->row` from the exchange and from what was found out about it so far. */
void pl_exchange_row(const struct pl_exchange *exchange, struct pl_explanation *explanation, struct pl_arena *arena);
/* The text with asterisks for what a name before it says is secret. */
struct pl_str pl_exchange_masked(struct pl_str text, struct pl_arena *arena);
#endif
