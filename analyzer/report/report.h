/* Outputs. One file each, one line each in reports.c. This room sees plimsoll.h and base/ only: what we can write, a user
 * of the library can write. */
#ifndef PL_REPORT_REPORT_H
#define PL_REPORT_REPORT_H

#include <stdio.h>

#include "plimsoll.h"

struct pl_report_options {
	bool colour;
	bool is_ascii;   /* the terminal's codeset has no blocks to draw bars with */
	bool shows_facts;
	bool is_quiet;   /* findings only: no weight, no summary */
	bool is_verbose; /* explanations and consequences in full */
	unsigned columns; /* 80 when not a terminal */
	int fail_on;      /* the least severity that fails the run, or 3 for none */
	bool exits_zero;  /* what would fail it does not */
};

struct pl_report_summary {
	uint64_t requests, errors, warnings, notes, undecided, unreadable;
	uint64_t silenced; /* findings that a baseline knows */
	uint64_t fixable, unsafely_fixable; /* findings that --fix mends, and that --unsafe-fixes mends besides; 0 where a file is none */
	uint64_t ignored;  /* findings that the configuration or the input ignores, with a reason */
};

/* Streams to `out`. `state` is the report's own, made by begin and freed by end. */
struct pl_report {
	const char *name;    /* as --format takes it */
	const char *summary; /* for --help */
	void *(*begin)(FILE *out, const struct pl_report_options *options);
	void (*request)(void *state, const struct plimsoll_request *request);
	void (*end)(void *state, const struct pl_report_summary *summary);
};

extern const struct pl_report *const pl_reports[]; /* NULL-terminated */
#endif
