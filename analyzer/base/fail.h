/* Filling a plimsoll_error where the trouble is found: `return pl_fail(err, PLIMSOLL_IO, path, "…")`. */
#ifndef PL_BASE_FAIL_H
#define PL_BASE_FAIL_H

#include "base/span.h"
#include "plimsoll.h"

/* Sets every member of *err (line and column 0) and returns `status`. `path` may be NULL. */
enum plimsoll_status pl_fail(struct plimsoll_error *err, enum plimsoll_status status, const char *path,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Sets line and column of *err from a byte offset into `text`. Columns count bytes, from 1. */
void pl_fail_at(struct plimsoll_error *err, struct pl_str text, size_t offset);
#endif
