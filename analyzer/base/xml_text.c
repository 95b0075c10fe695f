/* XML 1.0 text, escaped as far as sections 2.2 and 2.4 ask. */
#include "base/xml_text.h"

#include "base/glyph.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

static bool is_forbidden(const struct pl_glyph *g, unsigned char c)
{
	return g->is_byte || c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || g->code_point == 0xFFFE ||
	       g->code_point == 0xFFFF;
}

static const char *escaped(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

void pl_xml_text_write(FILE *out, struct pl_str text)
{
	while (text.len > 0) {
		unsigned char c = (unsigned char)text.ptr[0];
		struct pl_glyph g = pl_glyph_at(text);
		const char *escape = escaped(c);

		if (is_forbidden(&g, c))
			fputs(REPLACEMENT, out);
		else if (escape)
			fputs(escape, out);
		else
			fwrite(text.ptr, 1, g.len, out);
		text = pl_str_after(text, g.len);
	}
}

void pl_xml_text_attribute(FILE *out, const char *name, struct pl_str text)
{
	if (text.len == 0)
		return;
	fprintf(out, " %s=\"", name);
	pl_xml_text_write(out, text);
	fputc('"', out);
}
