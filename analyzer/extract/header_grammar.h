/* Header values against the grammar of their field. */
#ifndef PL_EXTRACT_HEADER_GRAMMAR_H
#define PL_EXTRACT_HEADER_GRAMMAR_H

#include "fact/row.h"

/* Fills the header row's facts about a field that is known by its name: its grammar, its place in a request. */
void pl_header_grammar_facts(struct pl_row *header, struct pl_str name, struct pl_str value, struct pl_span line,
                             struct pl_span at);
#endif
