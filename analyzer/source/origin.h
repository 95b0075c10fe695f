/* Where bytes come from: a table of origins, and the way back from any span to a file, an offset, a line and the bytes
 * around it. An origin is a file, or a layer that was unwrapped from a span of another origin ("gzip"), or bytes that
 * were made up for an option (what curl adds), which stand where that option stands. */
#ifndef PL_SOURCE_ORIGIN_H
#define PL_SOURCE_ORIGIN_H

#include "base/span.h"
#include "plimsoll.h"

struct pl_origins;

struct pl_origins *pl_origins_open(void);
void pl_origins_close(struct pl_origins *origins);
/* Forgets all origins made after the first `keep`. */
void pl_origins_reset(struct pl_origins *origins, uint32_t keep);

/* A file. `path` is copied. Standard input is "-" and keeps its first PL_LIMIT_KEPT bytes by pl_origin_keep. When the
 * table is full the last origin is returned again. */
uint32_t pl_origin_file(struct pl_origins *origins, const char *path);
/* Remembers bytes of an origin that cannot be read again; runs in order from offset 0. */
void pl_origin_keep(struct pl_origins *origins, uint32_t origin, const void *bytes, size_t len);
/* The bytes of an origin that stands in memory, lent until it is forgotten. */
void pl_origin_lend(struct pl_origins *origins, uint32_t origin, struct pl_str bytes);
/* The line in hand of an origin that is read line by line: its number from 1, and its bytes at `off`, lent until the next one. */
void pl_origin_line(struct pl_origins *origins, uint32_t origin, uint64_t line, uint64_t off, struct pl_str bytes);
/* A layer named `via` whose every byte stands at `parent`; with an empty `via` the layer is not named in reports. */
uint32_t pl_origin_layer(struct pl_origins *origins, const char *via, struct pl_span parent);
/* The same bytes at the same offsets as `of`, named `via` in reports: "har:postData". */
uint32_t pl_origin_view(struct pl_origins *origins, const char *via, uint32_t of);
/* A layer named `via` of which `place` tells where a span of it stands, in an origin made before. Both must live as long. */
uint32_t pl_origin_placed(struct pl_origins *origins, const char *via, struct pl_span (*place)(void *ctx, struct pl_span at),
                          void *ctx);

/* Path of a file; NULL for a layer. */
const char *pl_origin_path(const struct pl_origins *origins, uint32_t origin);

/* Fills path, via, offset, length, line, column and excerpt of *place (the other members are untouched). What it
 * points to lives until the next call or reset. A file is read again for line and excerpt; one that cannot be, or an
 * offset beyond PL_LIMIT_LINES, gives line 0 or an empty excerpt. */
void pl_origin_place(struct pl_origins *origins, struct pl_span span, struct plimsoll_place *place);
#endif
