/* Does a string hold a whole JSON object or array? Parsed while it streams, until it is plain that it does not. */
#ifndef PL_EXTRACT_JSON_NESTED_H
#define PL_EXTRACT_JSON_NESTED_H

#include "parse/json.h"

struct pl_json_nested {
	enum {
		PL_NESTED_UNSEEN, /* nothing but white space so far */
		PL_NESTED_SO_FAR,
		PL_NESTED_NOT,
	} state;
	struct pl_json parser;
};

static inline void pl_json_nested_begin(struct pl_json_nested *n)
{
	n->state = PL_NESTED_UNSEEN;
}

/* The next unescaped bytes. */
void pl_json_nested_add(struct pl_json_nested *n, struct pl_run run);
/* The string is over. */
bool pl_json_nested_finish(struct pl_json_nested *n);
#endif
