/* The way from head bytes to their places. */
#include "source/message.h"

size_t pl_segment_find(const struct pl_segment *segments, size_t count, size_t at)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (segments[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static struct pl_span byte_place(const struct pl_segment *segments, size_t count, size_t at)
{
	const struct pl_segment *s = &segments[pl_segment_find(segments, count, at)];

	return s->is_exact ? (struct pl_span){ s->place.origin, s->place.off + (at - s->at), 1 } : s->place;
}

struct pl_span pl_segments_place(const struct pl_segment *segments, size_t count, size_t at, size_t len)
{
	struct pl_span first = byte_place(segments, count, at), last;

	if (len == 0) {
		first.len = segments[pl_segment_find(segments, count, at)].is_exact ? 0 : first.len;
		return first;
	}
	last = byte_place(segments, count, at + len - 1);
	if (last.origin == first.origin && last.off >= first.off && last.off + last.len > first.off + first.len)
		first.len = last.off + last.len - first.off;
	return first;
}

struct pl_span pl_message_place(const struct pl_message *message, size_t at, size_t len)
{
	return pl_segments_place(message->segments, message->segments_len, at, len);
}
