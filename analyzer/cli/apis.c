/* plimsoll gateways --apis: the API profiles, and what each says. */
#include "cli/cli.h"

#include "base/json_text.h"
#include "cli/limits.h"
#include "gateway/api.h"

static void write_words(FILE *out, const struct pl_str *words, size_t len)
{
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%s%.*s", i ? ", " : "", PL_STR_ARG(words[i]));
	fputs(len ? "\n" : "any\n", out);
}

static void write_path(FILE *out, const struct pl_api_path *path)
{
	fputs("    ", out);
	for (size_t i = 0; i < path->operations_len; i++)
		fprintf(out, "%.*s ", PL_STR_ARG(path->operations[i].method));
	fprintf(out, "%.*s", PL_STR_ARG(path->template));
	for (size_t i = 0; i < path->types_len; i++)
		fprintf(out, "%s%.*s", i ? ", " : "  ", PL_STR_ARG(path->types[i]));
	fputc('\n', out);
}

static void write_page(const struct pl_cli *cli, const struct pl_api *api)
{
	struct pl_human h = { .out = cli->out, .options = pl_cli_layout(cli) };
	FILE *out = cli->out;

	fprintf(out, "%.*s: %.*s\n\n  source   %.*s\n  hosts    ", PL_STR_ARG(api->hop.id), PL_STR_ARG(api->hop.name),
	        PL_STR_ARG(api->source));
	write_words(out, api->hosts, api->hosts_len);
	fputs("  takes    ", out);
	write_words(out, api->types, api->types_len);
	if (api->takes_no_files)
		fputs("           and no file within its JSON\n", out);
	for (size_t i = 0; i < api->uploads_len; i++) {
		const struct pl_api_upload *u = &api->uploads[i];

		fputs("\n  upload: ", out);
		if (u->paths_len > 0)
			write_words(out, u->paths, u->paths_len);
		else
			fputs("elsewhere\n", out);
		fprintf(out, "    %.*s\n    source   %.*s\n", PL_STR_ARG(u->how), PL_STR_ARG(u->source));
	}
	for (size_t i = 0; i < api->shapes_len; i++) {
		fputs("\n  takes:  ", out);
		write_words(out, api->shapes[i].paths, api->shapes[i].paths_len);
		fprintf(out, "    %.*s\n    source   %.*s\n", PL_STR_ARG(api->shapes[i].json), PL_STR_ARG(api->shapes[i].source));
	}
	pl_cli_write_limits(&h, &api->hop);
	for (size_t i = 0; i < api->mistakes_len; i++)
		fprintf(out, "\n  mistaken: %.*s\n    instead  %.*s\n    source   %.*s\n", PL_STR_ARG(api->mistakes[i].path),
		        PL_STR_ARG(api->mistakes[i].instead), PL_STR_ARG(api->mistakes[i].source));
	fputs("\n  paths:\n", out);
	for (size_t i = 0; i < api->paths_len; i++)
		write_path(out, &api->paths[i]);
}

static void write_paths_json(FILE *out, const struct pl_api *api)
{
	fputs(", \"paths\": [", out);
	for (size_t i = 0; i < api->paths_len; i++) {
		const struct pl_api_path *path = &api->paths[i];

		fputs(i ? ",\n    {" : "\n    {", out);
		pl_json_text_member(out, "path", path->template);
		fputs(", \"methods\": [", out);
		for (size_t m = 0; m < path->operations_len; m++) {
			fputs(m ? ", " : "", out);
			pl_json_text_write(out, path->operations[m].method);
		}
		fputs("]}", out);
	}
	fputs("]", out);
}

static void write_json(FILE *out, const struct pl_api *api)
{
	fputs("\n  {", out);
	pl_json_text_member(out, "api", api->hop.id);
	fputs(", ", out);
	pl_json_text_member(out, "name", api->hop.name);
	fputs(", ", out);
	pl_json_text_member(out, "source", api->source);
	pl_json_text_list(out, "hosts", api->hosts, api->hosts_len);
	pl_json_text_list(out, "content_types", api->types, api->types_len);
	fprintf(out, ", \"takes_no_files\": %s, \"limits\": [", api->takes_no_files ? "true" : "false");
	for (size_t i = 0; i < api->hop.limits_len; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		pl_cli_write_limit_json(out, &api->hop.limits[i]);
	}
	fputc(']', out);
	write_paths_json(out, api);
	fputc('}', out);
}

static void write_one(const struct pl_cli *cli, const struct pl_api *api, bool is_json, bool is_first)
{
	if (!is_first && (is_json || cli->files_len))
		fputs(is_json ? "," : "\n", cli->out);
	if (is_json)
		write_json(cli->out, api);
	else if (cli->files_len)
		write_page(cli, api);
	else
		fprintf(cli->out, "%-28.*s %-34.*s %zu paths\n", PL_STR_ARG(api->hop.id), PL_STR_ARG(api->hop.name), api->paths_len);
}

int pl_cli_list_apis(const struct pl_cli *cli)
{
	struct pl_arena arena = { 0 };
	struct plimsoll_error err;
	struct pl_api api;
	struct pl_str *ids;
	int status;
	bool is_json = pl_cli_is_json(cli, &status);
	size_t asked = cli->files_len, len = asked ? asked : pl_api_ids(cli->rule_dirs.items, &arena, &ids);

	if (is_json)
		fputs("{\"apis\": [", cli->out);
	for (size_t i = 0; i < len && status == PL_EXIT_OK; i++) {
		if (pl_api_load(&api, asked ? pl_str_from(cli->files[i]) : ids[i], cli->rule_dirs.items, &arena, &err))
			write_one(cli, &api, is_json, i == 0);
		else
			status = pl_cli_fail(&err);
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
	pl_arena_free(&arena);
	return status;
}
