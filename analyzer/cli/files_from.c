/* A list of names, read as it is needed: it may have no end. */
#include "cli/files_from.h"

#include <errno.h>

bool pl_files_from_open(struct pl_files_from *list, const struct pl_cli *cli)
{
	*list = (struct pl_files_from){ .path = cli->files_from, .end = cli->is_null ? '\0' : '\n' };
	if (list->path == NULL)
		return true;
	list->in = strcmp(list->path, "-") == 0 ? stdin : fopen(list->path, "re");
	if (list->in == NULL)
		pl_cli_say("%s: cannot be read: %s", list->path, strerror(errno));
	return list->in != NULL;
}

const char *pl_files_from_next(struct pl_files_from *list)
{
	size_t len = 0;
	int c = list->in ? getc(list->in) : EOF;

	for (; c != EOF && (c != list->end || len == 0); c = getc(list->in))
		if (c != list->end && len < sizeof(list->name) - 1)
			list->name[len++] = (char)c;
	list->name[len] = '\0';
	if (len == 0)
		return NULL;
	/* Standard input is no file of a list, which it may be itself. */
	return strcmp(list->name, "-") == 0 ? "./-" : list->name;
}

int pl_files_from_close(struct pl_files_from *list, int status)
{
	if (list->in && ferror(list->in)) {
		pl_cli_say("%s: cannot be read further", list->path);
		status = PL_EXIT_INPUT;
	}
	if (list->in && list->in != stdin)
		fclose(list->in);
	return status;
}
