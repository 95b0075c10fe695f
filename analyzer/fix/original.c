/* Read by position, so that whoever reads takes no heed of the others. */
#include "fix/original.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"

enum plimsoll_status pl_original_open(struct pl_original *original, const char *path, bool is_written,
                                      struct plimsoll_error *err)
{
	*original = (struct pl_original){ .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | (is_written ? O_NOFOLLOW : 0)) };
	if (original->fd < 0 && errno == ELOOP)
		return pl_fail(err, PLIMSOLL_IO, path, "is a symbolic link: name the file that it points to, and --fix mends that");
	if (original->fd < 0 || fstat(original->fd, &original->state) != 0) {
		pl_fail(err, PLIMSOLL_IO, path, "%s", strerror(errno));
	} else if (!S_ISREG(original->state.st_mode)) {
		pl_fail(err, PLIMSOLL_IO, path, "is no regular file, and only such a one can be mended");
	} else {
		return PLIMSOLL_OK;
	}
	pl_original_close(original);
	return PLIMSOLL_IO;
}

void pl_original_close(struct pl_original *original)
{
	if (original->fd >= 0)
		close(original->fd);
	original->fd = -1;
}

bool pl_original_read(const struct pl_original *original, uint64_t at, uint64_t len, struct pl_arena *arena,
                      struct pl_str *bytes)
{
	uint64_t size = (uint64_t)original->state.st_size;
	size_t got = 0;
	char *copy;

	if (at > size || len > size - at)
		return false;
	copy = pl_arena_bytes(arena, (size_t)len + 1);
	while (got < len) {
		ssize_t n = pread(original->fd, copy + got, (size_t)len - got, (off_t)(at + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	*bytes = (struct pl_str){ copy, got };
	return true;
}

enum plimsoll_status pl_original_verify(const struct pl_original *original, struct plimsoll_error *err)
{
	const struct stat *then = &original->state;
	struct stat now;

	if (stat(original->path, &now) == 0 && now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
	    now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == then->st_mtim.tv_nsec)
		return PLIMSOLL_OK;
	return pl_fail(err, PLIMSOLL_IO, original->path, "changed while it was checked, and was left as it is");
}
