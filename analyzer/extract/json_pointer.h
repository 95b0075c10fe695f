/* The JSON pointer of the value that a parser is at (RFC 6901), built as keys and indexes go by. Text beyond
 * PL_LIMIT_POINTER is cut. */
#ifndef PL_EXTRACT_JSON_POINTER_H
#define PL_EXTRACT_JSON_POINTER_H

#include "base/limits.h"
#include "base/span.h"

struct pl_json_pointer {
	char text[PL_LIMIT_POINTER];
	size_t len;
};

/* The pointer of a member or an element of the container whose pointer is the first `container` bytes. */
void pl_json_pointer_key(struct pl_json_pointer *p, size_t container, struct pl_str key);
void pl_json_pointer_index(struct pl_json_pointer *p, size_t container, uint64_t index);
/* The last segment of a pointer, as it stands there. */
struct pl_str pl_json_pointer_name(struct pl_str pointer);
#endif
