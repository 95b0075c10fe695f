/* One JSON file of a pack: strict RFC 8259, no key twice in an object, every value with its place. */
#ifndef PL_RULE_JSON_DOCUMENT_H
#define PL_RULE_JSON_DOCUMENT_H

#include "base/arena.h"
#include "plimsoll.h"

struct pl_document_node;

/* An object: the outermost one, or an item of an array of objects. */
struct pl_document {
	struct pl_str text;
	const char *path;
	struct pl_document_node *nodes; /* of the whole file, in the order they stand in */
	size_t object;                  /* the node this document is about */
};

/* Parses `text`, which must outlive every string read from it: one without an escape is lent, the others are in
 * `arena`. False with *err filled, place included, when it is not one strict JSON object. */
bool pl_document_open(struct pl_document *document, const char *path, struct pl_str text, struct pl_arena *arena,
                      struct plimsoll_error *err);
/* Only of what was opened; an item needs none. */
void pl_document_close(struct pl_document *document);
/* The member's string; ptr NULL when it is not there. False with *err when it is no string. */
bool pl_document_string(const struct pl_document *document, const char *key, struct pl_str *value,
                        struct plimsoll_error *err);
/* Likewise for an array of strings. */
bool pl_document_strings(const struct pl_document *document, const char *key, struct pl_arena *arena,
                         const struct pl_str **values, size_t *len, struct plimsoll_error *err);
/* A whole number from 0 to 2^53; *is_there tells whether the member is. */
bool pl_document_int(const struct pl_document *document, const char *key, bool *is_there, uint64_t *value,
                     struct plimsoll_error *err);
/* Likewise for an array of them; *values is NULL when it is not there. */
bool pl_document_ints(const struct pl_document *document, const char *key, struct pl_arena *arena, const uint64_t **values,
                      size_t *len, struct plimsoll_error *err);
/* false when it is not there. */
bool pl_document_flag(const struct pl_document *document, const char *key, bool *value, struct plimsoll_error *err);
/* How many items an array has; 0 of anything else. */
size_t pl_document_count(const struct pl_document *document, const char *key);
/* The item behind *item of an array of objects, or the first when its nodes are NULL; *is_there is false behind the last. */
bool pl_document_next(const struct pl_document *document, const char *key, bool *is_there, struct pl_document *item,
                      struct plimsoll_error *err);
/* The member as a document of its own. False with *err when it is no object. */
bool pl_document_object(const struct pl_document *document, const char *key, bool *is_there, struct pl_document *object,
                        struct plimsoll_error *err);
/* The keys one by one, as they stand in the text; *at begins as 0. False behind the last. */
bool pl_document_key(const struct pl_document *document, size_t *at, struct pl_str *key);
/* Where the member's value stands in the text, or the object when it is not there. */
size_t pl_document_at(const struct pl_document *document, const char *key);
/* The member's value as it stands in the text; empty when it is not there or is no object or array. */
struct pl_str pl_document_source(const struct pl_document *document, const char *key);
/* Are all keys among these? *err names the nearest else. */
bool pl_document_knows(const struct pl_document *document, const char *const *keys, size_t len,
                       struct plimsoll_error *err);
/* Fills *err with a message about byte `within` of the key's string value (or about the object when the key is not
 * there). */
bool pl_document_fail(const struct pl_document *document, const char *key, size_t within, struct plimsoll_error *err,
                      const char *message);
#endif
