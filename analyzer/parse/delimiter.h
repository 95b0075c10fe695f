/* Where multipart delimiters may stand in bytes that lie together: --boundary alone in a line. */
#ifndef PL_PARSE_DELIMITER_H
#define PL_PARSE_DELIMITER_H

#include "base/limits.h"
#include "parse/multipart.h"

/* "--boundary"; len is 2 for an empty boundary, which never matches. */
struct pl_delimiter {
	unsigned char text[PL_LIMIT_BOUNDARY + 2];
	size_t len;
};

enum pl_delimiter_kind {
	PL_DELIMITER_NONE, /* the line is another one */
	PL_DELIMITER_JUNK, /* --boundary with other bytes behind it */
	PL_DELIMITER_FOUND,
	PL_DELIMITER_UNSURE, /* more bytes are needed to tell */
};

struct pl_delimiter_line {
	enum pl_delimiter_kind kind;
	bool is_close;
	size_t text_len; /* "--boundary" with its closing "--" */
	size_t blanks;   /* behind that */
	size_t len;      /* the whole line with its end */
	enum pl_multipart_line_end end;
};

void pl_delimiter_set(struct pl_delimiter *delimiter, struct pl_str boundary);
/* Judges the line that begins at `bytes`; `is_final` when nothing follows them. */
struct pl_delimiter_line pl_delimiter_judge(const struct pl_delimiter *delimiter, const unsigned char *bytes,
                                            size_t len, bool is_final);
/* Index of the first "--" from `from` on, or `len`. */
size_t pl_delimiter_find_dashes(const unsigned char *bytes, size_t from, size_t len);
/* The length of the line break that ends in front of `at`. */
size_t pl_delimiter_break_before(const unsigned char *bytes, size_t at);
/* How many of the last bytes may belong to a delimiter that goes on behind them: a line break, a first dash.
 */
size_t pl_delimiter_undecided(const unsigned char *bytes, size_t len);
#endif
