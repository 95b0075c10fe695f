/* Structured field values (RFC 9651), read strictly: what breaks the grammar anywhere fails the whole field, as its
 * section 4.2 says. */
#ifndef PL_PARSE_STRUCTURED_FIELD_H
#define PL_PARSE_STRUCTURED_FIELD_H

#include "base/span.h"

enum pl_sf_type { PL_SF_ITEM, PL_SF_LIST, PL_SF_DICTIONARY };

struct pl_sf_member {
	struct pl_str key;   /* of a dictionary, else empty */
	struct pl_str value; /* as written, without parameters; empty for a dictionary's true */
};

/* Zero-initialise but for `text` and `type`. */
struct pl_sf {
	struct pl_str text; /* the field's lines, joined by a comma */
	enum pl_sf_type type;
	size_t at;
	bool is_begun;
	const char *problem; /* why the text is none, static text, or NULL; sticky */
	size_t problem_at;
};

/* The next member; false at the end, and where `problem` is set. */
bool pl_sf_next(struct pl_sf *sf, struct pl_sf_member *member);
/* Reads to the end: the problem and its offset in `text`, or NULL. */
const char *pl_sf_problem(struct pl_str text, enum pl_sf_type type, size_t *at);
#endif
