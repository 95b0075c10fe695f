/* What --baseline and --write-baseline ask of the sieve. */
#ifndef PL_CLI_SIEVE_H
#define PL_CLI_SIEVE_H

#include "cli/cli.h"
#include "config/sieve.h"

/* Reads the baseline. False with *err filled; close is due in any case. */
bool pl_cli_open_sieve(const struct pl_cli *cli, struct pl_sieve *sieve, struct plimsoll_error *err);
/* Reports stale entries and writes the new baseline, unless the check ended with a mistake or an input that could not be
 * read: a baseline of half the findings would be no baseline. Gives `status`, or what went wrong here. */
int pl_cli_close_sieve(const struct pl_cli *cli, struct pl_sieve *sieve, int status);
/* Ignores of the request that was sieved last, and that do nothing: of a rule that is not there, without a reason, or
 * without a finding. */
void pl_cli_report_ignores(const struct pl_sieve *sieve, const struct plimsoll_rules *rules, const struct plimsoll_request *request);
#endif
