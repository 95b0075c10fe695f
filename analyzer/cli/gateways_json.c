/* Gateways and configuration files as JSON. */
#include "cli/gateways_page.h"

#include "base/json_text.h"
#include "cli/limits.h"

static void write_flag(FILE *out, const char *key, bool value)
{
	fprintf(out, ", \"%s\": %s", key, value ? "true" : "false");
}

static void write_text(FILE *out, const char *key, struct pl_str text)
{
	fputs(", ", out);
	pl_json_text_member(out, key, text);
}

void pl_cli_write_limit_json(FILE *out, const struct pl_limit *limit)
{
	fputc('{', out);
	pl_json_text_member(out, "dimension", limit->dimension);
	if (limit->has_value)
		fprintf(out, ", \"value\": %llu", (unsigned long long)limit->value);
	if (limit->status > 0)
		fprintf(out, ", \"status\": %llu", (unsigned long long)limit->status);
	write_flag(out, "fixed", limit->is_fixed);
	if (limit->says_exactly)
		write_flag(out, "accepts_exactly", !limit->refuses_exactly);
	write_flag(out, "spares_multipart", limit->spares_multipart);
	write_flag(out, "multipart_only", limit->multipart_only);
	write_flag(out, "needs_length", limit->needs_length);
	write_text(out, "setting", limit->setting);
	write_text(out, "where", limit->where);
	write_text(out, "counts", limit->counts);
	write_text(out, "off", limit->off);
	write_text(out, "unit", limit->unit);
	write_text(out, "fix", limit->fix);
	write_text(out, "source", limit->source);
	fputc('}', out);
}

static void write_header(FILE *out, const struct pl_header_pattern *pattern)
{
	fputc('{', out);
	pl_json_text_member(out, "name", pattern->name);
	write_text(out, "value", pattern->value);
	fputc('}', out);
}

static void write_refusal(FILE *out, const struct pl_refusal *r, struct pl_str owner)
{
	fputs("\n    {", out);
	pl_json_text_member(out, "refusal", r->id);
	write_text(out, "gateway", owner);
	fputs(", \"status\": [", out);
	for (size_t i = 0; i < r->status_len; i++)
		fprintf(out, "%s%llu", i ? ", " : "", (unsigned long long)r->status[i]);
	fputs("], \"headers\": [", out);
	for (size_t i = 0; i < r->headers_len; i++) {
		fputs(i ? ", " : "", out);
		write_header(out, &r->headers[i]);
	}
	fputc(']', out);
	pl_json_text_list(out, "without", r->without, r->without_len);
	pl_json_text_list(out, "body", r->body, r->body_len);
	write_text(out, "body_is", r->body_is);
	write_flag(out, "body_empty", r->body_empty);
	write_flag(out, "no_answer", r->no_answer);
	pl_json_text_list(out, "also", r->also, r->also_len);
	write_text(out, "dimension", r->dimension);
	write_text(out, "confidence", pl_confidence_name(r->confidence));
	write_text(out, "note", r->note);
	write_text(out, "source", r->source);
	fputc('}', out);
}

static bool gives(const struct pl_refusal *r, struct pl_str owner, struct pl_str id)
{
	bool does = pl_str_equal(owner, id);

	for (size_t a = 0; a < r->also_len; a++)
		does |= pl_str_equal(r->also[a], id);
	return does;
}

static void write_refusals(FILE *out, const struct pl_profile *p, const struct pl_profile *all, size_t all_len)
{
	bool is_first = true;

	fputs("], \"refusals\": [", out);
	for (size_t i = 0; i < all_len; i++)
		for (size_t r = 0; r < all[i].refusals_len; r++)
			if (gives(&all[i].refusals[r], all[i].id, p->id)) {
				fputs(is_first ? "" : ",", out);
				write_refusal(out, &all[i].refusals[r], all[i].id);
				is_first = false;
			}
}

static void write_signs(FILE *out, const struct pl_profile *p)
{
	fputs("], \"signs\": [", out);
	for (size_t i = 0; i < p->signs_len; i++) {
		const struct pl_sign *sign = &p->signs[i];

		fputs(i ? ",\n    " : "\n    ", out);
		if (sign->page.len > 0) {
			fputc('{', out);
			pl_json_text_member(out, "page", sign->page);
			fputc('}', out);
		} else {
			fputs("{\"header\": ", out);
			write_header(out, &sign->header);
			fputc('}', out);
		}
	}
	fputc(']', out);
}

void pl_gateways_json(FILE *out, const struct pl_profile *p, const struct pl_profile *all, size_t all_len)
{
	fputs("\n  {", out);
	pl_json_text_member(out, "gateway", p->id);
	write_text(out, "name", p->name);
	write_text(out, "family", p->family);
	write_text(out, "kind", p->kind);
	fputs(", \"limits\": [", out);
	for (size_t i = 0; i < p->limits_len; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		pl_cli_write_limit_json(out, &p->limits[i]);
	}
	write_refusals(out, p, all, all_len);
	write_signs(out, p);
	fputc('}', out);
}

void pl_gateways_config_json(FILE *out, const char *path, const struct pl_config_file *config)
{
	static const char *const kinds[] = { "limit", "switch", "include" };

	fputs("{\"config\": {", out);
	pl_json_text_member(out, "file", pl_str_from(path));
	write_text(out, "dialect", config->dialect);
	write_flag(out, "cut", config->is_cut);
	fputs(", \"entries\": [", out);
	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *e = &config->entries[i];

		fputs(i ? ",\n  {" : "\n  {", out);
		pl_json_text_member(out, "kind", pl_str_from(kinds[e->kind]));
		write_text(out, "gateway", e->gateway);
		write_text(out, "setting", e->setting);
		write_text(out, "dimension", e->dimension);
		write_text(out, "text", e->text);
		if (e->has_value)
			fprintf(out, ", \"value\": %llu", (unsigned long long)e->value);
		write_flag(out, "off", e->is_off);
		write_text(out, "unit", e->unit);
		write_text(out, "scope", e->scope);
		fprintf(out, ", \"line\": %u, \"column\": %u}", e->line, e->column);
	}
	fputs("\n]}}\n", out);
}
