/* JSON containers that stand for bytes or for a file that got lost: each becomes a field. */
#ifndef PL_EXTRACT_JSON_NUMBERS_H
#define PL_EXTRACT_JSON_NUMBERS_H

#include "extract/field.h"
#include "extract/json_bytes.h"

/* A container that has just ended. */
struct pl_json_container {
	struct pl_str pointer;
	bool is_array, in_object;
	bool is_buffer;    /* it has "type": "Buffer" */
	unsigned members;  /* of an object */
	unsigned depth;    /* of the container, from 1 */
	uint64_t bytes;
	struct pl_span at;
};

struct pl_json_numbers {
	struct pl_field *field;
	struct pl_row *content;
	struct pl_json_bytes bytes; /* the innermost container */
	/* An array under the key "data", until its object shows whether it is a Node Buffer. */
	bool is_held, is_data;      /* is_data: a blob also without the object around it */
	unsigned depth;             /* of that array */
	struct pl_number_bytes held;
	char pointer[PL_LIMIT_POINTER];
	size_t pointer_len;
};

void pl_json_numbers_begin(struct pl_json_numbers *n, bool is_object);
void pl_json_numbers_end(struct pl_json_numbers *n, const struct pl_json_container *c);
#endif
