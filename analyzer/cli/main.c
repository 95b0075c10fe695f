/* argv to a command. */
#include "cli/cli.h"

#include <errno.h>
#include <unistd.h>

#include "rule/rule.h"

const struct pl_command pl_commands[] = {
	{ "check", PL_CHECK, "[OPTION]… FILE|-…", "lint requests before they are sent", pl_cmd_check },
	{ "show", PL_SHOW, "[OPTION]… FILE|-", "print a request exactly as it would be sent", pl_cmd_show },
	{ "rules", PL_RULES, "[OPTION]… [NAME]…", "list the rules, document some, or test them",
	  pl_cmd_rules },
	{ "facts", PL_FACTS_COMMAND, "[OPTION]… [NAME]…", "list the facts that rules read", pl_cmd_facts },
	{ "gateways", PL_GATEWAYS, "[OPTION]… [NAME]…",
	  "list the gateways that --via knows, or what some limit", pl_cmd_gateways },
	{ 0 },
};

int pl_cli_fail(const struct plimsoll_error *err)
{
	fputs("plimsoll: ", stderr);
	if (err->path[0] && err->line > 0)
		fprintf(stderr, "%s:%llu:%llu: ", err->path, (unsigned long long)err->line,
		        (unsigned long long)err->column);
	else if (err->path[0])
		fprintf(stderr, "%s: ", err->path);
	fprintf(stderr, "%s\n", err->message);
	return err->status == PLIMSOLL_USAGE || err->status == PLIMSOLL_RULES ? PL_EXIT_USAGE : PL_EXIT_INPUT;
}

int pl_cli_unknown(const char *what, const char *name, const struct pl_str *names, size_t len)
{
	struct pl_str nearest = pl_rule_nearest(pl_str_from(name), names, len);

	if (nearest.len > 0)
		fprintf(stderr, "plimsoll: there is no %s '%s'; did you mean '%.*s'?\n", what, name,
		        PL_STR_ARG(nearest));
	else
		fprintf(stderr, "plimsoll: there is no %s '%s'; see plimsoll --help\n", what, name);
	return PL_EXIT_USAGE;
}

bool pl_cli_is_json(const struct pl_cli *cli, int *status)
{
	*status = PL_EXIT_OK;
	if (strcmp(cli->format, "json") != 0 && strcmp(cli->format, "human") != 0) {
		fprintf(stderr, "plimsoll: %s --format takes human or json, not '%s'\n", cli->command->name,
		        cli->format);
		*status = PL_EXIT_USAGE;
	}
	return strcmp(cli->format, "json") == 0;
}

/* Runs a command into `out`; a result that could not be written whole is an error of its own. */
static int run(struct pl_cli *cli)
{
	int status;

	if (cli->output && (cli->out = fopen(cli->output, "w")) == NULL) {
		fprintf(stderr, "plimsoll: %s: cannot be written: %s\n", cli->output, strerror(errno));
		return PL_EXIT_USAGE;
	}
	status = cli->command->run(cli);
	if (fflush(cli->out) != 0 || ferror(cli->out)) {
		fprintf(stderr, "plimsoll: %s cannot be written to: %s\n",
		        cli->output ? cli->output : "standard output", strerror(errno));
		status = PL_EXIT_INPUT;
	}
	if (cli->output)
		fclose(cli->out);
	return status;
}

static int run_command(const struct pl_command *command, int argc, char **argv)
{
	struct pl_cli cli;
	int status = PL_EXIT_OK;

	if (!pl_cli_parse(&cli, command, argc, argv))
		status = PL_EXIT_USAGE;
	else if (cli.wants_help)
		pl_cli_help(stdout, command);
	else
		status = run(&cli);
	pl_cli_free(&cli);
	return status;
}

int main(int argc, char **argv)
{
	struct pl_str names[sizeof(pl_commands) / sizeof(pl_commands[0])];
	size_t len = 0;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		pl_cli_help(argc < 2 ? stderr : stdout, NULL);
		return argc < 2 ? PL_EXIT_USAGE : PL_EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("plimsoll " PLIMSOLL_VERSION);
		return PL_EXIT_OK;
	}
	for (const struct pl_command *c = pl_commands; c->name; c++) {
		if (strcmp(c->name, argv[1]) == 0)
			return run_command(c, argc - 2, argv + 2);
		names[len++] = pl_str_from(c->name);
	}
	return pl_cli_unknown("command", argv[1], names, len);
}
