/* Segments that go on where the last one ended are one segment. */
#include "source/placed.h"

#include "base/memory.h"

#include <stdlib.h>

#define SEGMENTS 16384 /* beyond that places get coarse */

void pl_placed_init(struct pl_placed *p, size_t max)
{
	*p = (struct pl_placed){ .len = 0 };
	pl_buf_init(&p->text, max);
}

void pl_placed_clear(struct pl_placed *p)
{
	pl_buf_clear(&p->text);
	p->len = 0;
}

void pl_placed_free(struct pl_placed *p)
{
	pl_buf_free(&p->text);
	free(p->segments);
}

/* Does exact text at `place` continue the last segment? */
static bool continues(const struct pl_placed *p, struct pl_span place, bool is_exact)
{
	const struct pl_segment *last = p->len > 0 ? &p->segments[p->len - 1] : NULL;

	return last && last->is_exact && is_exact && last->place.origin == place.origin &&
	       last->place.off + (p->text.len - last->at) == place.off;
}

void pl_placed_add(struct pl_placed *p, struct pl_str bytes, struct pl_span place, bool is_exact)
{
	if (bytes.len == 0)
		return;
	if (continues(p, place, is_exact)) {
		p->segments[p->len - 1].place.len += bytes.len;
	} else if (p->len < SEGMENTS) {
		if (p->len == p->room) {
			p->room = p->room ? 2 * p->room : 64;
			p->segments = pl_memory_grow(p->segments, p->room * sizeof(*p->segments));
		}
		p->segments[p->len++] = (struct pl_segment){ p->text.len, place, is_exact };
	} else {
		p->segments[p->len - 1].is_exact = false;
	}
	pl_buf_add_str(&p->text, bytes);
}

void pl_placed_add_slice(struct pl_placed *p, const struct pl_placed *from, size_t at, size_t len)
{
	size_t end = at + len;

	if (len == 0)
		return;
	for (size_t i = pl_segment_find(from->segments, from->len, at); at < end; i++) {
		const struct pl_segment *s = &from->segments[i];
		size_t next = i + 1 < from->len && from->segments[i + 1].at < end ? from->segments[i + 1].at : end;
		struct pl_span place = s->place;

		if (s->is_exact)
			place = (struct pl_span){ place.origin, place.off + (at - s->at), next - at };
		pl_placed_add(p, (struct pl_str){ from->text.ptr + at, next - at }, place, s->is_exact);
		at = next;
	}
}

void pl_placed_add_field(struct pl_placed *p, struct pl_str name, struct pl_str value, struct pl_span place)
{
	pl_placed_add(p, name, place, false);
	pl_placed_add(p, PL_STR(": "), place, false);
	pl_placed_add(p, value, place, false);
	pl_placed_add(p, PL_STR("\r\n"), place, false);
}

struct pl_span pl_placed_place(const struct pl_placed *p, size_t at, size_t len)
{
	return p->len > 0 ? pl_segments_place(p->segments, p->len, at, len) : (struct pl_span){ 0 };
}

bool pl_placed_head(const struct pl_placed *p, struct pl_arena *arena, struct pl_message *message)
{
	if (pl_head_parse(pl_buf_str(&p->text), arena, &message->head) == PL_HEAD_NOT_HTTP)
		return false;
	message->segments = p->segments;
	message->segments_len = p->len;
	return true;
}
