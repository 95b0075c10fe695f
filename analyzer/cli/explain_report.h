/* What the files of `plimsoll explain` share. */
#ifndef PL_CLI_EXPLAIN_REPORT_H
#define PL_CLI_EXPLAIN_REPORT_H

#include "cli/cli.h"
#include "explain/evidence.h"
#include "explain/explain.h"
#include "gateway/config_file.h"
#include "report/human.h"

/* One screen. */
void pl_explain_human(struct pl_human *h, const struct pl_exchange *exchange, const struct pl_explanation *explanation);
/* Behind it: what the limits of a configuration have to do with what failed. With `page` it goes there, and `h` may be NULL. */
void pl_explain_config(struct pl_human *h, FILE *page, const char *path, const struct pl_config_file *config,
                       const struct pl_exchange *exchange, const struct pl_explanation *explanation, struct pl_arena *arena);
/* A section of a page; `number` counts the exchanges, from 0; `config` may be NULL, and `path` names it. */
void pl_explain_html(FILE *out, const struct pl_exchange *exchange, const struct pl_explanation *explanation, size_t number,
                     const struct pl_config_file *config, const char *path, struct pl_arena *arena);
/* One object; `config` may be NULL. */
void pl_explain_json(FILE *out, const struct pl_exchange *exchange, const struct pl_explanation *explanation,
                     const struct pl_config_file *config);
/* The member "configuration" of it. */
void pl_explain_config_json(FILE *out, const struct pl_config_file *config, const struct pl_exchange *exchange,
                            const struct pl_explanation *explanation);
/* The files of a command line and what its options say; an exit status. */
int pl_explain_gather(const struct pl_cli *cli, struct pl_evidence *evidence);
/* `explain --test`: every exchange of a folder against what it expects. */
int pl_explain_test(const struct pl_cli *cli);
#endif
