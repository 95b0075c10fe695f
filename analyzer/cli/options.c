/* One table of options gives parsing and --help. */
#include "cli/cli.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "source/format.h"

enum option {
	FORMAT,
	OUTPUT,
	INPUT,
	HEADERS,
	BODY,
	LIMIT,
	VIA,
	RULES,
	DISABLE,
	PERSONA,
	FAIL_ON,
	FACTS,
	MAX_DECODED,
	AS,
	ENTRY,
	MATCH,
	ENV,
	TEST,
	SHOW_SECRETS,
	COLOR,
	QUIET,
	VERBOSE,
	EXIT_ZERO,
	BASELINE,
	WRITE_BASELINE,
	HELP
};

enum { LISTS = PL_RULES | PL_FACTS_COMMAND | PL_GATEWAYS, READS = PL_CHECK | PL_SHOW };

static const struct {
	const char *name, *value, *meaning;
	unsigned commands;
} options[] = {
	[FORMAT] = { "--format", "NAME", "human, json or (check) short, ndjson", PL_CHECK | LISTS },
	[OUTPUT] = { "--output", "FILE", "write there, not to standard output", READS | LISTS },
	[INPUT] = { "--input", "FORMAT", "the input format; detected by default", READS },
	[HEADERS] = { "--headers", "FILE", "a request's head, with or without its request line; goes with --body", READS },
	[BODY] = { "--body", "FILE", "the body of the head in --headers", READS },
	[LIMIT] = { "--limit", "SIZE", "a body limit: bytes, or 20m, 10MiB, 4.5MB", PL_CHECK },
	[VIA] = { "--via", "HOP",
	          "gateways on the path, outermost first: nginx:client_max_body_size=20m,express", PL_CHECK },
	[RULES] = { "--rules", "DIR",
	            "more rules and gateways, or ones in place of those built in; repeatable",
	            PL_CHECK | PL_RULES | PL_GATEWAYS },
	[DISABLE] = { "--disable", "RULE", "leave a rule out; repeatable", PL_CHECK },
	[PERSONA] = { "--persona", "NAME", "default, strict or pedantic: how much pedantry is shown",
	              PL_CHECK },
	[FAIL_ON] = { "--fail-on", "NAME", "error, warning, note or never: what makes the exit status 1",
	              PL_CHECK },
	[BASELINE] = { "--baseline", "FILE", "findings that FILE knows are silenced and fail nothing", PL_CHECK },
	[WRITE_BASELINE] = { "--write-baseline", "FILE", "write what is found there, for --baseline; exit with 0", PL_CHECK },
	[FACTS] = { "--facts", NULL, "print the facts of each request as well", PL_CHECK },
	[MAX_DECODED] = { "--max-decoded", "SIZE", "inflate at most this much of a body; 1g by default",
	                  PL_CHECK },
	[AS] = { "--as", "FORM", "raw (byte for byte), curl or har", PL_SHOW },
	[ENTRY] = { "--entry", "N", "the request of that number in its file, from 0", READS },
	[MATCH] = { "--match", "GLOB", "only requests whose URL matches: '*/upload*'", READS },
	[ENV] = { "--env", "FILE", "values of {{names}}: http-client.env.json[:NAME], a Postman environment, or .env", READS },
	[TEST] = { "--test", NULL,
	           "run every rule against DIR/bad, and keep it silent on DIR/ok (DIR: samples)", PL_RULES },
	[SHOW_SECRETS] = { "--show-secrets", NULL, "leave passwords, tokens and cookies in the report", PL_CHECK },
	[COLOR] = { "--color", "WHEN", "auto, always or never", PL_CHECK },
	[QUIET] = { "-q", NULL, "findings only", PL_CHECK },
	[VERBOSE] = { "-v", NULL, "say why each finding matters", PL_CHECK },
	[EXIT_ZERO] = { "--exit-zero", NULL, "exit with 0 where findings would make it 1", PL_CHECK },
	[HELP] = { "--help", NULL, "this text", ~0U },
};
#define OPTIONS (sizeof(options) / sizeof(options[0]))

/* At least two spaces stand before a meaning and nowhere else: man/page.awk splits the line there. */
static void help_line(FILE *out, const char *name, const char *value, const char *meaning)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%s%s", name, value[0] ? " " : "", value);
	fprintf(out, "  %-20s  %s\n", left, meaning);
}

static void command_help(FILE *out, const struct pl_command *command)
{
	fprintf(out, "usage: plimsoll %s %s\n\n%s\n\n", command->name, command->arguments, command->summary);
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].commands & command->bit)
			help_line(out, options[i].name, options[i].value ? options[i].value : "", options[i].meaning);
	if (!(command->bit & READS))
		return;
	fputs("\nInput formats:\n", out);
	for (const struct pl_format *const *f = pl_formats; *f; f++)
		help_line(out, (*f)->name, "", (*f)->summary);
}

void pl_cli_help(FILE *out, const struct pl_command *command)
{
	if (command) {
		command_help(out, command);
		return;
	}
	fputs("usage: plimsoll COMMAND [OPTION]… [ARGUMENT]…\n\nthe load line for HTTP payloads\n\n", out);
	for (const struct pl_command *c = pl_commands; c->name; c++)
		help_line(out, c->name, "", c->summary);
	fputs("\n`plimsoll COMMAND --help` lists a command's options. Exit status: 0 nothing wrong, 1 findings,\n"
	      "2 usage or rule mistake, 3 an input cannot be read or is no request.\n",
	      out);
}

static bool wrong(const char *option, const char *due, const char *value)
{
	fprintf(stderr, "plimsoll: %s takes %s, not '%s'\n", option, due, value);
	return false;
}

static bool unknown_option(const char *name, size_t len, const struct pl_command *command)
{
	struct pl_str names[OPTIONS];
	char text[64];
	size_t count = 0;

	snprintf(text, sizeof(text), "%.*s", (int)len, name);
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].commands & command->bit)
			names[count++] = pl_str_from(options[i].name);
	pl_cli_unknown("option", text, names, count);
	return false;
}

static bool add(const char *option, const char **list, size_t *len, const char *value)
{
	if (*len == PL_CLI_LIST)
		return wrong(option, "at most 64 values", value);
	list[(*len)++] = value;
	return true;
}

static bool choice(const char *option, const char *const *names, const char *due, const char *value,
                   int *index)
{
	for (*index = 0; names[*index]; ++*index)
		if (strcmp(names[*index], value) == 0)
			return true;
	return wrong(option, due, value);
}

static bool size(const char *option, const char *value, uint64_t *bytes)
{
	if (pl_number_size(pl_str_from(value), bytes) == PL_NUMBER_OK && *bytes > 0)
		return true;
	return wrong(option, "a size such as 10485760, 20m or 4.5MB", value);
}

static bool take_choice(struct pl_cli *cli, enum option option, const char *value)
{
	static const char *const severities[] = { "note", "warning", "error", "never", NULL };
	static const char *const personas[] = { "default", "strict", "pedantic", NULL };
	static const char *const colors[] = { "auto", "always", "never", NULL };
	static const char *const forms[] = { "raw", "curl", "har", NULL };
	const char *name = options[option].name;
	int index;

	if (option == FAIL_ON)
		return choice(name, severities, "error, warning, note or never", value, &cli->fail_on);
	if (option == COLOR)
		return choice(name, colors, "auto, always or never", cli->color = value, &index);
	if (option == AS)
		return choice(name, forms, "raw, curl or har", cli->as = value, &index);
	if (!choice(name, personas, "default, strict or pedantic", value, &index))
		return false;
	cli->persona = (enum plimsoll_persona)index;
	return true;
}

static bool take(struct pl_cli *cli, enum option option, const char *value)
{
	const char *name = options[option].name;

	switch (option) {
	case FORMAT:
		return (cli->format = value) != NULL;
	case OUTPUT:
		return (cli->output = value) != NULL;
	case INPUT:
		return (cli->input = value) != NULL;
	case HEADERS:
		return (cli->headers = value) != NULL;
	case BODY:
		return (cli->body = value) != NULL;
	case LIMIT:
		return size(name, value, &cli->limit);
	case MAX_DECODED:
		return size(name, value, &cli->max_decoded);
	case BASELINE:
		return (cli->baseline = value) != NULL;
	case WRITE_BASELINE:
		return (cli->write_baseline = value) != NULL;
	case MATCH:
		return (cli->match = value) != NULL;
	case ENV:
		return (cli->env = value) != NULL;
	case ENTRY:
		cli->has_entry = true;
		return pl_number_decimal(pl_str_from(value), &cli->entry) == PL_NUMBER_OK ||
		       wrong(name, "a number", value);
	case VIA:
		return add(name, cli->via, &cli->via_len, value);
	case RULES:
		return add(name, cli->rule_dirs, &cli->rule_dirs_len, value);
	case DISABLE:
		return add(name, cli->disabled, &cli->disabled_len, value);
	case PERSONA:
	case FAIL_ON:
	case COLOR:
	case AS:
		return take_choice(cli, option, value);
	case TEST:
		return cli->is_test = true;
	case FACTS:
		return cli->wants_facts = true;
	case SHOW_SECRETS:
		return cli->shows_secrets = true;
	case QUIET:
		return cli->is_quiet = true;
	case VERBOSE:
		return cli->is_verbose = true;
	case EXIT_ZERO:
		return cli->exits_zero = true;
	case HELP:
		return cli->wants_help = true;
	}
	return false;
}

/* The option that a word names, up to its '='; OPTIONS when there is none for this command. */
static size_t find(const char *word, size_t len, const struct pl_command *command)
{
	size_t option = 0;

	while (option < OPTIONS &&
	       !((options[option].commands & command->bit) && strlen(options[option].name) == len &&
	         memcmp(options[option].name, word, len) == 0))
		option++;
	return option;
}

/* --headers and --body are one input, and the only one. */
static bool pair_is_whole(struct pl_cli *cli)
{
	if (!cli->headers && !cli->body)
		return true;
	if (!cli->headers || !cli->body) {
		fprintf(stderr, "plimsoll: --%s is half of a request: --%s FILE is due as well\n",
		        cli->headers ? "headers" : "body", cli->headers ? "body" : "headers");
		return false;
	}
	if (cli->files_len > 0) {
		fprintf(stderr, "plimsoll: --headers and --body are the input; '%s' would be another\n", cli->files[0]);
		return false;
	}
	cli->files[cli->files_len++] = cli->headers;
	return true;
}

bool pl_cli_parse(struct pl_cli *cli, const struct pl_command *command, int argc, char **argv)
{
	bool takes_options = true;

	*cli = (struct pl_cli){ .command = command,
		                .format = "human",
		                .as = "raw",
		                .color = "auto",
		                .fail_on = PLIMSOLL_ERROR,
		                .out = stdout };
	cli->files = pl_memory_alloc(((size_t)argc + 1) * sizeof(*cli->files));
	for (int i = 0; i < argc; i++) {
		size_t len = strcspn(argv[i], "="), option;
		const char *value = argv[i][len] == '=' ? argv[i] + len + 1 : NULL;

		if (!takes_options || argv[i][0] != '-' || argv[i][1] == '\0') {
			cli->files[cli->files_len++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			takes_options = false;
			continue;
		}
		option = find(argv[i], len, command);
		if (option == OPTIONS)
			return unknown_option(argv[i], len, command);
		if (value && !options[option].value)
			return wrong(options[option].name, "no value", value);
		if (options[option].value && !value && ++i == argc)
			return wrong(options[option].name, "a value", "nothing");
		if (!take(cli, (enum option)option, value ? value : argv[i]))
			return false;
	}
	return pair_is_whole(cli);
}

void pl_cli_free(struct pl_cli *cli)
{
	free(cli->files);
	cli->files = NULL;
}

struct plimsoll_options pl_cli_options(const struct pl_cli *cli)
{
	return (struct plimsoll_options){ .rule_dirs = cli->rule_dirs,
		                          .disabled = cli->disabled,
		                          .via = cli->via,
		                          .persona = cli->persona,
		                          .limit = cli->limit,
		                          .max_decoded = cli->max_decoded,
		                          .wants_facts = cli->wants_facts,
		                          .shows_secrets = cli->shows_secrets };
}

struct plimsoll_input pl_cli_input(const struct pl_cli *cli, const char *path)
{
	return (struct plimsoll_input){ .path = path,
		                        .body = cli->body,
		                        .format = cli->input,
		                        .match = cli->match,
		                        .env = cli->env,
		                        .entry = cli->entry,
		                        .has_entry = cli->has_entry };
}
