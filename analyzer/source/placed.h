/* Text put together from pieces that stand elsewhere, each byte with its place: a head that an input format makes out
 * of JSON strings or of options. */
#ifndef PL_SOURCE_PLACED_H
#define PL_SOURCE_PLACED_H

#include "base/buf.h"
#include "source/message.h"

struct pl_placed {
	struct pl_buf text;
	struct pl_segment *segments; /* in the order of `at`; at least one when the text is not empty */
	size_t len, room;
};

/* At most `max` bytes; what does not fit is dropped and text.is_full set. */
void pl_placed_init(struct pl_placed *placed, size_t max);
void pl_placed_clear(struct pl_placed *placed);
void pl_placed_free(struct pl_placed *placed);
/* Adds bytes that stand at `place`: byte for byte when is_exact, else each at the whole of it. */
void pl_placed_add(struct pl_placed *placed, struct pl_str bytes, struct pl_span place, bool is_exact);
/* Adds bytes [at, at+len) of another, with their places. */
void pl_placed_add_slice(struct pl_placed *placed, const struct pl_placed *from, size_t at, size_t len);
/* "name: value" and a line end, made up for what stands at `place`. */
void pl_placed_add_field(struct pl_placed *placed, struct pl_str name, struct pl_str value, struct pl_span place);
/* Where bytes [at, at+len) stand, as pl_segments_place; nowhere when the text is empty. */
struct pl_span pl_placed_place(const struct pl_placed *placed, size_t at, size_t len);
/* Parses the text as a request head and hangs it into `message`, which borrows it. False when it is none. */
bool pl_placed_head(const struct pl_placed *placed, struct pl_arena *arena, struct pl_message *message);
#endif
