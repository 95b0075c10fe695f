/* Baselines of the command line: read before the check, judged and written behind it. */
#include "cli/sieve.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/memory.h"

#define STALE_SHOWN 10

bool pl_cli_open_sieve(const struct pl_cli *cli, struct pl_sieve *sieve, struct plimsoll_error *err)
{
	if (cli->write_baseline)
		sieve->written = pl_memory_alloc(sizeof(*sieve->written));
	if (!cli->baseline)
		return true;
	sieve->known = pl_memory_alloc(sizeof(*sieve->known));
	return pl_baseline_read(sieve->known, cli->baseline, err);
}

/* Entries of requests that were not checked may well be met elsewhere: they are not stale. */
static void report_stale(const struct pl_baseline *known)
{
	size_t stale = 0;

	for (size_t i = 0; i < known->len; i++) {
		const struct pl_known *entry = &known->entries[i];

		if (!entry->is_seen || entry->is_met)
			continue;
		if (stale++ < STALE_SHOWN)
			pl_cli_say("%s: stale: %.*s is no longer found in %.*s%s%.*s%s%.*s%s%.*s", known->path,
			        PL_STR_ARG(entry->rule), PL_STR_ARG(entry->request), entry->header.len ? ", header " : "",
			        PL_STR_ARG(entry->header), entry->part.len ? ", part " : "", PL_STR_ARG(entry->part),
			        entry->pointer.len ? ", at " : "", PL_STR_ARG(entry->pointer));
	}
	if (stale > STALE_SHOWN)
		pl_cli_say("%s: stale: %zu more", known->path, stale - STALE_SHOWN);
}

void pl_cli_report_ignores(const struct pl_sieve *sieve, const struct plimsoll_rules *rules, const struct plimsoll_request *request)
{
	for (size_t i = 0; i < request->ignores_len; i++) {
		const struct plimsoll_ignore *ignore = &request->ignores[i];
		struct plimsoll_error said = { .line = 0 };
		char rule[128];

		snprintf(rule, sizeof(rule), "%.*s", (int)ignore->rule.len, ignore->rule.len ? ignore->rule.ptr : "");
		if (ignore->rule.len == 0)
			pl_fail(&said, PLIMSOLL_RULES, NULL, "nothing is ignored here: it says plimsoll: ignore RULE[,RULE...] and why");
		else if (ignore->reason.len == 0)
			pl_fail(&said, PLIMSOLL_RULES, NULL, "%s is not ignored: a reason is due behind it", rule);
		else if (!sieve->is_used[i] && plimsoll_rules_has(rules, rule, &said))
			pl_fail(&said, PLIMSOLL_RULES, NULL, "%s is not found where it is ignored; the ignore can go", rule);
		else if (sieve->is_used[i])
			continue;
		snprintf(said.path, sizeof(said.path), "%.*s", (int)ignore->place.path.len, ignore->place.path.ptr);
		said.line = ignore->place.line;
		said.column = ignore->place.column;
		pl_cli_fail(&said);
	}
}

static int write_baseline(const char *path, struct pl_baseline *written)
{
	FILE *file;
	bool is_good;

	if (written->is_full) {
		pl_cli_say("%s: not written: more findings than the 64 MiB of a baseline hold", path);
		return PL_EXIT_USAGE;
	}
	file = fopen(path, "w");
	if (file)
		pl_baseline_write(written, file);
	is_good = file && !ferror(file);
	if ((file == NULL || fclose(file) == 0) && is_good)
		return PL_EXIT_OK;
	pl_cli_say("%s: cannot be written: %s", path, strerror(errno));
	return PL_EXIT_USAGE;
}

int pl_cli_close_sieve(const struct pl_cli *cli, struct pl_sieve *sieve, int status)
{
	bool is_whole = status == PL_EXIT_OK || status == PL_EXIT_FINDINGS;

	if (sieve->known && is_whole)
		report_stale(sieve->known);
	if (sieve->written && is_whole)
		status = write_baseline(cli->write_baseline, sieve->written);
	if (sieve->known)
		pl_baseline_free(sieve->known);
	if (sieve->written)
		pl_baseline_free(sieve->written);
	free(sieve->known);
	free(sieve->written);
	pl_sieve_free(sieve);
	return status;
}
