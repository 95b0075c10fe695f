/* The way from head bytes to their places. */
#include "source/message.h"

struct pl_span pl_message_place(const struct pl_message *message, size_t at, size_t len)
{
	const struct pl_segment *segment = message->segments;

	for (size_t i = 1; i < message->segments_len && message->segments[i].at <= at; i++)
		segment = &message->segments[i];
	if (!segment->is_exact)
		return segment->place;
	return (struct pl_span){ segment->place.origin, segment->place.off + (at - segment->at), len };
}
