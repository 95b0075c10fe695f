/* What --help says, from the tables of commands, options, input formats and reports. */
#include "cli/cli.h"

#include "source/format.h"

#define HELP_INDENT 25  /* columns before a meaning */
#define HELP_COLUMNS 80

/* Two spaces or more stand before a meaning and nowhere else, and a line that goes on begins with as many as a meaning:
 * man/page.awk reads it so. */
static void help_line(FILE *out, const char *name, const char *value, const char *meaning)
{
	char left[64];
	unsigned at = HELP_INDENT;

	snprintf(left, sizeof(left), "%s%s%s", name, value[0] ? " " : "", value);
	fprintf(out, "  %-*s", HELP_INDENT - 2, left);
	while (*meaning) {
		size_t len = strcspn(meaning, " ");

		if (at + 1 + len > HELP_COLUMNS) {
			fprintf(out, "\n%*s", HELP_INDENT, "");
			at = HELP_INDENT;
		}
		at += (unsigned)fprintf(out, "%s%.*s", at > HELP_INDENT ? " " : "", (int)len, meaning);
		meaning += len + (meaning[len] == ' ');
	}
	fputc('\n', out);
}

static void options_help(FILE *out, const struct pl_command *command)
{
	static const char *const groups[] = { "What is read", "What is checked", "What is reported" };
	const struct pl_cli_option *option;
	int group = -1;

	fputs(command->bit & (PL_CHECK | PL_CAPTURE) ? "" : "\n", out);
	for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++) {
		if (!(option->commands & command->bit))
			continue;
		if ((int)option->group != group && (command->bit & (PL_CHECK | PL_CAPTURE)))
			fprintf(out, "\n%s:\n", groups[option->group]);
		group = (int)option->group;
		help_line(out, option->name, option->value ? option->value : "", option->meaning);
	}
}

static void command_help(FILE *out, const struct pl_command *command)
{
	bool reads = command->bit & (PL_CHECK | PL_SHOW);

	fprintf(out, "usage: plimsoll %s %s\n\n%s\n", command->name, command->arguments, command->summary);
	options_help(out, command);
	fputs(reads ? "\nInput formats:\n" : "", out);
	for (const struct pl_format *const *f = pl_formats; reads && *f; f++)
		help_line(out, (*f)->name, "", (*f)->summary);
	fputs(command->bit & (PL_CHECK | PL_CAPTURE) ? "\nReports:\n" : "", out);
	for (const struct pl_report *const *r = pl_reports; (command->bit & (PL_CHECK | PL_CAPTURE)) && *r; r++)
		help_line(out, (*r)->name, "", (*r)->summary);
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
	fputs("\n`plimsoll COMMAND --help` lists a command's options, `plimsoll --version` says\n"
	      "which version this is. Exit status: 0 nothing wrong, 1 findings, 2 a mistake\n"
	      "in usage or in a rule, 3 an input cannot be read or is no request.\n",
	      out);
}
