/* Files of a pack that are no rules, by folder and id: rules/FOLDER/ID.json built in, and DIR/FOLDER/ID.json of --rules. */
#ifndef PL_GATEWAY_PACK_H
#define PL_GATEWAY_PACK_H

#include "base/arena.h"

struct pl_pack_file {
	const char *path;
	struct pl_str text;
	bool is_built_in;
};

/* The ids, built in and of each of `dirs` (NULL-terminated or NULL), sorted; at most PL_LIMIT_PROFILES. */
size_t pl_pack_ids(const char *folder, const char *const *dirs, struct pl_arena *arena, struct pl_str **ids);
/* The file of that id; one of a later directory stands for the same one before it. False when there is none. */
bool pl_pack_find(const char *folder, struct pl_str id, const char *const *dirs, struct pl_arena *arena,
                  struct pl_pack_file *file);
#endif
