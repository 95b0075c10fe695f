/* A request head, held whole (RFC 9112 sections 2 to 5). Tolerant: slices of the text with every oddity marked. */
#ifndef PL_PARSE_HEAD_H
#define PL_PARSE_HEAD_H

#include "base/arena.h"
#include "base/span.h"

/* One header line with its continuation lines. */
struct pl_head_field {
	struct pl_str name;   /* as written, without white space before the colon */
	struct pl_str value;  /* without blanks around it; a folded one keeps its line breaks */
	size_t at, len;       /* the line in the text, without its line end */
	size_t value_at;
	bool no_colon, empty_name, name_invalid, space_before_colon, leading_space;
	bool obs_fold, bare_cr, ends_in_lf, has_nul, has_control, has_non_ascii;
};

struct pl_head {
	struct pl_str text;                    /* what was parsed, up to and with the empty line */
	struct pl_str method, target, version; /* of the request line; empty when not there */
	size_t method_at, target_at, version_at;
	size_t line_len;                       /* request line without its line end */
	const char *line_error;                /* static text, or NULL */
	bool line_has_odd_space;               /* tab, several spaces, or space at either end */
	size_t leading_lines;                  /* empty lines before the request line */
	bool is_response;                      /* begins with HTTP/ and a digit */
	bool is_complete;                      /* the empty line is there */
	size_t crlf_lines, lf_lines;
	struct pl_head_field *fields;          /* in the arena */
	size_t fields_len;
	bool has_more;                         /* more than PL_LIMIT_HEADERS */
};

enum pl_head_result {
	PL_HEAD_DONE,       /* *head is filled; head->text.len bytes were used */
	PL_HEAD_INCOMPLETE, /* no empty line in the text; *head holds what is there */
	PL_HEAD_NOT_HTTP,   /* the first line is nothing like a request line; *head is not filled */
};

/* Parses the head at the start of `text`. Fields are allocated from `arena` and borrow `text`. */
enum pl_head_result pl_head_parse(struct pl_str text, struct pl_arena *arena, struct pl_head *head);
/* Parses header lines alone (a trailer section, or a --headers file without request line); same rules. */
void pl_head_parse_fields(struct pl_str text, struct pl_arena *arena, struct pl_head *head);
/* The first field of that name (case folded) from index *at on; *at is then the one after it. NULL when none. */
const struct pl_head_field *pl_head_find(const struct pl_head *head, struct pl_str name, size_t *at);
/* Could `text` be the first line of a request: method SP target SP HTTP/digit? For telling requests apart. */
bool pl_head_looks_like_request(struct pl_str text);

/* How RFC 9112 section 6.3 delimits the body of this request. */
struct pl_framing {
	enum { PL_FRAMING_NONE, PL_FRAMING_LENGTH, PL_FRAMING_CHUNKED } kind;
	uint64_t length; /* of PL_FRAMING_LENGTH */
};
struct pl_framing pl_head_framing(const struct pl_head *head);
#endif
