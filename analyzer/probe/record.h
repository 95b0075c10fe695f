/* A probe as JSON lines: one of what was asked, one for each trial and its sight, so that a run can be attached to a ticket and
 * read again without a network. What was sent of one's own (headers, credentials) is not in it. */
#ifndef PL_PROBE_RECORD_H
#define PL_PROBE_RECORD_H

#include <stdio.h>

#include "plimsoll.h"
#include "probe/probe.h"

/* The first line; `url` without its query. */
void pl_record_start(FILE *out, const struct pl_probe *probe, const char *url, const char *method);
/* The trial seen last. */
void pl_record_trial(FILE *out, const struct pl_probe *probe);
/* What OPTIONS was answered. */
void pl_record_options(FILE *out, const struct pl_sight *sight);

struct pl_record {
	struct pl_str url, method; /* in the probe's arena */
};

/* Reads a whole record into a probe that was not opened; pl_search_found then says what it came to. False with *err filled. */
bool pl_record_read(struct pl_record *record, struct pl_probe *probe, const char *path, struct pl_str text,
                    struct plimsoll_error *err);
#endif
