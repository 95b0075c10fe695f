/* A file, memory or bytes that somebody gives as a peekable stream of runs. */
#ifndef PL_SOURCE_READER_H
#define PL_SOURCE_READER_H

#include <sys/types.h>

#include "base/span.h"
#include "plimsoll.h"

struct pl_reader;
struct pl_origins;

/* Opens `path` ("-" is standard input). NULL with *err (PLIMSOLL_IO) filled when it cannot be read or is a directory.
 * With `origins`, a path that cannot be read again keeps its first bytes there. */
struct pl_reader *pl_reader_open(const char *path, uint32_t origin, struct pl_origins *origins, struct plimsoll_error *err);

/* Where the bytes of an input come from in place of a file. */
struct pl_feed {
	struct pl_str memory;                                /* all of them, lent until the reader is closed; when `read` is NULL */
	ssize_t (*read)(void *ctx, void *out, size_t room);  /* the next ones, as read(2) gives them */
	void *ctx;
	uint64_t off;                                        /* of the first byte, in what it is a part of */
};

/* As pl_reader_open; `path` is only what messages call it. Places in memory are looked up there, given `origins`. */
struct pl_reader *pl_reader_feed(const struct pl_feed *feed, const char *path, uint32_t origin, struct pl_origins *origins);
void pl_reader_close(struct pl_reader *reader);
/* At least `want` bytes (at most PL_LIMIT_COMMAND), fewer only at the end of input or after an error. Nothing is
 * consumed. Lent until the next call. */
struct pl_run pl_reader_peek(struct pl_reader *reader, size_t want);
/* What is buffered, or the next block; length 0 at the end. Consumes nothing. */
struct pl_run pl_reader_run(struct pl_reader *reader);
void pl_reader_consume(struct pl_reader *reader, size_t len);
/* From here on what is read can be read again: an input that cannot seek is copied to a temporary file without a name.
 * False with *err (PLIMSOLL_IO) filled when there is none to be had. Called before anything is consumed. */
bool pl_reader_keep(struct pl_reader *reader, struct plimsoll_error *err);
/* Up to `len` bytes at `off` of the stream, of what was read so far; fewer at its end or when it cannot be read. Only
 * after pl_reader_keep. */
size_t pl_reader_read_at(struct pl_reader *reader, uint64_t off, void *out, size_t len);
/* True when a read failed; *err is filled then. A failed read ends the stream. */
bool pl_reader_failed(const struct pl_reader *reader, struct plimsoll_error *err);
#endif
