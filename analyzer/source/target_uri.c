/* Host and target put together. A raw message does not say whether it goes over TLS: http is what its bytes
 * are. */
#include "source/target_uri.h"

struct pl_str pl_target_uri(const struct pl_message *message, struct pl_arena *arena)
{
	const struct pl_head *head = &message->head;
	const struct pl_head_field *host;
	size_t at = 0;

	if (message->url.len > 0)
		return message->url;
	host = pl_head_find(head, PL_STR("host"), &at);
	if (host == NULL || head->target.len == 0 || head->target.ptr[0] != '/')
		return head->target;
	return pl_arena_printf(arena, "http://%.*s%.*s", PL_STR_ARG(host->value), PL_STR_ARG(head->target));
}
