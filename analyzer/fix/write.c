/* The mended copy is written beside the file and takes its place at once, or not at all. */
#include "fix/fixer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"

static bool copy_range(struct pl_fixer *fixer, FILE *out, uint64_t from, uint64_t to)
{
	while (from < to) {
		uint64_t len = to - from < PL_LIMIT_BLOCK ? to - from : PL_LIMIT_BLOCK;
		struct pl_str block;

		pl_arena_reset(&fixer->scratch);
		if (!pl_original_read(&fixer->original, from, len, &fixer->scratch, &block) ||
		    fwrite(block.ptr, 1, block.len, out) != block.len)
			return false;
		from += len;
	}
	return true;
}

bool pl_fixer_print(struct pl_fixer *fixer, FILE *out)
{
	uint64_t at = 0;

	for (size_t i = 0; i < fixer->edits.len; i++) {
		const struct pl_edit *edit = &fixer->edits.items[i];

		if (!copy_range(fixer, out, at, edit->at) ||
		    (edit->text.len > 0 && fwrite(edit->text.ptr, 1, edit->text.len, out) != edit->text.len))
			return false;
		at = edit->at + edit->len;
	}
	return copy_range(fixer, out, at, (uint64_t)fixer->original.state.st_size) && fflush(out) == 0;
}

static enum plimsoll_status fail(const struct pl_fixer *fixer, struct plimsoll_error *err)
{
	return pl_fail(err, PLIMSOLL_IO, fixer->original.path, "could not be mended, and was left as it is: %s", strerror(errno));
}

/* A second name for the file as it is, which the rename leaves alone. */
static enum plimsoll_status keep_original(struct pl_fixer *fixer, struct plimsoll_error *err)
{
	const char *path = fixer->original.path;
	struct pl_str kept = pl_arena_printf(&fixer->arena, "%s.orig", path);

	if (link(path, kept.ptr) == 0)
		return PLIMSOLL_OK;
	return pl_fail(err, PLIMSOLL_IO, path, "was left as it is: what it carries could not be kept as %s: %s", kept.ptr, strerror(errno));
}

enum plimsoll_status pl_fixer_write(struct pl_fixer *fixer, struct plimsoll_error *err)
{
	const struct stat *state = &fixer->original.state;
	struct pl_str name = pl_arena_printf(&fixer->arena, "%s.XXXXXX", fixer->original.path);
	char *path = pl_arena_bytes(&fixer->arena, name.len + 1);
	enum plimsoll_status status = PLIMSOLL_OK;
	FILE *out;
	int fd;

	memcpy(path, name.ptr, name.len + 1);
	if ((fd = mkstemp(path)) < 0)
		return fail(fixer, err);
	out = fdopen(fd, "wb");
	/* Another owner cannot always be set; the file then belongs to whoever mends it. */
	if (out == NULL || fchown(fd, state->st_uid, state->st_gid) != 0)
		errno = 0;
	if (out == NULL || !pl_fixer_print(fixer, out) || fchmod(fd, state->st_mode & 07777) != 0 || fsync(fd) != 0)
		status = fail(fixer, err);
	if ((out ? fclose(out) : close(fd)) != 0 && status == PLIMSOLL_OK)
		status = fail(fixer, err);
	if (status == PLIMSOLL_OK)
		status = pl_original_verify(&fixer->original, err);
	if (status == PLIMSOLL_OK && fixer->keeps_original)
		status = keep_original(fixer, err);
	if (status == PLIMSOLL_OK && rename(path, fixer->original.path) != 0)
		status = fail(fixer, err);
	if (status != PLIMSOLL_OK)
		unlink(path);
	return status;
}
