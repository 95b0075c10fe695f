/* A leaf value (a JSON string, a form field, a part's content, a body that is no container): its size, what it is
 * encoded in, what it carries. Fed in unescaped runs, in constant memory. */
#ifndef PL_EXTRACT_FIELD_H
#define PL_EXTRACT_FIELD_H

#include "extract/context.h"

struct pl_field;

/* A field that is used again and again; memory from x->forever. */
struct pl_field *pl_field_new(struct pl_context *x);
/* `kind` is "json", "form", "part" or "body"; `up` the content row; `name` and `pointer` may be empty (absent then). */
void pl_field_begin(struct pl_field *field, struct pl_row *up, const char *kind, struct pl_str name, struct pl_str pointer);
/* The next unescaped bytes, which take source_len bytes where they stand. A hole makes the facts of the bytes unknown. */
void pl_field_add(struct pl_field *field, struct pl_run run, size_t source_len);
/* Fills the field's row, closes it and adds it to the weight. */
void pl_field_end(struct pl_field *field);
#endif
