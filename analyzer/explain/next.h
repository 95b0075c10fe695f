/* The one next experiment: what tells the first two suspects apart. */
#ifndef PL_EXPLAIN_NEXT_H
#define PL_EXPLAIN_NEXT_H

#include "explain/explain.h"

/* Fills `next` of every suspect (the experiment that it stands or falls with) and of the explanation, whose suspects are
 * ranked and whose row is complete. */
void pl_next_choose(const struct pl_explainer *explainer, struct pl_explanation *explanation);
#endif
