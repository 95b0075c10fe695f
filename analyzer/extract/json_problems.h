/* What is odd about a JSON text, as facts of its content. */
#ifndef PL_EXTRACT_JSON_PROBLEMS_H
#define PL_EXTRACT_JSON_PROBLEMS_H

#include "fact/row.h"
#include "parse/json.h"

/* Why the content is no JSON, when nothing earlier is. */
void pl_json_problem(struct pl_row *content, const char *why, struct pl_span at);
/* An ODDITY event. */
void pl_json_oddity_facts(struct pl_row *content, const struct pl_json_event *ev);
/* An integer beyond 2^53, from where on a double skips some. */
bool pl_json_is_big(const struct pl_json_number *n);
/* Is this character, in UTF-8, one that nobody sees: a control, a line separator, a mark, or the one of a lone surrogate? */
bool pl_json_is_better_escaped(struct pl_str character);
#endif
