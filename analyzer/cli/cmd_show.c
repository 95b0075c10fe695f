/* plimsoll show: a request as it would be sent. Its secrets go out with it, since these are its bytes. */
#include "cli/cli.h"

#include <unistd.h>

int pl_cmd_show(const struct pl_cli *cli)
{
	struct plimsoll_input input;
	struct plimsoll_error err;
	enum plimsoll_status status;

	if (cli->files_len != 1) {
		pl_cli_say("show needs one file, or - for standard input");
		return PL_EXIT_USAGE;
	}
	input = pl_cli_input(cli, cli->files[0]);
	status = plimsoll_show_file(&input, cli->as, cli->out, &err);
	return status == PLIMSOLL_OK ? PL_EXIT_OK : pl_cli_fail(&err);
}
