/* Words of a shell command: POSIX sh and bash as pasted ('…', "…", $'…', \, line continuation), and cmd.exe as browsers
 * copy it (^ escapes, "" and \" inside quotes). Nothing is expanded and nothing is run: a $VAR, `…` or $(…) outside
 * single quotes stays as it stands and is marked. */
#ifndef PL_PARSE_SHELL_WORDS_H
#define PL_PARSE_SHELL_WORDS_H

#include "base/arena.h"
#include "base/span.h"

enum pl_shell { PL_SHELL_BASH, PL_SHELL_CMD };

/* Unescaped bytes of a word that stand together in the source: byte i of the piece is source byte at+i, or, when
 * the piece came from an escape, `source_len` bytes at `at` made `len` bytes. */
struct pl_shell_piece {
	size_t word_at; /* index into the word's text */
	size_t at, source_len;
};

struct pl_shell_word {
	struct pl_str text;            /* unescaped, in the arena */
	size_t at, len;                /* in the source, quotes included */
	struct pl_shell_piece *pieces; /* in the arena, in order */
	size_t pieces_len;
	bool is_operator;              /* |, ||, |&, &, &&, <, >, >>, >|, <>, >&, <&, &>, <<, <<-, <<<, ( or ): text is the
	                                * operator, without the number of a file descriptor before it */
	bool has_expansion;            /* an unexpanded $VAR, $(…) or `…` */
};

struct pl_shell_words {
	struct pl_shell_word *items; /* in the arena; up to the first newline or ; that ends the command */
	size_t len;
	size_t end;                  /* where the command ended in the source; with a here-document, behind that */
	size_t document_at, document_len; /* the last here-document (<<WORD), as it stands in the source */
	const char *problem;         /* static text: "the single quote is not closed", or NULL */
	size_t problem_at;
};

/* Splits the first command of `source`; comment lines and empty lines before it are passed over. */
void pl_shell_words_split(struct pl_str source, enum pl_shell shell, struct pl_arena *arena, struct pl_shell_words *words);
/* Which shell the command was written for: cmd when ^ escapes its quotes or line ends. */
enum pl_shell pl_shell_guess(struct pl_str source);
#endif
