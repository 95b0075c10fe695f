/* plimsoll rules: the catalogue of rules, and the page of each. */
#include "cli/cli.h"

#include <stdlib.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "rule/rule.h"

static const char *const severities[] = { "note", "warning", "error" };
static const char *const personas[] = { "default", "strict", "pedantic" };

static void write_indented(FILE *out, const char *title, struct pl_str text)
{
	if (text.len == 0)
		return;
	fprintf(out, "%s:\n    ", title);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\r')
			fputc(text.ptr[i], out);
		if (text.ptr[i] == '\n' && i + 1 < text.len)
			fputs("    ", out);
	}
	fputs("\n\n", out);
}

static void write_page(FILE *out, const struct pl_rule *r)
{
	fprintf(out, "%.*s: %.*s\n", PL_STR_ARG(r->name), PL_STR_ARG(r->summary));
	fprintf(out, "%s, %.*s, topic %.*s", severities[r->severity], PL_STR_ARG(r->confidence),
	        PL_STR_ARG(r->topic));
	if (r->traits->persona != PLIMSOLL_DEFAULT)
		fprintf(out, ", shown with --persona %s", personas[r->traits->persona]);
	if (r->edit.kind != PLIMSOLL_EDIT_NONE)
		fprintf(out, ", mended by --fix%s", r->edit.is_safe ? "" : " --unsafe-fixes");
	fputs("\n\n", out);
	for (size_t i = 0; i < r->explain_len; i++)
		fprintf(out, "%.*s\n\n", PL_STR_ARG(r->explain[i]));
	write_indented(out, "wrong", r->bad);
	write_indented(out, "right", r->good);
	fprintf(out, "says: %.*s\nfix:  %.*s\n", PL_STR_ARG(pl_message_text(r->message)),
	        PL_STR_ARG(pl_message_text(r->fix)));
	for (size_t i = 0; i < r->explains_len; i++)
		fprintf(out, "%s%.*s%s", i ? ", " : "is the cause of: ", PL_STR_ARG(r->explains[i]),
		        i + 1 == r->explains_len ? "\n" : "");
	for (size_t i = 0; i < r->see_len; i++)
		fprintf(out, "see %.*s\n", PL_STR_ARG(r->see[i]));
}

static void write_list(FILE *out, const char *key, const struct pl_str *items, size_t len)
{
	fprintf(out, ", \"%s\": [", key);
	for (size_t i = 0; i < len; i++) {
		fputs(i ? ", " : "", out);
		pl_json_text_write(out, items[i]);
	}
	fputc(']', out);
}

static void write_json(FILE *out, const struct pl_rule *r, const char *before)
{
	const struct {
		const char *key;
		struct pl_str text;
	} members[] = {
		{ "severity", pl_str_from(severities[r->severity]) },
		{ "topic", r->topic },
		{ "summary", r->summary },
		{ "confidence", r->confidence },
		{ "persona", pl_str_from(personas[r->traits->persona]) },
		{ "each", pl_str_from(pl_scope_names[r->traits->each]) },
		{ "message", pl_message_text(r->message) },
		{ "fix", pl_message_text(r->fix) },
		{ "bad", r->bad },
		{ "good", r->good },
	};

	fprintf(out, "%s\n  {", before);
	pl_json_text_member(out, "rule", r->name);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		fputs(", ", out);
		pl_json_text_member(out, members[i].key, members[i].text);
	}
	if (r->edit.kind != PLIMSOLL_EDIT_NONE)
		fputs(r->edit.is_safe ? ", \"fixable\": \"safe\"" : ", \"fixable\": \"unsafe\"", out);
	write_list(out, "explain", r->explain, r->explain_len);
	write_list(out, "explains", r->explains, r->explains_len);
	write_list(out, "see", r->see, r->see_len);
	fputc('}', out);
}

static bool is_asked_for(const struct pl_cli *cli, const struct pl_rule *rule)
{
	for (size_t i = 0; i < cli->files_len; i++)
		if (pl_str_equal(pl_str_from(cli->files[i]), rule->name))
			return true;
	return cli->files_len == 0;
}

static int unknown_names(const struct pl_cli *cli, const struct pl_rule_set *set)
{
	struct pl_str *names = pl_memory_alloc((set->len + 1) * sizeof(*names));
	int status = PL_EXIT_OK;

	for (size_t i = 0; i < set->len; i++)
		names[i] = pl_rule_set_rule(set, i)->name;
	for (size_t i = 0; i < cli->files_len; i++)
		if (!pl_rule_set_find(set, pl_str_from(cli->files[i])))
			status = pl_cli_unknown("rule", cli->files[i], names, set->len, "`plimsoll rules` lists them");
	free(names);
	return status;
}

static void write_rules(const struct pl_cli *cli, const struct pl_rule_set *set, bool is_json)
{
	const char *before = "";

	if (is_json)
		fputs("{\"rules\": [", cli->out);
	for (size_t i = 0; i < set->len; i++) {
		const struct pl_rule *r = pl_rule_set_rule(set, i);

		if (!is_asked_for(cli, r))
			continue;
		if (is_json)
			write_json(cli->out, r, before);
		else if (cli->files_len == 0)
			fprintf(cli->out, "%-34.*s %-8s %.*s\n", PL_STR_ARG(r->name), severities[r->severity],
			        PL_STR_ARG(r->summary));
		else
			fputs(before, cli->out), write_page(cli->out, r);
		before = is_json ? "," : "\n";
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
}

int pl_cmd_rules(const struct pl_cli *cli)
{
	struct pl_rule_set set;
	struct plimsoll_error err;
	int status;
	bool is_json = pl_cli_is_json(cli, &status);

	if (status != PL_EXIT_OK || cli->is_test)
		return status != PL_EXIT_OK ? status : pl_cli_test_rules(cli);
	if (pl_rule_set_load(&set, cli->rule_dirs.items, &err)) {
		status = unknown_names(cli, &set);
		if (status == PL_EXIT_OK)
			write_rules(cli, &set, is_json);
	} else {
		status = pl_cli_fail(&err);
	}
	pl_rule_set_free(&set);
	return status;
}
