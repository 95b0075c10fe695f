/* The texts of answers. */
#include "capture/conduct.h"

#include <stdio.h>

#include "base/bytes.h"

#define HEAD_MAX ((size_t)64 << 10)

/* RFC 9110 section 15. */
static const char *reason(unsigned status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 408:
		return "Request Timeout";
	case 414:
		return "URI Too Long";
	case 431:
		return "Request Header Fields Too Large";
	case 502:
		return "Bad Gateway";
	case 505:
		return "HTTP Version Not Supported";
	default:
		return "";
	}
}

/* What a placeholder stands for, into `text`; false when `name` is none. */
static bool fill(struct pl_str name, const struct pl_conduct *conduct, const struct pl_asked *asked, uint64_t length, char text[64])
{
	if (pl_str_equal(name, PL_STR("date")))
		snprintf(text, 64, "%s", conduct->date);
	else if (pl_str_equal(name, PL_STR("length")))
		snprintf(text, 64, "%llu", (unsigned long long)length);
	else if (pl_str_equal(name, PL_STR("limit")))
		snprintf(text, 64, "%llu", (unsigned long long)conduct->largest);
	else if (pl_str_equal(name, PL_STR("request")))
		snprintf(text, 64, "%llu", (unsigned long long)asked->number);
	else if (pl_str_equal(name, PL_STR("method")) && asked->method)
		snprintf(text, 64, "%s", asked->method);
	else
		return false;
	return true;
}

/* A text of a gateway's answer: {date}, {length} of the body, {limit}, {request} (its number) and {method} are filled in. */
static void add_filled(struct pl_buf *out, struct pl_str text, const struct pl_conduct *conduct, const struct pl_asked *asked,
                       uint64_t length)
{
	char value[64];

	while (text.len > 0) {
		size_t brace = pl_str_find_char(text, '{');
		struct pl_str rest = pl_str_after(text, brace);
		size_t end = pl_str_find_char(rest, '}');

		pl_buf_add(out, text.ptr, brace);
		if (end < rest.len && fill((struct pl_str){ rest.ptr + 1, end - 1 }, conduct, asked, length, value)) {
			pl_buf_add_str(out, pl_str_from(value));
			rest = pl_str_after(rest, end + 1);
		} else if (rest.len > 0) {
			pl_buf_add_char(out, '{');
			rest = pl_str_after(rest, 1);
		}
		text = rest;
	}
}

static bool is_chunked(struct pl_str line)
{
	return pl_str_starts_nocase(line, PL_STR("transfer-encoding:")) && pl_str_ends(line, PL_STR("chunked"));
}

static void add_refusal(const struct pl_conduct *conduct, const struct pl_asked *asked, const struct pl_refusing *r,
                        struct pl_str body, struct pl_buf *out)
{
	bool chunked = false;

	pl_buf_printf(out, "HTTP/1.1 %llu %.*s\r\n", (unsigned long long)r->status, PL_STR_ARG(r->reason));
	for (size_t i = 0; i < r->headers_len; i++) {
		add_filled(out, r->headers[i], conduct, asked, body.len);
		pl_buf_add_str(out, PL_STR("\r\n"));
		chunked |= is_chunked(r->headers[i]);
	}
	pl_buf_add_str(out, PL_STR("\r\n"));
	if (chunked && body.len > 0)
		pl_buf_printf(out, "%zX\r\n", body.len);
	pl_buf_add_str(out, body);
	if (chunked)
		pl_buf_add_str(out, body.len > 0 ? PL_STR("\r\n0\r\n\r\n") : PL_STR("0\r\n\r\n"));
}

void pl_conduct_refuse(const struct pl_conduct *conduct, const struct pl_asked *asked, const struct pl_refusing *refusing,
                       struct pl_buf *out)
{
	struct pl_buf body;

	if (refusing->status == 0)
		return;
	pl_buf_init(&body, HEAD_MAX);
	add_filled(&body, refusing->body, conduct, asked, 0);
	add_refusal(conduct, asked, refusing, pl_buf_str(&body), out);
	pl_buf_free(&body);
}

static void add_own(const struct pl_conduct *conduct, unsigned status, struct pl_str type, struct pl_str body,
                    const struct pl_asked *asked, struct pl_buf *out)
{
	const struct pl_behaviour *b = conduct->behaviour;

	pl_buf_printf(out, "HTTP/1.1 %u %s\r\n", status, reason(status));
	for (size_t i = 0; b && i < b->headers_len; i++) {
		add_filled(out, b->headers[i], conduct, asked, body.len);
		pl_buf_add_str(out, PL_STR("\r\n"));
	}
	if (b == NULL)
		pl_buf_printf(out, "Server: plimsoll\r\nDate: %s\r\n", conduct->date);
	pl_buf_printf(out, "Content-Type: %.*s\r\nContent-Length: %zu\r\nConnection: %s\r\n\r\n", PL_STR_ARG(type), body.len,
	              asked->keeps_alive ? "keep-alive" : "close");
	if (!asked->is_head)
		pl_buf_add_str(out, body);
}

void pl_conduct_error(const struct pl_conduct *conduct, unsigned status, const char *problem, struct pl_buf *out)
{
	const struct pl_asked asked = { .number = 0 };
	struct pl_conduct plain = { .behaviour = NULL };
	struct pl_buf body;

	memcpy(plain.date, conduct->date, sizeof(plain.date));
	pl_buf_init(&body, HEAD_MAX);
	pl_buf_printf(&body, "{\"error\": \"%s\"}\n", problem);
	add_own(&plain, status, PL_STR("application/json"), pl_buf_str(&body), &asked, out);
	pl_buf_free(&body);
}

static struct pl_str guessed_type(struct pl_str body)
{
	struct pl_str text = pl_str_trim(body);

	if (text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '['))
		return PL_STR("application/json");
	return text.len > 0 && text.ptr[0] == '<' ? PL_STR("text/html; charset=utf-8") : PL_STR("text/plain; charset=utf-8");
}

/* A response as it stands in a file: where it does not say how long its body is, the end of the connection does. */
static bool add_raw(struct pl_str raw, const struct pl_asked *asked, struct pl_buf *out)
{
	size_t end = pl_str_find(raw, PL_STR("\r\n\r\n"));
	struct pl_head fields;
	struct pl_arena arena = { .blocks = NULL };
	size_t line = pl_str_find_char(raw, '\n'), at = 0, te = 0;
	bool is_framed, closes;

	line = line < raw.len ? line + 1 : line;
	pl_head_parse_fields(pl_str_after(raw, line), &arena, &fields);
	is_framed = pl_head_find(&fields, PL_STR("content-length"), &at) || pl_head_find(&fields, PL_STR("transfer-encoding"), &te);
	at = 0;
	closes = pl_head_find(&fields, PL_STR("connection"), &at) != NULL;
	pl_arena_free(&arena);
	pl_buf_add(out, raw.ptr, asked->is_head && end < raw.len ? end + 4 : raw.len);
	return is_framed && !closes && asked->keeps_alive && !asked->is_http10;
}

bool pl_conduct_accept(const struct pl_conduct *conduct, const struct pl_asked *asked, struct pl_buf *out)
{
	struct pl_buf body;

	if (pl_str_starts(conduct->answer, PL_STR("HTTP/")))
		return add_raw(conduct->answer, asked, out);
	if (conduct->answer.ptr) {
		add_own(conduct, 200, guessed_type(conduct->answer), conduct->answer, asked, out);
		return asked->keeps_alive;
	}
	pl_buf_init(&body, 256);
	pl_buf_printf(&body, "{\"request\": %llu, \"received\": %llu}\n", (unsigned long long)asked->number,
	              (unsigned long long)asked->received);
	add_own(conduct, 200, PL_STR("application/json"), pl_buf_str(&body), asked, out);
	pl_buf_free(&body);
	return asked->keeps_alive;
}
