/* What --fix would do, as a unified diff. */
#ifndef PL_FIX_DIFF_H
#define PL_FIX_DIFF_H

#include <stdio.h>

#include "fix/fixer.h"

/* Writes the edits of a finished fixer. Control bytes and what is no UTF-8 are written as \xNN, lines of more than 400 bytes
 * around what changes in them; secrets are asterisks unless they are shown. Without any of that it is a patch. */
void pl_fixer_diff(struct pl_fixer *fixer, FILE *out, bool shows_secrets);
#endif
