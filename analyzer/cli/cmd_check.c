/* plimsoll check: every input through the library, every request to the report. */
#include "cli/cli.h"

#include <unistd.h>

#include "cli/files_from.h"
#include "cli/fix.h"
#include "cli/outputs.h"
#include "cli/project.h"
#include "cli/sieve.h"
#include "parallel.h"
#include "report/fixable.h"

#define MOST_JOBS 256

struct tally {
	const struct pl_cli *cli;
	const struct plimsoll_rules *rules;
	struct pl_outputs outputs;
	struct pl_report_summary summary;
	struct pl_sieve sieve;
	struct pl_cli_fix fix;
	bool is_printed; /* what --fix or --diff makes of the file stands in place of its report */
	bool has_printed, has_begun;
	bool has_failed;
	size_t next;     /* of the files; those of the list come behind them */
	struct pl_files_from list;
};

/* A report begins with its first request, since commands that are mended may be all there is. */
static bool begin(struct tally *t)
{
	if (!t->has_begun) {
		const struct pl_report_options layout = pl_cli_layout(t->cli);

		pl_outputs_begin(&t->outputs, &layout, layout.colour);
	}
	return t->has_begun = true;
}

/* Only what --fix could be asked for: files, and not those that it has just mended. */
static void count_fixable(struct tally *t, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	const char *how = pl_fixable(request, finding);

	if (how == NULL || t->cli->wants_fix || t->cli->wants_diff || t->cli->headers || strcmp(request->file.ptr, "-") == 0)
		return;
	*(how[0] == 's' ? &t->summary.fixable : &t->summary.unsafely_fixable) += 1 + finding->more;
}

static int take(void *ctx, const struct plimsoll_request *whole)
{
	struct tally *t = ctx;
	uint64_t *const counts[] = { &t->summary.notes, &t->summary.warnings, &t->summary.errors };
	struct plimsoll_request sieved, *request = &sieved;

	pl_sieve_request(&t->sieve, whole, request);
	pl_cli_report_ignores(&t->sieve, t->rules, request);
	t->summary.requests++;
	t->summary.undecided += request->undecided_len;
	for (size_t i = 0; i < request->findings_len; i++) {
		count_fixable(t, request, &request->findings[i]);
		*counts[request->findings[i].severity] += 1 + request->findings[i].more;
		t->has_failed |= (int)request->findings[i].severity >= t->cli->fail_on;
	}
	if (!t->is_printed && begin(t))
		pl_outputs_request(&t->outputs, request);
	return 0;
}

static bool next_file(void *ctx, struct plimsoll_input *input)
{
	struct tally *t = ctx;
	const char *path = t->next < t->cli->files_len ? t->cli->files[t->next++] : pl_files_from_next(&t->list);

	if (path)
		*input = pl_cli_input(t->cli, path);
	return path != NULL;
}

static void finished(void *ctx, enum plimsoll_status status, const struct plimsoll_error *err)
{
	struct tally *t = ctx;

	if (status == PLIMSOLL_OK)
		return;
	t->summary.unreadable++;
	pl_cli_fail(err);
}

/* A file that is mended is written before it is checked. */
static void mend_one(struct tally *t, const struct plimsoll_rules *rules, const struct plimsoll_input *input)
{
	const struct plimsoll_sink sink = { t, take };
	struct plimsoll_error err;
	bool is_mended;

	is_mended = pl_cli_fix_file(&t->fix, input, &t->is_printed, &err);
	t->is_printed |= t->cli->wants_diff;
	t->has_printed |= t->is_printed;
	if (!t->has_printed)
		begin(t);
	finished(t, is_mended ? plimsoll_check_file(rules, input, &sink, &err) : err.status, &err);
}

/* 0 is as many as there are cores. */
static unsigned jobs_of(const struct pl_cli *cli)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!cli->has_jobs)
		return 1;
	return cli->jobs > 0 ? (unsigned)cli->jobs : cores > 0 ? (unsigned)cores : 1;
}

static int check_all(struct tally *t, const struct plimsoll_rules *rules)
{
	const struct pl_cli *cli = t->cli;

	t->fix = (struct pl_cli_fix){ cli, rules, t->sieve.config };
	if (cli->wants_fix || cli->wants_diff) {
		struct plimsoll_input input;

		while (next_file(t, &input))
			mend_one(t, rules, &input);
	} else {
		begin(t);
		pl_check_parallel(rules, jobs_of(cli), &(struct pl_inputs){ t, next_file, take, finished });
	}
	t->summary.silenced = t->sieve.silenced;
	t->summary.ignored = t->sieve.ignored;
	pl_outputs_end(&t->outputs, &t->summary);
	if (t->summary.unreadable > 0)
		return PL_EXIT_INPUT;
	return t->has_failed && !cli->exits_zero && !cli->write_baseline ? PL_EXIT_FINDINGS : PL_EXIT_OK;
}

/* With the rules open: what the configuration and the baselines say, the check, and what became of them. */
static int check_sieved(struct tally *t, const struct plimsoll_rules *rules, struct pl_config *config)
{
	struct plimsoll_error err;
	int status;

	t->rules = rules;
	t->sieve = (struct pl_sieve){ .config = config->path ? config : NULL, .persona = (enum plimsoll_persona)t->cli->persona };
	if (!pl_config_rules_exist(config, rules, &err))
		return pl_cli_fail(&err);
	status = pl_cli_open_sieve(t->cli, &t->sieve, &err) ? check_all(t, rules) : pl_cli_fail(&err);
	if (status == PL_EXIT_OK || status == PL_EXIT_FINDINGS)
		pl_cli_report_unused(config);
	return pl_cli_close_sieve(t->cli, &t->sieve, status);
}

static int check_configured(struct tally *t, struct pl_config *config)
{
	struct plimsoll_options options = pl_cli_options(t->cli);
	struct plimsoll_error err;
	struct plimsoll_rules *rules;
	int status;

	options.enabled = config->enabled;
	rules = plimsoll_rules_open(&options, &err);
	if (rules == NULL)
		return pl_cli_fail(&err);
	status = check_sieved(t, rules, config);
	plimsoll_rules_close(rules);
	return status;
}

static bool has_inputs(const struct pl_cli *cli)
{
	bool is_listed_twice = false;

	for (size_t i = 0; cli->files_from && i < cli->files_len; i++)
		is_listed_twice |= strcmp(cli->files_from, "-") == 0 && strcmp(cli->files[i], "-") == 0;
	if (cli->files_len == 0 && !cli->files_from)
		pl_cli_say("check needs a file, or - for standard input");
	else if (is_listed_twice)
		pl_cli_say("standard input (-) is the list of --files-from, and cannot be an input as well");
	else if (cli->files_from && cli->headers)
		pl_cli_say("--headers and --body are the input; --files-from would be others");
	else if (cli->is_null && !cli->files_from)
		pl_cli_say("--null goes with --files-from");
	else if (cli->jobs > MOST_JOBS)
		pl_cli_say("-j takes a number up to %d", MOST_JOBS);
	else
		return true;
	return false;
}

int pl_cmd_check(const struct pl_cli *cli)
{
	struct pl_cli merged = *cli;
	struct tally tally = { .cli = &merged };
	struct plimsoll_error err;
	struct pl_config config = { .path = NULL };
	int status;

	if (!has_inputs(cli) || !pl_cli_fix_is_possible(cli) || !pl_outputs_open(&tally.outputs, cli))
		return PL_EXIT_USAGE;
	status = !pl_files_from_open(&tally.list, cli) ? PL_EXIT_INPUT
	         : pl_cli_project(&merged, &config, &err) ? check_configured(&tally, &config)
	                                                  : pl_cli_fail(&err);
	status = pl_files_from_close(&tally.list, status);
	status = pl_outputs_close(&tally.outputs, status);
	pl_config_free(&config);
	return status;
}
