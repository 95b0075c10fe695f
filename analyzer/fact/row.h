/* A row of facts of one thing. It sees its own facts and those of the rows above it (`up`). Text is copied into the
 * row, so a row outlives what it was filled from; places are plain values. */
#ifndef PL_FACT_ROW_H
#define PL_FACT_ROW_H

#include "fact/fact.h"

enum pl_state {
	PL_ABSENT,  /* looked for, not there */
	PL_KNOWN,   /* there, with its place */
	PL_UNKNOWN, /* could not be looked at */
};

struct pl_value {
	enum pl_state state;
	union {
		bool flag;
		int64_t number;
		struct pl_str text;
		struct {
			const struct pl_str *items;
			size_t len;
		} list;
	};
	struct pl_span at;
};

#define PL_ROW_WORDS 2 /* of bits, enough for the facts of any scope */

struct pl_row {
	enum pl_scope scope;
	struct pl_row *up;       /* the row this one is in, or NULL */
	struct pl_span at;       /* the whole thing */
	struct pl_value *values; /* one for each fact of the scope */
	uint64_t set[PL_ROW_WORDS];     /* a bit for each value that is not absent */
	uint64_t unknown[PL_ROW_WORDS]; /* likewise for each that is unknown */
	char *text;              /* PL_LIMIT_ROW_TEXT bytes for copied text */
	size_t text_used;
};

struct pl_arena;

/* Memory of a row, from `arena`; used again and again by pl_row_reset. */
void pl_row_init(struct pl_row *row, enum pl_scope scope, struct pl_arena *arena);
/* All absent again, below `up`. */
void pl_row_reset(struct pl_row *row, struct pl_row *up);
/* `copy` was initialised for the same scope. */
void pl_row_copy(struct pl_row *copy, const struct pl_row *row);

/* `borrower`, initialised for the same scope, begins with the values of `row`, whose text must outlive it. */
void pl_row_borrow(struct pl_row *borrower, const struct pl_row *row);

/* Each sets a fact of the row's own scope and type (asserted). A later call replaces an earlier one. */
void pl_row_flag(struct pl_row *row, enum pl_fact fact, struct pl_span at);
void pl_row_int(struct pl_row *row, enum pl_fact fact, uint64_t number, struct pl_span at); /* capped at INT64_MAX */
void pl_row_str(struct pl_row *row, enum pl_fact fact, struct pl_str text, struct pl_span at);
void pl_row_str_lower(struct pl_row *row, enum pl_fact fact, struct pl_str text, struct pl_span at);
void pl_row_add(struct pl_row *row, enum pl_fact fact, struct pl_str item, struct pl_span at); /* to a list */
void pl_row_unknown(struct pl_row *row, enum pl_fact fact);
/* Adds to a number that is absent or known; the first call's place stays. */
void pl_row_count(struct pl_row *row, enum pl_fact fact, uint64_t more, struct pl_span at);

/* The value of a fact of this row or of one above it. Never NULL: a scope that is not above has absent facts, except
 * flags, which are then false. */
const struct pl_value *pl_row_get(const struct pl_row *row, enum pl_fact fact);
bool pl_row_has(const struct pl_row *row, enum pl_fact fact);
/* The text of a known string fact, else an empty one. */
struct pl_str pl_row_text(const struct pl_row *row, enum pl_fact fact);

/* Told of every row when its thing ends; the row is reused afterwards. */
struct pl_listener {
	void *ctx;
	void (*row_closed)(void *ctx, const struct pl_row *row);
	/* The request's head facts are there and no row inside has closed yet: a row may be put above it. May be NULL. */
	void (*head_known)(void *ctx, struct pl_row *request);
	/* Would the row of a value in `content` set nothing off, when all that it tells is its name (or that of the array it is
	 * in), its text and its size? NULL: it may. */
	bool (*is_idle)(void *ctx, struct pl_row *content);
	/* Is that value someone's concern all the same, for its name or for its text? A text without : and = is not. NULL: no. */
	bool (*wants)(void *ctx, struct pl_str name, struct pl_str text);
};
#endif
