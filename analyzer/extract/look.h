/* What bytes look like, by their beginning. */
#ifndef PL_EXTRACT_LOOK_H
#define PL_EXTRACT_LOOK_H

#include "base/span.h"

enum pl_look {
	PL_LOOK_EMPTY,
	PL_LOOK_JSON,
	PL_LOOK_XML,
	PL_LOOK_HTML,
	PL_LOOK_FORM,
	PL_LOOK_MULTIPART,
	PL_LOOK_BASE64,
	PL_LOOK_TEXT,
	PL_LOOK_UTF16,
	PL_LOOK_BINARY
};

/* As content.looks_like has it. */
extern const char *const pl_look_names[PL_LOOK_BINARY + 1];

/* Judges the first bytes (at most PL_LIMIT_SNIFF tell enough). Base64 and form need all they see to be so;
 * JSON needs to begin with a bracket and to parse as far as the bytes go; TEXT is what is left of what is no
 * binary. */
enum pl_look pl_look_at(struct pl_str begin);
/* Is it an RFC 8259 text as far as these bytes go? Else *problem and *at (an index into `begin`) say why not.
 */
bool pl_look_parses_as_json(struct pl_str begin, const char **problem, size_t *at);
#endif
