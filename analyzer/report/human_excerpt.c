/* The bytes around a place: a line of text with carets, or a row of hexadecimal. */
#include "report/human.h"

#define LEAD "    | "
#define LEAD_COLUMNS 6
#define HEX_BEFORE 4 /* bytes shown in front of the place */

struct line {
	struct pl_str text; /* the line that the place begins in */
	size_t at, len;     /* of the place in it; at least one byte */
};

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static bool find_line(const struct plimsoll_place *place, struct line *line)
{
	size_t at = (size_t)(place->offset - place->excerpt_offset), start = at, end = at;

	if (place->offset < place->excerpt_offset || at >= place->excerpt.len)
		return false;
	while (start > 0 && !ends_line(place->excerpt.ptr[start - 1]))
		start--;
	while (end < place->excerpt.len && !ends_line(place->excerpt.ptr[end]))
		end++;
	line->text = (struct pl_str){ place->excerpt.ptr + start, end - start };
	line->at = at - start;
	line->len = place->length < end - at ? (size_t)place->length : end - at;
	if (line->len == 0)
		line->len = 1;
	return true;
}

/* Text has no NUL, and few bytes that are no characters. */
static bool is_binary(struct pl_str text)
{
	size_t odd = 0, glyphs = 0;

	for (; text.len > 0; glyphs++) {
		struct pl_glyph g = pl_glyph_at(text);

		if (text.ptr[0] == '\0')
			return true;
		odd += g.text[0] == '\\' && g.columns > 1;
		text = pl_str_after(text, g.len);
	}
	return odd > 4 && odd * 8 > glyphs;
}

/* Where to begin so that the place stands a third into the line: a character's first byte. */
static size_t window_start(const struct line *line, unsigned columns)
{
	size_t at = line->at;
	unsigned cells = 0;

	while (at > 0 && cells < columns / 3) {
		at--;
		while (at > 0 && line->at - at < 4 && (line->text.ptr[at] & 0xC0) == 0x80)
			at--;
		cells += pl_glyph_at(pl_str_after(line->text, at)).columns;
	}
	return at;
}

static unsigned all_columns(struct pl_str text, unsigned enough)
{
	unsigned cells = 0;

	while (text.len > 0 && cells <= enough) {
		struct pl_glyph g = pl_glyph_at(text);

		cells += g.columns;
		text = pl_str_after(text, g.len);
	}
	return cells;
}

/* Writes the line and tells which cells the place takes. */
static void write_line(struct pl_human *h, const struct line *line, unsigned columns, unsigned *from, unsigned *to)
{
	size_t at = all_columns(line->text, columns) <= columns ? 0 : window_start(line, columns);
	unsigned cells = 0;

	if (at > 0) {
		fputs("…", h->out);
		cells++;
	}
	while (at < line->text.len) {
		struct pl_glyph g = pl_glyph_at(pl_str_after(line->text, at));

		if (at <= line->at)
			*from = cells;
		if (cells + g.columns + (at + g.len < line->text.len) > columns) {
			fputs("…", h->out);
			break;
		}
		fputs(g.text, h->out);
		cells += g.columns;
		if (at < line->at + line->len)
			*to = cells;
		at += g.len;
	}
	if (line->at >= line->text.len)
		*from = cells;
}

static void write_carets(struct pl_human *h, unsigned from, unsigned to, const char *colour)
{
	fprintf(h->out, "\n" LEAD "%*s", (int)from, "");
	pl_human_colour(h, colour);
	do
		fputc('^', h->out);
	while (++from < to);
	pl_human_colour(h, NULL);
	fputc('\n', h->out);
}

static void write_hex(struct pl_human *h, const struct plimsoll_place *place, const char *colour)
{
	size_t at = (size_t)(place->offset - place->excerpt_offset), room = (pl_human_columns(h) - LEAD_COLUMNS - 12) / 4;
	size_t start = at < HEX_BEFORE ? 0 : at - HEX_BEFORE, len = place->excerpt.len - start;
	size_t count = place->length < start + room - at ? (size_t)place->length : start + room - at;
	int digits;

	len = len < room ? len : room;
	digits = fprintf(h->out, LEAD "%08llx ", (unsigned long long)(place->excerpt_offset + start)) - LEAD_COLUMNS;
	for (size_t i = 0; i < len; i++)
		fprintf(h->out, " %02x", (unsigned char)place->excerpt.ptr[start + i]);
	fputs("  ", h->out);
	for (size_t i = 0; i < len; i++) {
		char c = place->excerpt.ptr[start + i];

		fputc(c < 0x20 || c > 0x7E ? '.' : c, h->out);
	}
	if (count > start + len - at)
		count = start + len - at;
	write_carets(h, (unsigned)digits + (unsigned)(at - start) * 3 + 1,
	             (unsigned)digits + (unsigned)(at - start + (count ? count : 1)) * 3, colour);
}

void pl_human_excerpt(struct pl_human *h, const struct plimsoll_place *place, const char *colour)
{
	unsigned from = 0, to = 0;
	struct line line;

	if (!find_line(place, &line))
		return;
	if (is_binary(line.text)) {
		write_hex(h, place, colour);
		return;
	}
	fputs(LEAD, h->out);
	write_line(h, &line, pl_human_columns(h) - LEAD_COLUMNS, &from, &to);
	write_carets(h, from, to, colour);
}
