/* What plimsoll gateways prints about one gateway, or of a configuration file. */
#ifndef PL_CLI_GATEWAYS_PAGE_H
#define PL_CLI_GATEWAYS_PAGE_H

#include "cli/cli.h"
#include "gateway/config_file.h"
#include "gateway/profile.h"

/* The page of `p`; `all` is for the refusals that other profiles share with it. */
void pl_gateways_page(const struct pl_cli *cli, const struct pl_profile *p, const struct pl_profile *all, size_t all_len);
/* One line of the list. */
void pl_gateways_row(FILE *out, const struct pl_profile *p);
/* One object of the list in JSON. */
void pl_gateways_json(FILE *out, const struct pl_profile *p, const struct pl_profile *all, size_t all_len);
/* The limits of a configuration file, by the blocks they stand in. */
void pl_gateways_config(const struct pl_cli *cli, const char *path, const struct pl_config_file *config,
                        const struct pl_profile *all, size_t all_len);
void pl_gateways_config_json(FILE *out, const char *path, const struct pl_config_file *config);
#endif
