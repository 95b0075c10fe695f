/* What is known of header fields by their names. */
#ifndef PL_EXTRACT_HEADER_TABLE_H
#define PL_EXTRACT_HEADER_TABLE_H

#include "base/span.h"

/* How a field's value is written. */
enum pl_grammar {
	PL_GRAMMAR_ANY, /* not judged, or judged where it is used */
	PL_GRAMMAR_TOKEN,
	PL_GRAMMAR_TOKENS, /* a list of tokens */
	PL_GRAMMAR_INTEGER,
	PL_GRAMMAR_DATE,
	PL_GRAMMAR_ORIGIN,
	PL_GRAMMAR_URI, /* a URI reference */
	PL_GRAMMAR_MEDIA_RANGES,
	PL_GRAMMAR_WEIGHTED,  /* a list of names with q= */
	PL_GRAMMAR_ETAGS,     /* * or a list of entity tags */
	PL_GRAMMAR_IF_RANGE,  /* an entity tag or a date */
	PL_GRAMMAR_RANGE,
	PL_GRAMMAR_CONTENT_RANGE,
	PL_GRAMMAR_DIRECTIVES, /* a list of name=value */
	PL_GRAMMAR_DISPOSITION,
	PL_GRAMMAR_SF_ITEM,
	PL_GRAMMAR_SF_LIST,
	PL_GRAMMAR_SF_DICTIONARY,
};

#define PL_HEADER_ONCE 1u     /* may stand in one line alone */
#define PL_HEADER_RESPONSE 2u /* means something in responses alone */
#define PL_HEADER_OLD 4u      /* deprecated or obsolete */

struct pl_known_header {
	const char *name; /* lower case */
	enum pl_grammar grammar;
	unsigned traits;
};

/* The field of that name (case folded), or NULL. */
const struct pl_known_header *pl_known_header(struct pl_str name);
#endif
