/* Message templates: text with {expression} or {expression|filter} in it; {{ and }} are braces. Filters: bytes ("6,291,602
 * bytes (6.0 MiB)"), grouped ("6,291,602"), quoted (in double quotes, control and binary bytes escaped, long text elided),
 * shell (one word of a shell's command; when absent, the last part of its name in capitals, to be filled in), or none. An
 * absent value is written "(none)", an unknown one "(unknown)".
 * What stands between {if condition} and {end} is written only when the condition is true. */
#ifndef PL_RULE_MESSAGE_H
#define PL_RULE_MESSAGE_H

#include "base/buf.h"
#include "rule/expression.h"

struct pl_message_template;

/* `text` must stay. As pl_expression_compile: NULL with *problem_at and err->message on a mistake. */
const struct pl_message_template *pl_message_compile(struct pl_str text, enum pl_scope each, struct pl_arena *arena,
                                                     bool wanted[PL_FACTS], size_t *problem_at,
                                                     struct plimsoll_error *err);
/* The template as it was written. */
struct pl_str pl_message_text(const struct pl_message_template *message);
bool pl_message_uses_gateway(const struct pl_message_template *message);
/* Is every value known that the template writes? */
bool pl_message_is_known(const struct pl_message_template *message, const struct pl_row *row);
void pl_message_write(const struct pl_message_template *message, const struct pl_row *row, struct pl_buf *out);
#endif
