/* plimsoll weigh: what files come to on the wire in each encoding, and the largest file that fits. */
#include "cli/cli.h"

#include "cli/weigh_report.h"

#include "base/arena.h"
#include "base/fail.h"
#include "base/glyph.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "base/number.h"
#include "gateway/api_encoding.h"
#include "gateway/path.h"

#define RANGE (2 * PL_NUMBER_TEXT + 8) /* two sizes and a word */

const char *const pl_weigh_labels[PL_ENCODINGS] = {
	[PL_ENCODING_RAW] = "raw body",
	[PL_ENCODING_MULTIPART] = "multipart",
	[PL_ENCODING_BASE64] = "base64 in JSON",
	[PL_ENCODING_BASE64_LINES] = "base64 lines in JSON",
	[PL_ENCODING_BASE64URL] = "base64url in JSON",
	[PL_ENCODING_HEX] = "hex in JSON",
	[PL_ENCODING_BYTE_ARRAY] = "byte array in JSON",
	[PL_ENCODING_NODE_BUFFER] = "Node Buffer in JSON",
	[PL_ENCODING_FORM] = "base64 in a form",
	[PL_ENCODING_GZIP] = "raw body, gzip'd",
};

static void find_limit(struct pl_weighed *w)
{
	for (size_t i = 0; i < w->path.len; i++) {
		const struct pl_row *hop = &w->path.hops[i];

		if (pl_row_has(hop, PL_FACT_gateway_body_max) &&
		    (!w->limit || pl_row_get(hop, PL_FACT_gateway_body_max)->number <
		                      pl_row_get(w->limit, PL_FACT_gateway_body_max)->number))
			w->limit = hop;
	}
}

static uint64_t limit_bytes(const struct pl_weighed *w)
{
	return (uint64_t)pl_row_get(w->limit, PL_FACT_gateway_body_max)->number;
}

static void write_json_file(FILE *out, const char *name, const struct pl_file_bytes *file)
{
	const struct pl_str none = { NULL, 0 };

	fputs("{", out);
	pl_json_text_member(out, "name", name ? pl_str_from(name) : none);
	fprintf(out, ", \"raw_bytes\": %llu, ", (unsigned long long)file->raw_bytes);
	pl_json_text_member(out, "media_type", file->media_type[0] ? pl_str_from(file->media_type) : none);
	fputs("}", out);
}

static void write_json_weighing(FILE *out, const char *id, const struct pl_weighing *one, bool has_path, const char *objection,
                                bool has_api)
{
	static const char *const fits[] = { "false", "null", "true" };

	fprintf(out, "{\"encoding\": \"%s\", ", id);
	if (one->least == one->most)
		fprintf(out, "\"wire_bytes\": %llu", (unsigned long long)one->most);
	else
		fprintf(out, "\"wire_bytes\": null, \"wire_bytes_least\": %llu, \"wire_bytes_most\": %llu",
		        (unsigned long long)one->least, (unsigned long long)one->most);
	if (has_path)
		fprintf(out, ", \"fits\": %s", fits[one->fits]);
	if (one->has_largest)
		fprintf(out, ", \"largest_raw\": %llu", (unsigned long long)one->largest_raw);
	if (one->refuser.len > 0) {
		fputs(", ", out);
		pl_json_text_member(out, "refused_by", one->refuser);
	}
	if (has_api)
		fprintf(out, ", \"api_takes_it\": %s", objection ? "false" : "true");
	if (objection) {
		fputs(", ", out);
		pl_json_text_member(out, "api_objection", pl_str_from(objection));
	}
	fputs("}", out);
}

static void write_json(const struct pl_weighed *w)
{
	FILE *out = w->cli->out;
	const char *before = "\n    ";

	fputs("{\"files\": [", out);
	for (size_t i = 0; i < w->len; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		write_json_file(out, w->cli->size ? NULL : w->cli->files[i], &w->files[i]);
	}
	fputs("],\n", out);
	if (w->limit)
		fprintf(out, "  \"limit\": %llu,\n", (unsigned long long)limit_bytes(w));
	fputs("  \"encodings\": [", out);
	for (size_t e = 0; e < PL_ENCODINGS; e++) {
		if (!w->all[e].is_known)
			continue;
		fputs(before, out);
		write_json_weighing(out, pl_encoding_ids[e], &w->all[e], w->path.len > 0, w->objections[e], w->api);
		before = ",\n    ";
	}
	fputs("]}\n", out);
}

/* A file's name may hold anything; what reaches the terminal is characters and escapes. */
static void write_name(FILE *out, struct pl_str name)
{
	while (name.len > 0) {
		struct pl_glyph g = pl_glyph_at(name);

		fputs(g.text, out);
		name = pl_str_after(name, g.len);
	}
}

static void write_files(const struct pl_weighed *w)
{
	FILE *out = w->cli->out;
	char number[PL_NUMBER_TEXT];

	for (size_t i = 0; i < w->len; i++) {
		if (!w->cli->size) {
			write_name(out, pl_str_from(w->cli->files[i]));
			fputs(": ", out);
		}
		fputs(pl_number_bytes(number, w->files[i].raw_bytes), out);
		fprintf(out, "%s%s\n", w->files[i].media_type[0] ? ", " : "", w->files[i].media_type);
	}
	if (w->len > 1)
		fprintf(out, "together in one request: %s\n", pl_number_bytes(number, w->raw_bytes));
	if (w->limit) {
		struct pl_str name = pl_row_text(w->limit, PL_FACT_gateway_name);

		fprintf(out, "load line: %s (%.*s)\n", pl_number_bytes(number, limit_bytes(w)), PL_STR_ARG(name));
	}
}

/* "6,291,468", or the two ends of a range. */
static const char *wire_text(const struct pl_weighing *one, char out[RANGE])
{
	char least[PL_NUMBER_TEXT], most[PL_NUMBER_TEXT];

	pl_number_grouped(least, one->least);
	pl_number_grouped(most, one->most);
	if (one->least < one->most)
		snprintf(out, RANGE, "%s to %s", least, most);
	else
		snprintf(out, RANGE, "%s", most);
	return out;
}

static const char *growth_text(const struct pl_weighing *one, uint64_t raw, char out[PL_NUMBER_TEXT])
{
	out[0] = '\0';
	if (one->least == one->most && raw > 0)
		snprintf(out, PL_NUMBER_TEXT, "%+.1f%%", ((double)one->most / (double)raw - 1) * 100);
	return out;
}

static const char *largest_text(const struct pl_weighing *one, char out[PL_NUMBER_TEXT])
{
	return one->has_largest ? pl_number_grouped(out, one->largest_raw) : "-";
}

static int wider(int width, const char *text)
{
	return (int)strlen(text) > width ? (int)strlen(text) : width;
}

static void write_fits(FILE *out, const struct pl_weighing *one)
{
	static const char *const words[] = { "no", "perhaps", "yes" };

	fprintf(out, "  %s", words[one->fits]);
	if (one->refuser.len > 0)
		fprintf(out, ": %.*s", PL_STR_ARG(one->refuser));
}

static void write_table(const struct pl_weighed *w)
{
	FILE *out = w->cli->out;
	char wire[RANGE], growth[PL_NUMBER_TEXT], largest[PL_NUMBER_TEXT];
	int columns = (int)strlen("on the wire"), largest_columns = (int)strlen("largest file");
	int api_columns = w->path.len > 0 ? (int)strlen("has no field for a file") : 0;

	for (size_t e = 0; e < PL_ENCODINGS; e++) {
		columns = wider(columns, wire_text(&w->all[e], wire));
		largest_columns = wider(largest_columns, largest_text(&w->all[e], largest));
	}
	fprintf(out, "\n  %-20s  %*s  %7s", "", columns, "on the wire", "growth");
	if (w->api)
		fprintf(out, "  %-*s", api_columns, "the API");
	if (w->path.len > 0)
		fprintf(out, "  %*s  fits", largest_columns, "largest file");
	fputc('\n', out);
	for (size_t e = 0; e < PL_ENCODINGS; e++) {
		const struct pl_weighing *one = &w->all[e];

		if (!one->is_known)
			continue;
		fprintf(out, "  %-20s  %*s  %7s", pl_weigh_labels[e], columns, wire_text(one, wire), growth_text(one, w->raw_bytes, growth));
		if (w->api)
			fprintf(out, "  %-*s", api_columns, w->objections[e] ? w->objections[e] : "takes it");
		if (w->path.len > 0) {
			fprintf(out, "  %*s", largest_columns, largest_text(one, largest));
			write_fits(out, one);
		}
		fputc('\n', out);
	}
	if (w->path.len > 0)
		fputs("\nThe largest file is one alone that fits whatever its bytes are.\n", out);
	if (w->cli->size)
		fprintf(out, "%sA range depends on the file's bytes; what gzip makes of them takes the file.\n",
		        w->path.len > 0 ? "" : "\n");
}

static void write_uploads(const struct pl_weighed *w)
{
	FILE *out = w->cli->out;

	if (!w->api)
		return;
	fprintf(out, "\n%.*s, as %.*s describes it:\n", PL_STR_ARG(w->api->hop.name), PL_STR_ARG(w->api->source));
	if (w->api->uploads_len == 0)
		fputs("  no upload is described\n", out);
	for (size_t i = 0; i < w->api->uploads_len; i++)
		fprintf(out, "  %.*s\n", PL_STR_ARG(w->api->uploads[i].how));
}

/* What it says of encodings holds whatever the size; its limits are those of one hop more, the last. */
static bool load_api(struct pl_weighed *w, struct pl_arena *arena, struct plimsoll_error *err)
{
	struct pl_apis apis;

	if (!w->cli->api && !w->cli->openapi)
		return true;
	if (!pl_apis_load(&apis, w->cli->api, w->cli->openapi, w->cli->rule_dirs.items, arena, err))
		return false;
	w->api = &apis.list[0];
	pl_path_add(&w->path, &w->api->hop);
	for (size_t e = 0; e < PL_ENCODINGS; e++)
		w->objections[e] = pl_api_objection(w->api, (enum pl_encoding)e,
		                                    w->len == 1 ? pl_str_from(w->files[0].media_type) : PL_STR(""));
	return true;
}

static int read_files(struct pl_weighed *w)
{
	struct plimsoll_error err;
	int status = PL_EXIT_OK;

	for (size_t i = 0; i < w->len; i++) {
		if (w->cli->size)
			w->files[i].raw_bytes = w->cli->size;
		else if (pl_file_bytes_read(&w->files[i], w->cli->files[i], &err) != PLIMSOLL_OK)
			status = pl_cli_fail(&err);
		w->raw_bytes = pl_add_capped(w->raw_bytes, w->files[i].raw_bytes);
	}
	if (status == PL_EXIT_OK && w->raw_bytes > PL_LIMIT_WEIGHED) {
		pl_fail(&err, PLIMSOLL_USAGE, NULL, "at most 2^58 bytes can be weighed together");
		status = pl_cli_fail(&err);
	}
	return status;
}

static int weigh(struct pl_weighed *w, bool is_json, struct pl_arena *arena)
{
	struct plimsoll_error err;
	int status;

	if (!pl_path_load(&w->path, w->cli->via.items, w->cli->limit, w->cli->rule_dirs.items, arena, &err))
		return pl_cli_fail(&err);
	if ((status = read_files(w)) != PL_EXIT_OK)
		return status;
	if (!load_api(w, arena, &err))
		return pl_cli_fail(&err);
	find_limit(w);
	pl_weighing_all(w->all, w->files, w->len, !w->cli->size, &w->path, arena);
	if (is_json) {
		write_json(w);
	} else if (!pl_cli_is_page(w->cli)) {
		write_files(w);
		write_table(w);
		write_uploads(w);
	}
	if (w->cli->page)
		pl_weigh_html(w->cli->page, w);
	for (size_t e = 0; e < PL_ENCODINGS; e++)
		if (w->all[e].is_known && w->all[e].fits != PL_FITS_NO && !w->objections[e])
			return PL_EXIT_OK;
	return PL_EXIT_FINDINGS;
}

int pl_cmd_weigh(const struct pl_cli *cli)
{
	struct pl_arena arena = { 0 };
	struct pl_weighed w = { .cli = cli, .len = cli->size ? 1 : cli->files_len };
	int status;
	bool is_json = pl_cli_is_json(cli, &status);

	if (status != PL_EXIT_OK)
		return status;
	if ((cli->files_len == 0) == (cli->size == 0)) {
		fputs(cli->size ? "plimsoll: weigh takes files or --size, not both\n"
		                : "plimsoll: weigh needs a file, - for standard input, or --size\n",
		      stderr);
		return PL_EXIT_USAGE;
	}
	w.files = pl_arena_alloc(&arena, w.len * sizeof(*w.files));
	status = weigh(&w, is_json, &arena);
	pl_arena_free(&arena);
	return status;
}
