/* Values of JSON that may be base64 wait here for the end of their object: the keys beside one, before or after it, say what
 * it is. At most PL_LIMIT_PENDING wait; of one that finds no room, what its neighbours say is unknown. */
#ifndef PL_EXTRACT_JSON_SIBLINGS_H
#define PL_EXTRACT_JSON_SIBLINGS_H

#include "extract/field.h"

/* What the members of an object say so far. */
struct pl_json_members {
	struct pl_sibling sibling;
	unsigned rank;       /* of the key that says the type: the higher the plainer */
	size_t waiting, big; /* fields of it that wait; how many of those are long */
};

/* An object begins. The texts are not cleared, their lengths are. */
static inline void pl_json_members_begin(struct pl_json_members *m)
{
	m->sibling.key_len = m->sibling.type_len = 0;
	m->sibling.at = (struct pl_span){ 0 };
	m->sibling.says_base64 = m->sibling.is_unknown = false;
	m->rank = 0;
	m->waiting = m->big = 0;
}

struct pl_json_siblings {
	struct pl_context *x;
	struct pl_field *pool[PL_LIMIT_PENDING + 1]; /* created when first needed */
	size_t len;                                  /* that wait; the next one is the field in use */
};

/* The field that the next value may use. */
struct pl_field *pl_json_siblings_field(struct pl_json_siblings *s);
/* A string member that is over. */
void pl_json_siblings_add(struct pl_json_members *m, struct pl_str key, const struct pl_field *value);
/* Would pl_json_siblings_add look at the value of such a key? */
bool pl_json_siblings_speaks(struct pl_str key);
/* The field in use is finished and waits for the end of `m`'s object. */
void pl_json_siblings_wait(struct pl_json_siblings *s, struct pl_json_members *m);
/* The object is over: its fields are closed. */
void pl_json_siblings_close(struct pl_json_siblings *s, struct pl_json_members *m);
/* The content is over, however many objects are open. */
void pl_json_siblings_flush(struct pl_json_siblings *s);
#endif
