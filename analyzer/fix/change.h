/* From what a rule says about an edit to the bytes that change. */
#ifndef PL_FIX_CHANGE_H
#define PL_FIX_CHANGE_H

#include "fix/edits.h"
#include "fix/original.h"

/* Adds the changes of one edit, but for PLIMSOLL_EDIT_LENGTH and PLIMSOLL_EDIT_HEADER, which are the message's. NULL, or
 * why the place is left as it is (static text). `scratch` is the caller's to reset. */
const char *pl_change_plan(const struct plimsoll_edit *edit, const struct pl_original *original, struct pl_arena *scratch,
                           struct pl_edits *edits);
#endif
