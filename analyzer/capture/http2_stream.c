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
#include "capture/http2_answer.h"
#include "capture/http2_forward.h"

struct pl_http2_stream *pl_http2_stream_open(struct pl_http2 *h, int32_t id)
{
	struct pl_http2_stream *s = pl_memory_alloc(sizeof(*s));

	*s = (struct pl_http2_stream){ .session = h, .id = id, .tape = { .all = h->setting.tapes }, .next = h->streams };
	pl_buf_init(&s->first, PL_LIMIT_CAPTURE_SMALL);
	pl_buf_init(&s->fields, PL_LIMIT_CAPTURE_HEAD);
	pl_buf_init(&s->cookies, PL_LIMIT_CAPTURE_HEAD);
	pl_buf_init(&s->waiting, 2 * PL_HTTP2_WINDOW);
	pl_buf_init(&s->answer, PL_LIMIT_CAPTURE_ANSWER + PL_LIMIT_CAPTURE_OUT);
	h->streams = s;
	return s;
}

void pl_http2_stream_free(struct pl_http2_stream *s)
{
	pl_buf_free(&s->first);
	pl_buf_free(&s->fields);
	pl_buf_free(&s->cookies);
	pl_buf_free(&s->waiting);
	pl_buf_free(&s->answer);
	pl_http2_forward_stop(s);
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

static void take_field(struct pl_http2_stream *s, struct pl_str name, struct pl_str value)
{
	pl_buf_printf(&s->fields, "%.*s: %.*s\r\n", PL_STR_ARG(name), PL_STR_ARG(value));
	if (pl_str_equal(name, PL_STR("te")))
		pl_buf_add_str(&s->fields, PL_STR("connection: te\r\n"));
	if (pl_str_equal(name, PL_STR("content-length")))
		s->has_length = pl_number_decimal(value, &s->length) == PL_NUMBER_OK;
	else if (pl_str_equal(name, PL_STR("expect")))
		s->expects = pl_str_equal_nocase(value, PL_STR("100-continue"));
	else if (pl_str_equal(name, PL_STR("content-type"))) {
		s->is_multipart = pl_str_starts_nocase(value, PL_STR("multipart/"));
		s->is_form = pl_str_starts_nocase(value, PL_STR("application/x-www-form-urlencoded"));
	}
}

/* Crumbs of a cookie are one field in HTTP/1.1 (RFC 9113 section 8.2.3). */
void pl_http2_stream_field(struct pl_http2_stream *s, struct pl_str name, struct pl_str value)
{
	if (name.len > 0 && name.ptr[0] == ':') {
		take_pseudo(s, name, value);
	} else if (pl_str_equal(name, PL_STR("cookie"))) {
		pl_buf_add_str(&s->cookies, s->cookies.len > 0 ? PL_STR("; ") : PL_STR(""));
		pl_buf_add_str(&s->cookies, value);
	} else {
		take_field(s, name, value);
	}
}

static void answer_as(struct pl_http2_stream *s, const struct pl_refusing *refusing)
{
	const struct pl_conduct *conduct = s->session->setting.conduct;
	struct pl_buf text;

	pl_http2_forward_stop(s);
	pl_buf_init(&text, PL_LIMIT_CAPTURE_ANSWER + PL_LIMIT_CAPTURE_OUT);
	s->is_refused = refusing != NULL;
	if (refusing)
		pl_conduct_refuse(conduct, &s->asked, refusing, &text);
	else if (s->fault)
		pl_conduct_error(conduct, s->fault_status, s->fault, &text);
	else if (conduct->forwards)
		pl_conduct_error(conduct, 502, "the request cannot be passed on", &text);
	else
		pl_conduct_accept(conduct, &s->asked, &text);
	pl_http2_answer(s, pl_buf_str(&text));
	pl_buf_free(&text);
}

static const struct pl_refusing *refusal(const struct pl_http2_stream *s)
{
	const struct pl_behaviour *b = s->session->setting.conduct->behaviour;

	return s->is_chunked ? &b->chunked : &b->refusal;
}

static void judge_head(struct pl_http2_stream *s)
{
	const struct pl_conduct *c = s->session->setting.conduct;

	s->decides = PL_DECIDES_NEVER;
	if (c->behaviour && c->largest < UINT64_MAX && !(c->spares_multipart && s->is_multipart) && !(c->forms_only && !s->is_form))
		s->decides = s->is_chunked ? c->behaviour->decides_chunked : c->behaviour->decides;
	if (s->decides == PL_DECIDES_BY_HEADER && s->has_length && s->length > c->largest)
		answer_as(s, refusal(s));
}

/* The head as HTTP/1.1 has it; a body without a length is chunked there. */
static void write_head(const struct pl_http2_stream *s, struct pl_buf *head)
{
	pl_buf_printf(head, "%s ", s->method);
	pl_buf_add_str(head, pl_buf_str(&s->first));
	pl_buf_add_str(head, PL_STR(" HTTP/1.1\r\n"));
	pl_buf_add_str(head, pl_buf_str(&s->fields));
	if (s->cookies.len > 0) {
		pl_buf_add_str(head, PL_STR("cookie: "));
		pl_buf_add_str(head, pl_buf_str(&s->cookies));
		pl_buf_add_str(head, PL_STR("\r\n"));
	}
	pl_buf_add_str(head, s->is_chunked ? PL_STR("Transfer-Encoding: chunked\r\n\r\n") : PL_STR("\r\n"));
}

/* Of a head that is too large only what was kept is checked. */
static void give_up_head(struct pl_http2_stream *s, const struct pl_buf *head)
{
	s->fault = "the head has more than 256 KiB";
	s->fault_status = 431;
	s->is_begun = false;
	pl_tape_begin(&s->tape, s->asked.number, pl_buf_str(head));
	pl_tape_end(&s->tape, PL_CAPTURE_CUT, NULL);
	answer_as(s, NULL);
}

static void begin_request(struct pl_http2_stream *s, const struct pl_buf *head)
{
	pl_tape_begin(&s->tape, s->asked.number, pl_buf_str(head));
	judge_head(s);
	if (!s->is_answered)
		pl_http2_forward_begin(s, pl_buf_str(head));
}

void pl_http2_stream_begin(struct pl_http2_stream *s, bool has_body)
{
	struct pl_buf head;

	pl_buf_init(&head, 2 * PL_LIMIT_CAPTURE_HEAD + 2 * PL_LIMIT_CAPTURE_SMALL);
	s->is_begun = true;
	s->is_chunked = has_body && !s->has_length;
	s->asked = (struct pl_asked){ .number = ++*s->session->setting.requests, .method = s->method, .keeps_alive = true,
		                      .is_head = strcmp(s->method, "HEAD") == 0 };
	write_head(s, &head);
	if (s->first.is_full || s->fields.is_full || s->cookies.is_full)
		give_up_head(s, &head);
	else
		begin_request(s, &head);
	pl_buf_free(&head);
	pl_buf_free(&s->first);
	pl_buf_free(&s->fields);
	pl_buf_free(&s->cookies);
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
	if (s->forward)
		pl_forward_body(s->forward, content);
	nghttp2_session_consume_stream(s->session->session, s->id, content.len);
	if (s->decides == PL_DECIDES_COUNTING && !s->is_answered && s->asked.received > s->session->setting.conduct->largest)
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
	if (s->decides == PL_DECIDES_BY_WHOLE && s->asked.received > s->session->setting.conduct->largest)
		answer_as(s, refusal(s));
	else if (s->forward)
		pl_forward_end(s->forward);
	else
		answer_as(s, NULL);
}

/* What waits for a slot, once there is one, or for the origin. Room is also needed for what frames a chunk. */
void pl_http2_stream_go_on(struct pl_http2_stream *s)
{
	pl_http2_forward_go_on(s);
	if (s->waiting.len > 0) {
		s->waits = !pl_tape_has_room(&s->tape, 64, s->waiting.len);
		if (s->waits || (s->forward && !pl_forward_has_room(s->forward, s->waiting.len)))
			return;
		take_content(s, pl_buf_str(&s->waiting));
		pl_buf_free(&s->waiting);
	}
	if (s->is_ended && s->is_begun)
		finish(s);
}

bool pl_http2_stream_waits_for_origin(const struct pl_http2_stream *s)
{
	bool gives_nothing = !s->is_begun || (s->waiting.len > 0 && !s->waits);

	return s->forward && !s->is_forwarded && gives_nothing && s->answered == s->answer.len;
}

#endif
