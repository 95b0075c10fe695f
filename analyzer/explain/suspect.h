/* Ranking: every diagnosis held against the facts of an exchange. */
#ifndef PL_EXPLAIN_SUSPECT_H
#define PL_EXPLAIN_SUSPECT_H

#include "explain/explain.h"

/* Fills the suspects and the verdict of an explanation whose row is complete. */
void pl_suspects_rank(const struct pl_explainer *explainer, const struct pl_exchange *exchange,
                      struct pl_explanation *explanation);
#endif
