/* The table of origins, and the way back from a span to a file, a line and the bytes around it. */
#include "source/origin.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/scan.h"

#define EXCERPT_BEFORE 160
#define EXCERPT_AFTER 240

struct origin {
	char *path;             /* of a file */
	char *via;              /* of a layer */
	struct pl_span parent;  /* of a layer */
	bool is_view;           /* a layer whose bytes stand at their own offsets in `parent.origin` */
	struct pl_span (*place)(void *ctx, struct pl_span at); /* tells where in place of `parent` */
	void *ctx;
	struct pl_buf kept;     /* first bytes of what cannot be read again */
	struct pl_str lent;     /* all of it, when it stands in memory, or the line in hand, at `lent_off` */
	uint64_t lent_off;
	bool is_kept, is_lent, has_line;
};

struct pl_origins {
	struct origin *items; /* origin n is items[n - 1] */
	uint32_t len, room;
	struct pl_buf via;
	char excerpt[EXCERPT_BEFORE + EXCERPT_AFTER];
	uint32_t line_origin; /* where counting lines got to */
	uint64_t line_off, line, line_start;
};

struct pl_origins *pl_origins_open(void)
{
	struct pl_origins *o = pl_memory_alloc(sizeof(*o));

	pl_buf_init(&o->via, 1024);
	return o;
}

void pl_origins_reset(struct pl_origins *o, uint32_t keep)
{
	for (; o->len > keep; o->len--) {
		struct origin *gone = &o->items[o->len - 1];

		free(gone->path);
		free(gone->via);
		pl_buf_free(&gone->kept);
	}
	if (o->line_origin > keep)
		o->line_origin = 0;
}

void pl_origins_close(struct pl_origins *o)
{
	pl_origins_reset(o, 0);
	pl_buf_free(&o->via);
	free(o->items);
	free(o);
}

static struct origin *push(struct pl_origins *o)
{
	if (o->len == o->room) {
		o->room = o->room ? 2 * o->room : 8;
		o->items = pl_memory_grow(o->items, o->room * sizeof(*o->items));
	}
	o->items[o->len] = (struct origin){ .path = NULL };
	pl_buf_init(&o->items[o->len].kept, PL_LIMIT_KEPT);
	return &o->items[o->len++];
}

static char *copy_of(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(pl_memory_alloc(size), text, size);
}

uint32_t pl_origin_file(struct pl_origins *o, const char *path)
{
	if (o->len < PL_LIMIT_ORIGINS)
		push(o)->path = copy_of(path);
	return o->len;
}

void pl_origin_keep(struct pl_origins *o, uint32_t origin, const void *bytes, size_t len)
{
	o->items[origin - 1].is_kept = true;
	pl_buf_add(&o->items[origin - 1].kept, bytes, len);
}

void pl_origin_lend(struct pl_origins *o, uint32_t origin, struct pl_str bytes)
{
	o->items[origin - 1].is_lent = true;
	o->items[origin - 1].lent = bytes;
}

void pl_origin_line(struct pl_origins *o, uint32_t origin, uint64_t line, uint64_t off, struct pl_str bytes)
{
	o->items[origin - 1].has_line = true;
	o->items[origin - 1].lent = bytes;
	o->items[origin - 1].lent_off = off;
	o->line_origin = origin;
	o->line_off = o->line_start = off;
	o->line = line;
}

uint32_t pl_origin_layer(struct pl_origins *o, const char *via, struct pl_span parent)
{
	struct origin *layer;

	if (o->len == PL_LIMIT_ORIGINS)
		return o->len;
	layer = push(o);
	layer->via = copy_of(via);
	layer->parent = parent;
	return o->len;
}

const char *pl_origin_path(const struct pl_origins *o, uint32_t origin)
{
	return o->items[origin - 1].path;
}

uint32_t pl_origin_view(struct pl_origins *o, const char *via, uint32_t of)
{
	uint32_t len = o->len, view = pl_origin_layer(o, via, (struct pl_span){ of, 0, 0 });

	if (o->len == len)
		return of;
	o->items[view - 1].is_view = true;
	return view;
}

uint32_t pl_origin_placed(struct pl_origins *o, const char *via, struct pl_span (*place)(void *ctx, struct pl_span at), void *ctx)
{
	uint32_t len = o->len, layer = pl_origin_layer(o, via, (struct pl_span){ 0 });

	if (o->len > len) {
		o->items[layer - 1].place = place;
		o->items[layer - 1].ctx = ctx;
	}
	return layer;
}

static bool is_in_line(const struct origin *file, uint64_t off)
{
	return file->has_line && off >= file->lent_off && off - file->lent_off <= file->lent.len;
}

/* Reads again what stands at `off`; fewer bytes than `len` at the end, or when it cannot be read. */
static size_t read_again(const struct origin *file, uint64_t off, void *out, size_t len)
{
	const bool is_lent = file->is_lent || is_in_line(file, off);
	ssize_t n;
	int fd;

	if (file->is_kept || is_lent) {
		struct pl_str all = is_lent ? file->lent : pl_buf_str(&file->kept);
		uint64_t at = is_lent ? off - file->lent_off : off;
		size_t there = at < all.len ? all.len - (size_t)at : 0;

		len = len < there ? len : there;
		if (len > 0)
			memcpy(out, all.ptr + at, len);
		return len;
	}
	fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = pread(fd, out, len, (off_t)off);
	close(fd);
	return n < 0 ? 0 : (size_t)n;
}

/* Counts the lines before `off`, from where the last count got to when that is before it. */
static bool count_lines(struct pl_origins *o, uint32_t origin, uint64_t off)
{
	char block[16384];
	const char *last;

	if (o->line_origin != origin || o->line_off > off) {
		o->line_origin = origin;
		o->line_off = o->line_start = 0;
		o->line = 1;
	}
	while (o->line_off < off) {
		uint64_t left = off - o->line_off;
		size_t n = read_again(&o->items[origin - 1], o->line_off, block, left < sizeof(block) ? (size_t)left : sizeof(block));

		if (n == 0)
			return false;
		last = memrchr(block, '\n', n);
		if (last) {
			o->line += pl_scan_lines(block, n);
			o->line_start = o->line_off + (uint64_t)(last - block) + 1;
		}
		o->line_off += n;
	}
	return true;
}

#define LAYERS 32 /* named in `via` */

static struct pl_span resolve(struct pl_origins *o, struct pl_span span)
{
	const char *names[LAYERS];
	size_t len = 0;

	while (o->items[span.origin - 1].via) {
		const struct origin *layer = &o->items[span.origin - 1];

		if (layer->via[0] != '\0' && len < LAYERS)
			names[len++] = layer->via;
		if (layer->place)
			span = layer->place(layer->ctx, span);
		else if (layer->is_view)
			span.origin = layer->parent.origin;
		else
			span = layer->parent;
	}
	pl_buf_clear(&o->via);
	while (len-- > 0) {
		pl_buf_add_str(&o->via, pl_str_from(names[len]));
		if (len > 0)
			pl_buf_add_char(&o->via, '/');
	}
	return span;
}

void pl_origin_place(struct pl_origins *o, struct pl_span span, struct plimsoll_place *place)
{
	struct pl_span at = resolve(o, span);
	const struct origin *file = &o->items[at.origin - 1];
	const bool has_line = is_in_line(file, at.off);
	uint64_t start = at.off > EXCERPT_BEFORE ? at.off - EXCERPT_BEFORE : 0;

	if (has_line && start < file->lent_off)
		start = file->lent_off;
	place->path = (struct plimsoll_text){ file->path, strlen(file->path) };
	place->via = (struct plimsoll_text){ o->via.ptr, o->via.len };
	place->offset = at.off;
	place->length = at.len;
	place->line = place->column = 0;
	if ((has_line || at.off <= PL_LIMIT_LINES) && count_lines(o, at.origin, at.off)) {
		place->line = o->line;
		place->column = at.off - o->line_start + 1;
	}
	place->excerpt_offset = start;
	place->excerpt = (struct plimsoll_text){ o->excerpt, read_again(file, start, o->excerpt, sizeof(o->excerpt)) };
}
