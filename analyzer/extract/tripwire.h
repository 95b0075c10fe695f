/* Text in a value that the OWASP core rules stop, whatever it means: CRS rules 921130 (http/1, <html, <meta) and
 * 920540 (\u and four hexadecimal digits), both of paranoia level 1. */
#ifndef PL_EXTRACT_TRIPWIRE_H
#define PL_EXTRACT_TRIPWIRE_H

#include <stdbool.h>

#include "base/span.h"

#define PL_TRIPWIRE_CARRY 6 /* bytes; the longest text looked for has one more */

struct pl_tripwire {
	unsigned char carry[PL_TRIPWIRE_CARRY]; /* the last bytes, to find what the next ones complete */
	size_t carry_len;
	bool is_live;      /* the carry has a character that a text looked for begins with */
	bool is_json;      /* 920540 does not look into JSON */
	const char *found; /* the first kind of text found, or NULL */
};

void pl_tripwire_begin(struct pl_tripwire *tripwire, bool is_json);
/* The next unescaped bytes; is_base64 when they and all before them are letters of base64. */
void pl_tripwire_add(struct pl_tripwire *tripwire, const unsigned char *bytes, size_t len, bool is_base64);
/* The value is over: what was found, or NULL. */
const char *pl_tripwire_finish(struct pl_tripwire *tripwire);
#endif
