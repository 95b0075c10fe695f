/* A small JSON document as a tree, every text with its place: Postman collections and environments. Read by the
 * project's own parser, dialect and all. */
#ifndef PL_SOURCE_JSON_TREE_H
#define PL_SOURCE_JSON_TREE_H

#include "parse/json.h"
#include "source/draft.h"

enum pl_node_type { PL_NODE_OBJECT, PL_NODE_ARRAY, PL_NODE_STRING, PL_NODE_NUMBER, PL_NODE_LITERAL };

struct pl_json_node {
	enum pl_node_type kind;
	struct pl_str key;            /* of a member of an object */
	struct pl_view view;          /* of a string its text, of a number or a literal how it is written */
	struct pl_span place;         /* where it begins; of a string all of it with its quotes */
	struct pl_json_node *child, *next;
};

/* NULL with *err filled (line and column too) when `text` is not JSON; `origin` is that of the places. */
struct pl_json_node *pl_json_tree(struct pl_str text, uint32_t origin, const char *path, struct pl_arena *arena,
                                  struct plimsoll_error *err);
/* The member of that name, or NULL; NULL has none. The last one holds when a name stands twice. */
struct pl_json_node *pl_json_member(const struct pl_json_node *node, const char *key);
/* A member's text, of a string or a number; empty when there is none. */
struct pl_str pl_json_member_text(const struct pl_json_node *node, const char *key);
bool pl_json_member_is_true(const struct pl_json_node *node, const char *key);
#endif
