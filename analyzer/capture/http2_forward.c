/* nghttp2 only takes notes while libcurl calls: frames are written once pl_http2_resume is called. */
#include "capture/http2.h"

#ifdef PL_HAS_NGHTTP2

#include "capture/http2_forward.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "capture/head_judgement.h"
#include "capture/http2_answer.h"
#include "capture/one_hop.h"

static bool has_room(void *ctx)
{
	const struct pl_http2_stream *s = ctx;

	return s->answer.len - s->answered <= PL_LIMIT_CAPTURE_OUT;
}

static void take_head(void *ctx, const struct pl_forward_head *head)
{
	struct pl_http2_stream *s = ctx;
	const struct pl_head *fields = head->fields;
	struct pl_arena arena = { .blocks = NULL };
	struct pl_response_header *headers = pl_arena_alloc(&arena, (fields->fields_len + 1) * sizeof(*headers));
	size_t len = 0;

	for (size_t i = 0; i < fields->fields_len; i++)
		if (fields->fields[i].name.len > 0 && !pl_is_of_one_hop(fields, fields->fields[i].name))
			headers[len++] = (struct pl_response_header){ fields->fields[i].name, fields->fields[i].value };
	headers[len++] = (struct pl_response_header){ PL_STR("via"), PL_STR("1.1 plimsoll") };
	s->is_refused |= s->is_begun && !s->is_ended;
	pl_http2_answer_head(s, head->code, headers, len, head->has_body);
	pl_arena_free(&arena);
}

static void take_content(void *ctx, struct pl_str content)
{
	struct pl_http2_stream *s = ctx;

	if (s->answered > 0) {
		memmove(s->answer.ptr, s->answer.ptr + s->answered, s->answer.len - s->answered);
		s->answer.len -= s->answered;
		s->answered = 0;
	}
	pl_buf_add_str(&s->answer, content);
	pl_http2_answer_moved(s);
}

static void note_move(void *ctx)
{
	const struct pl_http2_stream *s = ctx;

	s->session->setting.moved(s->session->setting.ctx);
}

static void be_over(void *ctx, bool is_whole, const char *why)
{
	struct pl_http2_stream *s = ctx;
	struct pl_buf text;

	s->is_forwarded = true;
	if (is_whole) {
		s->is_answered = true;
		pl_http2_answer_moved(s);
	} else if (why) {
		pl_buf_init(&text, PL_LIMIT_CAPTURE_OUT);
		pl_conduct_error(s->session->setting.conduct, 502, why, &text);
		pl_http2_answer(s, pl_buf_str(&text));
		pl_buf_free(&text);
	} else {
		pl_http2_answer_break_off(s, NGHTTP2_INTERNAL_ERROR);
	}
}

void pl_http2_forward_begin(struct pl_http2_stream *s, struct pl_str head)
{
	struct pl_forwarder *forwarder = s->session->setting.forwarder;
	const struct pl_forward_sink sink = { s, "2.0", has_room, take_head, take_content, note_move, be_over };
	struct pl_intake request = { .fault = NULL };

	if (forwarder == NULL)
		return;
	if (pl_head_parse(head, &request.arena, &request.head) == PL_HEAD_DONE) {
		pl_head_judge(&request);
		s->fault = request.fault;
		s->fault_status = request.fault_status;
		if (s->fault == NULL)
			s->forward = pl_forward_begin(forwarder, &request, &sink);
	}
	pl_intake_free(&request);
}

void pl_http2_forward_go_on(struct pl_http2_stream *s)
{
	if (s->forward && s->is_forwarded)
		pl_http2_forward_stop(s);
	else if (s->forward)
		pl_forward_drained(s->forward);
}

void pl_http2_forward_stop(struct pl_http2_stream *s)
{
	pl_forward_free(s->forward);
	s->forward = NULL;
}

#endif
