/* The files of one folder of the packs: those built in, then those of the folders given with --rules. */
#ifndef PL_EXPLAIN_PACK_H
#define PL_EXPLAIN_PACK_H

#include "base/arena.h"
#include "plimsoll.h"

/* Told of each file, whose text lives in the arena; false ends the reading, with *err filled. */
struct pl_pack_reader {
	void *ctx;
	bool (*file)(void *ctx, const char *path, struct pl_str text, struct plimsoll_error *err);
};

/* Every *.json of rules/<folder> that is built in, then of DIR/<folder> for each of `dirs` (NULL-terminated or NULL; such a
 * folder need not be there), each by name. */
bool pl_pack_read(const char *folder, const char *const *dirs, struct pl_arena *arena, struct pl_pack_reader reader,
                  struct plimsoll_error *err);
/* The name of a file without its folder and ".json". */
struct pl_str pl_pack_stem(const char *path);
#endif
