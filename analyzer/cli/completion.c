/* Completion scripts for bash, zsh and fish, from the tables of commands, options, input formats and reports. */
#include "cli/cli.h"

#include "source/format.h"

static bool is_named(const struct pl_cli_option *option, const char *name)
{
	return strcmp(option->name, name) == 0;
}

/* May the value only be one of some words? */
static bool has_choices(const struct pl_cli_option *option)
{
	return option->choices || is_named(option, "--format") || is_named(option, "--input");
}

/* Those words, a blank before each. */
static void write_choices(FILE *out, const struct pl_cli_option *option)
{
	for (const struct pl_report *const *r = pl_reports; *r && is_named(option, "--format"); r++)
		fprintf(out, " %s", (*r)->name);
	for (const struct pl_format *const *f = pl_formats; *f && is_named(option, "--input"); f++)
		fprintf(out, " %s", (*f)->name);
	for (const char *const *c = option->choices; c && *c; c++)
		fprintf(out, " %s", *c);
}

/* Text inside of single quotes; zsh gives brackets and colons a meaning. */
static void write_quoted(FILE *out, const char *text, bool is_zsh)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", out);
		else if (is_zsh && strchr("[]:\\", *text))
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
}

static void bash(FILE *out)
{
	const struct pl_cli_option *option;

	fputs("_plimsoll() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n\tCOMPREPLY=()\n", out);
	fputs("\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords='", out);
	for (const struct pl_command *c = pl_commands; c->name; c++)
		fprintf(out, "%s ", c->name);
	fputs("--help --version'\n\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $prev in\n", out);
	for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++) {
		if (!option->value)
			continue;
		fprintf(out, "\t%s) words='%s", option->name, has_choices(option) ? "" : "-");
		write_choices(out, option);
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\tif [ -n \"$words\" ]; then\n"
	      "\t\t[ \"$words\" = - ] || COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n\t\treturn\n\tfi\n"
	      "\tcase ${COMP_WORDS[1]} in\n",
	      out);
	for (const struct pl_command *c = pl_commands; c->name; c++) {
		fprintf(out, "\t%s) words='", c->name);
		for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++)
			if (option->commands & c->bit)
				fprintf(out, " %s", option->name);
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\tcase $cur in -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;; esac\n}\n"
	      "complete -o bashdefault -o default -F _plimsoll plimsoll\n",
	      out);
}

static void zsh_option(FILE *out, const struct pl_cli_option *option)
{
	fprintf(out, " \\\n\t\t\t'%s%s%s[", option->kind == PL_CLI_TEXTS ? "*" : "", option->name,
	        option->value && option->name[1] == '-' ? "=" : "");
	write_quoted(out, option->meaning, true);
	fputc(']', out);
	if (option->value) {
		fprintf(out, ":%s:", option->value);
		if (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0) {
			fputs(option->value[0] == 'F' ? "_files" : "_files -/", out);
		} else if (has_choices(option)) {
			fputc('(', out);
			write_choices(out, option);
			fputs(" )", out);
		}
	}
	fputc('\'', out);
}

static void zsh(FILE *out)
{
	const struct pl_cli_option *option;

	fputs("#compdef plimsoll\n_plimsoll() {\n\tlocal -a commands=(", out);
	for (const struct pl_command *c = pl_commands; c->name; c++) {
		fprintf(out, "\n\t\t'%s:", c->name);
		write_quoted(out, c->summary, false);
		fputc('\'', out);
	}
	fputs("\n\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
	      "\tlocal command=$words[2]\n\twords=(\"${(@)words[2,-1]}\")\n\t(( CURRENT-- ))\n\tcase $command in\n",
	      out);
	for (const struct pl_command *c = pl_commands; c->name; c++) {
		fprintf(out, "\t%s)\n\t\t_arguments -s", c->name);
		for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++)
			if (option->commands & c->bit)
				zsh_option(out, option);
		fputs(" \\\n\t\t\t'*:file:_files' ;;\n", out);
	}
	fputs("\tesac\n}\n_plimsoll \"$@\"\n", out);
}

static void fish_option(FILE *out, const struct pl_command *command, const struct pl_cli_option *option)
{
	bool is_long = option->name[1] == '-';

	fprintf(out, "complete -c plimsoll -n '__fish_seen_subcommand_from %s' %s %s -d '", command->name, is_long ? "-l" : "-s",
	        option->name + (is_long ? 2 : 1));
	for (const char *c = option->meaning; *c; c++)
		fprintf(out, strchr("'\\", *c) ? "\\%c" : "%c", *c);
	fputc('\'', out);
	if (option->value) {
		bool is_file = strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0;

		fputs(is_file ? " -r" : " -x", out);
		if (has_choices(option)) {
			fputs(" -a '", out);
			write_choices(out, option);
			fputc('\'', out);
		}
	}
	fputc('\n', out);
}

static void fish(FILE *out)
{
	const struct pl_cli_option *option;

	for (const struct pl_command *c = pl_commands; c->name; c++)
		fprintf(out, "complete -c plimsoll -n __fish_use_subcommand -f -a %s -d '%s'\n", c->name, c->summary);
	for (const struct pl_command *c = pl_commands; c->name; c++)
		for (size_t i = 0; (option = pl_cli_option(i)) != NULL; i++)
			if (option->commands & c->bit)
				fish_option(out, c, option);
}

bool pl_cli_completion(FILE *out, const char *shell)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shell, shells[i].name) == 0) {
			shells[i].write(out);
			return true;
		}
	return false;
}
