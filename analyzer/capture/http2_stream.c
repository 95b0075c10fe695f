/* A stream's window is opened again only for what the check has taken, so that one that waits for a slot holds little. */
#include "capture/http2.h"

#ifdef PL_HAS_NGHTTP2

#include "capture/http2_stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "capture/one_hop.h"
#include "gateway/response.h"

#define ANSWER_HEADERS 64

struct pl_http2_stream *pl_http2_stream_open(struct pl_http2 *h, int32_t id)
{
	struct pl_http2_stream *s = pl_memory_alloc(sizeof(*s));

	*s = (struct pl_http2_stream){ .session = h, .id = id, .tape = { .all = h->tapes }, .next = h->streams };
	pl_buf_init(&s->first, PL_LIMIT_CAPTURE_SMALL);
	pl_buf_init(&s->fields, PL_LIMIT_CAPTURE_HEAD);
	pl_buf_init(&s->waiting, 2 * PL_HTTP2_WINDOW);
	pl_buf_init(&s->answer, PL_LIMIT_CAPTURE_ANSWER + PL_LIMIT_CAPTURE_OUT);
	h->streams = s;
	return s;
}

void pl_http2_stream_free(struct pl_http2_stream *s)
{
	pl_buf_free(&s->first);
	pl_buf_free(&s->fields);
	pl_buf_free(&s->waiting);
	pl_buf_free(&s->answer);
	pl_tape_rest(&s->tape);
	free(s);
}

/* Pseudo-headers come first, :method before the others where clients are kind; their order is made here. */
static void take_pseudo(struct pl_http2_stream *s, struct pl_str name, struct pl_str value)
{
	if (pl_str_equal(name, PL_STR(":method"))) {
		snprintf(s->method, sizeof(s->method), "%.*s", PL_STR_ARG(value));
	} else if (pl_str_equal(name, PL_STR(":path"))) {
		pl_buf_clear(&s->first);
		pl_buf_add_str(&s->first, value);
	} else if (pl_str_equal(name, PL_STR(":authority"))) {
		pl_buf_printf(&s->fields, "Host: %.*s\r\n", PL_STR_ARG(value));
	}
}

void pl_http2_stream_field(struct pl_http2_stream *s, struct pl_str name, struct pl_str value)
{
	if (name.len > 0 && name.ptr[0] == ':') {
		take_pseudo(s, name, value);
		return;
	}
	pl_buf_printf(&s->fields, "%.*s: %.*s\r\n", PL_STR_ARG(name), PL_STR_ARG(value));
	if (pl_str_equal(name, PL_STR("content-length")))
		s->has_length = pl_number_decimal(value, &s->length) == PL_NUMBER_OK;
	else if (pl_str_equal(name, PL_STR("expect")))
		s->expects = pl_str_equal_nocase(value, PL_STR("100-continue"));
	else if (pl_str_equal(name, PL_STR("content-type"))) {
		s->is_multipart = pl_str_starts_nocase(value, PL_STR("multipart/"));
		s->is_form = pl_str_starts_nocase(value, PL_STR("application/x-www-form-urlencoded"));
	}
}

static ssize_t give_answer(nghttp2_session *session, int32_t id, uint8_t *into, size_t room, uint32_t *flags, nghttp2_data_source *source,
                           void *ctx)
{
	struct pl_http2_stream *s = source->ptr;
	size_t len = s->answer.len - s->answered < room ? s->answer.len - s->answered : room;

	(void)session;
	(void)id;
	(void)ctx;
	if (len > 0)
		memcpy(into, s->answer.ptr + s->answered, len);
	s->answered += len;
	if (s->answered == s->answer.len)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)len;
}

static nghttp2_nv pair(struct pl_arena *arena, struct pl_str name, struct pl_str value)
{
	struct pl_str copy = pl_arena_str(arena, name);
	union { const char *in; char *out; } text = { .in = copy.ptr };
	union { const char *in; uint8_t *out; } of_value = { .in = pl_arena_str(arena, value).ptr };
	union { const char *in; uint8_t *out; } of_name = { .in = copy.ptr };

	for (size_t i = 0; i < copy.len; i++)
		text.out[i] = pl_lower(text.out[i]);
	return (nghttp2_nv){ of_name.out, of_value.out, copy.len, value.len, NGHTTP2_NV_FLAG_NONE };
}

/* An answer of HTTP/1.1, as HTTP/2 has it. One that never comes is a reset. */
static void answer(struct pl_http2_stream *s, struct pl_str text)
{
	nghttp2_session *session = s->session->session;
	nghttp2_nv headers[ANSWER_HEADERS + 1];
	nghttp2_data_provider body = { .source.ptr = s, .read_callback = give_answer };
	struct pl_arena arena = { .blocks = NULL };
	const struct pl_head nothing = { .fields_len = 0 };
	struct pl_response response;
	char status[24];
	size_t len = 1;

	s->is_answered = true;
	if (text.len == 0 || !pl_response_read(&response, text, &arena) || response.status == 0) {
		nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, s->id, NGHTTP2_CANCEL);
		pl_arena_free(&arena);
		return;
	}
	snprintf(status, sizeof(status), "%llu", (unsigned long long)response.status);
	headers[0] = pair(&arena, PL_STR(":status"), pl_str_from(status));
	for (size_t i = 0; i < response.headers_len && len <= ANSWER_HEADERS; i++)
		if (!pl_is_of_one_hop(&nothing, response.headers[i].name))
			headers[len++] = pair(&arena, response.headers[i].name, response.headers[i].value);
	pl_buf_add_str(&s->answer, response.body);
	nghttp2_submit_response(session, s->id, headers, len, s->answer.len > 0 ? &body : NULL);
	pl_arena_free(&arena);
}

static void answer_as(struct pl_http2_stream *s, const struct pl_refusing *refusing)
{
	const struct pl_conduct *conduct = s->session->conduct;
	struct pl_buf text;

	pl_buf_init(&text, PL_LIMIT_CAPTURE_ANSWER + PL_LIMIT_CAPTURE_OUT);
	s->is_refused = refusing != NULL;
	if (refusing)
		pl_conduct_refuse(conduct, &s->asked, refusing, &text);
	else if (conduct->forwards)
		pl_conduct_error(conduct, 502, "a request of HTTP/2 is not passed on", &text);
	else
		pl_conduct_accept(conduct, &s->asked, &text);
	answer(s, pl_buf_str(&text));
	pl_buf_free(&text);
}

static const struct pl_refusing *refusal(const struct pl_http2_stream *s)
{
	const struct pl_behaviour *b = s->session->conduct->behaviour;

	return s->is_chunked ? &b->chunked : &b->refusal;
}

static void judge_head(struct pl_http2_stream *s)
{
	const struct pl_conduct *c = s->session->conduct;

	s->decides = PL_DECIDES_NEVER;
	if (c->behaviour && c->largest < UINT64_MAX && !(c->spares_multipart && s->is_multipart) && !(c->forms_only && !s->is_form))
		s->decides = s->is_chunked ? c->behaviour->decides_chunked : c->behaviour->decides;
	if (s->decides == PL_DECIDES_BY_HEADER && s->has_length && s->length > c->largest)
		answer_as(s, refusal(s));
}

/* The head as HTTP/1.1 has it; a body without a length is chunked there. */
void pl_http2_stream_begin(struct pl_http2_stream *s, bool has_body)
{
	struct pl_buf head;

	pl_buf_init(&head, PL_LIMIT_CAPTURE_HEAD + PL_LIMIT_CAPTURE_SMALL);
	s->is_begun = true;
	s->is_chunked = has_body && !s->has_length;
	s->asked = (struct pl_asked){ .number = ++*s->session->requests, .method = s->method, .keeps_alive = true,
		                      .is_head = strcmp(s->method, "HEAD") == 0 };
	pl_buf_printf(&head, "%s ", s->method);
	pl_buf_add_str(&head, pl_buf_str(&s->first));
	pl_buf_add_str(&head, PL_STR(" HTTP/1.1\r\n"));
	pl_buf_add_str(&head, pl_buf_str(&s->fields));
	pl_buf_add_str(&head, s->is_chunked ? PL_STR("Transfer-Encoding: chunked\r\n\r\n") : PL_STR("\r\n"));
	pl_tape_begin(&s->tape, s->asked.number, pl_buf_str(&head));
	pl_buf_free(&head);
	pl_buf_free(&s->first);
	pl_buf_free(&s->fields);
	judge_head(s);
	if (s->expects && has_body && !s->is_answered) {
		nghttp2_nv status = { (uint8_t[]){ ":status" }, (uint8_t[]){ "100" }, 7, 3, NGHTTP2_NV_FLAG_NONE };

		nghttp2_submit_headers(s->session->session, NGHTTP2_FLAG_NONE, s->id, NULL, &status, 1, NULL);
	}
}

static void take_content(struct pl_http2_stream *s, struct pl_str content)
{
	char size[32];

	s->asked.received += content.len;
	if (s->is_chunked) {
		snprintf(size, sizeof(size), "%zx\r\n", content.len);
		pl_tape_add(&s->tape, pl_str_from(size));
	}
	pl_tape_add(&s->tape, content);
	if (s->is_chunked)
		pl_tape_add(&s->tape, PL_STR("\r\n"));
	nghttp2_session_consume_stream(s->session->session, s->id, content.len);
	if (s->decides == PL_DECIDES_COUNTING && !s->is_answered && s->asked.received > s->session->conduct->largest)
		answer_as(s, refusal(s));
}

static void finish(struct pl_http2_stream *s)
{
	if (s->is_chunked)
		pl_tape_add(&s->tape, PL_STR("0\r\n\r\n"));
	pl_tape_end(&s->tape, PL_CAPTURE_WHOLE, NULL);
	s->is_begun = false;
	if (s->is_answered)
		return;
	answer_as(s, s->decides == PL_DECIDES_BY_WHOLE && s->asked.received > s->session->conduct->largest ? refusal(s) : NULL);
}

/* What waits for a slot, once there is one. Room is also needed for what frames a chunk. */
void pl_http2_stream_go_on(struct pl_http2_stream *s)
{
	if (s->waiting.len > 0) {
		s->waits = !pl_tape_has_room(&s->tape, 64, s->waiting.len);
		if (s->waits)
			return;
		take_content(s, pl_buf_str(&s->waiting));
		pl_buf_free(&s->waiting);
	}
	if (s->is_ended && s->is_begun)
		finish(s);
}

#endif
