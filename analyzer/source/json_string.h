/* A JSON string of a file, read again and unescaped: many escapes make one run. Its bytes have offsets of their own; where
 * one stands in the file is told by unescaping again from a mark before it. */
#ifndef PL_SOURCE_JSON_STRING_H
#define PL_SOURCE_JSON_STRING_H

#include "parse/json.h"
#include "source/origin.h"
#include "source/reader.h"

#define PL_JSON_STRING_MARKS 256

/* How far the string was read. */
struct pl_json_cursor {
	uint64_t bytes;       /* unescaped so far */
	uint64_t off;         /* of the next byte to read */
	struct pl_json json;
	struct pl_run left;   /* of the block */
	struct pl_run last;   /* what came of the last event */
	struct pl_span at;    /* where that stands */
	bool is_over, is_cut; /* is_cut: the file no longer holds what was seen of it */
	unsigned char block[PL_LIMIT_BLOCK];
};

struct pl_json_string {
	struct pl_reader *reader;
	struct pl_span text;    /* with its quotes, in the file */
	uint32_t origin;        /* of the unescaped bytes */
	struct pl_json_cursor now, again;
	struct {
		uint64_t bytes, off;
	} marks[PL_JSON_STRING_MARKS];
	size_t marks_len;
	uint64_t stride;        /* unescaped bytes from mark to mark, at least */
	bool is_whole, is_given; /* is_whole: the run in hand is all there is; is_given: since the start */
	size_t len;
	unsigned char bytes[2 * PL_LIMIT_BLOCK]; /* the run in hand */
};

/* The string at `text` of a reader that keeps what it read; places in it are named `via`. */
void pl_json_string_begin(struct pl_json_string *s, struct pl_reader *reader, struct pl_span text, struct pl_origins *origins,
                          const char *via);
/* The next run, lent until the next call; length 0 is the end. */
struct pl_run pl_json_string_next(struct pl_json_string *s);
/* From the beginning. */
void pl_json_string_restart(struct pl_json_string *s);
#endif
