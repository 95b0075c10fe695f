/* The operations of a curl command, and the options that curl does not take together. */
#include "source/curl_command.h"

/* The method that an item asks for, by curl's tool_getparam.c; NULL when it asks for none. -G turns data into a query. */
static const char *asks_for(const struct pl_curl_item *item, bool is_get)
{
	if (item->option >= PL_CURL_DATA && item->option <= PL_CURL_JSON)
		return is_get ? NULL : "-d or its kin (POST)";
	if (item->option == PL_CURL_FORM || item->option == PL_CURL_FORM_STRING)
		return "-F (multipart POST)";
	if (item->option == PL_CURL_UPLOAD)
		return "-T (PUT)";
	return item->option == PL_CURL_HEAD && !item->is_off ? "-I (HEAD)" : NULL;
}

static void refuse_conflicts(struct pl_curl_operation *o, const struct pl_curl_item *items, size_t len,
                             struct pl_arena *arena)
{
	const char *first = NULL;

	for (size_t i = 0; i < len && o->error.len == 0; i++) {
		const char *next = asks_for(&items[i], o->last[PL_CURL_GET] != NULL);

		if (first && next && next != first) {
			o->error = pl_arena_printf(arena, "%s and %s exclude each other", first, next);
			o->error_at = items[i].value.place;
		}
		first = next ? next : first;
	}
}

struct pl_curl_operation *pl_curl_operation(const struct pl_curl_command *command, size_t from, size_t to,
                                            struct pl_arena *arena)
{
	struct pl_curl_operation *o = pl_arena_alloc(arena, sizeof(*o));
	size_t len = to - from;

	*o = (struct pl_curl_operation){ .items = pl_arena_alloc(arena, len * sizeof(*o->items)),
		                         .urls = pl_arena_alloc(arena, len * sizeof(*o->urls)),
		                         .uploads = pl_arena_alloc(arena, len * sizeof(*o->uploads)) };
	for (size_t i = from; i < to; i++) {
		const struct pl_curl_item *item = &command->items[i];

		o->last[item->option] = item;
		if (item->option == PL_CURL_URL)
			o->urls[o->urls_len++] = &item->value;
		else if (item->option == PL_CURL_UPLOAD)
			o->uploads[o->uploads_len++] = &item->value;
		else
			o->items[o->len++] = item;
	}
	if (len > 0)
		refuse_conflicts(o, command->items + from, len, arena);
	return o;
}
