/* What `plimsoll probe` hands from its options to the loop, and from the loop to its reports. */
#ifndef PL_CLI_PROBE_RUN_H
#define PL_CLI_PROBE_RUN_H

#include "base/number.h"
#include "cli/cli.h"
#include "probe/attribution.h"

/* One URL, searched. */
struct pl_probe_run {
	const struct pl_cli *cli;
	struct pl_target target;
	struct pl_probe probe;
	struct pl_found_limit found, behind;
	const struct pl_candidate *candidates;
	size_t candidates_len;
	FILE *record;    /* or NULL */
	bool is_shown;   /* a progress line on a terminal */
};

/* Host of an http or https URL, without port and brackets; false with *why when it is none, or has a password in it. */
bool pl_probe_host(const char *url, struct pl_str *host, const char **why);
/* localhost, 127.0.0.0/8 and ::1, as they are written: no name is looked up to tell. */
bool pl_probe_is_loopback(struct pl_str host);
/* Header lines of --header, @files and PLIMSOLL_HEADERS, NULL-terminated. NULL with a line printed on a mistake: a credential on
 * the command line is one, since every user of the machine can read it there. */
const char **pl_probe_headers(const struct pl_cli *cli, struct pl_arena *arena);
/* Runs the probe over the network. False with *err filled when no trial can be made. */
bool pl_probe_network(struct pl_probe_run *run, struct plimsoll_error *err);
/* The bracket after each trial, on standard error. */
void pl_probe_progress(const struct pl_probe_run *run);
void pl_probe_progress_end(const struct pl_probe_run *run);
/* `compare`: the same probe at --compare, or NULL. */
void pl_probe_write_human(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare);
void pl_probe_write_html(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare);
void pl_probe_write_json(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare);
/* A size in the unit of the probe's dimension. */
const char *pl_probe_size(const struct pl_probe_run *run, char out[PL_NUMBER_TEXT], uint64_t size);
/* One sentence: what was found, or why nothing was. */
struct pl_str pl_probe_sentence(const struct pl_probe_run *run, struct pl_arena *arena);
/* What to do about the answer of the small request, when it is not a good one; or NULL. */
const char *pl_probe_advice(const struct pl_probe_run *run);
/* No size was refused, but none was taken either: what every size is answered (401, a redirect) may hide any limit. */
bool pl_probe_is_hidden(const struct pl_probe_run *run);
#endif
