/* JSON strings, escaped as far as RFC 8259 asks, and of what a terminal would obey. */
#include "base/json_text.h"

#include "base/glyph.h"

static void escape(FILE *out, unsigned char c)
{
	static const char named[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	const char *found = c ? strchr(named, c) : NULL;

	if (found && (found - named) % 2 == 0)
		fprintf(out, "\\%c", found[1]);
	else
		fprintf(out, "\\u%04x", c);
}

/* As one \u escape, or two that are a surrogate pair (RFC 8259 section 7). */
static void escape_character(FILE *out, uint32_t c)
{
	if (c > 0xFFFF)
		fprintf(out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
	else
		fprintf(out, "\\u%04x", c);
}

void pl_json_text_write(FILE *out, struct pl_str text)
{
	fputc('"', out);
	while (text.len > 0) {
		unsigned char c = (unsigned char)text.ptr[0];
		struct pl_glyph g = pl_glyph_at(text);

		if (g.is_byte)
			fputs("\\ufffd", out);
		else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F)
			escape(out, c);
		else if (g.is_hidden)
			escape_character(out, g.code_point);
		else
			fwrite(text.ptr, 1, g.len, out);
		text = pl_str_after(text, g.len);
	}
	fputc('"', out);
}

void pl_json_text_member(FILE *out, const char *key, struct pl_str text)
{
	fprintf(out, "\"%s\": ", key);
	if (text.ptr)
		pl_json_text_write(out, text);
	else
		fputs("null", out);
}

void pl_json_text_list(FILE *out, const char *key, const struct pl_str *texts, size_t len)
{
	fprintf(out, ", \"%s\": [", key);
	for (size_t i = 0; i < len; i++) {
		fputs(i ? ", " : "", out);
		pl_json_text_write(out, texts[i]);
	}
	fputc(']', out);
}
