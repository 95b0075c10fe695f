/* The project's .plimsoll.json and the command line: the command line wins. */
#ifndef PL_CLI_PROJECT_H
#define PL_CLI_PROJECT_H

#include "cli/cli.h"
#include "config/config.h"

/* Reads --config, or the nearest .plimsoll.json from the current folder upwards, and fills in what the command line left
 * open; `cli` then borrows from `config`. Without such a file nothing is decided. False with *err filled on a mistake. */
bool pl_cli_project(struct pl_cli *cli, struct pl_config *config, struct plimsoll_error *err);
/* Entries that were looked for and silenced nothing: a line each on standard error. */
void pl_cli_report_unused(const struct pl_config *config);
#endif
