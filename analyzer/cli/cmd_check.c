/* plimsoll check: every input through the library, every request to the report. */
#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

struct tally {
	const struct pl_cli *cli;
	void *report;
	struct pl_report_summary summary;
	bool has_failed;
};

static int take(void *ctx, const struct plimsoll_request *request)
{
	struct tally *t = ctx;
	uint64_t *const counts[] = { &t->summary.notes, &t->summary.warnings, &t->summary.errors };

	t->summary.requests++;
	t->summary.undecided += request->undecided_len;
	for (size_t i = 0; i < request->findings_len; i++) {
		*counts[request->findings[i].severity] += 1 + request->findings[i].more;
		t->has_failed |= (int)request->findings[i].severity >= t->cli->fail_on;
	}
	t->cli->report->request(t->report, request);
	return 0;
}

int pl_cmd_check(const struct pl_cli *cli)
{
	const struct plimsoll_options options = { .rule_dirs = cli->rule_dirs,
		                                  .disabled = cli->disabled,
		                                  .via = cli->via,
		                                  .persona = cli->persona,
		                                  .limit = cli->limit,
		                                  .wants_facts = cli->wants_facts };
	const struct pl_report_options layout = { .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
		                                  .shows_facts = cli->wants_facts,
		                                  .is_quiet = cli->is_quiet,
		                                  .columns = 80 };
	struct tally tally = { .cli = cli };
	const struct plimsoll_sink sink = { &tally, take };
	struct plimsoll_error err;
	struct plimsoll_rules *rules;

	if (cli->files_len == 0) {
		fputs("plimsoll: check needs a file, or - for standard input\n", stderr);
		return PL_EXIT_USAGE;
	}
	rules = plimsoll_rules_open(&options, &err);
	if (rules == NULL)
		return pl_cli_fail(&err);
	tally.report = cli->report->begin(stdout, &layout);
	for (size_t i = 0; i < cli->files_len; i++)
		if (plimsoll_check_file(rules, &(struct plimsoll_input){ .path = cli->files[i] }, &sink, &err) != PLIMSOLL_OK) {
			tally.summary.unreadable++;
			pl_cli_fail(&err);
		}
	cli->report->end(tally.report, &tally.summary);
	plimsoll_rules_close(rules);
	if (tally.summary.unreadable > 0)
		return PL_EXIT_INPUT;
	return tally.has_failed && !cli->exits_zero ? PL_EXIT_FINDINGS : PL_EXIT_OK;
}
