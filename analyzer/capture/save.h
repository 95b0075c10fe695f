/* A request in a file of --save: byte for byte what came, but for secrets in the head, which keep their length and their form. */
#ifndef PL_CAPTURE_SAVE_H
#define PL_CAPTURE_SAVE_H

#include <stdio.h>

#include "base/span.h"
#include "plimsoll.h"

/* Zero-initialise. */
struct pl_save {
	FILE *file;
	const char *path; /* borrowed */
};

/* Writes `path` anew, for the user alone, beginning with the head. False with *err filled. */
bool pl_save_open(struct pl_save *save, const char *path, struct pl_str head, bool shows_secrets, struct plimsoll_error *err);
bool pl_save_add(struct pl_save *save, struct pl_str bytes, struct plimsoll_error *err);
/* Removes the file when it is not to be kept. */
bool pl_save_close(struct pl_save *save, bool is_kept, struct plimsoll_error *err);
/* Masks the secrets of a head where they stand. */
void pl_save_mask(char *head, size_t len);
#endif
