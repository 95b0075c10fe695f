/* Which names say that their value is a secret: the one table that redaction goes by. */
#ifndef PL_SECRET_NAMES_H
#define PL_SECRET_NAMES_H

#include "base/span.h"

enum pl_secret_scope {
	PL_SECRET_HEADER = 1, /* a header name */
	PL_SECRET_FIELD = 2,  /* a JSON key, or the name of a multipart part */
	PL_SECRET_QUERY = 4,  /* a query parameter, or a field of a urlencoded body */
};

/* Case, `-` and `_` do not matter. `scopes` are or-ed; an unknown place is asked about with all that it may be. */
bool pl_secret_name(struct pl_str name, unsigned scopes);

/* Names come again and again: what was judged of one is kept until another takes its slot. Zero-initialise. */
struct pl_judged_names {
	struct pl_judged_name {
		unsigned char len, scopes;
		bool is_secret;
		char text[29];
	} slots[64];
};

/* The same from memory. */
bool pl_secret_name_again(struct pl_judged_names *judged, struct pl_str name, unsigned scopes);
#endif
