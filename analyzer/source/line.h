/* Lines of a text that is held whole. */
#ifndef PL_SOURCE_LINE_H
#define PL_SOURCE_LINE_H

#include "base/span.h"

/* The next line, without its LF or CRLF; *rest is behind it. */
struct pl_str pl_line_next(struct pl_str *rest);
struct pl_str pl_line_first(struct pl_str text);
#endif
