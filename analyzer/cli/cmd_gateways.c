/* plimsoll gateways: the profiles that --via knows, and what each limits. */
#include "cli/cli.h"

#include "base/json_text.h"
#include "base/number.h"
#include "cli/limits.h"
#include "gateway/profile.h"

static void write_value(FILE *out, const struct pl_limit *limit)
{
	char number[PL_NUMBER_TEXT];
	bool is_count = pl_str_equal(limit->dimension, PL_STR("fields")) ||
	                pl_str_equal(limit->dimension, PL_STR("parts")) ||
	                pl_str_equal(limit->dimension, PL_STR("files")) ||
	                pl_str_equal(limit->dimension, PL_STR("json-depth")) ||
	                pl_str_equal(limit->dimension, PL_STR("header-count"));

	if (!limit->has_value)
		fputs("no limit by default, or none that is documented", out);
	else if (is_count)
		fputs(pl_number_grouped(number, limit->value), out);
	else
		fputs(pl_number_bytes(number, limit->value), out);
}

static void write_line(FILE *out, const char *key, struct pl_str text)
{
	if (text.len > 0)
		fprintf(out, "    %-8s %.*s\n", key, PL_STR_ARG(text));
}

void pl_cli_write_limits(FILE *out, const struct pl_profile *p)
{
	for (size_t i = 0; i < p->limits_len; i++) {
		const struct pl_limit *limit = &p->limits[i];

		fprintf(out, "\n  %.*s: ", PL_STR_ARG(limit->dimension));
		write_value(out, limit);
		fputc('\n', out);
		write_line(out, "setting", limit->setting);
		write_line(out, "where", limit->where);
		write_line(out, "unit", limit->unit);
		write_line(out, "counts", limit->counts);
		write_line(out, "off", limit->off);
		if (limit->status > 0)
			fprintf(out, "    %-8s %llu\n", "status", (unsigned long long)limit->status);
		if (limit->refuses_exactly)
			fprintf(out, "    %-8s a size of exactly this is refused\n", "exactly");
		if (limit->spares_multipart)
			fprintf(out, "    %-8s does not hold for multipart bodies, which something else reads\n", "but");
		if (limit->multipart_only)
			fprintf(out, "    %-8s holds for multipart bodies only\n", "but");
		if (limit->needs_length)
			fprintf(out, "    %-8s once it is set, a body of undeclared length is refused\n", "but");
		write_line(out, "fix", limit->fix);
		write_line(out, "source", limit->source);
	}
}

static void write_page(FILE *out, const struct pl_profile *p)
{
	fprintf(out, "%.*s: %.*s", PL_STR_ARG(p->id), PL_STR_ARG(p->name));
	if (p->kind.len > 0)
		fprintf(out, " (%.*s)", PL_STR_ARG(p->kind));
	fputc('\n', out);
	pl_cli_write_limits(out, p);
}

static void write_row(FILE *out, const struct pl_profile *p)
{
	const struct pl_limit *body = pl_profile_limit(p, "body");
	char number[PL_NUMBER_TEXT];

	fprintf(out, "%-28.*s %-34.*s %s\n", PL_STR_ARG(p->id), PL_STR_ARG(p->name),
	        body ? pl_number_bytes(number, body->value) : "-");
}

static void write_flag(FILE *out, const char *key, bool value)
{
	fprintf(out, ", \"%s\": %s", key, value ? "true" : "false");
}

void pl_cli_write_limit_json(FILE *out, const struct pl_limit *limit)
{
	const struct {
		const char *key;
		struct pl_str text;
	} members[] = {
		{ "setting", limit->setting }, { "where", limit->where }, { "counts", limit->counts },
		{ "off", limit->off },         { "unit", limit->unit },   { "fix", limit->fix },
		{ "source", limit->source },
	};

	fputc('{', out);
	pl_json_text_member(out, "dimension", limit->dimension);
	if (limit->has_value)
		fprintf(out, ", \"value\": %llu", (unsigned long long)limit->value);
	if (limit->status > 0)
		fprintf(out, ", \"status\": %llu", (unsigned long long)limit->status);
	write_flag(out, "fixed", limit->is_fixed);
	write_flag(out, "accepts_exactly", !limit->refuses_exactly);
	write_flag(out, "spares_multipart", limit->spares_multipart);
	write_flag(out, "multipart_only", limit->multipart_only);
	write_flag(out, "needs_length", limit->needs_length);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		fputs(", ", out);
		pl_json_text_member(out, members[i].key, members[i].text);
	}
	fputc('}', out);
}

static void write_json(FILE *out, const struct pl_profile *p)
{
	fputs("\n  {", out);
	pl_json_text_member(out, "gateway", p->id);
	fputs(", ", out);
	pl_json_text_member(out, "name", p->name);
	fputs(", ", out);
	pl_json_text_member(out, "family", p->family);
	fputs(", ", out);
	pl_json_text_member(out, "kind", p->kind);
	fputs(", \"limits\": [", out);
	for (size_t i = 0; i < p->limits_len; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		pl_cli_write_limit_json(out, &p->limits[i]);
	}
	fputs("]}", out);
}

static int list_gateways(const struct pl_cli *cli)
{
	struct pl_arena arena = { 0 };
	struct pl_profile profile;
	struct plimsoll_error err;
	struct pl_str *ids;
	int status;
	bool is_json = pl_cli_is_json(cli, &status);
	size_t asked = cli->files_len, len = asked ? asked : pl_profile_ids(cli->rule_dirs.items, &arena, &ids);

	if (is_json)
		fputs("{\"gateways\": [", cli->out);
	for (size_t i = 0; i < len && status == PL_EXIT_OK; i++) {
		if (!pl_profile_load(&profile, asked ? pl_str_from(cli->files[i]) : ids[i], cli->rule_dirs.items,
		                     &arena, &err)) {
			status = pl_cli_fail(&err);
			break;
		}
		if (i > 0 && (is_json || asked))
			fputs(is_json ? "," : "\n", cli->out);
		if (is_json)
			write_json(cli->out, &profile);
		else if (asked)
			write_page(cli->out, &profile);
		else
			write_row(cli->out, &profile);
	}
	if (is_json)
		fputs("\n]}\n", cli->out);
	pl_arena_free(&arena);
	return status;
}

int pl_cmd_gateways(const struct pl_cli *cli)
{
	return cli->lists_apis ? pl_cli_list_apis(cli) : list_gateways(cli);
}
