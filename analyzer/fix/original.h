/* The file that is mended, as it was when it was checked. */
#ifndef PL_FIX_ORIGINAL_H
#define PL_FIX_ORIGINAL_H

#include <sys/stat.h>

#include "base/arena.h"
#include "plimsoll.h"

struct pl_original {
	const char *path; /* borrowed */
	int fd;
	struct stat state;
};

/* Opens a regular file; PLIMSOLL_IO when it is none, or with `is_written` a symbolic link: what that points to is for its
 * owner to name. */
enum plimsoll_status pl_original_open(struct pl_original *original, const char *path, bool is_written,
                                      struct plimsoll_error *err);
void pl_original_close(struct pl_original *original);
/* Bytes [at, at+len) in the arena; false when they cannot be read, or the file ends before. */
bool pl_original_read(const struct pl_original *original, uint64_t at, uint64_t len, struct pl_arena *arena,
                      struct pl_str *bytes);
/* Is it the file that was opened, unchanged? Else PLIMSOLL_IO. */
enum plimsoll_status pl_original_verify(const struct pl_original *original, struct plimsoll_error *err);
#endif
