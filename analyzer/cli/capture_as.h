/* The gateway that capture plays (--as). */
#ifndef PL_CLI_CAPTURE_AS_H
#define PL_CLI_CAPTURE_AS_H

#include "capture/conduct.h"
#include "cli/cli.h"

/* Fills what --as and --limit say of `conduct`. False with *err filled when the gateway has no behaviour, or no limit to play. */
bool pl_capture_as(const struct pl_cli *cli, struct pl_conduct *conduct, struct pl_arena *arena, struct plimsoll_error *err);
#endif
