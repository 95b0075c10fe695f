/* One table of options gives parsing and --help. */
#include "cli/cli.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "rule/rule.h"

enum option { FORMAT, LIMIT, VIA, RULES, DISABLE, PERSONA, FAIL_ON, FACTS, QUIET, EXIT_ZERO, HELP };

static const struct {
	const char *name, *value, *meaning;
} options[] = {
	[FORMAT] = { "--format", "NAME", "human or json" },
	[LIMIT] = { "--limit", "SIZE", "a body limit: bytes, or 20m, 10MiB, 4.5MB" },
	[VIA] = { "--via", "HOP", "a gateway on the path" },
	[RULES] = { "--rules", "DIR", "more rules, or rules in place of built-in ones; repeatable" },
	[DISABLE] = { "--disable", "RULE", "leave a rule out; repeatable" },
	[PERSONA] = { "--persona", "NAME", "default, strict or pedantic: how much pedantry is shown" },
	[FAIL_ON] = { "--fail-on", "NAME", "error, warning, note or never: what makes the exit status 1" },
	[FACTS] = { "--facts", NULL, "print the facts of each request as well" },
	[QUIET] = { "-q", NULL, "findings only" },
	[EXIT_ZERO] = { "--exit-zero", NULL, "exit with 0 where findings would make it 1" },
	[HELP] = { "--help", NULL, "this text" },
};
#define OPTIONS (sizeof(options) / sizeof(options[0]))

void pl_cli_help(FILE *out)
{
	fputs("plimsoll: the load line for HTTP payloads\n\n"
	      "  plimsoll check [OPTION]… FILE|-…   lint requests before they are sent\n"
	      "  plimsoll rules [NAME]              list the rules, or document one\n"
	      "  plimsoll facts                     list the facts that rules read\n\n",
	      out);
	for (size_t i = 0; i < OPTIONS; i++)
		fprintf(out, "  %-12s %-5s %s\n", options[i].name, options[i].value ? options[i].value : "", options[i].meaning);
}

static bool wrong(const char *what, const char *value)
{
	fprintf(stderr, "plimsoll: %s '%s'; see plimsoll --help\n", what, value);
	return false;
}

static bool unknown_option(const char *name)
{
	struct pl_str names[OPTIONS], nearest;

	for (size_t i = 0; i < OPTIONS; i++)
		names[i] = pl_str_from(options[i].name);
	nearest = pl_rule_nearest(pl_str_from(name), names, OPTIONS);
	if (nearest.len == 0)
		return wrong("there is no option", name);
	fprintf(stderr, "plimsoll: there is no option '%s'; did you mean '%.*s'?\n", name, PL_STR_ARG(nearest));
	return false;
}

static bool add(const char **list, size_t *len, const char *value)
{
	if (*len == PL_CLI_LIST)
		return wrong("too many of these, at", value);
	list[(*len)++] = value;
	return true;
}

static bool choice(const char *const *names, int count, const char *value, int *index)
{
	for (*index = 0; *index < count; ++*index)
		if (strcmp(names[*index], value) == 0)
			return true;
	return wrong("there is no such choice as", value);
}

static bool take(struct pl_cli *cli, enum option option, const char *value)
{
	static const char *const severities[] = { "note", "warning", "error", "never" };
	static const char *const personas[] = { "default", "strict", "pedantic" };
	int index;

	switch (option) {
	case FORMAT:
		for (const struct pl_report *const *r = pl_reports; *r; r++)
			if (strcmp((*r)->name, value) == 0) {
				cli->report = *r;
				return true;
			}
		return wrong("there is no format", value);
	case LIMIT:
		if (pl_number_size(pl_str_from(value), &cli->limit) != PL_NUMBER_OK || cli->limit == 0)
			return wrong("a size such as 10485760, 20m or 4.5MB is due, not", value);
		return true;
	case VIA:
		return add(cli->via, &cli->via_len, value);
	case RULES:
		return add(cli->rule_dirs, &cli->rule_dirs_len, value);
	case DISABLE:
		return add(cli->disabled, &cli->disabled_len, value);
	case PERSONA:
		if (!choice(personas, 3, value, &index))
			return false;
		cli->persona = (enum plimsoll_persona)index;
		return true;
	case FAIL_ON:
		return choice(severities, 4, value, &cli->fail_on);
	case FACTS:
		return cli->wants_facts = true;
	case QUIET:
		return cli->is_quiet = true;
	case EXIT_ZERO:
		return cli->exits_zero = true;
	case HELP:
		return cli->wants_help = true;
	}
	return false;
}

bool pl_cli_parse(struct pl_cli *cli, int argc, char **argv)
{
	*cli = (struct pl_cli){ .report = pl_reports[0], .fail_on = PLIMSOLL_ERROR };
	cli->files = pl_memory_alloc(((size_t)argc + 1) * sizeof(*cli->files));
	for (int i = 0; i < argc; i++) {
		size_t option = 0;

		if (argv[i][0] != '-' || argv[i][1] == '\0') {
			cli->files[cli->files_len++] = argv[i];
			continue;
		}
		while (option < OPTIONS && strcmp(options[option].name, argv[i]) != 0)
			option++;
		if (option == OPTIONS)
			return unknown_option(argv[i]);
		if (options[option].value && ++i == argc)
			return wrong("a value is missing behind", options[option].name);
		if (!take(cli, (enum option)option, argv[i]))
			return false;
	}
	return true;
}
