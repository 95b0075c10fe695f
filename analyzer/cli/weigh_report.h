/* What the files of `plimsoll weigh` share. */
#ifndef PL_CLI_WEIGH_REPORT_H
#define PL_CLI_WEIGH_REPORT_H

#include "cli/cli.h"
#include "gateway/api_encoding.h"
#include "gateway/path.h"

extern const char *const pl_weigh_labels[PL_ENCODINGS];

struct pl_weighed {
	const struct pl_cli *cli;
	struct pl_path path;
	struct pl_file_bytes *files;
	size_t len;
	uint64_t raw_bytes;      /* of all files */
	const struct pl_row *limit; /* the hop with the smallest limit of the body, or NULL */
	struct pl_weighing all[PL_ENCODINGS];
	const struct pl_api *api;   /* of --api, or NULL */
	const char *objections[PL_ENCODINGS];
};

/* A page with every encoding to scale. */
void pl_weigh_html(FILE *out, const struct pl_weighed *weighed);
#endif
