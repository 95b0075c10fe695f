/* Text in the columns of a terminal. Whatever the input's bytes are, what is written here is characters and escapes. */
#include "report/human.h"

#define NARROWEST 40
#define WIDEST 120

unsigned pl_human_columns(const struct pl_human *h)
{
	unsigned columns = h->options.columns;

	return columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : columns;
}

void pl_human_colour(struct pl_human *h, const char *colour)
{
	if (h->options.colour)
		fprintf(h->out, "\033[%sm", colour ? colour : "0");
}

static unsigned width_of(struct pl_str text)
{
	unsigned cells = 0;

	while (text.len > 0) {
		struct pl_glyph g = pl_glyph_at(text);

		cells += g.columns;
		text = pl_str_after(text, g.len);
	}
	return cells;
}

unsigned pl_human_write(struct pl_human *h, struct plimsoll_text text, unsigned columns)
{
	struct pl_str rest = { text.ptr, text.len };
	unsigned cells = 0;

	while (rest.len > 0) {
		struct pl_glyph g = pl_glyph_at(rest);

		if (cells + g.columns >= columns && width_of(rest) > columns - cells) {
			fputs("…", h->out);
			return cells + 1;
		}
		fputs(g.text, h->out);
		cells += g.columns;
		rest = pl_str_after(rest, g.len);
	}
	return cells;
}

struct pl_human_lines pl_human_lines(struct pl_human *h, const char *lead, unsigned indent)
{
	fputs(lead, h->out);
	return (struct pl_human_lines){ h, indent, indent, true };
}

static void break_line(struct pl_human_lines *lines)
{
	fprintf(lines->h->out, "\n%*s", (int)lines->indent, "");
	lines->at = lines->indent;
	lines->is_line_begin = true;
}

static void word(struct pl_human_lines *lines, struct pl_str text)
{
	unsigned cells = width_of(text);

	if (!lines->is_line_begin && lines->at + 1 + cells > pl_human_columns(lines->h))
		break_line(lines);
	if (!lines->is_line_begin) {
		fputc(' ', lines->h->out);
		lines->at++;
	}
	lines->is_line_begin = false;
	lines->at += pl_human_write(lines->h, (struct plimsoll_text){ text.ptr, text.len }, cells + 1);
}

void pl_human_words(struct pl_human_lines *lines, struct plimsoll_text text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t end = at;

		while (end < text.len && text.ptr[end] != ' ')
			end++;
		if (end > at)
			word(lines, (struct pl_str){ text.ptr + at, end - at });
		at = end + 1;
	}
}

void pl_human_end(struct pl_human_lines *lines)
{
	fputc('\n', lines->h->out);
}
