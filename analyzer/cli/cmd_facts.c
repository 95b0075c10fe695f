/* plimsoll facts: the catalogue of facts. */
#include "cli/cli.h"

#include "base/json_text.h"
#include "fact/fact.h"

static const char *const stages[] = { "profile", "head", "body" };

static void write_json(FILE *out, const struct pl_fact_info *f, const char *before)
{
	fprintf(out, "%s\n  {\"fact\": \"%s\", \"scope\": \"%s\", \"type\": \"%s\", \"final\": \"%s\", ",
	        before, f->name, pl_scope_names[f->scope], pl_type_names[f->type], stages[f->stage]);
	pl_json_text_member(out, "meaning", pl_str_from(f->meaning));
	fputc('}', out);
}

static bool is_asked_for(const struct pl_cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->files_len; i++)
		if (strcmp(cli->files[i], name) == 0)
			return true;
	return cli->files_len == 0;
}

static int unknown_names(const struct pl_cli *cli)
{
	struct pl_str names[PL_FACTS];
	int status = PL_EXIT_OK;

	for (size_t i = 0; i < PL_FACTS; i++)
		names[i] = pl_str_from(pl_fact_info((enum pl_fact)i)->name);
	for (size_t i = 0; i < cli->files_len; i++)
		if (pl_fact_find(pl_str_from(cli->files[i])) == PL_FACTS)
			status = pl_cli_unknown("fact", cli->files[i], names, PL_FACTS, "`plimsoll facts` lists them");
	return status;
}

int pl_cmd_facts(const struct pl_cli *cli)
{
	int status;
	bool is_json = pl_cli_is_json(cli, &status);
	const char *before = "";

	if (status != PL_EXIT_OK || (status = unknown_names(cli)) != PL_EXIT_OK)
		return status;
	if (is_json)
		fputs("{\"facts\": [", cli->out);
	for (size_t i = 0; i < PL_FACTS; i++) {
		const struct pl_fact_info *f = pl_fact_info((enum pl_fact)i);

		if (!is_asked_for(cli, f->name))
			continue;
		if (is_json)
			write_json(cli->out, f, before);
		else
			fprintf(cli->out, "%-38s %-6s %s\n", f->name, pl_type_names[f->type], f->meaning);
		before = ",";
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
	return PL_EXIT_OK;
}
