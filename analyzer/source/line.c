/* Lines end in LF or CRLF; the last one may end with the text. */
#include "source/line.h"

#include "base/bytes.h"

struct pl_str pl_line_next(struct pl_str *rest)
{
	struct pl_str line = { rest->ptr, pl_str_find_char(*rest, '\n') };

	*rest = pl_str_after(*rest, line.len < rest->len ? line.len + 1 : line.len);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

struct pl_str pl_line_first(struct pl_str text)
{
	return pl_line_next(&text);
}
