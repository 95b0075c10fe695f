/* A value is looked for whole: what is shorter than a password may be any word of the answer. */
#include "probe/masking.h"

#include "base/bytes.h"
#include "secret_names.h"
#include "secret_scan.h"

#define SHORTEST 6 /* bytes of a header's value that is looked for */

/* What of "Name: value" is not to be seen again; empty for the ordinary ones. */
static struct pl_str sent(const char *line)
{
	struct pl_str text = pl_str_from(line), name = { line, pl_str_find_char(text, ':') }, value;

	if (name.len == text.len)
		return (struct pl_str){ NULL, 0 };
	value = pl_str_trim(pl_str_after(text, name.len + 1));
	value = pl_secret_name(name, PL_SECRET_HEADER) ? pl_secret_of_header(value) : value;
	return value.len < SHORTEST || pl_str_equal_nocase(name, PL_STR("content-type")) ? (struct pl_str){ NULL, 0 } : value;
}

static struct pl_str masked(struct pl_str text, const struct pl_target *target, struct pl_arena *arena)
{
	struct pl_str copy = pl_arena_str(arena, text), secret;
	char *out = pl_arena_bytes(arena, text.len + 1);
	size_t at = 0;

	if (text.len == 0)
		return text;
	memcpy(out, text.ptr, text.len);
	while (pl_secret_next(copy, false, &at, &secret))
		memset(out + (secret.ptr - copy.ptr), '*', secret.len);
	for (size_t i = 0; target->headers && target->headers[i]; i++) {
		secret = sent(target->headers[i]);
		for (at = 0; secret.len > 0 && (at += pl_str_find(pl_str_after(copy, at), secret)) < copy.len; at += secret.len)
			memset(out + at, '*', secret.len);
	}
	return (struct pl_str){ out, text.len };
}

void pl_sight_mask(struct pl_sight *sight, const struct pl_target *target, struct pl_arena *arena)
{
	struct pl_response *response = &sight->response;
	struct pl_response_header *headers = pl_arena_alloc(arena, response->headers_len * sizeof(*headers));

	for (size_t i = 0; i < response->headers_len; i++) {
		const struct pl_response_header *header = &response->headers[i];

		headers[i] = (struct pl_response_header){ header->name, masked(header->value, target, arena) };
		if (pl_secret_name(header->name, PL_SECRET_HEADER))
			headers[i].value = PL_STR("(left out)");
	}
	response->headers = headers;
	response->body = masked(response->body, target, arena);
}
