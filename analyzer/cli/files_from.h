/* Inputs named by a file, or by standard input, one a line: --files-from. */
#ifndef PL_CLI_FILES_FROM_H
#define PL_CLI_FILES_FROM_H

#include "cli/cli.h"

struct pl_files_from {
	const char *path; /* NULL when there is no list */
	FILE *in;
	int end;          /* of a name: '\n', or NUL with --null */
	char name[4096 + 1]; /* Linux opens none that is longer (PATH_MAX, limits.h), and says so of what is kept of one */
};

/* Prints a line and returns false when the list cannot be opened. Close is due in any case. */
bool pl_files_from_open(struct pl_files_from *list, const struct pl_cli *cli);
/* The next name that is not empty, lent until the next call; NULL at the end. */
const char *pl_files_from_next(struct pl_files_from *list);
/* Gives `status`, or PL_EXIT_INPUT with a line printed when the list could not be read to its end. */
int pl_files_from_close(struct pl_files_from *list, int status);
#endif
