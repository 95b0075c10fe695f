/* Every command but those that talk to a network runs sandboxed once its outputs are open, unless --no-sandbox is given. */
#ifndef PL_CLI_SANDBOX_H
#define PL_CLI_SANDBOX_H

#include "cli/cli.h"

/* Before anything of an input is read. What this kernel does not have is left out; --version tells. */
void pl_cli_enter_sandbox(const struct pl_cli *cli);
/* What a sandbox consists of here: "Landlock 7 and seccomp". */
void pl_cli_describe_sandbox(FILE *out);
#endif
