/* What a HAR log shows of a body, held against what it says was sent. */
#ifndef PL_SOURCE_HAR_JUDGE_H
#define PL_SOURCE_HAR_JUDGE_H

#include "source/har_body.h"
#include "source/har_entry.h"

/* The body is not known. */
void pl_har_unknown(struct pl_message *message, struct pl_span at, struct pl_str why);
/* The entry shows no body. */
void pl_har_judge_absent(struct pl_message *message, const struct pl_har_entry *entry, const struct pl_framing *framing);
/* It shows a text, which was measured. */
void pl_har_judge_text(struct pl_message *message, const struct pl_har_entry *entry, const struct pl_framing *framing,
                       const struct pl_har_measure *measure, struct pl_arena *arena);
#endif
