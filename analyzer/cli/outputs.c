/* Files that results go to; what stands in an input is never overwritten. */
#include "cli/outputs.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opening the report empties what stands there, which must not be what is to be read. */
static bool is_input(const struct pl_cli *cli, const char *output)
{
	struct stat written, input;

	if (stat(output, &written) != 0 || !S_ISREG(written.st_mode))
		return false;
	for (size_t i = 0; i < cli->files_len + 1 && cli->command->bit != PL_CAPTURE; i++) {
		const char *path = i < cli->files_len ? cli->files[i] : cli->body ? cli->body : "-";
		bool is_there = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &input) == 0 : stat(path, &input) == 0;

		if (is_there && input.st_dev == written.st_dev && input.st_ino == written.st_ino)
			return true;
	}
	return false;
}

static FILE *opened(const struct pl_cli *cli, const char *path)
{
	FILE *out = NULL;

	if (is_input(cli, path))
		pl_cli_say("%s: is an input, which --output would overwrite; name another file", path);
	else if ((out = fopen(path, "we")) == NULL)
		pl_cli_say("%s: cannot be written: %s", path, strerror(errno));
	return out;
}

/* A result that could not be written whole is an error of its own. */
static int finished(FILE *out, const char *path, int status)
{
	bool is_lost = ferror(out) != 0;

	errno = 0;
	is_lost |= fflush(out) != 0;
	if (out != stdout)
		is_lost |= fclose(out) != 0;
	if (!is_lost)
		return status;
	pl_cli_say("%s: cannot be written%s%s", path ? path : "standard output", errno ? ": " : " whole",
	           errno ? strerror(errno) : "");
	return PL_EXIT_INPUT;
}

static const struct pl_report *report_of(struct pl_str name)
{
	for (const struct pl_report *const *r = pl_reports; *r; r++)
		if (pl_str_equal(pl_str_from((*r)->name), name))
			return *r;
	return NULL;
}

/* "sarif=out.sarif", of a command that has reports: the report, and where the file's name begins; else NULL. */
static const struct pl_report *named_report(const struct pl_cli *cli, const char *output, const char **path)
{
	size_t len = strcspn(output, "=");

	if (!(cli->command->bit & (PL_CHECK | PL_CAPTURE | PL_PAGES)) || output[len] != '=')
		return NULL;
	*path = output + len + 1;
	return report_of((struct pl_str){ output, len });
}

/* The page of a command that has one; other reports are check's. */
static bool open_page(struct pl_cli *cli, const struct pl_report *report, const char *path)
{
	if (strcmp(report->name, "html") != 0 || cli->page_path || pl_cli_is_page(cli)) {
		pl_cli_say(strcmp(report->name, "html") != 0 ? "%s --output FORMAT=FILE takes html, not '%s'"
		                                             : "%s writes one page, and %s would be another",
		           cli->command->name, strcmp(report->name, "html") != 0 ? report->name : path);
		return false;
	}
	cli->page_path = path;
	return (cli->page = opened(cli, path)) != NULL;
}

bool pl_output_open(struct pl_cli *cli)
{
	const struct pl_report *report;
	const char *path, *own;

	for (size_t i = 0; i < cli->outputs.len; i++) {
		path = cli->outputs.items[i];
		if ((report = named_report(cli, path, &own)) != NULL) {
			if (cli->command->bit & PL_PAGES ? !open_page(cli, report, own) : (cli->opened[i] = opened(cli, own)) == NULL)
				return false;
			continue;
		}
		if (cli->output) {
			pl_cli_say("--output is given twice, %s and %s; --output FORMAT=FILE writes one more report", cli->output, path);
			return false;
		}
		cli->output = path;
	}
	if (cli->output && (cli->out = opened(cli, cli->output)) == NULL)
		return false;
	if (pl_cli_is_page(cli))
		cli->page = cli->out;
	return true;
}

int pl_output_close(const struct pl_cli *cli, int status)
{
	if (cli->page_path)
		status = finished(cli->page, cli->page_path, status);
	return finished(cli->out, cli->output, status);
}

static void add(struct pl_outputs *outputs, const struct pl_report *report, const char *path, FILE *out)
{
	outputs->items[outputs->len++] = (struct pl_output){ .report = report, .path = path, .out = out };
}

static bool unknown_format(const char *name)
{
	struct pl_str names[16];
	size_t len = 0;

	for (const struct pl_report *const *r = pl_reports; *r && len < sizeof(names) / sizeof(names[0]); r++)
		names[len++] = pl_str_from((*r)->name);
	pl_cli_unknown("format", name, names, len, "`plimsoll check --help` lists them");
	return false;
}

bool pl_outputs_open(struct pl_outputs *outputs, const struct pl_cli *cli)
{
	const struct pl_report *report = report_of(pl_str_from(cli->format));
	const char *path;

	*outputs = (struct pl_outputs){ .len = 0 };
	if (report == NULL)
		return unknown_format(cli->format);
	add(outputs, report, NULL, cli->out);
	for (size_t i = 0; i < cli->outputs.len; i++) {
		report = named_report(cli, cli->outputs.items[i], &path);
		if (report)
			add(outputs, report, path, cli->opened[i]);
	}
	return true;
}

void pl_outputs_begin(struct pl_outputs *outputs, const struct pl_report_options *options, bool main_has_colour)
{
	for (size_t i = 0; i < outputs->len; i++) {
		struct pl_report_options own = *options;

		own.colour = main_has_colour && i == 0;
		outputs->items[i].state = outputs->items[i].report->begin(outputs->items[i].out, &own);
	}
}

void pl_outputs_request(struct pl_outputs *outputs, const struct plimsoll_request *request)
{
	for (size_t i = 0; i < outputs->len; i++)
		outputs->items[i].report->request(outputs->items[i].state, request);
}

void pl_outputs_end(struct pl_outputs *outputs, const struct pl_report_summary *summary)
{
	for (size_t i = 0; i < outputs->len; i++)
		if (outputs->items[i].state)
			outputs->items[i].report->end(outputs->items[i].state, summary);
}

int pl_outputs_close(struct pl_outputs *outputs, int status)
{
	for (size_t i = 0; i < outputs->len; i++)
		if (outputs->items[i].path)
			status = finished(outputs->items[i].out, outputs->items[i].path, status);
	outputs->len = 0;
	return status;
}
