/* Facts of a Content-Type value: grammar, names, charset, boundary. */
#ifndef PL_EXTRACT_CONTENT_TYPE_FACTS_H
#define PL_EXTRACT_CONTENT_TYPE_FACTS_H

#include "fact/row.h"

/* Fills the content row's HEAD facts from the value `type`, which stands at `at`. */
void pl_content_type_facts(struct pl_row *content, struct pl_str type, struct pl_span at);
/* There is a type, and a shell puts it in. */
void pl_content_type_unknown(struct pl_row *content, struct pl_span at);
#endif
