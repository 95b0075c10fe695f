/* The splitter behind parse/shell_words.h. The source is split twice: the first time only measures, the second fills
 * what was allocated to measure. */
#ifndef PL_PARSE_SHELL_SPLIT_H
#define PL_PARSE_SHELL_SPLIT_H

#include "parse/shell_words.h"

struct pl_shell_split {
	struct pl_str source;
	size_t i;                     /* the next byte of source */
	struct pl_shell_word *items;  /* NULL while measuring, as are pieces and text */
	struct pl_shell_piece *pieces;
	char *text;
	size_t len, pieces_len, text_len;
	struct pl_shell_word word;    /* in progress, when in_word; its pieces and text end the arrays */
	size_t word_text, word_pieces; /* where they begin */
	bool in_word, is_verbatim;    /* the last piece is verbatim and ends at `verbatim_end` of the source */
	size_t verbatim_end;
	bool awaits_command;          /* the last word is |, || or &&: a newline does not end the command */
	const char *problem;
	size_t problem_at;
};

/* One command, up to its end; `i` stops in front of what ended it. */
void pl_shell_split_bash(struct pl_shell_split *s);
void pl_shell_split_cmd(struct pl_shell_split *s);

/* The byte `ahead` of the next, or 0 behind the end. */
static inline char pl_shell_peek(const struct pl_shell_split *s, size_t ahead)
{
	return ahead < s->source.len - s->i ? s->source.ptr[s->i + ahead] : '\0';
}

/* Length of the line break at the next byte: 2 for CR LF, 1 for LF, else 0. */
static inline size_t pl_shell_line_break(const struct pl_shell_split *s, size_t ahead)
{
	if (pl_shell_peek(s, ahead) == '\r' && pl_shell_peek(s, ahead + 1) == '\n')
		return 2;
	return pl_shell_peek(s, ahead) == '\n';
}

/* A word begins at `at`, unless one is in progress. */
void pl_shell_begin(struct pl_shell_split *s, size_t at);
/* Source bytes [at, at+len) are part of the word as they stand. */
void pl_shell_add(struct pl_shell_split *s, size_t at, size_t len);
/* Source bytes [at, at+source_len) stand for `bytes`. */
void pl_shell_add_escape(struct pl_shell_split *s, size_t at, size_t source_len, const void *bytes, size_t len);
/* The word in progress, if any, ends in front of source byte `end`. */
void pl_shell_end(struct pl_shell_split *s, size_t end);
/* An operator of `len` bytes, behind a file descriptor's number of `skipped` digits, is the next word; moves past it. */
void pl_shell_operator(struct pl_shell_split *s, size_t skipped, size_t len);
/* Keeps the first problem. */
void pl_shell_problem(struct pl_shell_split *s, const char *problem, size_t at);
#endif
