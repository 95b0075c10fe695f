/* The table of options, and a command line read by it. */
#include "cli/cli.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "source/format.h"

enum option {
	INPUT,
	HEADERS,
	BODY,
	ENTRY,
	MATCH,
	ENV,
	MAX_DECODED,
	SIZE,
	LIMIT,
	VIA,
	RULES,
	DISABLE,
	PERSONA,
	CONFIG,
	NO_CONFIG,
	TEST,
	FORMAT,
	AS,
	OUTPUT,
	FAIL_ON,
	EXIT_ZERO,
	BASELINE,
	WRITE_BASELINE,
	FACTS,
	SHOW_SECRETS,
	COLOR,
	QUIET,
	VERBOSE,
	HELP
};

enum { LISTS = PL_RULES | PL_FACTS_COMMAND | PL_GATEWAYS, READS = PL_CHECK | PL_SHOW };

/* In the order --help shows them. */
static const struct pl_cli_option options[] = {
	[INPUT] = { "--input", "FORMAT", "the input format, where it is not told from the bytes", PL_OF_INPUT, READS },
	[HEADERS] = { "--headers", "FILE", "a request's head, with or without its request line; goes with --body", PL_OF_INPUT, READS },
	[BODY] = { "--body", "FILE", "the body of the head in --headers", PL_OF_INPUT, READS },
	[ENTRY] = { "--entry", "N", "only the Nth request of each file, from 0", PL_OF_INPUT, READS },
	[MATCH] = { "--match", "GLOB", "only requests whose URL matches: '*/upload*'", PL_OF_INPUT, READS },
	[ENV] = { "--env", "FILE", "values of {{names}}: http-client.env.json[:NAME], a Postman environment, or .env",
	          PL_OF_INPUT, READS },
	[MAX_DECODED] = { "--max-decoded", "SIZE", "inflate at most this much of a body (1g)", PL_OF_INPUT, PL_CHECK },
	[SIZE] = { "--size", "SIZE", "weigh any file of that size, in place of a FILE", PL_OF_INPUT, PL_WEIGH },
	[LIMIT] = { "--limit", "SIZE", "the largest body allowed: bytes, 20m, 10MiB, 4.5MB", PL_OF_CHECK, PL_CHECK | PL_WEIGH },
	[VIA] = { "--via", "HOP", "gateways on the path, outermost first, with settings: nginx:client_max_body_size=20m,express; repeatable",
	          PL_OF_CHECK, PL_CHECK | PL_WEIGH },
	[RULES] = { "--rules", "DIR", "more rules and gateways, or ones in place of those built in; repeatable", PL_OF_CHECK,
	            PL_CHECK | PL_RULES | PL_GATEWAYS | PL_WEIGH },
	[DISABLE] = { "--disable", "RULE", "leave a rule out; repeatable", PL_OF_CHECK, PL_CHECK },
	[PERSONA] = { "--persona", "NAME", "how strict to be: default, strict or pedantic", PL_OF_CHECK, PL_CHECK },
	[CONFIG] = { "--config", "FILE", "in place of the nearest .plimsoll.json upwards", PL_OF_CHECK, PL_CHECK },
	[NO_CONFIG] = { "--no-config", NULL, "read no .plimsoll.json", PL_OF_CHECK, PL_CHECK },
	[TEST] = { "--test", NULL, "run every rule against its samples: DIR/bad/RULE.* must raise it, DIR/ok must not (DIR: samples)",
	           PL_OF_REPORT, PL_RULES },
	[FORMAT] = { "--format", "NAME", "human, or json for programs", PL_OF_REPORT, PL_CHECK | PL_WEIGH | LISTS },
	[AS] = { "--as", "FORM", "raw (byte for byte), curl or har", PL_OF_REPORT, PL_SHOW },
	[OUTPUT] = { "--output", "FILE", "write there, not to standard output", PL_OF_REPORT, READS | PL_WEIGH | LISTS },
	[FAIL_ON] = { "--fail-on", "NAME", "what makes the exit status 1: error (unless given), warning, note or never", PL_OF_REPORT, PL_CHECK },
	[EXIT_ZERO] = { "--exit-zero", NULL, "exit with 0 where findings would make it 1", PL_OF_REPORT, PL_CHECK },
	[BASELINE] = { "--baseline", "FILE", "findings that FILE knows are silenced and fail nothing", PL_OF_REPORT, PL_CHECK },
	[WRITE_BASELINE] = { "--write-baseline", "FILE", "write what is found there, for --baseline; exit with 0", PL_OF_REPORT, PL_CHECK },
	[FACTS] = { "--facts", NULL, "print the facts of each request as well", PL_OF_REPORT, PL_CHECK },
	[SHOW_SECRETS] = { "--show-secrets", NULL, "leave passwords, tokens and cookies as they are", PL_OF_REPORT, PL_CHECK },
	[COLOR] = { "--color", "WHEN", "auto (on a terminal, without NO_COLOR), always or never", PL_OF_REPORT, PL_CHECK },
	[QUIET] = { "-q", NULL, "findings only: no weight, no closing line", PL_OF_REPORT, PL_CHECK },
	[VERBOSE] = { "-v", NULL, "say why each finding matters and where that is written", PL_OF_REPORT, PL_CHECK },
	[HELP] = { "--help", NULL, "this text", PL_OF_REPORT, ~0U },
};
#define OPTIONS (sizeof(options) / sizeof(options[0]))

const struct pl_cli_option *pl_cli_option(size_t i)
{
	return i < OPTIONS ? &options[i] : NULL;
}

static bool wrong(const char *option, const char *due, const char *value)
{
	pl_cli_say("%s takes %s, not '%s'", option, due, value);
	return false;
}

static bool unknown_option(const char *name, size_t len, const struct pl_command *command)
{
	struct pl_str names[OPTIONS];
	char text[256], advice[64];
	size_t count = 0;

	snprintf(text, sizeof(text), "%.*s", (int)len, name);
	snprintf(advice, sizeof(advice), "`plimsoll %s --help` lists them", command->name);
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].commands & command->bit)
			names[count++] = pl_str_from(options[i].name);
	pl_cli_unknown("option", text, names, count, advice);
	return false;
}

static bool without_value(size_t option, const struct pl_command *command)
{
	pl_cli_say("%s needs a value, %s; `plimsoll %s --help` says which", options[option].name, options[option].value,
	           command->name);
	return false;
}

static bool is_input_format(const char *name)
{
	struct pl_str names[16];
	size_t len = 0;

	for (const struct pl_format *const *f = pl_formats; *f && len < sizeof(names) / sizeof(names[0]); f++) {
		names[len] = pl_str_from((*f)->name);
		if (pl_str_equal(names[len++], pl_str_from(name)))
			return true;
	}
	pl_cli_unknown("input format", name, names, len, "`plimsoll check --help` lists them");
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

	cli->has_fail_on |= option == FAIL_ON;
	cli->has_persona |= option == PERSONA;
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

/* Where the value of an option that is kept as it is goes. */
static const char **text_of(struct pl_cli *cli, enum option option)
{
	const char **const texts[OPTIONS] = {
		[FORMAT] = &cli->format,
		[OUTPUT] = &cli->output,
		[HEADERS] = &cli->headers,
		[BODY] = &cli->body,
		[CONFIG] = &cli->config,
		[BASELINE] = &cli->baseline,
		[WRITE_BASELINE] = &cli->write_baseline,
		[MATCH] = &cli->match,
		[ENV] = &cli->env,
	};

	return texts[option];
}

static bool take(struct pl_cli *cli, enum option option, const char *value)
{
	const char *name = options[option].name;

	switch (option) {
	case FORMAT:
	case OUTPUT:
	case HEADERS:
	case BODY:
	case CONFIG:
	case BASELINE:
	case WRITE_BASELINE:
	case MATCH:
	case ENV:
		return (*text_of(cli, option) = value) != NULL;
	case INPUT:
		return is_input_format(cli->input = value);
	case LIMIT:
		return size(name, value, &cli->limit);
	case SIZE:
		return size(name, value, &cli->size);
	case MAX_DECODED:
		return size(name, value, &cli->max_decoded);
	case NO_CONFIG:
		return cli->has_no_config = true;
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
		pl_cli_say("--%s is half of a request: --%s FILE is due as well", cli->headers ? "headers" : "body",
		           cli->headers ? "body" : "headers");
		return false;
	}
	if (cli->files_len > 0) {
		pl_cli_say("--headers and --body are the input; '%s' would be another", cli->files[0]);
		return false;
	}
	cli->files[cli->files_len++] = cli->headers;
	return true;
}

/* Standard input can be read once, and an empty name is a variable that was not set. */
static bool are_inputs(const struct pl_cli *cli)
{
	bool has_stdin = cli->body && strcmp(cli->body, "-") == 0;

	for (size_t i = 0; i < cli->files_len; i++) {
		bool is_stdin = strcmp(cli->files[i], "-") == 0 && (cli->command->bit & READS);

		if (cli->files[i][0] == '\0' || (has_stdin && is_stdin)) {
			pl_cli_say(is_stdin ? "standard input (-) is named twice and can be read once"
			                    : "an argument is empty; a file or a name is due");
			return false;
		}
		has_stdin |= is_stdin;
	}
	return true;
}

/* "-h" is "--help", though the list does not say so. */
static const char *long_name(const char *word)
{
	return strcmp(word, "-h") == 0 ? "--help" : word;
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
		option = find(long_name(argv[i]), strcmp(argv[i], "-h") == 0 ? strlen("--help") : len, command);
		if (option == OPTIONS)
			return unknown_option(argv[i], len, command);
		if (value && !options[option].value)
			return wrong(options[option].name, "no value", value);
		if (options[option].value && !value && ++i == argc)
			return without_value(option, command);
		if (!take(cli, (enum option)option, value ? value : argv[i]))
			return false;
	}
	return cli->wants_help || (pair_is_whole(cli) && are_inputs(cli));
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
