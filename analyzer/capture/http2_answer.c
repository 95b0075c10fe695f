/* Names are in lower case in HTTP/2, and what is of one hop in HTTP/1.1 has no place there (RFC 9113 section 8.2). */
#include "capture/http2.h"

#ifdef PL_HAS_NGHTTP2

#include "capture/http2_answer.h"

#include <stdio.h>

#include "base/bytes.h"
#include "capture/one_hop.h"

static ssize_t give_answer(nghttp2_session *session, int32_t id, uint8_t *into, size_t room, uint32_t *flags, nghttp2_data_source *source,
                           void *ctx)
{
	struct pl_http2_stream *s = source->ptr;
	size_t len = s->answer.len - s->answered < room ? s->answer.len - s->answered : room;

	(void)session;
	(void)id;
	(void)ctx;
	if (len == 0 && !s->is_answered)
		return NGHTTP2_ERR_DEFERRED;
	if (len > 0)
		memcpy(into, s->answer.ptr + s->answered, len);
	s->answered += len;
	if (s->is_answered && s->answered == s->answer.len)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)len;
}

/* A value that was folded is one line. */
static nghttp2_nv pair(struct pl_arena *arena, struct pl_str name, struct pl_str value)
{
	struct pl_str names = pl_arena_str(arena, name), values = pl_arena_str(arena, value);
	union { const char *in; char *text; uint8_t *out; } of_name = { .in = names.ptr }, of_value = { .in = values.ptr };

	for (size_t i = 0; i < names.len; i++)
		of_name.text[i] = pl_lower(of_name.text[i]);
	for (size_t i = 0; i < values.len; i++)
		if (of_value.text[i] == '\r' || of_value.text[i] == '\n')
			of_value.text[i] = ' ';
	return (nghttp2_nv){ of_name.out, of_value.out, names.len, values.len, NGHTTP2_NV_FLAG_NONE };
}

void pl_http2_answer_head(struct pl_http2_stream *s, unsigned status, const struct pl_response_header *headers, size_t len, bool has_body)
{
	nghttp2_data_provider body = { .source.ptr = s, .read_callback = give_answer };
	struct pl_arena arena = { .blocks = NULL };
	nghttp2_nv *pairs = pl_arena_alloc(&arena, (len + 1) * sizeof(*pairs));
	char text[16];

	snprintf(text, sizeof(text), "%u", status);
	pairs[0] = pair(&arena, PL_STR(":status"), pl_str_from(text));
	for (size_t i = 0; i < len; i++)
		pairs[i + 1] = pair(&arena, headers[i].name, headers[i].value);
	s->has_head = true;
	nghttp2_submit_response(s->session->session, s->id, pairs, len + 1, has_body ? &body : NULL);
	pl_arena_free(&arena);
}

void pl_http2_answer_moved(struct pl_http2_stream *s)
{
	nghttp2_session_resume_data(s->session->session, s->id);
}

void pl_http2_answer_break_off(struct pl_http2_stream *s, uint32_t code)
{
	s->is_answered = true;
	nghttp2_submit_rst_stream(s->session->session, NGHTTP2_FLAG_NONE, s->id, code);
}

void pl_http2_answer(struct pl_http2_stream *s, struct pl_str text)
{
	struct pl_arena arena = { .blocks = NULL };
	const struct pl_head nothing = { .fields_len = 0 };
	struct pl_response response;
	struct pl_response_header *headers;
	size_t len = 0;

	if (s->has_head || text.len == 0 || !pl_response_read(&response, text, &arena) || response.status == 0) {
		pl_http2_answer_break_off(s, NGHTTP2_CANCEL);
		pl_arena_free(&arena);
		return;
	}
	headers = pl_arena_alloc(&arena, (response.headers_len + 1) * sizeof(*headers));
	for (size_t i = 0; i < response.headers_len; i++)
		if (!pl_is_of_one_hop(&nothing, response.headers[i].name))
			headers[len++] = response.headers[i];
	s->is_answered = true;
	pl_buf_add_str(&s->answer, response.body);
	pl_http2_answer_head(s, (unsigned)response.status, headers, len, s->answer.len > 0);
	pl_arena_free(&arena);
}

#endif
