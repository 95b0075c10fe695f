/* A peekable stream of runs: one buffer that grows only when somebody peeks further than a block. Memory is lent as it
 * stands, a block at a time. */
#include "source/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/temporary.h"
#include "source/origin.h"
#include "source/read_ahead.h"

struct pl_reader {
	int fd;                    /* -1 with a feed */
	struct pl_feed feed;
	bool is_memory;
	int kept;                  /* where bytes can be read again: `fd` itself or a temporary file; -1 before pl_reader_keep */
	const char *path;
	uint32_t origin;
	struct pl_origins *keeper; /* NULL when the file can be read again */
	size_t to_keep;            /* bytes for the keeper, of those that are still to come */
	struct pl_block block;     /* with memory its start and end are those of what is lent, and there are no bytes */
	bool is_large;             /* a file that is worth a thread */
	struct pl_read_ahead *ahead;
	uint64_t off;              /* of block.start in the stream */
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
	*reader = (struct pl_reader){ .fd = fd, .kept = -1, .path = path, .origin = origin, .block.room = PL_LIMIT_BLOCK };
	reader->is_large = S_ISREG(st.st_mode) && st.st_size > 2 * (off_t)PL_LIMIT_READ_ALONE;
	reader->keeper = S_ISREG(st.st_mode) && !is_stdin ? NULL : origins;
	reader->to_keep = PL_LIMIT_KEPT;
	reader->block.bytes = pl_memory_block(reader->block.room);
	return reader;
}

struct pl_reader *pl_reader_feed(const struct pl_feed *feed, const char *path, uint32_t origin, struct pl_origins *origins)
{
	struct pl_reader *reader = pl_memory_alloc(sizeof(*reader));

	*reader = (struct pl_reader){ .fd = -1, .feed = *feed, .is_memory = !feed->read, .kept = -1, .path = path, .origin = origin,
		                      .off = feed->off };
	if (reader->is_memory && origins)
		pl_origin_lend(origins, origin, feed->memory);
	if (reader->is_memory)
		return reader;
	reader->keeper = origins;
	reader->to_keep = PL_LIMIT_KEPT_PUSHED;
	reader->block.room = PL_LIMIT_BLOCK / 4;
	reader->block.bytes = pl_memory_block(reader->block.room);
	return reader;
}

void pl_reader_close(struct pl_reader *reader)
{
	if (reader->ahead)
		pl_read_ahead_stop(reader->ahead);
	if (reader->kept >= 0 && reader->kept != reader->fd)
		close(reader->kept);
	if (reader->fd > STDIN_FILENO)
		close(reader->fd);
	free(reader->block.bytes);
	free(reader);
}

/* A short write is one that failed: the next read of those bytes will miss them, and must not. */
static bool write_all(int fd, const unsigned char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

bool pl_reader_keep(struct pl_reader *r, struct plimsoll_error *err)
{
	struct stat st;

	if (r->is_memory)
		return true;
	if (fstat(r->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(r->fd, 0, SEEK_CUR) == (off_t)(r->off + (r->block.end - r->block.start))) {
		r->kept = r->fd;
		return true;
	}
	r->kept = pl_temporary_open();
	if (r->kept >= 0 && write_all(r->kept, r->block.bytes + r->block.start, r->block.end - r->block.start))
		return true;
	pl_fail(err, PLIMSOLL_IO, r->path, "cannot be copied to a temporary file, which an input that is read twice needs: %s",
	        strerror(errno));
	return false;
}

size_t pl_reader_read_at(struct pl_reader *r, uint64_t off, void *out, size_t len)
{
	ssize_t n;

	if (r->is_memory) {
		uint64_t at = off - r->feed.off;
		struct pl_str rest = pl_str_after(r->feed.memory, at < r->feed.memory.len ? (size_t)at : r->feed.memory.len);

		len = len < rest.len ? len : rest.len;
		if (len > 0)
			memcpy(out, rest.ptr, len);
		return len;
	}
	do
		n = pread(r->kept, out, len, (off_t)off);
	while (n < 0 && errno == EINTR);
	return n < 0 ? 0 : (size_t)n;
}

static void lend_more(struct pl_reader *r)
{
	size_t left = r->feed.memory.len - r->block.end;

	r->block.end += left < PL_LIMIT_BLOCK ? left : PL_LIMIT_BLOCK;
	r->is_over = left == 0;
}

/* Of `n` bytes that were just read. */
static void keep(struct pl_reader *r, size_t n)
{
	n = n < r->to_keep ? n : r->to_keep;
	pl_origin_keep(r->keeper, r->origin, r->block.bytes + r->block.end, n);
	r->to_keep -= n;
}

/* From here on, if there is a core for it; asked once. */
static void read_ahead(struct pl_reader *r)
{
	r->is_large = false;
	r->ahead = pl_read_ahead_start(r->fd);
}

static ssize_t next_ahead(struct pl_reader *r)
{
	struct pl_block *block = &r->block;
	ssize_t n;

	if (block->start < block->end)
		return pl_read_ahead_copy(r->ahead, block->bytes + block->end, block->room - block->end);
	n = pl_read_ahead_exchange(r->ahead, block);
	block->end = block->start;
	return n;
}

static ssize_t next_bytes(struct pl_reader *r)
{
	unsigned char *out = r->block.bytes + r->block.end;
	size_t room = r->block.room - r->block.end;
	ssize_t n;

	do
		n = r->feed.read ? r->feed.read(r->feed.ctx, out, room) : read(r->fd, out, room);
	while (n < 0 && errno == EINTR);
	return n;
}

/* One read() behind what is there; where nothing is, the block may be another one afterwards. */
static void fill(struct pl_reader *r)
{
	ssize_t n;

	if (r->is_memory) {
		lend_more(r);
		return;
	}
	if (r->is_large && r->off >= PL_LIMIT_READ_ALONE)
		read_ahead(r);
	n = r->ahead ? next_ahead(r) : next_bytes(r);
	if (n <= 0) {
		r->is_over = true;
		r->error = n < 0 ? errno : 0;
		return;
	}
	if (r->keeper)
		keep(r, (size_t)n);
	if (r->kept >= 0 && r->kept != r->fd && !write_all(r->kept, r->block.bytes + r->block.end, (size_t)n)) {
		r->is_over = true;
		r->error = errno;
		return;
	}
	r->block.end += (size_t)n;
}

static void make_room(struct pl_reader *r, size_t want)
{
	if (r->is_memory)
		return;
	if (r->block.start > 0) {
		memmove(r->block.bytes, r->block.bytes + r->block.start, r->block.end - r->block.start);
		r->block.end -= r->block.start;
		r->block.start = 0;
	}
	if (want > r->block.room) {
		r->block.room = want + PL_LIMIT_BLOCK;
		r->block.bytes = pl_memory_grow(r->block.bytes, r->block.room);
	}
}

static struct pl_run lent(const struct pl_reader *r)
{
	const unsigned char *bytes = r->is_memory ? (const unsigned char *)r->feed.memory.ptr : r->block.bytes;

	return (struct pl_run){ bytes ? bytes + r->block.start : bytes, r->block.end - r->block.start, r->origin, r->off };
}

struct pl_run pl_reader_peek(struct pl_reader *r, size_t want)
{
	while (r->block.end - r->block.start < want && !r->is_over) {
		make_room(r, want);
		fill(r);
	}
	return lent(r);
}

struct pl_run pl_reader_run(struct pl_reader *r)
{
	if (r->block.start == r->block.end && !r->is_over) {
		if (!r->is_memory)
			r->block.start = r->block.end = 0;
		fill(r);
	}
	return lent(r);
}

void pl_reader_consume(struct pl_reader *r, size_t len)
{
	r->block.start += len;
	r->off += len;
}

bool pl_reader_failed(const struct pl_reader *r, struct plimsoll_error *err)
{
	if (r->error != 0)
		pl_fail(err, PLIMSOLL_IO, r->path, "cannot be read further: %s", strerror(r->error));
	return r->error != 0;
}
