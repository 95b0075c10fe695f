/* Reading a file that a person or plimsoll itself wrote: never more of it than the caller allows. */
#include "config/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/memory.h"

#define STEP ((size_t)64 << 10)

bool pl_text_file_read(const char *path, size_t most, struct pl_arena *arena, struct pl_str *text,
                       struct plimsoll_error *err)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t len = 0, got = 1;
	bool is_good;

	if (file == NULL)
		return pl_fail(err, PLIMSOLL_RULES, path, "cannot be read: %s", strerror(errno)) == PLIMSOLL_OK;
	while (got > 0 && len <= most) {
		bytes = pl_memory_grow(bytes, len + STEP);
		len += got = fread(bytes + len, 1, STEP, file);
	}
	*text = pl_arena_str(arena, (struct pl_str){ bytes, len });
	is_good = !ferror(file) && len <= most;
	if (ferror(file))
		pl_fail(err, PLIMSOLL_RULES, path, "cannot be read: %s", strerror(errno));
	else if (len > most)
		pl_fail(err, PLIMSOLL_RULES, path, "is larger than %zu bytes, which such a file may not be", most);
	fclose(file);
	free(bytes);
	return is_good;
}
