/* Forms that a request can be written in. One file each, one line each in writers.c. */
#ifndef PL_SOURCE_WRITER_H
#define PL_SOURCE_WRITER_H

#include <stdio.h>

#include "source/format.h"

struct pl_writer {
	const char *name;
	/* Writes the request whose head was just read from `source`, and its body. False with *err filled. */
	bool (*write)(struct pl_source *source, struct pl_message *message, FILE *out,
	              struct plimsoll_error *err);
};

/* The writer of that name, or NULL. */
const struct pl_writer *pl_writer_find(struct pl_str name);
#endif
