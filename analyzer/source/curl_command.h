/* A curl command as the options it gives, each value with its place. Nothing is expanded and nothing is run. */
#ifndef PL_SOURCE_CURL_COMMAND_H
#define PL_SOURCE_CURL_COMMAND_H

#include "base/arena.h"
#include "parse/shell_words.h"
#include "source/curl_option.h"

/* Text of a word. Its bytes are slices of word->text, whose pieces tell where they stand. */
struct pl_curl_value {
	struct pl_str text;
	const struct pl_shell_word *word; /* NULL for text that stands in no word */
	struct pl_span place;             /* the option and its value in the command */
};

struct pl_curl_item {
	enum pl_curl_option option;
	bool is_off; /* --no-NAME */
	struct pl_curl_value value;
};

/* What the command reads as standard input. */
struct pl_curl_stdin {
	enum { PL_CURL_STDIN_UNKNOWN, PL_CURL_STDIN_FILE, PL_CURL_STDIN_TEXT } kind;
	struct pl_curl_value file;
	struct pl_str text;    /* a here-document or a here-string */
	struct pl_span place;
	const struct pl_shell_word *word; /* of a here-string, which gains a line feed */
};

struct pl_curl_command {
	struct pl_curl_item *items; /* in the arena, in order; PL_CURL_NEXT parts the operations */
	size_t len, room;
	struct pl_curl_stdin input;
	struct pl_str error; /* why curl refuses the command, else empty; the first reason */
	struct pl_span error_at;
};

/* What stands between two --next: each URL of it is a request, with the upload of its number. */
struct pl_curl_operation {
	const struct pl_curl_item *last[PL_CURL_OPTIONS]; /* the last item of each option, or NULL */
	const struct pl_curl_item **items;                /* all but URLs and uploads, in order */
	const struct pl_curl_value **urls, **uploads;
	size_t len, urls_len, uploads_len;
	struct pl_str error; /* why curl refuses it: options that exclude each other; else empty */
	struct pl_span error_at;
};

/* The next curl command of `words` from *at on; *at is then behind it. False when there is none. Places have origin 1,
 * the input file, and count from the start of `source`. */
bool pl_curl_command_next(const struct pl_shell_words *words, size_t *at, struct pl_str source, struct pl_arena *arena,
                          struct pl_curl_command *command);
/* The operation of items [from, to), in the arena. */
struct pl_curl_operation *pl_curl_operation(const struct pl_curl_command *command, size_t from, size_t to,
                                            struct pl_arena *arena);
#endif
