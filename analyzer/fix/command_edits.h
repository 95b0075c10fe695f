/* The changes of a curl command: in the words that the shell reads, so that each word still says what it is meant to. */
#ifndef PL_FIX_COMMAND_EDITS_H
#define PL_FIX_COMMAND_EDITS_H

#include "fix/edits.h"
#include "fix/original.h"
#include "parse/shell_words.h"

struct pl_command_edits {
	const struct pl_original *original;
	struct pl_arena *scratch;
	struct pl_edits *edits;
	struct pl_str source; /* the whole script */
	enum pl_shell shell;
	struct pl_shell_words words; /* of the command in hand, which begins at `start` */
	size_t start;
};

/* False when the script cannot be read again, or is too large. */
bool pl_command_edits_begin(struct pl_command_edits *c, const struct pl_original *original, struct pl_arena *scratch,
                            struct pl_edits *edits);
/* Plans one edit. NULL, or why it is left (static text). */
const char *pl_command_edits_plan(struct pl_command_edits *c, const struct plimsoll_edit *edit);
#endif
