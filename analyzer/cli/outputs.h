/* Where results go: standard output or --output FILE, and for check any number of --output FORMAT=FILE beside it. */
#ifndef PL_CLI_OUTPUTS_H
#define PL_CLI_OUTPUTS_H

#include "cli/cli.h"

/* Opens every file that --output names, the one without a format as cli->out; prints a line and returns false when that cannot be. */
bool pl_output_open(struct pl_cli *cli);
/* Ends cli->out, and gives `status`, or PL_EXIT_INPUT with a line printed when not all of it could be written. */
int pl_output_close(const struct pl_cli *cli, int status);

/* One report that is being written. */
struct pl_output {
	const struct pl_report *report;
	const char *path; /* NULL: cli->out */
	FILE *out;
	void *state;
};

struct pl_outputs {
	struct pl_output items[PL_CLI_LIST + 1];
	size_t len;
};

/* The report of --format, then one for each --output FORMAT=FILE. False, with a line printed, when a format is unknown. */
bool pl_outputs_open(struct pl_outputs *outputs, const struct pl_cli *cli);
void pl_outputs_begin(struct pl_outputs *outputs, const struct pl_report_options *options, bool main_has_colour);
void pl_outputs_request(struct pl_outputs *outputs, const struct plimsoll_request *request);
/* Nothing when the reports never began. */
void pl_outputs_end(struct pl_outputs *outputs, const struct pl_report_summary *summary);
/* Closes the files; as pl_output_close for each. */
int pl_outputs_close(struct pl_outputs *outputs, int status);
#endif
