/* The content of a request or of a part, once transfer and content codings are off: what it is declared to
 * be, what it looks like, and the reader of its kind. The kind is chosen by the first bytes where they are
 * certain and by the declared type else, so that a mixed-up body is still weighed. */
#ifndef PL_EXTRACT_CONTENT_H
#define PL_EXTRACT_CONTENT_H

#include "extract/context.h"

struct pl_content;

/* A reader of one kind of content; one file each, one line each in content.c. Its state lives in x->forever.
 */
struct pl_content_kind {
	const char *name;                                      /* json, form, multipart, xml, opaque */
	void *(*create)(struct pl_context *x, unsigned depth); /* once for each depth of nested multipart */
	void (*begin)(void *state, struct pl_row *content);    /* content's HEAD facts are final */
	void (*add)(void *state, struct pl_run run);
	void (*finish)(void *state); /* sets the content's BODY facts that this kind knows */
};

extern const struct pl_content_kind pl_json_content, pl_form_content, pl_multipart_content, pl_xml_content,
    pl_opaque_content;

/* A content at a depth of nesting (0: the request's body); used again and again. */
struct pl_content *pl_content_new(struct pl_context *x, unsigned depth);
/* `up` is the request row or a part row. `type` is the Content-Type value (ptr NULL when there is none) at
 * `type_at`; `types` is how many such lines there are. */
void pl_content_begin(struct pl_content *content, struct pl_row *up, struct pl_str type,
                      struct pl_span type_at, unsigned types);
void pl_content_add(struct pl_content *content, struct pl_run run);
/* More bytes belong to the content, nobody knows how many: whatever depends on them is unknown. */
void pl_content_lose(struct pl_content *content);
/* Sets what is left to set, closes the content's row. The row stays readable until the next begin. */
const struct pl_row *pl_content_finish(struct pl_content *content);
/* Of a finished content: were all its bytes seen, and are they UTF-8? */
bool pl_content_is_utf8(const struct pl_content *content);
/* Of a finished content: was it weighed as one field? */
bool pl_content_is_one_field(const struct pl_content *content);
#endif
