/* Facts of a multipart part's header section. */
#ifndef PL_EXTRACT_PART_FACTS_H
#define PL_EXTRACT_PART_FACTS_H

#include "base/limits.h"
#include "fact/row.h"
#include "parse/multipart.h"

#define PL_PART_NAMES 32 /* header names compared for repetition */

/* The header section of the current part. */
struct pl_part_head {
	struct pl_row *row;            /* the part's */
	uint64_t names[PL_PART_NAMES]; /* hashes */
	size_t names_len;
	char type[PL_LIMIT_PART_HEAD]; /* the first Content-Type's value */
	size_t type_len;
	struct pl_span type_at;
	unsigned types;
	bool is_form_data;
};

/* A new part; its row was reset. */
void pl_part_head_begin(struct pl_part_head *head, struct pl_row *row, bool is_form_data);
/* A HEADER event. */
void pl_part_head_add(struct pl_part_head *head, const struct pl_multipart_event *ev);
/* An ODDITY event of the part's head; others are passed over. */
void pl_part_head_oddity(struct pl_part_head *head, const struct pl_multipart_event *ev);
#endif
