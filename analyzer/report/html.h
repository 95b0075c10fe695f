/* What the pages share: a self-contained document whose markup is ours alone, whatever bytes the input holds. Well formed
 * as XML too, without a script, a font or an image of its own. */
#ifndef PL_REPORT_HTML_H
#define PL_REPORT_HTML_H

#include <stdio.h>

#include "base/span.h"

/* Everything up to the page's own content. `command`: "check"; `subject`: what is looked at, or empty. */
void pl_html_begin(FILE *out, const char *command, struct pl_str subject);
void pl_html_end(FILE *out);

/* The first `most` characters of a text as content of an element. What is not to be seen, or is no character, comes out as
 * a marked escape; where the text is longer an ellipsis and its length say so. */
void pl_html_text(FILE *out, struct pl_str text, size_t most);
/* The same where no element may stand: an attribute's value, <title>, <desc>. */
void pl_html_plain(FILE *out, struct pl_str text, size_t most);
/* One byte or character of a text, as content of an element; returns the bytes it takes. */
size_t pl_html_glyph(FILE *out, struct pl_str text);
/* <tag class="class">text</tag>; nothing when the text is empty. */
void pl_html_element(FILE *out, const char *tag, const char *class, struct pl_str text);
/* The disc of a load line: "over", "holds" or "idle", with its number (0: none), beside text. */
void pl_html_disc(FILE *out, const char *class, unsigned number);
/* "1 request", "2 requests". */
void pl_html_count(FILE *out, uint64_t count, const char *what);
#endif
