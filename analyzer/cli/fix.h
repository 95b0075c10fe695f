/* What --fix and --diff do with each file. */
#ifndef PL_CLI_FIX_H
#define PL_CLI_FIX_H

#include "cli/cli.h"
#include "config/sieve.h"

/* What a check with fixes needs to know. */
struct pl_cli_fix {
	const struct pl_cli *cli;
	const struct plimsoll_rules *rules;
	struct pl_config *config; /* or NULL: what it switches off or ignores is not mended */
};

/* Do the options go together? Prints a line when not. */
bool pl_cli_fix_is_possible(const struct pl_cli *cli);
/* Mends one file, or with --diff prints what that would change, and tells on standard error what was mended and what was
 * left. A curl command is printed mended in place of its report; *is_printed tells that. False with *err filled; a file that
 * cannot be read is the check's to report. */
bool pl_cli_fix_file(const struct pl_cli_fix *fix, const struct plimsoll_input *input, bool *is_printed,
                     struct plimsoll_error *err);
#endif
