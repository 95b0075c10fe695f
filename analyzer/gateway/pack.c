/* Finding files of a pack. Only those that are asked for are read. */
#include "gateway/pack.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/plain_file.h"
#include "rule/embedded.h"

static int by_text(const void *a, const void *b)
{
	return pl_str_order(*(const struct pl_str *)a, *(const struct pl_str *)b);
}

/* The id in "rules/apis/genesys.json"; empty when the path is none of the folder. */
static struct pl_str id_of(const char *path, const char *folder)
{
	struct pl_str text = pl_str_from(path), name = pl_str_from(folder);
	const size_t before = sizeof("rules/") - 1;

	if (!pl_str_starts(text, PL_STR("rules/")) || !pl_str_starts(pl_str_after(text, before), name) ||
	    text.ptr[before + name.len] != '/' || !pl_str_ends(text, PL_STR(".json")))
		return PL_STR("");
	text = pl_str_after(text, before + name.len + 1);
	text.len -= sizeof(".json") - 1;
	return text;
}

static size_t add_folder(const char *dir, const char *folder, struct pl_arena *arena, struct pl_str *ids, size_t len)
{
	struct pl_str path = pl_arena_printf(arena, "%s/%s", dir, folder);
	struct dirent **entries;
	int count = scandir(path.ptr, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		struct pl_str name = pl_str_from(entries[i]->d_name);
		struct stat state;

		if (pl_str_ends(name, PL_STR(".json")) && len < PL_LIMIT_PROFILES &&
		    stat(pl_arena_printf(arena, "%s/%s", path.ptr, name.ptr).ptr, &state) == 0 && S_ISREG(state.st_mode))
			ids[len++] = pl_arena_str(arena, (struct pl_str){ name.ptr, name.len - (sizeof(".json") - 1) });
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return len;
}

size_t pl_pack_ids(const char *folder, const char *const *dirs, struct pl_arena *arena, struct pl_str **ids)
{
	size_t len = 0, kept = 0;

	*ids = pl_arena_bytes(arena, PL_LIMIT_PROFILES * sizeof(**ids));
	for (const struct pl_embedded_file *f = pl_embedded_files; f->path && len < PL_LIMIT_PROFILES; f++)
		if (id_of(f->path, folder).len > 0)
			(*ids)[len++] = id_of(f->path, folder);
	for (; dirs && *dirs; dirs++)
		len = add_folder(*dirs, folder, arena, *ids, len);
	if (len > 0)
		qsort(*ids, len, sizeof(**ids), by_text);
	for (size_t i = 0; i < len; i++)
		if (i == 0 || !pl_str_equal((*ids)[i], (*ids)[kept - 1]))
			(*ids)[kept++] = (*ids)[i];
	return kept;
}

static bool read_file(const char *dir, const char *folder, struct pl_str id, struct pl_arena *arena,
                      struct pl_pack_file *file)
{
	struct pl_str path = pl_arena_printf(arena, "%s/%s/%.*s.json", dir, folder, PL_STR_ARG(id));
	FILE *in = pl_plain_file_open(path.ptr);
	char *text;

	if (in == NULL)
		return false;
	text = pl_arena_bytes(arena, PL_LIMIT_RULE_FILE);
	*file = (struct pl_pack_file){ path.ptr, { text, fread(text, 1, PL_LIMIT_RULE_FILE, in) }, false };
	fclose(in);
	return true;
}

bool pl_pack_find(const char *folder, struct pl_str id, const char *const *dirs, struct pl_arena *arena,
                  struct pl_pack_file *file)
{
	bool is_there = false;

	if (id.len == 0 || pl_str_find_char(id, '/') < id.len)
		return false;
	for (; dirs && *dirs; dirs++)
		is_there |= read_file(*dirs, folder, id, arena, file);
	for (const struct pl_embedded_file *f = pl_embedded_files; !is_there && f->path; f++)
		if (pl_str_equal(id_of(f->path, folder), id)) {
			*file = (struct pl_pack_file){ f->path, { f->begin, (size_t)(f->end - f->begin) }, true };
			is_there = true;
		}
	return is_there;
}
