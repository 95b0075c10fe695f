/* argv to a command. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "fact/fact.h"
#include "rule/rule.h"

int pl_cli_fail(const struct plimsoll_error *err)
{
	fputs("plimsoll: ", stderr);
	if (err->path[0] && err->line > 0)
		fprintf(stderr, "%s:%llu:%llu: ", err->path, (unsigned long long)err->line, (unsigned long long)err->column);
	else if (err->path[0])
		fprintf(stderr, "%s: ", err->path);
	fprintf(stderr, "%s\n", err->message);
	return err->status == PLIMSOLL_USAGE || err->status == PLIMSOLL_RULES ? PL_EXIT_USAGE : PL_EXIT_INPUT;
}

int pl_cmd_facts(const struct pl_cli *cli)
{
	(void)cli;
	for (size_t i = 0; i < PL_FACTS; i++) {
		const struct pl_fact_info *info = pl_fact_info((enum pl_fact)i);

		printf("%-38s %-7s %s\n", info->name, pl_type_names[info->type], info->meaning);
	}
	return PL_EXIT_OK;
}

static void document(const struct pl_rule *r)
{
	printf("%.*s: %.*s\n\n", PL_STR_ARG(r->name), PL_STR_ARG(r->summary));
	for (size_t i = 0; i < r->explain_len; i++)
		printf("%.*s\n\n", PL_STR_ARG(r->explain[i]));
	if (r->bad.len > 0)
		printf("wrong:\n%.*s\n\n", PL_STR_ARG(r->bad));
	if (r->good.len > 0)
		printf("right:\n%.*s\n\n", PL_STR_ARG(r->good));
	for (size_t i = 0; i < r->see_len; i++)
		printf("see %.*s\n", PL_STR_ARG(r->see[i]));
}

int pl_cmd_rules(const struct pl_cli *cli)
{
	static const char *const severities[] = { "note", "warning", "error" };
	struct pl_rule_set set;
	struct plimsoll_error err;
	const struct pl_rule *one;
	int status = PL_EXIT_OK;

	if (!pl_rule_set_load(&set, cli->rule_dirs, &err)) {
		pl_rule_set_free(&set);
		return pl_cli_fail(&err);
	}
	for (size_t i = 0; i < set.len && cli->files_len == 0; i++)
		printf("%-34.*s %-8s %.*s\n", PL_STR_ARG(set.rules[i]->name), severities[set.rules[i]->severity],
		       PL_STR_ARG(set.rules[i]->summary));
	for (size_t i = 0; i < cli->files_len; i++) {
		one = pl_rule_set_find(&set, pl_str_from(cli->files[i]));
		if (one)
			document(one);
		else
			fprintf(stderr, "plimsoll: there is no rule '%s'; `plimsoll rules` lists them\n", cli->files[i]);
		status = one ? status : PL_EXIT_USAGE;
	}
	pl_rule_set_free(&set);
	return status;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const struct pl_cli *cli);
	} commands[] = { { "check", pl_cmd_check }, { "facts", pl_cmd_facts }, { "rules", pl_cmd_rules } };
	struct pl_cli cli;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		pl_cli_help(argc < 2 ? stderr : stdout);
		return argc < 2 ? PL_EXIT_USAGE : PL_EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("plimsoll " PLIMSOLL_VERSION);
		return PL_EXIT_OK;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		int status = PL_EXIT_OK;

		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		if (!pl_cli_parse(&cli, argc - 2, argv + 2))
			status = PL_EXIT_USAGE;
		else if (cli.wants_help)
			pl_cli_help(stdout);
		else
			status = commands[i].run(&cli);
		free(cli.files);
		if (fflush(stdout) == 0 && !ferror(stdout))
			return status;
		fputs("plimsoll: standard output cannot be written to\n", stderr);
		return PL_EXIT_INPUT;
	}
	fprintf(stderr, "plimsoll: there is no command '%s'; see plimsoll --help\n", argv[1]);
	return PL_EXIT_USAGE;
}
