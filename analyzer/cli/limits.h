/* The limits of a profile, as the lists of gateways and of APIs print them. */
#ifndef PL_CLI_LIMITS_H
#define PL_CLI_LIMITS_H

#include <stdio.h>

#include "gateway/profile.h"

void pl_cli_write_limits(FILE *out, const struct pl_profile *profile);
void pl_cli_write_limit_json(FILE *out, const struct pl_limit *limit);
#endif
