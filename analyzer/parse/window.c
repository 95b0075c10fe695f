/* Bytes of several runs laid side by side. */
#include "parse/window.h"

/* Moves what is left to the front. */
static void compact(struct pl_window *w)
{
	size_t kept = 0;

	memmove(w->bytes, w->bytes + w->at, w->len - w->at);
	for (size_t i = 0; i < w->places_len; i++) {
		struct pl_run place = w->places[i];
		size_t start = (size_t)(place.ptr - w->bytes), gone = w->at > start ? w->at - start : 0;

		if (gone >= place.len)
			continue;
		pl_run_skip(&place, gone);
		place.ptr = w->bytes + (start + gone - w->at);
		w->places[kept++] = place;
	}
	w->places_len = kept;
	w->len -= w->at;
	w->at = 0;
}

/* When there are more places than can be kept, bytes are said to follow the last of them. */
void pl_window_add(struct pl_window *w, struct pl_run *in, size_t want)
{
	struct pl_run taken, *last;
	size_t room;

	if (w->at > 0)
		compact(w);
	room = sizeof(w->bytes) - w->len;
	want = want < in->len ? want : in->len;
	taken = pl_run_take(in, want < room ? want : room);
	if (taken.len == 0)
		return;
	memcpy(w->bytes + w->len, taken.ptr, taken.len);
	taken.ptr = w->bytes + w->len;
	w->len += taken.len;
	last = w->places_len > 0 ? &w->places[w->places_len - 1] : NULL;
	if (last && (w->places_len == PL_WINDOW_PLACES ||
	             (last->origin == taken.origin && last->off + last->len == taken.off)))
		last->len += taken.len;
	else
		w->places[w->places_len++] = taken;
}

void pl_window_drop(struct pl_window *w, size_t len)
{
	w->at += len;
	if (w->at == w->len)
		w->at = w->len = w->places_len = 0;
}

struct pl_run pl_window_run(const struct pl_window *w, size_t from, size_t len)
{
	const unsigned char *ptr = w->bytes + w->at + from;
	struct pl_run run = { ptr, 0, 0, 0 };

	for (size_t i = 0; i < w->places_len; i++) {
		size_t into;

		if (ptr < w->places[i].ptr)
			break;
		run = w->places[i];
		into = (size_t)(ptr - run.ptr);
		pl_run_skip(&run, into < run.len ? into : run.len);
	}
	run.len = run.len < len ? run.len : len;
	return run;
}
