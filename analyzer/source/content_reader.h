/* The content of a message for whoever writes it out: chunked framing taken off, and short text told from the
 * rest. */
#ifndef PL_SOURCE_CONTENT_READER_H
#define PL_SOURCE_CONTENT_READER_H

#include "parse/chunked.h"
#include "source/format.h"

#define PL_CONTENT_TEXT ((size_t)64 << 10) /* bytes up to which a content may be written as text */

struct pl_content_reader {
	struct pl_source *source;
	struct pl_message *message;
	bool is_chunked;
	struct pl_chunked chunked;
	struct pl_run wire;   /* what is left of the run in hand */
	unsigned char *start; /* the first bytes, in the source's arena */
	size_t start_len;
	bool is_whole; /* they are the whole content */
	bool is_start_given;
};

/* The next run as the source gives it; length 0 is the end. False with *err filled: a body that is unknown or
 * not read. */
bool pl_content_reader_next_wire(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                                 struct plimsoll_error *err);
/* Reads the first bytes. False with *err filled when the content cannot be known or read. */
bool pl_content_reader_open(struct pl_content_reader *r, struct pl_source *source, struct pl_message *message,
                            struct plimsoll_error *err);
/* The whole content, when it is UTF-8 text without NUL of at most PL_CONTENT_TEXT bytes; else no pointer. */
struct pl_str pl_content_reader_text(const struct pl_content_reader *r);
/* The next run, from the content's beginning; length 0 is its end. False with *err filled. */
bool pl_content_reader_next(struct pl_content_reader *r, struct pl_run *run, struct plimsoll_error *err);
/* Writes what is left in base64, in lines of 76 characters when `wraps`. */
bool pl_content_reader_write_base64(struct pl_content_reader *r, FILE *out, bool wraps,
                                    struct plimsoll_error *err);
#endif
