/* Responses of a raw message. What a peer sends may be anything: whatever is there is kept, nothing is trusted. */
#include "gateway/response.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "base/utf8.h"
#include "extract/coding.h"
#include "parse/chunked.h"
#include "parse/head.h"

struct pl_str pl_response_header(const struct pl_response *response, const char *name)
{
	struct pl_str wanted = pl_str_from(name);

	for (size_t i = 0; i < response->headers_len; i++)
		if (pl_str_equal_nocase(response->headers[i].name, wanted))
			return response->headers[i].value;
	return PL_STR("");
}

/* "HTTP/1.1 413 Request Entity Too Large"; RFC 9112 section 4. */
static bool read_status_line(struct pl_response *r, struct pl_str line)
{
	size_t space;

	if (!pl_str_starts(line, PL_STR("HTTP/")))
		return false;
	line = pl_str_after(line, 5);
	space = pl_str_find_char(line, ' ');
	if (space == line.len || line.len < space + 4)
		return false;
	r->version = (struct pl_str){ line.ptr, space };
	line = pl_str_after(line, space + 1);
	if (pl_number_decimal((struct pl_str){ line.ptr, 3 }, &r->status) != PL_NUMBER_OK)
		return false;
	r->reason = pl_str_trim(pl_str_after(line, 3));
	return true;
}

static void take_headers(struct pl_response *r, const struct pl_head *head, struct pl_arena *arena)
{
	struct pl_response_header *headers = pl_arena_alloc(arena, (head->fields_len + 1) * sizeof(*headers));

	for (size_t i = 0; i < head->fields_len; i++)
		headers[i] = (struct pl_response_header){ head->fields[i].name, head->fields[i].value };
	r->headers = headers;
	r->headers_len = head->fields_len;
}

/* Text as people read it: of a coded or chunked body that a tool has undone already, and left the header as it was. */
static bool is_plain(struct pl_str text)
{
	struct pl_utf8 utf8 = { 0 };

	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < 0x20 && (text.ptr[i] == 0 || !strchr("\t\r\n\f\x1b", text.ptr[i])))
			return false;
	return pl_utf8_add(&utf8, (const unsigned char *)text.ptr, text.len);
}

/* A body whose first line is no chunk size was put together already: curl -i prints it so. */
static struct pl_str dechunked(struct pl_str text, struct pl_arena *arena)
{
	struct pl_chunked p = { 0 };
	struct pl_run run = { (const unsigned char *)text.ptr, text.len, 1, 0 };
	struct pl_buf data;
	struct pl_str whole;
	struct pl_chunked_event ev;

	pl_buf_init(&data, PL_LIMIT_RESPONSE_BODY);
	for (;;) {
		ev = pl_chunked_next(&p, &run);
		if (ev.kind == PL_CHUNKED_DATA)
			pl_buf_add(&data, ev.run.ptr, ev.run.len);
		else if (ev.kind == PL_CHUNKED_MORE || ev.kind == PL_CHUNKED_END || ev.kind == PL_CHUNKED_BAD)
			break;
	}
	whole = ev.kind == PL_CHUNKED_BAD && data.len == 0 ? text : pl_arena_str(arena, pl_buf_str(&data));
	pl_buf_free(&data);
	return whole;
}

/* The codings of Content-Encoding from the last to the first, which is the order they are undone in. */
static bool add_codings(struct pl_codings *codings, struct pl_str list)
{
	while (list.len > 0) {
		size_t from = list.len;

		while (from > 0 && list.ptr[from - 1] != ',')
			from--;
		if (!pl_codings_add(codings, pl_str_trim(pl_str_after(list, from))))
			return false;
		list.len = from > 0 ? from - 1 : 0;
	}
	return true;
}

void pl_response_decode(struct pl_response *r, struct pl_arena *arena)
{
	struct pl_str list = pl_response_header(r, "content-encoding");
	struct pl_run in = { (const unsigned char *)r->body.ptr, r->body.len, 1, 0 }, out;
	struct pl_codings codings = { .len = 0 };
	struct pl_buf data;

	if (list.len == 0 || r->body.len == 0 || is_plain(r->body))
		return;
	pl_codings_begin(&codings, PL_LIMIT_RESPONSE_BODY);
	pl_buf_init(&data, PL_LIMIT_RESPONSE_BODY);
	if (add_codings(&codings, list))
		while (pl_codings_next(&codings, &in, &out))
			pl_buf_add(&data, out.ptr, out.len);
	r->body = pl_arena_str(arena, pl_buf_str(&data));
	r->has_body = r->body.len > 0;
	pl_buf_free(&data);
	pl_codings_end(&codings);
}

bool pl_response_read(struct pl_response *r, struct pl_str text, struct pl_arena *arena)
{
	struct pl_head head;
	struct pl_str line;

	*r = (struct pl_response){ .has_body = true };
	if (text.len == 0)
		return true;
	do {
		size_t end = pl_str_find_char(text, '\n');

		line = (struct pl_str){ text.ptr, end };
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (!read_status_line(r, line))
			return false;
		text = pl_str_after(text, end < text.len ? end + 1 : end);
		pl_head_parse_fields(text, arena, &head);
		text = pl_str_after(text, head.text.len);
	} while (r->status >= 100 && r->status < 200 && text.len > 0);
	take_headers(r, &head, arena);
	r->body = pl_str_starts_nocase(pl_response_header(r, "transfer-encoding"), PL_STR("chunked")) ? dechunked(text, arena) :
	                                                                                               text;
	pl_response_decode(r, arena);
	if (r->body.len > PL_LIMIT_RESPONSE_BODY)
		r->body.len = PL_LIMIT_RESPONSE_BODY;
	return true;
}
