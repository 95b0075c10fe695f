/* What the commands share: the options of a command line, and the commands. */
#ifndef PL_CLI_CLI_H
#define PL_CLI_CLI_H

#include "report/report.h"

enum pl_exit { PL_EXIT_OK = 0, PL_EXIT_FINDINGS = 1, PL_EXIT_USAGE = 2, PL_EXIT_INPUT = 3 };

#define PL_CLI_LIST 64

struct pl_cli {
	const char **files; /* room for all of argv */
	const char *rule_dirs[PL_CLI_LIST + 1], *disabled[PL_CLI_LIST + 1], *via[PL_CLI_LIST + 1];
	size_t files_len, rule_dirs_len, disabled_len, via_len;
	const struct pl_report *report;
	uint64_t limit;
	enum plimsoll_persona persona;
	int fail_on; /* a severity, or 3 for never */
	bool wants_facts, is_quiet, exits_zero, wants_help;
};

/* Reads argv behind the command's name; prints one line and returns false on a mistake. */
bool pl_cli_parse(struct pl_cli *cli, int argc, char **argv);
void pl_cli_help(FILE *out);
/* Prints "plimsoll: PATH:LINE:COLUMN: message" and gives the exit status that goes with it. */
int pl_cli_fail(const struct plimsoll_error *err);

int pl_cmd_check(const struct pl_cli *cli);
int pl_cmd_facts(const struct pl_cli *cli);
int pl_cmd_rules(const struct pl_cli *cli);
#endif
