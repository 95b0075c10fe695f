/* Errors with a place. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/glyph.h"

#define MESSAGE_MAX 2048 /* bytes before escaping */

/* What a message quotes of the input must not speak to whoever's terminal or log shows it. */
static void escape(char *out, size_t size, struct pl_str text)
{
	static const char cut[] = "…";
	size_t len = 0;

	while (text.len > 0) {
		struct pl_glyph g = pl_glyph_at(text);
		size_t more = strlen(g.text);

		if (len + more + sizeof(cut) > size) {
			memcpy(out + len, cut, sizeof(cut));
			return;
		}
		memcpy(out + len, g.text, more);
		len += more;
		text = pl_str_after(text, g.len);
	}
	out[len] = '\0';
}

enum plimsoll_status pl_fail(struct plimsoll_error *err, enum plimsoll_status status, const char *path,
                             const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	err->status = status;
	err->line = err->column = 0;
	snprintf(err->path, sizeof(err->path), "%s", path ? path : "");
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	escape(err->message, sizeof(err->message), pl_str_from(message));
	return status;
}

void pl_fail_at(struct plimsoll_error *err, struct pl_str text, size_t offset)
{
	err->line = err->column = 1;
	for (size_t i = 0; i < offset && i < text.len; i++) {
		err->column++;
		if (text.ptr[i] == '\n') {
			err->line++;
			err->column = 1;
		}
	}
}
