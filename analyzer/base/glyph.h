/* Text of any bytes as a terminal shows it, a character at a time: nothing that comes out moves the cursor, changes colours
 * or turns the line around. */
#ifndef PL_BASE_GLYPH_H
#define PL_BASE_GLYPH_H

#include "base/span.h"

struct pl_glyph {
	size_t len;       /* bytes it takes in the text */
	unsigned columns; /* cells on the terminal: 0 for a combining mark, 2 for a wide character */
	bool is_byte;     /* no character: an invalid byte */
	bool is_hidden;   /* a character that is not to be seen, or that turns the line around */
	uint32_t code_point;
	char text[12];    /* what to write, ended by NUL: UTF-8, or an escape such as \x1b, \u{202e} */
};

/* The first character of `text`, which is not empty. Control characters (C0, C1, DEL), marks that turn the writing
 * direction, zero-width and unassigned-looking ones and bytes that are no UTF-8 come out as escapes; a tab is a blank. */
struct pl_glyph pl_glyph_at(struct pl_str text);
#endif
