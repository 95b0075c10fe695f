/* plimsoll gateways: the profiles that --via knows, what each limits and how it refuses; and what limits a configuration
 * file sets. */
#include "cli/cli.h"

#include "cli/gateways_page.h"

/* Every profile once, so that a page can show what other files say of it too; a mistake in any file ends the command. */
static size_t load_all(const struct pl_cli *cli, struct pl_arena *arena, const struct pl_profile **list, int *status)
{
	struct plimsoll_error err;
	struct pl_str *ids;
	size_t len = pl_profile_ids(cli->rule_dirs.items, arena, &ids);
	struct pl_profile *all = pl_arena_alloc(arena, (len + 1) * sizeof(*all));

	*list = all;
	for (size_t i = 0; i < len && *status == PL_EXIT_OK; i++)
		if (!pl_profile_load(&all[i], ids[i], cli->rule_dirs.items, arena, &err))
			*status = pl_cli_fail(&err);
	return len;
}

static int show_config(const struct pl_cli *cli, bool is_json, const struct pl_profile *all, size_t len,
                       struct pl_arena *arena)
{
	struct pl_config_file config;
	struct plimsoll_error err;

	if (!pl_config_file_load(&config, cli->config_of, arena, &err))
		return pl_cli_fail(&err);
	if (is_json)
		pl_gateways_config_json(cli->out, cli->config_of, &config);
	else
		pl_gateways_config(cli, cli->config_of, &config, all, len);
	return PL_EXIT_OK;
}

/* The profiles named, or all. */
static int show_profiles(const struct pl_cli *cli, bool is_json, const struct pl_profile *all, size_t len,
                         struct pl_arena *arena)
{
	size_t asked = cli->files_len;

	if (is_json)
		fputs("{\"gateways\": [", cli->out);
	for (size_t i = 0; i < (asked ? asked : len); i++) {
		const struct pl_profile *p = &all[i];
		struct pl_profile unknown;
		struct plimsoll_error err;

		if (asked)
			p = pl_profiles_find(all, len, pl_str_from(cli->files[i]));
		if (p == NULL) {
			pl_profile_load(&unknown, pl_str_from(cli->files[i]), cli->rule_dirs.items, arena, &err);
			return pl_cli_fail(&err);
		}
		if (i > 0 && (is_json || asked))
			fputs(is_json ? "," : "\n", cli->out);
		if (is_json)
			pl_gateways_json(cli->out, p, all, len);
		else if (asked)
			pl_gateways_page(cli, p, all, len);
		else
			pl_gateways_row(cli->out, p);
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
	return PL_EXIT_OK;
}

static int list_gateways(const struct pl_cli *cli)
{
	struct pl_arena arena = { 0 };
	const struct pl_profile *all;
	int status;
	bool is_json = pl_cli_is_json(cli, &status);
	size_t len = status == PL_EXIT_OK ? load_all(cli, &arena, &all, &status) : 0;

	if (status == PL_EXIT_OK)
		status = cli->config_of ? show_config(cli, is_json, all, len, &arena) :
		                          show_profiles(cli, is_json, all, len, &arena);
	pl_arena_free(&arena);
	return status;
}

int pl_cmd_gateways(const struct pl_cli *cli)
{
	return cli->lists_apis ? pl_cli_list_apis(cli) : list_gateways(cli);
}
