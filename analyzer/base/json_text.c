/* JSON strings, escaped as far as RFC 8259 asks, and no further. */
#include "base/json_text.h"

#include "base/utf8.h"

static void escape(FILE *out, unsigned char c)
{
	static const char named[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	const char *found = c ? strchr(named, c) : NULL;

	if (found && (found - named) % 2 == 0)
		fprintf(out, "\\%c", found[1]);
	else
		fprintf(out, "\\u%04x", c);
}

/* Length of the UTF-8 sequence that the text begins with; 0 when it is none. */
static size_t sequence(struct pl_str text)
{
	struct pl_utf8 utf8 = { 0 };
	size_t len = 0;

	do
		if (len == text.len || !pl_utf8_add(&utf8, (const unsigned char *)text.ptr + len++, 1))
			return 0;
	while (utf8.need > 0);
	return len;
}

void pl_json_text_write(FILE *out, struct pl_str text)
{
	fputc('"', out);
	while (text.len > 0) {
		unsigned char c = (unsigned char)text.ptr[0];
		size_t len = c < 0x80 ? 1 : sequence(text);

		if (len == 0)
			fputs("\\ufffd", out);
		else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F)
			escape(out, c);
		else
			fwrite(text.ptr, 1, len, out);
		text = pl_str_after(text, len ? len : 1);
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
