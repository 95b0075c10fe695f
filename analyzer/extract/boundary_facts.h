/* Facts of the boundary parameter, and what a body's own boundary is compared with it. */
#ifndef PL_EXTRACT_BOUNDARY_FACTS_H
#define PL_EXTRACT_BOUNDARY_FACTS_H

#include "fact/row.h"
#include "parse/params.h"

/* Fills the content row's boundary facts from the parameters of the value `type`, which stands at `at`. */
void pl_boundary_facts(struct pl_row *content, const struct pl_params *params, struct pl_str type,
                       struct pl_span at);

/* The boundary that the first bytes of a body use: of the first line that is --boundary where a part's header
 * follows, or that is `declared`'s delimiter. A slice of `body`; empty when there is none. */
struct pl_str pl_boundary_find(struct pl_str body, struct pl_str declared);
/* How two boundaries differ: dashes, case, quotes, truncated, other; NULL when they do not. */
const char *pl_boundary_difference(struct pl_str declared, struct pl_str used);
#endif
