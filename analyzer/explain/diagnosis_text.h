/* What the loaders of diagnoses and experiments share: conditions and messages over an exchange. */
#ifndef PL_EXPLAIN_DIAGNOSIS_TEXT_H
#define PL_EXPLAIN_DIAGNOSIS_TEXT_H

#include "rule/expression.h"
#include "rule/json_document.h"
#include "rule/message.h"

/* The message under `key`; *message is left alone when it is not there and not due. */
bool pl_diagnosis_text(const struct pl_document *d, const char *key, bool is_due, struct pl_arena *arena,
                       const struct pl_message_template **message, struct plimsoll_error *err);
/* The condition under "when"; *when is left alone when there is none. */
bool pl_diagnosis_condition(const struct pl_document *d, struct pl_arena *arena, const struct pl_expression **when,
                            struct plimsoll_error *err);
#endif
