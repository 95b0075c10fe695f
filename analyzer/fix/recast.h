/* A body written in another form: multipart as the JSON that an API takes, JSON with base64 in it as multipart (RFC 7578). */
#ifndef PL_FIX_RECAST_H
#define PL_FIX_RECAST_H

#include <stdio.h>

#include "base/arena.h"
#include "base/span.h"

/* Each writes the new body to `out` and returns NULL, or why the body stays as it is (static text); what `out` then has is worth
 * nothing. `scratch` is the caller's to reset. */

/* `shape` is JSON in which a string "{file.name}", "{file.type}", "{file.bytes}", "{file.base64}" or "{field.NAME}" stands for what
 * the multipart's one file and its fields have. Every field must have its place; *is_file_gone tells that the file's bytes have none. */
const char *pl_recast_to_json(struct pl_str body, struct pl_str boundary, struct pl_str shape, struct pl_arena *scratch, FILE *out,
                              bool *is_file_gone);
/* Every value becomes a part, named as axios and PHP name nested values: a[b][0]. A string of PL_LIMIT_FIX_BASE64 characters of
 * base64 and more becomes a file; null an empty part; an empty object or array has none. *boundary lives in `scratch`. */
const char *pl_recast_to_multipart(struct pl_str body, struct pl_arena *scratch, FILE *out, struct pl_str *boundary);
#endif
