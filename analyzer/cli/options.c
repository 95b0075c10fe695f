/* A command line, read by the table of options. */
#include "cli/cli.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"

static bool wrong(const struct pl_cli_option *option, const char *due, const char *value)
{
	pl_cli_say("%s takes %s, not '%s'", option->name, due, value);
	return false;
}

static bool unknown_option(const char *word, size_t len, const struct pl_command *command)
{
	struct pl_str names[128];
	const struct pl_cli_option *option;
	char text[256], advice[64];
	size_t count = 0;

	snprintf(text, sizeof(text), "%.*s", (int)len, word);
	snprintf(advice, sizeof(advice), "`plimsoll %s --help` lists them", command->name);
	for (size_t i = 0; (option = pl_cli_option(i)) != NULL && count < sizeof(names) / sizeof(names[0]); i++)
		if (option->commands & command->bit)
			names[count++] = pl_str_from(option->name);
	pl_cli_unknown("option", text, names, count, advice);
	return false;
}

static bool without_value(const struct pl_cli_option *option, const struct pl_command *command)
{
	pl_cli_say("%s needs a value, %s; `plimsoll %s --help` says which", option->name, option->value, command->name);
	return false;
}

/* Which of the option's choices; else a line that lists them: "raw, curl or har". */
static bool choose(const struct pl_cli_option *option, const char *value, int *index)
{
	char due[256];
	size_t used = 0;

	for (*index = 0; option->choices[*index]; ++*index)
		if (strcmp(option->choices[*index], value) == 0)
			return true;
	for (int i = 0; i < *index && used < sizeof(due); i++)
		used += (size_t)snprintf(due + used, sizeof(due) - used, "%s%s",
		                         i == 0 ? "" : i + 1 == *index ? " or " : ", ", option->choices[i]);
	return wrong(option, due, value);
}

static bool add(const struct pl_cli_option *option, struct pl_cli_list *list, const char *value)
{
	if (list->len == PL_CLI_LIST)
		return wrong(option, "at most 64 values", value);
	list->items[list->len++] = value;
	return true;
}

/* Puts the value where the table says; `value` is NULL for a flag. */
static bool take(struct pl_cli *cli, const struct pl_cli_option *option, const char *value)
{
	void *into = (char *)cli + option->into;
	int index;

	if (option->has)
		*(bool *)((char *)cli + option->has) = true;
	switch (option->kind) {
	case PL_CLI_FLAG:
		return *(bool *)into = true;
	case PL_CLI_TEXT:
		*(const char **)into = value;
		return (!option->choices || choose(option, value, &index)) && (!option->is_good || option->is_good(value));
	case PL_CLI_TEXTS:
		return add(option, into, value);
	case PL_CLI_CHOICE:
		return choose(option, value, into);
	case PL_CLI_SIZE:
		return (pl_number_size(pl_str_from(value), into) == PL_NUMBER_OK && *(uint64_t *)into > 0) ||
		       wrong(option, "a size such as 10485760, 20m or 4.5MB", value);
	case PL_CLI_NUMBER:
		return pl_number_decimal(pl_str_from(value), into) == PL_NUMBER_OK || wrong(option, "a number", value);
	}
	return false;
}

/* The option that a word names, up to its '='; NULL when there is none for this command. */
static const struct pl_cli_option *find(const char *word, size_t len, const struct pl_command *command)
{
	const struct pl_cli_option *option;

	for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++)
		if ((option->commands & command->bit) && strlen(option->name) == len && memcmp(option->name, word, len) == 0)
			break;
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

	for (size_t i = 0; i < cli->files_len && cli->command->bit != PL_CAPTURE; i++) {
		bool is_stdin = strcmp(cli->files[i], "-") == 0 && (cli->command->bit & (PL_CHECK | PL_SHOW | PL_WEIGH | PL_EXPLAIN));

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
		size_t len = strcspn(argv[i], "=");
		const struct pl_cli_option *option;
		const char *value = argv[i][len] == '=' ? argv[i] + len + 1 : NULL;

		if (!takes_options || argv[i][0] != '-' || argv[i][1] == '\0') {
			cli->files[cli->files_len++] = argv[i];
			takes_options &= command->bit != PL_CAPTURE; /* the rest is the command's */
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			takes_options = false;
			continue;
		}
		option = find(long_name(argv[i]), strcmp(argv[i], "-h") == 0 ? strlen("--help") : len, command);
		if (option == NULL)
			return unknown_option(argv[i], len, command);
		if (value && !option->value)
			return wrong(option, "no value", value);
		if (option->value && !value && ++i == argc)
			return without_value(option, command);
		if (!take(cli, option, value ? value : argv[i]))
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
	return (struct plimsoll_options){ .rule_dirs = cli->rule_dirs.items,
		                          .disabled = cli->disabled.items,
		                          .via = cli->via.items,
		                          .api = cli->api,
		                          .openapi = cli->openapi,
		                          .persona = (enum plimsoll_persona)cli->persona,
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
