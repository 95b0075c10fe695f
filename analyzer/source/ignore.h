/* Comments that ask for a finding not to be told: # plimsoll: ignore RULE[,RULE…] why */
#ifndef PL_SOURCE_IGNORE_H
#define PL_SOURCE_IGNORE_H

#include "base/arena.h"
#include "source/message.h"

void pl_ignore_add(struct pl_message *message, struct pl_arena *arena, struct pl_inline_ignore ignore);
/* Adds what the comment lines of `text` ask for to the message; its bytes stand at `place` and are borrowed. A comment
 * begins with # or //. One that says plimsoll: and nothing that is understood is there with an empty rule. */
void pl_ignores_scan(struct pl_message *message, struct pl_arena *arena, struct pl_str text, struct pl_span place);
#endif
