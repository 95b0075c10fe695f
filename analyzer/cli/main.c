/* argv to a command. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/glyph.h"
#include "cli/network.h"
#include "cli/outputs.h"
#include "cli/sandbox.h"
#include "rule/rule.h"
#include "secret_scan.h"

const struct pl_command pl_commands[] = {
	{ "check", PL_CHECK, "[OPTION]… FILE|-…", "lint requests before they are sent", pl_cmd_check },
	{ "show", PL_SHOW, "[OPTION]… FILE|-", "print a request exactly as it would be sent", pl_cmd_show },
	{ "weigh", PL_WEIGH, "[OPTION]… FILE|-…", "what files weigh in each encoding, and what fits", pl_cmd_weigh },
	{ "explain", PL_EXPLAIN, "[OPTION]… [FILE|-]…", "say why an exchange failed, and what to change", pl_cmd_explain },
	{ "probe", PL_PROBE, "[OPTION]… URL", "find the largest body a path accepts, to the byte", pl_cmd_probe },
	{ "capture", PL_CAPTURE, "[OPTION]… [-- COMMAND…]", "receive what a client sends, and check that", pl_cmd_capture },
	{ "rules", PL_RULES, "[OPTION]… [NAME]…", "list the rules, document some, or test them",
	  pl_cmd_rules },
	{ "facts", PL_FACTS_COMMAND, "[OPTION]… [NAME]…", "list the facts that rules read", pl_cmd_facts },
	{ "gateways", PL_GATEWAYS, "[OPTION]… [NAME]…",
	  "list the gateways that --via knows, or what some limit", pl_cmd_gateways },
	{ 0 },
};

void pl_cli_say(const char *format, ...)
{
	char line[4096];
	struct pl_str rest = { line, 0 };
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	rest.len = len < 0 ? 0 : (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1;
	fputs("plimsoll: ", stderr);
	while (rest.len > 0) {
		struct pl_glyph g = pl_glyph_at(rest);

		fputs(g.text, stderr);
		rest = pl_str_after(rest, g.len);
	}
	fputc('\n', stderr);
}

/* A URL in place of a file may have credentials in it. */
static void mask(char *path)
{
	struct pl_str text = pl_str_from(path), secret;

	for (size_t at = 0; strstr(path, "://") && pl_secret_next(text, false, &at, &secret);)
		memset(path + (secret.ptr - path), '*', secret.len);
}

int pl_cli_fail(const struct plimsoll_error *err)
{
	char path[sizeof(err->path)];

	snprintf(path, sizeof(path), "%s", strcmp(err->path, "-") == 0 ? "standard input" : err->path);
	mask(path);

	if (path[0] && err->line > 0)
		pl_cli_say("%s:%llu:%llu: %s", path, (unsigned long long)err->line, (unsigned long long)err->column, err->message);
	else
		pl_cli_say("%s%s%s", path, path[0] ? ": " : "", err->message);
	return err->status == PLIMSOLL_USAGE || err->status == PLIMSOLL_RULES ? PL_EXIT_USAGE : PL_EXIT_INPUT;
}

int pl_cli_unknown(const char *what, const char *name, const struct pl_str *names, size_t len, const char *advice)
{
	struct pl_str nearest = pl_rule_nearest(pl_str_from(name), names, len);

	if (nearest.len > 0)
		pl_cli_say("there is no %s '%s'; did you mean '%.*s'?", what, name, PL_STR_ARG(nearest));
	else
		pl_cli_say("there is no %s '%s'; %s", what, name, advice);
	return PL_EXIT_USAGE;
}

bool pl_cli_is_page(const struct pl_cli *cli)
{
	return (cli->command->bit & PL_PAGES) && strcmp(cli->format, "html") == 0;
}

bool pl_cli_is_json(const struct pl_cli *cli, int *status)
{
	*status = PL_EXIT_OK;
	if (strcmp(cli->format, "json") != 0 && strcmp(cli->format, "human") != 0 && !pl_cli_is_page(cli)) {
		pl_cli_say("%s --format takes human%s json%s, not '%s'", cli->command->name, cli->command->bit & PL_PAGES ? "," : " or",
		           cli->command->bit & PL_PAGES ? " or html" : "", cli->format);
		*status = PL_EXIT_USAGE;
	}
	return strcmp(cli->format, "json") == 0;
}

static int run(struct pl_cli *cli)
{
	if (!pl_output_open(cli))
		return PL_EXIT_USAGE;
	pl_cli_enter_sandbox(cli);
	return pl_output_close(cli, cli->command->run(cli));
}

static int version(void)
{
	fputs("plimsoll " PLIMSOLL_VERSION "\nsandbox: ", stdout);
	pl_cli_describe_sandbox(stdout);
	putchar('\n');
	return pl_output_close(&(struct pl_cli){ .out = stdout }, PL_EXIT_OK);
}

static int help(const struct pl_command *command)
{
	pl_cli_help(stdout, command);
	return pl_output_close(&(struct pl_cli){ .out = stdout }, PL_EXIT_OK);
}

static int completion(const char *shell)
{
	if (pl_cli_completion(stdout, shell))
		return pl_output_close(&(struct pl_cli){ .out = stdout }, PL_EXIT_OK);
	pl_cli_say("--completion takes bash, zsh or fish, not '%s'", shell);
	return PL_EXIT_USAGE;
}

/* --env names FILE, or FILE:NAME: what is not there would leave every {{name}} as it is, and say nothing where a format
 * has none. */
static bool has_env(const struct pl_cli *cli)
{
	const char *colon = cli->env ? strrchr(cli->env, ':') : NULL;
	size_t len = colon && colon > cli->env && !strchr(colon, '/') ? (size_t)(colon - cli->env) : 0;
	char path[4096];

	if (cli->env == NULL)
		return true;
	snprintf(path, sizeof(path), "%.*s", (int)(len > 0 && len < sizeof(path) ? len : strlen(cli->env)), cli->env);
	if (access(path, R_OK) == 0)
		return true;
	pl_cli_say("--env %s: cannot be read: %s", path, strerror(errno));
	return false;
}

static int run_command(const struct pl_command *command, int argc, char **argv)
{
	struct pl_cli cli;
	int status = PL_EXIT_OK;

	if (!pl_cli_parse(&cli, command, argc, argv))
		status = PL_EXIT_USAGE;
	else if (cli.wants_help)
		status = help(command);
	else if (!has_env(&cli))
		status = PL_EXIT_USAGE;
	else
		status = run(&cli);
	pl_cli_free(&cli);
	return status;
}

/* A file that is opened must not come to stand where standard output or error was closed. */
static void hold_standard_files(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			_exit(PL_EXIT_INPUT);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
	struct pl_str names[sizeof(pl_commands) / sizeof(pl_commands[0])];
	size_t len = 0;

	hold_standard_files();
	if (argc < 2) {
		pl_cli_say("a command is due, such as plimsoll check FILE; `plimsoll --help` lists them");
		return PL_EXIT_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-h", "help"))
		return help(NULL);
	if (is_one_of(argv[1], "--version", "-V", "version"))
		return version();
	if (strcmp(argv[1], "--completion") == 0)
		return completion(argc > 2 ? argv[2] : "");
	for (const struct pl_command *c = pl_commands; c->name; c++) {
		if (strcmp(c->name, argv[1]) == 0)
			return (c->bit & (PL_PROBE | PL_CAPTURE)) && !pl_network_is_here() ? pl_network_program(argv) :
			                                                     run_command(c, argc - 2, argv + 2);
		names[len++] = pl_str_from(c->name);
	}
	return pl_cli_unknown("command", argv[1], names, len, "`plimsoll --help` lists them");
}
