/* The weight of a request: bars to scale with the load lines of its path, and what the colours stand for. */
#include "report/html_report.h"

#include <string.h>

#include "base/number.h"
#include "report/drawing.h"
#include "report/shares.h"

#define LINES 16  /* load lines drawn of a request */
#define FAR 4     /* a limit of more than so many times the bytes lies outside of the drawing */
#define BAR 40    /* pixels */

/* A stretch of a bar. */
struct stretch {
	const char *class, *what;
	uint64_t bytes;
	bool is_ahead; /* stands left of zero: no limit of bodies counts it */
};

struct bar {
	const char *title, *total; /* total: what all of it is called */
	struct stretch stretches[6];
	size_t len;
	uint64_t before, bytes; /* left of zero, and right of it */
	struct pl_load_mark marks[LINES];
	size_t marks_len;
};

static void add(struct bar *bar, const char *class, const char *what, uint64_t bytes, bool is_ahead)
{
	bar->stretches[bar->len++] = (struct stretch){ class, what, bytes, is_ahead };
	*(is_ahead ? &bar->before : &bar->bytes) += bytes;
}

static bool counts_decoded(const struct plimsoll_load_line *line)
{
	return line->counts.len == 7; /* "decoded", "nofiles" */
}

static const char *state(const struct plimsoll_load_line *line)
{
	return !line->applies || !line->is_known ? "idle" : line->over_bytes > 0 ? "over" : "holds";
}

static uint64_t reach(const struct bar *bar)
{
	uint64_t most = bar->bytes;

	for (size_t i = 0; i < bar->marks_len; i++)
		most = bar->marks[i].at > most ? bar->marks[i].at : most;
	return most;
}

/* The request's limits that count what this bar shows, by size; those too far to the right stay in the list alone. */
static void add_marks(struct bar *bar, const struct plimsoll_request *r, bool is_decoded, bool is_coded)
{
	for (size_t i = 0; i < r->load_lines_len && bar->marks_len < LINES; i++) {
		const struct plimsoll_load_line *line = &r->load_lines[i];
		size_t at = bar->marks_len;

		if ((is_coded && counts_decoded(line) != is_decoded) || line->limit / FAR > bar->bytes)
			continue;
		for (; at > 0 && bar->marks[at - 1].at > line->limit; at--)
			bar->marks[at] = bar->marks[at - 1];
		bar->marks[at] = (struct pl_load_mark){ line->limit, state(line), (unsigned)i + 1 };
		bar->marks_len++;
	}
}

static void write_key(FILE *out, const struct bar *bar)
{
	char number[PL_NUMBER_TEXT];

	fputs("<ul class=\"key\">", out);
	for (size_t i = 0; i < bar->len; i++)
		if (bar->stretches[i].bytes > 0)
			fprintf(out, "<li><span class=\"swatch %s\"></span>%s <b>%s</b></li>", bar->stretches[i].class, bar->stretches[i].what,
			        pl_number_grouped(number, bar->stretches[i].bytes));
	fprintf(out, "<li class=\"sum\">%s <b>%s</b></li></ul>\n", bar->total, pl_number_bytes(number, bar->before + bar->bytes));
}

static void describe(FILE *out, const struct bar *bar)
{
	char number[PL_NUMBER_TEXT];

	fprintf(out, "<title>%s</title><desc>", bar->title);
	for (size_t i = 0; i < bar->len; i++)
		if (bar->stretches[i].bytes > 0)
			fprintf(out, "%s: %s. ", bar->stretches[i].what, pl_number_bytes(number, bar->stretches[i].bytes));
	for (size_t i = 0; i < bar->marks_len; i++)
		fprintf(out, "Load line %u: %s. ", bar->marks[i].number, pl_number_bytes(number, bar->marks[i].at));
	fputs("</desc>", out);
}

static void write_bar(FILE *out, const struct bar *bar)
{
	uint64_t across = pl_add_capped(bar->before, reach(bar)), at = 0;
	struct pl_drawing d = { out, bar->before, across + across / 50 + 1, false };
	unsigned top = pl_drawing_marks_height(&d, bar->marks, bar->marks_len) + 2;

	fputs("<div class=\"scale\">", out);
	pl_drawing_begin(&d, "bar", top + BAR + 4 + PL_DRAWING_AXIS);
	describe(out, bar);
	for (size_t i = 0; i < bar->len; i++) {
		pl_drawing_rect(&d, bar->stretches[i].class, at, bar->stretches[i].bytes, top, BAR);
		at += bar->stretches[i].bytes;
	}
	pl_drawing_axis(&d, top + BAR + 4, true);
	pl_drawing_marks(&d, bar->marks, bar->marks_len, top + BAR + 4);
	pl_drawing_end(&d);
	fputs("</div>\n", out);
	write_key(out, bar);
}

static void add_content(struct bar *bar, const struct plimsoll_weight *w)
{
	const struct pl_shares s = pl_shares_of(w);

	add(bar, "raw", s.growth ? "files, as they are on disk" : "files", s.files, false);
	add(bar, "growth", "added by their encoding", s.growth, false);
	add(bar, "rest", s.files ? "what stands around them" : "body", s.rest, false);
}

static void write_line(FILE *out, const struct plimsoll_load_line *line, unsigned number, uint64_t bytes)
{
	char text[PL_NUMBER_TEXT];

	fprintf(out, "<li class=\"%s\">", state(line));
	pl_html_disc(out, state(line), number);
	fputs("<span class=\"who\"><b>", out);
	pl_html_text(out, pl_html_str(line->name), 120);
	fprintf(out, "</b> %s", pl_number_bytes(text, line->limit));
	if (line->setting.len > 0) {
		fputs(" <code>", out);
		pl_html_text(out, pl_html_str(line->setting), 120);
		fputs("</code>", out);
	}
	fputs("</span> <span class=\"what\">", out);
	if (!line->applies)
		fputs("does not hold for such a body", out);
	else if (!line->is_known)
		fputs("whether it holds could not be told: the bytes it counts are not all known", out);
	else if (line->over_bytes > 0)
		fprintf(out, "%s over%s", pl_number_bytes(text, line->over_bytes), line->refuses_first ? "; the first to refuse" : "");
	else if (bytes <= line->limit)
		fprintf(out, "passes, with %s to spare", pl_number_bytes(text, line->limit - bytes));
	else
		fputs("passes", out);
	fputs(line->counts.len == 7 && line->counts.ptr[0] == 'n' ? " (counts what is no file part)</span></li>" : "</span></li>", out);
}

static void write_lines(FILE *out, const struct plimsoll_request *r)
{
	if (r->load_lines_len == 0)
		return;
	fputs("<h4>Load lines on the path, outermost first</h4>\n<ol class=\"lines\">", out);
	for (size_t i = 0; i < r->load_lines_len && i < LINES; i++)
		write_line(out, &r->load_lines[i], (unsigned)i + 1,
		           counts_decoded(&r->load_lines[i]) ? r->weight.decoded_bytes : r->weight.body_bytes);
	fputs("</ol>\n", out);
	if (r->load_lines_len > LINES)
		fprintf(out, "<p class=\"more\">and %zu more</p>\n", r->load_lines_len - LINES);
}

void pl_html_weight(FILE *out, const struct plimsoll_request *r)
{
	const struct plimsoll_weight *w = &r->weight;
	bool is_coded = w->is_known && w->decoded_bytes != w->body_bytes;
	struct bar wire = { .title = "The bytes on the wire, to scale", .total = "on the wire" };

	add(&wire, "head", "head", w->head_bytes, true);
	add(&wire, "framing", "framing of chunks", w->framing_bytes, true);
	if (is_coded || !w->is_known)
		add(&wire, "coded", is_coded ? "body, as it is coded" : "body, as far as it is known", w->body_bytes, false);
	else
		add_content(&wire, w);
	add_marks(&wire, r, false, is_coded);
	fputs("<section class=\"weight\"><h3>Weight</h3>\n", out);
	if (!w->is_known)
		fputs("<p class=\"unknown\">The body is not known, or not all of it.</p>\n", out);
	write_bar(out, &wire);
	if (is_coded) {
		struct bar content = { .title = "The content once its coding is taken off, to scale", .total = "decoded" };

		add_content(&content, w);
		add_marks(&content, r, true, true);
		fputs("<h4>Once the coding is off</h4>\n", out);
		write_bar(out, &content);
	}
	write_lines(out, r);
	pl_html_treemap(out, w);
	fputs("</section>\n", out);
}
