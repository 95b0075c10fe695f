/* The bytes of a place between their neighbours: as text, or, where they are none, in hexadecimal. */
#include "report/html_report.h"

#include "base/glyph.h"
#include "base/number.h"

#define BEFORE 120 /* bytes shown in front of the place, at most */
#define INSIDE 200
#define BEHIND 120
#define LINES 2    /* lines shown on either side of the place's own */
#define ROW 8      /* bytes of a row in hexadecimal, so that it fits a telephone */
#define ROWS 5

/* Offsets into the excerpt: shown are start … end, of which from … to is the place. */
struct window {
	struct pl_str text;
	size_t start, from, to, end;
	bool is_cut; /* the place goes on behind what is shown */
};

static bool find(const struct plimsoll_place *place, struct window *w)
{
	struct pl_str text = pl_html_str(place->excerpt);
	size_t lines = 0;

	if (place->offset < place->excerpt_offset || place->offset - place->excerpt_offset > text.len || text.len == 0)
		return false;
	w->text = text;
	w->from = w->start = (size_t)(place->offset - place->excerpt_offset);
	w->to = place->length < text.len - w->from ? w->from + (size_t)place->length : text.len;
	if (w->to - w->from > INSIDE)
		w->to = w->from + INSIDE;
	w->is_cut = w->to - w->from < place->length;
	while (w->start > 0 && w->from - w->start < BEFORE && (text.ptr[w->start - 1] != '\n' || lines++ < LINES))
		w->start--;
	while (w->start > 0 && w->start < w->from && (text.ptr[w->start] & 0xC0) == 0x80)
		w->start++;
	w->end = w->to;
	for (lines = 0; !w->is_cut && w->end < text.len && w->end - w->to < BEHIND && (text.ptr[w->end] != '\n' || lines++ < LINES);)
		w->end++;
	return true;
}

/* Text has no NUL, and few bytes that are no characters. */
static bool is_binary(struct pl_str text)
{
	size_t odd = 0, all = 0;

	for (; text.len > 0; all++) {
		struct pl_glyph g = pl_glyph_at(text);

		if (text.ptr[0] == '\0')
			return true;
		odd += g.is_byte || (g.code_point < 0x20 && g.columns > 1 && text.ptr[0] != '\n' && text.ptr[0] != '\r');
		text = pl_str_after(text, g.len);
	}
	return odd > 4 && odd * 8 > all;
}

/* Ends of lines end lines; within the place they are shown as well, since they may be what is wrong. */
static size_t write_character(FILE *out, const struct window *w, size_t at)
{
	bool is_marked = at >= w->from && at < w->to;
	char c = w->text.ptr[at];

	if (c == '\n') {
		fputs(is_marked ? "<span class=\"esc\">\\n</span>\n" : "\n", out);
		return 1;
	}
	if (c == '\r' && at + 1 < w->text.len && w->text.ptr[at + 1] == '\n') {
		fputs(is_marked ? "<span class=\"esc\">\\r</span>" : "", out);
		return 1;
	}
	return pl_html_glyph(out, (struct pl_str){ w->text.ptr + at, (at < w->from ? w->from : at < w->to ? w->to : w->end) - at });
}

static void write_text(FILE *out, const struct window *w, bool begins_inside)
{
	fputs("<pre class=\"excerpt\" tabindex=\"0\"><code>", out);
	fputs(begins_inside ? "<span class=\"cut\">…</span>" : "", out);
	for (size_t at = w->start; at < w->from;)
		at += write_character(out, w, at);
	fputs(w->from == w->to ? "<mark class=\"point\">" : "<mark>", out);
	for (size_t at = w->from; at < w->to;)
		at += write_character(out, w, at);
	fputs("</mark>", out);
	for (size_t at = w->to; at < w->end;)
		at += write_character(out, w, at);
	fputs(w->is_cut || w->end < w->text.len ? "<span class=\"cut\">…</span>" : "", out);
	fputs("</code></pre>\n", out);
}

static void write_byte(FILE *out, const struct window *w, size_t at, bool is_hex)
{
	unsigned char c = (unsigned char)w->text.ptr[at];
	bool is_marked = at >= w->from && at < (w->to > w->from ? w->to : w->from + 1);

	fputs(is_marked ? "<mark>" : "", out);
	if (is_hex)
		fprintf(out, "%02x", c);
	else if (c < 0x20 || c > 0x7E)
		fputc('.', out);
	else
		pl_html_glyph(out, (struct pl_str){ w->text.ptr + at, 1 });
	fputs(is_marked ? "</mark>" : "", out);
}

static void write_hex(FILE *out, const struct window *w, uint64_t offset)
{
	size_t row = w->from / ROW * ROW;

	row = row >= ROW ? row - ROW : 0;
	fputs("<pre class=\"excerpt hex\" tabindex=\"0\"><code>", out);
	for (size_t i = 0; i < ROWS && row < w->text.len; i++, row += ROW) {
		size_t end = row + ROW < w->text.len ? row + ROW : w->text.len;

		fprintf(out, "<span class=\"at\">%08llx</span> ", (unsigned long long)(offset + row));
		for (size_t at = row; at < row + ROW; at++) {
			fputc(' ', out);
			if (at < end)
				write_byte(out, w, at, true);
			else
				fputs("  ", out);
		}
		fputs("  ", out);
		for (size_t at = row; at < end; at++)
			write_byte(out, w, at, false);
		fputc('\n', out);
	}
	fputs("</code></pre>\n", out);
}

void pl_html_excerpt(FILE *out, const struct plimsoll_place *place)
{
	struct window w = { .start = 0 };

	if (!find(place, &w))
		return;
	if (is_binary((struct pl_str){ w.text.ptr + w.start, w.end - w.start }))
		write_hex(out, &w, place->excerpt_offset);
	else
		write_text(out, &w, w.start > 0 && w.text.ptr[w.start - 1] != '\n');
}
