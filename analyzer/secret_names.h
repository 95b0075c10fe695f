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
#endif
