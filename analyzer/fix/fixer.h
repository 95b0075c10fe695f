/* A file and what is to be changed in it: collected while it is checked, applied when the check is over. */
#ifndef PL_FIX_FIXER_H
#define PL_FIX_FIXER_H

#include <stdio.h>

#include "fix/edits.h"
#include "fix/original.h"

/* What became of the findings of one rule. */
struct pl_fixed {
	struct pl_str rule;
	uint64_t fixed, left;
	const char *why; /* static: why the last one was left, or NULL */
};

struct pl_fixer {
	struct pl_original original;
	bool takes_unsafe;
	bool is_command; /* the file holds curl commands, which are printed and never written */
	bool keeps_original; /* a file that a message carries is not in what it becomes: PATH.orig keeps it */
	struct pl_edits edits;
	struct pl_arena arena;   /* of `fixed` and its names */
	struct pl_arena scratch; /* of the request in hand */
	struct pl_fixed *fixed;  /* in the order in which rules came */
	size_t fixed_len, fixed_room;
};

/* `is_written`: the file will be replaced, so that it may be no symbolic link. On failure nothing is to be closed. */
enum plimsoll_status pl_fixer_open(struct pl_fixer *fixer, const char *path, bool is_written, bool takes_unsafe,
                                   struct plimsoll_error *err);
void pl_fixer_close(struct pl_fixer *fixer);
/* Plans the edits of the findings of a raw message, with the Content-Length that goes with them, or of a curl command. */
void pl_fixer_request(struct pl_fixer *fixer, const struct plimsoll_request *request);
/* Sorts what was planned; true when there is anything. */
bool pl_fixer_finish(struct pl_fixer *fixer);
/* Puts a mended copy in place of the file, by a rename in its folder, with its owner's permissions. Nothing is changed on failure,
 * and an older PATH.orig that would be lost is one. */
enum plimsoll_status pl_fixer_write(struct pl_fixer *fixer, struct plimsoll_error *err);
/* Writes the mended copy to `out`; false when not all of it could be. */
bool pl_fixer_print(struct pl_fixer *fixer, FILE *out);
#endif
