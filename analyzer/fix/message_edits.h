/* The changes of one raw message, its framing kept true: Content-Length follows whatever happens to the body. */
#ifndef PL_FIX_MESSAGE_EDITS_H
#define PL_FIX_MESSAGE_EDITS_H

#include "fix/edits.h"
#include "fix/original.h"
#include "parse/head.h"

/* Why an edit is left whose bytes another one changes. */
extern const char pl_fix_taken[];

struct pl_message_edits {
	struct plimsoll_frame frame;
	const struct pl_original *original;
	struct pl_arena *scratch;
	struct pl_edits *edits;
	struct pl_head head;
	size_t first;          /* of the message's edits */
	bool wants_length;     /* Content-Length is to be written whatever becomes of the body */
	bool has_coding;       /* Transfer-Encoding is there */
	bool is_recast;        /* the whole body is written anew */
	bool is_file_gone;     /* and a file that it carried is not in it */
	const char *body_lock; /* why the body may not be changed, or NULL */
};

/* False when there is nothing to be edited: no raw message, or one that cannot be read again. */
bool pl_message_edits_begin(struct pl_message_edits *m, const struct plimsoll_frame *frame, const struct pl_original *original,
                            struct pl_arena *scratch, struct pl_edits *edits);
/* May byte `at` be changed? NULL, or why not; likewise below. All texts are static. */
const char *pl_message_edits_allow(const struct pl_message_edits *m, uint64_t at);
const char *pl_message_edits_length(struct pl_message_edits *m);
const char *pl_message_edits_header(struct pl_message_edits *m, struct pl_str line);
/* Plans the body in another form, with the Content-Type that says so: PLIMSOLL_EDIT_TO_JSON, PLIMSOLL_EDIT_TO_MULTIPART. */
const char *pl_message_edits_recast(struct pl_message_edits *m, const struct plimsoll_edit *edit);
/* Plans the Content-Length that goes with what was planned before. */
void pl_message_edits_end(struct pl_message_edits *m);
#endif
