/* Error texts of clients and servers as data (rules/errors/<who>.json): how each is written, what it means, which numbers it
 * names. A pattern is text in which # stands for a number and * for anything within the line; case does not matter. */
#ifndef PL_EXPLAIN_ERROR_TEXT_H
#define PL_EXPLAIN_ERROR_TEXT_H

#include "base/arena.h"
#include "plimsoll.h"

/* What the numbers of a pattern are, in their order. */
enum pl_error_number { PL_ERROR_OTHER, PL_ERROR_LIMIT, PL_ERROR_SENT, PL_ERROR_STATUS, PL_ERROR_SECONDS, PL_ERROR_NUMBERS };
#define PL_ERROR_NUMBERS_MAX 4

enum pl_error_from { PL_ERROR_FROM_ANY, PL_ERROR_FROM_CLIENT, PL_ERROR_FROM_SERVER, PL_ERROR_FROM_LOG };

struct pl_error_text {
	struct pl_str text, tells;      /* tells: size-refused, reset, … */
	struct pl_str by, gateway;      /* whose it is; the profile of that product, or empty */
	struct pl_str source;           /* where it was seen: a program and its version, a document, a thread */
	enum pl_error_from from;
	enum pl_error_number numbers[PL_ERROR_NUMBERS_MAX];
};

#define PL_ERROR_TEXTS_MAX 1024

struct pl_error_texts {
	struct pl_error_text *items;
	size_t len;
};

/* A pattern that was found in a text. */
struct pl_error_match {
	const struct pl_error_text *error;
	size_t at, len;                       /* of the match in the text */
	uint64_t numbers[PL_ERROR_NUMBERS];   /* by what they are */
	bool has[PL_ERROR_NUMBERS];
};

bool pl_error_texts_load(struct pl_error_texts *errors, const char *const *dirs, struct pl_arena *arena,
                         struct plimsoll_error *err);
/* Does the pattern stand in `text`, and where first? */
bool pl_error_text_find(const struct pl_error_text *error, struct pl_str text, struct pl_error_match *match);
#endif
