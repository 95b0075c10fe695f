/* A file that a curl command sends. One outside the command's own folder is only measured, never read. */
#ifndef PL_SOURCE_CURL_FILE_H
#define PL_SOURCE_CURL_FILE_H

#include "base/arena.h"
#include "source/origin.h"
#include "source/reader.h"

/* What curl does to its bytes. */
enum pl_curl_use { PL_CURL_AS_IS, PL_CURL_STRIPPED, PL_CURL_URLENCODED, PL_CURL_BASE64 };

struct pl_curl_file {
	struct pl_str name;     /* as written */
	struct pl_span at;      /* of the name in the command */
	const char *path;       /* as it is opened; NULL when it cannot be */
	const char *reason;     /* why not */
	enum pl_curl_use use;
	uint64_t size, sent;    /* bytes of the file, and those that go out */
	uint64_t stripped;      /* CR, LF and NUL of PL_CURL_STRIPPED */
	bool is_outside;        /* of the folder: a hole of `size` bytes */
	bool is_size_unknown;   /* outside, and what goes out depends on the bytes */
};

/* Finds the file beside the command, which stands in `folder`, and counts what of it is sent. */
struct pl_curl_file *pl_curl_file_look(const char *folder, struct pl_str name, struct pl_span at, enum pl_curl_use use,
                                       struct pl_arena *arena);

/* The same, with the whole content in *text when it stands in the folder and has at most PL_LIMIT_CURL_INLINE bytes; else
 * text->ptr is NULL. */
struct pl_curl_file *pl_curl_file_read(const char *folder, struct pl_str name, struct pl_span at, struct pl_arena *arena,
                                       struct pl_str *text);

/* A file being sent. */
struct pl_curl_sending {
	struct pl_curl_file *file;
	struct pl_reader *reader;
	uint32_t origin, layer;
	struct pl_run last;        /* of the reader, what is left of it */
	size_t used;
	unsigned char *out;        /* of a coding */
	unsigned column;
	bool is_hole_sent;
};

/* The next run; length 0 at the end. False with *err filled. */
bool pl_curl_sending_next(struct pl_curl_sending *s, struct pl_origins *origins, struct pl_run *run,
                          struct plimsoll_error *err);
void pl_curl_sending_end(struct pl_curl_sending *s);
/* Percent-encodes as curl_easy_escape does, but a space becomes +, as the tool has it. Returns the length; `out` has
 * room for three times `len`, or is NULL to measure. */
size_t pl_curl_urlencode(const unsigned char *bytes, size_t len, char *out);
#endif
