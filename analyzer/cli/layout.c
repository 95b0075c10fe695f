/* How wide a report may be and what its terminal can show. */
#include "cli/cli.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"

static bool shows_colour(const struct pl_cli *cli)
{
	const char *off = getenv("NO_COLOR");

	if (strcmp(cli->color, "auto") != 0)
		return strcmp(cli->color, "always") == 0;
	return !cli->output && isatty(STDOUT_FILENO) && !(off && off[0]);
}

/* Of the terminal, or of COLUMNS where there is none. */
static unsigned columns(const struct pl_cli *cli)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	uint64_t number;

	if (!cli->output && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return text && pl_number_decimal(pl_str_from(text), &number) == PL_NUMBER_OK && number < 1000 ? (unsigned)number : 80;
}

/* Does the locale's name say so? Asked without setlocale, since the locale itself may not be installed, nor is it where
 * this program was linked statically for another system. POSIX, Base Definitions 8.2: the first that is not empty. */
static bool shows_utf8(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *name = NULL, *codeset;

	for (size_t i = 0; i < 3 && (name == NULL || *name == 0); i++)
		name = getenv(variables[i]);
	codeset = name ? strchr(name, '.') : NULL;
	return codeset && (strncasecmp(codeset, ".UTF-8", 6) == 0 || strncasecmp(codeset, ".utf8", 5) == 0);
}

struct pl_report_options pl_cli_layout(const struct pl_cli *cli)
{
	return (struct pl_report_options){ .colour = shows_colour(cli),
		                           .is_ascii = !shows_utf8(),
		                           .shows_facts = cli->wants_facts,
		                           .is_quiet = cli->is_quiet,
		                           .is_verbose = cli->is_verbose,
		                           .columns = columns(cli),
		                           .fail_on = cli->fail_on,
		                           .exits_zero = cli->exits_zero || cli->write_baseline };
}
