/* Errors with a place. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

enum plimsoll_status pl_fail(struct plimsoll_error *err, enum plimsoll_status status, const char *path,
                             const char *format, ...)
{
	va_list args;

	err->status = status;
	err->line = err->column = 0;
	snprintf(err->path, sizeof(err->path), "%s", path ? path : "");
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
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
