/* What files weigh, as a page: every encoding at one scale, with the load line through all of them. */
#include "cli/weigh_report.h"

#include "base/number.h"
#include "report/drawing.h"
#include "report/html.h"

#define BAR 20  /* pixels */
#define ROW 28

static uint64_t widest(const struct pl_weighed *w)
{
	uint64_t most = 1;

	for (size_t e = 0; e < PL_ENCODINGS; e++)
		if (w->all[e].is_known && w->all[e].most > most)
			most = w->all[e].most;
	return most;
}

static uint64_t limit_of(const struct pl_weighed *w)
{
	return w->limit ? (uint64_t)pl_row_get(w->limit, PL_FACT_gateway_body_max)->number : 0;
}

static void write_files(FILE *out, const struct pl_weighed *w)
{
	char number[PL_NUMBER_TEXT];

	fputs("<dl class=\"pairs\">", out);
	for (size_t i = 0; i < w->len; i++) {
		fputs("<dt>", out);
		pl_html_text(out, w->cli->size ? PL_STR("a file") : pl_str_from(w->cli->files[i]), 300);
		fprintf(out, "</dt><dd>%s%s", pl_number_bytes(number, w->files[i].raw_bytes), w->files[i].media_type[0] ? ", " : "");
		pl_html_text(out, pl_str_from(w->files[i].media_type), 120);
		fputs("</dd>\n", out);
	}
	if (w->len > 1)
		fprintf(out, "<dt>together in one request</dt><dd>%s</dd>", pl_number_bytes(number, w->raw_bytes));
	if (w->limit) {
		fprintf(out, "<dt>load line</dt><dd>%s, ", pl_number_bytes(number, limit_of(w)));
		pl_html_text(out, pl_row_text(w->limit, PL_FACT_gateway_name), 120);
		fputs("</dd>", out);
	}
	fputs("</dl>\n", out);
}

/* What stands beside a bar: fits, who refuses, how large a file may be. */
static void write_said(FILE *out, const struct pl_weighed *w, size_t e)
{
	static const char *const fits[] = { "too large", "fits some such files", "fits" };
	const struct pl_weighing *one = &w->all[e];
	char number[PL_NUMBER_TEXT];

	if (w->path.len > 0) {
		fputs(fits[one->fits], out);
		fputs(one->refuser.len > 0 ? " for " : "", out);
		pl_html_text(out, one->refuser, 120);
	}
	if (one->has_largest)
		fprintf(out, "; one file of up to %s passes", pl_number_bytes(number, one->largest_raw));
	if (w->objections[e]) {
		fputs(w->path.len > 0 ? "; the API " : "the API ", out);
		pl_html_text(out, pl_str_from(w->objections[e]), 200);
	}
}

static void write_wire(FILE *out, const struct pl_weighing *one)
{
	char number[PL_NUMBER_TEXT];

	if (one->least < one->most)
		fprintf(out, "%s to ", pl_number_grouped(number, one->least));
	fputs(pl_number_bytes(number, one->most), out);
}

static void write_bar(FILE *out, const struct pl_weighed *w, size_t e, const struct pl_drawing *d)
{
	const struct pl_weighing *one = &w->all[e];
	uint64_t raw = w->raw_bytes < one->least ? w->raw_bytes : one->least;
	bool is_over = w->limit && one->fits == PL_FITS_NO;

	pl_drawing_begin(d, "bar", ROW);
	fprintf(out, "<title>%s, to scale</title>", pl_weigh_labels[e]);
	pl_drawing_rect(d, "raw", 0, raw, 4, BAR);
	pl_drawing_rect(d, "growth", raw, one->least - raw, 4, BAR);
	pl_drawing_rect(d, "perhaps", one->least, one->most - one->least, 4, BAR);
	if (w->limit)
		pl_drawing_line(d, is_over ? "over" : "holds", limit_of(w), 0, ROW);
	pl_drawing_end(d);
}

static void write_row(FILE *out, const struct pl_weighed *w, size_t e, const struct pl_drawing *d)
{
	const char *class = w->path.len == 0 ? "all" : w->all[e].fits == PL_FITS_NO || w->objections[e] ? "over" : "holds";

	fprintf(out, "<li><span class=\"name %s\"><b>%s</b><span class=\"said\">", class, pl_weigh_labels[e]);
	write_wire(out, &w->all[e]);
	fputs("</span></span><div>", out);
	write_bar(out, w, e, d);
	fputs("<span class=\"said\">", out);
	write_said(out, w, e);
	fputs("</span></div></li>\n", out);
}

static void write_axis(FILE *out, const struct pl_weighed *w, const struct pl_drawing *d)
{
	struct pl_load_mark mark = { limit_of(w), "holds", 0 };
	unsigned top = w->limit ? pl_drawing_marks_height(d, &mark, 1) : 0;

	fputs("<li><span class=\"name\">bytes on the wire</span><div>", out);
	pl_drawing_begin(d, "axis", top + PL_DRAWING_AXIS);
	fputs("<title>The scale of all bars</title>", out);
	pl_drawing_axis(d, top, true);
	if (w->limit)
		pl_drawing_marks(d, &mark, 1, top);
	pl_drawing_end(d);
	fputs("</div></li>\n", out);
}

static bool fits_any(const struct pl_weighed *w)
{
	for (size_t e = 0; e < PL_ENCODINGS; e++)
		if (w->all[e].is_known && w->all[e].fits != PL_FITS_NO && !w->objections[e])
			return true;
	return false;
}

void pl_weigh_html(FILE *out, const struct pl_weighed *w)
{
	uint64_t most = widest(w), limit = limit_of(w), reach = limit > most && limit / 4 <= most ? limit : most;
	struct pl_drawing d = { out, 0, reach + reach / 50 + 1, false };
	bool fits = fits_any(w);

	pl_html_begin(out, "weigh", w->len == 1 && !w->cli->size ? pl_str_from(w->cli->files[0]) : PL_STR(""));
	fputs("<section class=\"sheet\" id=\"summary\"><h2 class=\"lead\">", out);
	if (w->path.len > 0 || w->api)
		pl_html_disc(out, fits ? "holds" : "over", 0);
	fputs(!fits ? " Nothing fits" : w->path.len > 0 ? " What fits, and what does not" : "What it weighs on the wire", out);
	fputs("</h2>\n", out);
	write_files(out, w);
	fputs("<h2>In each encoding</h2>\n<ul class=\"rows\">", out);
	write_axis(out, w, &d);
	for (size_t e = 0; e < PL_ENCODINGS; e++)
		if (w->all[e].is_known)
			write_row(out, w, e, &d);
	fputs("</ul>\n<ul class=\"key\"><li><span class=\"swatch raw\"></span>the file's own bytes</li><li><span class=\"swatch growth\"></span>"
	      "added by the encoding</li>", out);
	fputs(w->cli->size ? "<li><span class=\"swatch perhaps\"></span>depends on the file's bytes</li></ul>\n" : "</ul>\n", out);
	if (w->api) {
		fputs("<h2>", out);
		pl_html_text(out, w->api->hop.name, 120);
		fputs("</h2>\n<ul class=\"reasons\">", out);
		for (size_t i = 0; i < w->api->uploads_len; i++)
			pl_html_element(out, "li", "upload", w->api->uploads[i].how);
		fputs(w->api->uploads_len == 0 ? "<li>No upload is described.</li></ul>\n" : "</ul>\n", out);
	}
	fputs("</section>\n", out);
	pl_html_end(out);
}
