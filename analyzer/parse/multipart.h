/* Multipart as it streams (RFC 2046 section 5.1, RFC 7578). Tolerant: whatever a lenient receiver would still read is
 * read, and the oddity is reported. Data that may turn out to be a delimiter is held back inside the parser, so a data
 * run may point there; its place is right all the same. */
#ifndef PL_PARSE_MULTIPART_H
#define PL_PARSE_MULTIPART_H

#include "base/limits.h"
#include "base/span.h"

enum pl_multipart_kind {
	PL_MULTIPART_MORE,
	PL_MULTIPART_PREAMBLE,  /* .run: bytes before the first delimiter */
	PL_MULTIPART_DELIMITER, /* .is_close; .line_end, .before; .span is "--boundary" with its closing "--" */
	PL_MULTIPART_HEADER,    /* a header line of the part: .name, .value (trimmed, unfolded with one space); .span */
	PL_MULTIPART_HEAD_END,  /* the part's content begins; .head_bytes */
	PL_MULTIPART_DATA,      /* .run: content of the part */
	PL_MULTIPART_PART_END,  /* before the DELIMITER that ends the part, or from finish */
	PL_MULTIPART_EPILOGUE,  /* .run: bytes after the closing delimiter's line */
	PL_MULTIPART_ODDITY,    /* .oddity at .span */
	PL_MULTIPART_END,       /* only from finish; .is_close tells whether the closing delimiter was seen */
};

enum pl_multipart_line_end { PL_LINE_CRLF, PL_LINE_LF, PL_LINE_NONE /* the end of input */ };

enum pl_multipart_oddity {
	PL_MULTIPART_DELIMITER_SPACES,   /* blanks after the delimiter (transport padding) */
	PL_MULTIPART_DELIMITER_JUNK,     /* other bytes after it: not a delimiter then, the line is content */
	PL_MULTIPART_DELIMITER_MIDLINE,  /* --boundary in the middle of a line: content */
	PL_MULTIPART_DELIMITER_INDENTED, /* blanks or a quote before --boundary at the beginning of a line: content */
	PL_MULTIPART_DASH_LINE,          /* a line of content that begins with -- and is no delimiter */
	PL_MULTIPART_HEADER_FOLD,        /* a header line that goes on in the next */
	PL_MULTIPART_HEADER_NO_COLON,    /* a line without a colon in a part's head; skipped */
	PL_MULTIPART_HEADER_NAME,        /* an empty name, or one with a character that is no tchar */
	PL_MULTIPART_HEADER_NUL,         /* NUL in a part's head */
	PL_MULTIPART_HEADER_BARE_CR,     /* CR without LF in a part's head */
	PL_MULTIPART_HEADER_LF,          /* a header line, or the empty line, ends in LF alone */
	PL_MULTIPART_HEAD_NOT_ENDED,     /* a delimiter or the end of input where the head should go on */
	PL_MULTIPART_HEAD_TOO_LONG,      /* over PL_LIMIT_PART_HEAD; the rest is taken for content */
	PL_MULTIPART_HEAD_MISSING,       /* what follows the delimiter line is no header line and not an empty line */
	PL_MULTIPART_SECOND_CLOSE,       /* a closing delimiter in the epilogue */
	PL_MULTIPART_PART_AFTER_CLOSE,   /* a plain delimiter in the epilogue */
};

struct pl_multipart_event {
	enum pl_multipart_kind kind;
	struct pl_span span;
	struct pl_run run;
	bool is_close;
	enum pl_multipart_line_end before;   /* the line break before the delimiter; CRLF at the very beginning */
	enum pl_multipart_line_end line_end; /* the one after it */
	struct pl_str name, value;           /* of HEADER; valid until the next call */
	struct pl_span name_at, value_at;
	size_t head_bytes;
	enum pl_multipart_oddity oddity;
};

struct pl_multipart;

/* Bytes to hold the parser. */
size_t pl_multipart_size(void);
/* Starts a parser in `memory` (zeroed, pl_multipart_size bytes). `boundary` is copied, cut at PL_LIMIT_BOUNDARY; an
 * empty one never matches, so that everything is preamble. */
struct pl_multipart *pl_multipart_start(void *memory, struct pl_str boundary);
struct pl_multipart_event pl_multipart_next(struct pl_multipart *p, struct pl_run *in);
struct pl_multipart_event pl_multipart_finish(struct pl_multipart *p);
#endif
