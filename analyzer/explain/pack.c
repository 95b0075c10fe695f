/* The files of one folder of the packs. */
#include "explain/pack.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/plain_file.h"
#include "rule/embedded.h"

struct pl_str pl_pack_stem(const char *path)
{
	struct pl_str stem = pl_str_from(path);
	const char *slash = strrchr(path, '/');

	if (slash)
		stem = pl_str_from(slash + 1);
	if (pl_str_ends(stem, PL_STR(".json")))
		stem.len -= sizeof(".json") - 1;
	return stem;
}

static bool read_file(struct pl_str path, struct pl_arena *arena, struct pl_pack_reader reader,
                      struct plimsoll_error *err)
{
	FILE *file = pl_plain_file_open(path.ptr);
	char *text;
	size_t len;

	if (file == NULL) {
		pl_fail(err, PLIMSOLL_RULES, path.ptr, "cannot be read");
		return false;
	}
	text = pl_arena_bytes(arena, PL_LIMIT_RULE_FILE + 1);
	len = fread(text, 1, PL_LIMIT_RULE_FILE + 1, file);
	fclose(file);
	if (len <= PL_LIMIT_RULE_FILE)
		return reader.file(reader.ctx, path.ptr, (struct pl_str){ text, len }, err);
	pl_fail(err, PLIMSOLL_RULES, path.ptr, "is larger than 1 MiB, which no file of a pack is");
	return false;
}

static bool read_folder(const char *dir, const char *folder, struct pl_arena *arena, struct pl_pack_reader reader,
                        struct plimsoll_error *err)
{
	struct pl_str whole = pl_arena_printf(arena, "%s/%s", dir, folder);
	struct dirent **entries;
	int count = scandir(whole.ptr, &entries, NULL, alphasort);
	bool is_good = true;

	for (int i = 0; i < count; i++) {
		if (is_good && entries[i]->d_name[0] != '.' && pl_str_ends(pl_str_from(entries[i]->d_name), PL_STR(".json")))
			is_good = read_file(pl_arena_printf(arena, "%s/%s", whole.ptr, entries[i]->d_name), arena, reader, err);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return is_good;
}

bool pl_pack_read(const char *folder, const char *const *dirs, struct pl_arena *arena, struct pl_pack_reader reader,
                  struct plimsoll_error *err)
{
	struct pl_str prefix = pl_arena_printf(arena, "rules/%s/", folder);

	for (const struct pl_embedded_file *f = pl_embedded_files; f->path; f++)
		if (pl_str_starts(pl_str_from(f->path), prefix) &&
		    !reader.file(reader.ctx, f->path, (struct pl_str){ f->begin, (size_t)(f->end - f->begin) }, err))
			return false;
	for (; dirs && *dirs; dirs++)
		if (!read_folder(*dirs, folder, arena, reader, err))
			return false;
	return true;
}
