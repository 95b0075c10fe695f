/* The document around a page, and text in it. */
#include "report/html.h"

#include "base/glyph.h"
#include "base/number.h"
#include "plimsoll.h"
#include "report/html_style.h"

/* The mark of a load line on its disc. */
#define MARK                                                                                                        \
	"<svg class=\"mark\" width=\"28\" height=\"28\" viewBox=\"0 0 28 28\" aria-hidden=\"true\">"                \
	"<circle cx=\"14\" cy=\"14\" r=\"8.5\" /><line x1=\"0\" x2=\"28\" y1=\"14\" y2=\"14\" /></svg>"

/* What the encoding added is hatched, so that no one needs to tell colours apart. */
#define PATTERN                                                                                                     \
	"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>"                     \
	"<pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">" \
	"<rect width=\"7\" height=\"7\" /><path d=\"M0 0V7\" /></pattern></defs></svg>\n"

void pl_html_begin(FILE *out, const char *command, struct pl_str subject)
{
	fputs("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
	      "<meta name=\"color-scheme\" content=\"light dark\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n"
	      "<meta name=\"generator\" content=\"plimsoll " PLIMSOLL_VERSION "\" />\n<title>plimsoll ",
	      out);
	fprintf(out, "%s%s", command, subject.len > 0 ? ": " : "");
	pl_html_plain(out, subject, 120);
	fputs("</title>\n<style>\n", out);
	/* cppcheck-suppress comparePointers; both are of one object, which the linker lays out */
	fwrite(pl_html_style, 1, (size_t)(pl_html_style_end - pl_html_style), out);
	fprintf(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#summary\">To the summary</a>\n"
	             "<header class=\"top\">" MARK "<h1>plimsoll %s</h1><p>version " PLIMSOLL_VERSION "</p></header>\n" PATTERN "<main>\n", command);
}

void pl_html_end(FILE *out)
{
	fputs("</main>\n<footer class=\"bottom\"><p>Written by plimsoll " PLIMSOLL_VERSION
	      ". One file that loads nothing from elsewhere; its drawings are to scale.</p></footer>\n"
	      "</body>\n</html>\n",
	      out);
}

static void escaped(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
}

static bool is_escape(const struct pl_glyph *g)
{
	return g->is_byte || g->is_hidden || (g->text[0] == '\\' && g->text[1] != '\0');
}

size_t pl_html_glyph(FILE *out, struct pl_str text)
{
	struct pl_glyph g = pl_glyph_at(text);

	fputs(is_escape(&g) ? "<span class=\"esc\">" : "", out);
	escaped(out, g.text);
	fputs(is_escape(&g) ? "</span>" : "", out);
	return g.len;
}

/* Says how much there would have been. */
static void say_rest(FILE *out, size_t len)
{
	char number[PL_NUMBER_TEXT];

	fprintf(out, "… (%s)", pl_number_bytes(number, len));
}

void pl_html_text(FILE *out, struct pl_str text, size_t most)
{
	const size_t len = text.len;

	while (text.len > 0 && most-- > 0)
		text = pl_str_after(text, pl_html_glyph(out, text));
	if (text.len > 0)
		say_rest(out, len);
}

void pl_html_plain(FILE *out, struct pl_str text, size_t most)
{
	const size_t len = text.len;

	while (text.len > 0 && most-- > 0) {
		struct pl_glyph g = pl_glyph_at(text);

		escaped(out, g.text);
		text = pl_str_after(text, g.len);
	}
	if (text.len > 0)
		say_rest(out, len);
}

void pl_html_element(FILE *out, const char *tag, const char *class, struct pl_str text)
{
	if (text.len == 0)
		return;
	fprintf(out, "<%s class=\"%s\">", tag, class);
	pl_html_text(out, text, 4000);
	fprintf(out, "</%s>\n", tag);
}

void pl_html_disc(FILE *out, const char *class, unsigned number)
{
	fprintf(out, "<svg class=\"disc %s\" width=\"20\" height=\"20\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">"
	             "<circle cx=\"10\" cy=\"10\" r=\"6\" /><line x1=\"10\" x2=\"10\" y1=\"0\" y2=\"20\" /></svg>", class);
	if (number > 0)
		fprintf(out, "<span class=\"no\">%u</span>", number);
}

void pl_html_count(FILE *out, uint64_t count, const char *what)
{
	char number[PL_NUMBER_TEXT];

	fprintf(out, "%s %s%s", pl_number_grouped(number, count), what, count == 1 ? "" : "s");
}
