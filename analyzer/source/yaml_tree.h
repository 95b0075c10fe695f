/* A small YAML document as the tree that JSON makes: an alias shares what its anchor holds. Only libyaml's events are used. */
#ifndef PL_SOURCE_YAML_TREE_H
#define PL_SOURCE_YAML_TREE_H

#include "source/json_tree.h"

/* The first document of `text`. Plain true, false and null are literals, every other scalar is a string; texts have no
 * segments, and of a place only the offset is told. Merge keys (<<) are keys like others. NULL with *err filled (line and
 * column too) when it is no YAML, nests deeper than PL_LIMIT_YAML_DEPTH, has more anchors than PL_LIMIT_YAML_ANCHORS, or
 * holds itself. */
struct pl_json_node *pl_yaml_tree(struct pl_str text, const char *path, struct pl_arena *arena, struct plimsoll_error *err);
#endif
