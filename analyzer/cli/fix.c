/* A file is checked once for what to mend; the report is then of what is left. */
#include "cli/fix.h"

#include <unistd.h>

#include "fix/diff.h"

struct collecting {
	struct pl_fixer fixer;
	struct pl_sieve sieve;
	const char *format; /* as --input says, or NULL */
	uint64_t requests, mendable;
	uint64_t with_findings, entry; /* and the entry of the first of them */
};

bool pl_cli_fix_is_possible(const struct pl_cli *cli)
{
	const char *option = cli->wants_diff ? "--diff" : "--fix";

	if (!cli->wants_fix && !cli->wants_diff)
		return true;
	if (cli->files_from)
		return pl_cli_say("%s needs the files on the command line: what may be written is settled before a list is read", option), false;
	if (cli->headers)
		return pl_cli_say("%s goes with a file that holds the whole message, not with --headers", option), false;
	for (size_t i = 0; i < cli->files_len; i++)
		if (strcmp(cli->files[i], "-") == 0)
			return pl_cli_say("%s needs a file: standard input is read once", option), false;
	return true;
}

static int collect(void *ctx, const struct plimsoll_request *whole)
{
	struct collecting *c = ctx;
	struct plimsoll_request request;

	pl_sieve_request(&c->sieve, whole, &request);
	c->requests++;
	c->mendable += request.frame.is_raw || request.frame.is_command;
	if (request.findings_len > 0 && c->with_findings++ == 0)
		c->entry = request.entry;
	pl_fixer_request(&c->fixer, &request);
	return 0;
}

static void tell_unmendable(const struct collecting *c, const char *path)
{
	const char *option = c->format ? " --input " : "", *format = c->format ? c->format : "";

	if (c->with_findings == 0)
		pl_cli_say("%s: holds no raw message and no curl command, and only these are mended", path);
	else
		pl_cli_say("%s: holds no raw message and no curl command, and only these are mended; "
		           "`plimsoll show%s%s --entry %llu %s >request.http` writes one", path, option, format, (unsigned long long)c->entry, path);
}

/* One line for what was mended, and one for each rule whose findings were left. */
static void tell(const struct collecting *c, const char *path, bool is_written)
{
	uint64_t fixed = 0;

	for (size_t i = 0; i < c->fixer.fixed_len; i++)
		fixed += c->fixer.fixed[i].fixed;
	if (fixed > 0 && is_written)
		pl_cli_say("%s: %llu finding%s mended%s", path, (unsigned long long)fixed, fixed == 1 ? "" : "s",
		           c->fixer.is_command ? " in the command that is printed; the file is as it was" : "");
	if (c->fixer.keeps_original && is_written)
		pl_cli_say("%s: the file that it carried has no place in the JSON that the API takes; %s.orig is the message as it was", path, path);
	for (size_t i = 0; i < c->fixer.fixed_len; i++) {
		const struct pl_fixed *f = &c->fixer.fixed[i];

		if (f->left > 0)
			pl_cli_say("%s: %.*s is left (%llu): %s", path, PL_STR_ARG(f->rule), (unsigned long long)f->left, f->why);
	}
	if (c->requests > 0 && c->mendable == 0)
		tell_unmendable(c, path);
}

/* What becomes of the edits that were planned. */
static bool apply(struct collecting *c, const struct pl_cli *cli, bool *is_printed, struct plimsoll_error *err)
{
	if (cli->wants_diff) {
		pl_fixer_diff(&c->fixer, cli->out, cli->shows_secrets);
		return true;
	}
	if (!c->fixer.is_command)
		return pl_fixer_write(&c->fixer, err) == PLIMSOLL_OK;
	*is_printed = true;
	/* What cannot be written is found when the output is closed. */
	pl_fixer_print(&c->fixer, cli->out);
	return true;
}

bool pl_cli_fix_file(const struct pl_cli_fix *fix, const struct plimsoll_input *input, bool *is_printed,
                     struct plimsoll_error *err)
{
	const struct pl_cli *cli = fix->cli;
	struct collecting c = { .format = input->format, .sieve = { .config = fix->config, .persona = (enum plimsoll_persona)cli->persona } };
	const struct plimsoll_sink sink = { &c, collect };
	struct plimsoll_error unreadable;
	bool is_good = true;

	*is_printed = false;
	if (pl_fixer_open(&c.fixer, input->path, !cli->wants_diff, cli->takes_unsafe, err) != PLIMSOLL_OK)
		return false;
	if (plimsoll_check_file(fix->rules, input, &sink, &unreadable) == PLIMSOLL_OK) {
		bool is_any = pl_fixer_finish(&c.fixer);

		/* A report for programs is no place for a command. */
		if (is_any && c.fixer.is_command && !cli->wants_diff && strcmp(cli->format, "human") != 0)
			pl_cli_say("%s: is a curl command, which --fix prints with --format human alone; --diff shows what would change", input->path);
		else if (is_any)
			is_good = apply(&c, cli, is_printed, err);
		if (is_good && (*is_printed || !c.fixer.is_command))
			tell(&c, input->path, !cli->wants_diff);
	}
	pl_fixer_close(&c.fixer);
	pl_sieve_free(&c.sieve);
	return is_good;
}
