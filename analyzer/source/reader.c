/* A file descriptor as a peekable stream of runs: one buffer that grows only when somebody peeks further than a block. */
#include "source/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "source/origin.h"

struct pl_reader {
	int fd;
	const char *path;
	uint32_t origin;
	struct pl_origins *keeper; /* NULL when the file can be read again */
	unsigned char *buffer;
	size_t room, start, end;   /* bytes [start, end) are read and not consumed */
	uint64_t off;              /* of `start` in the stream */
	int error;
	bool is_over;
};

struct pl_reader *pl_reader_open(const char *path, uint32_t origin, struct pl_origins *origins, struct plimsoll_error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct pl_reader *reader;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		pl_fail(err, PLIMSOLL_IO, path, "cannot be read: %s", strerror(errno));
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		pl_fail(err, PLIMSOLL_IO, path, "is a directory; name the files in it");
		if (!is_stdin)
			close(fd);
		return NULL;
	}
	reader = pl_memory_alloc(sizeof(*reader));
	*reader = (struct pl_reader){ .fd = fd, .path = path, .origin = origin, .room = PL_LIMIT_BLOCK };
	reader->keeper = S_ISREG(st.st_mode) && !is_stdin ? NULL : origins;
	reader->buffer = pl_memory_alloc(reader->room);
	return reader;
}

void pl_reader_close(struct pl_reader *reader)
{
	if (reader->fd != STDIN_FILENO)
		close(reader->fd);
	free(reader->buffer);
	free(reader);
}

/* One read() behind what is there. */
static void fill(struct pl_reader *r)
{
	ssize_t n;

	do
		n = read(r->fd, r->buffer + r->end, r->room - r->end);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		r->is_over = true;
		r->error = n < 0 ? errno : 0;
		return;
	}
	if (r->keeper)
		pl_origin_keep(r->keeper, r->origin, r->buffer + r->end, (size_t)n);
	r->end += (size_t)n;
}

static void make_room(struct pl_reader *r, size_t want)
{
	if (r->start > 0) {
		memmove(r->buffer, r->buffer + r->start, r->end - r->start);
		r->end -= r->start;
		r->start = 0;
	}
	if (want > r->room) {
		r->room = want + PL_LIMIT_BLOCK;
		r->buffer = pl_memory_grow(r->buffer, r->room);
	}
}

static struct pl_run lent(const struct pl_reader *r)
{
	return (struct pl_run){ r->buffer + r->start, r->end - r->start, r->origin, r->off };
}

struct pl_run pl_reader_peek(struct pl_reader *r, size_t want)
{
	if (r->end - r->start < want && !r->is_over)
		make_room(r, want);
	while (r->end - r->start < want && !r->is_over)
		fill(r);
	return lent(r);
}

struct pl_run pl_reader_run(struct pl_reader *r)
{
	if (r->start == r->end && !r->is_over) {
		r->start = r->end = 0;
		fill(r);
	}
	return lent(r);
}

void pl_reader_consume(struct pl_reader *r, size_t len)
{
	r->start += len;
	r->off += len;
}

bool pl_reader_failed(const struct pl_reader *r, struct plimsoll_error *err)
{
	if (r->error != 0)
		pl_fail(err, PLIMSOLL_IO, r->path, "cannot be read further: %s", strerror(r->error));
	return r->error != 0;
}
