/* The limits of a profile, as the lists of gateways and of APIs print them. */
#ifndef PL_CLI_LIMITS_H
#define PL_CLI_LIMITS_H

#include <stdio.h>

#include "gateway/profile.h"
#include "report/human.h"

void pl_cli_write_limits(struct pl_human *human, const struct pl_profile *profile);
void pl_cli_write_limit_json(FILE *out, const struct pl_limit *limit);
#endif
