/* HTTP/2. The connection's window is always opened again, so that a stream that waits holds nobody else up. */
#include "capture/http2.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#ifdef PL_HAS_NGHTTP2

#include "base/limits.h"
#include "capture/http2_stream.h"

#define STREAMS 16 /* at a time on one connection */

static struct pl_http2_stream *stream_of(struct pl_http2 *h, int32_t id)
{
	return nghttp2_session_get_stream_user_data(h->session, id);
}

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct pl_http2 *h = ctx;
	struct pl_http2_stream *s;

	if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	s = pl_http2_stream_open(h, frame->hd.stream_id);
	return nghttp2_session_set_stream_user_data(session, s->id, s);
}

static struct pl_str text_of(const uint8_t *bytes, size_t len)
{
	return (struct pl_str){ (const char *)bytes, len };
}

static int take_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name_bytes, size_t name_len,
                       const uint8_t *value_bytes, size_t value_len, uint8_t flags, void *ctx)
{
	struct pl_http2_stream *s = stream_of(ctx, frame->hd.stream_id);
	struct pl_str name = text_of(name_bytes, name_len), value = text_of(value_bytes, value_len);

	(void)session;
	(void)flags;
	if (s == NULL || s->is_begun)
		return 0;
	pl_http2_stream_field(s, name, value);
	return 0;
}

static int take_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len, void *ctx)
{
	struct pl_http2_stream *s = stream_of(ctx, id);

	(void)flags;
	nghttp2_session_consume_connection(session, len);
	if (s == NULL || !s->is_begun || s->is_answered)
		return 0;
	pl_buf_add(&s->waiting, bytes, len);
	pl_http2_stream_go_on(s);
	return 0;
}

static int take_frame(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct pl_http2_stream *s = stream_of(ctx, frame->hd.stream_id);

	(void)session;
	if (s == NULL || (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA))
		return 0;
	s->is_ended = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
	if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
		pl_http2_stream_begin(s, !s->is_ended);
	pl_http2_stream_go_on(s);
	return 0;
}

/* What no request can be made of is told, and nothing is checked. */
static void tell_broken(struct pl_http2 *h, int error)
{
	struct pl_tape tape = { .all = h->setting.tapes };
	char why[160];

	snprintf(why, sizeof(why), "what the client sends is not HTTP/2: %s", nghttp2_strerror(error));
	pl_tape_begin(&tape, ++*h->setting.requests, PL_STR(""));
	pl_tape_end(&tape, PL_CAPTURE_ALIEN, why);
}

static int take_invalid(nghttp2_session *session, const nghttp2_frame *frame, int error, void *ctx)
{
	const struct pl_http2_stream *s = stream_of(ctx, frame->hd.stream_id);

	(void)session;
	if (s == NULL || !s->is_begun)
		tell_broken(ctx, error);
	return 0;
}

static int sent_frame(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct pl_http2_stream *s = stream_of(ctx, frame->hd.stream_id);

	if (s && !s->is_ended && frame->hd.flags & NGHTTP2_FLAG_END_STREAM &&
	    (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA))
		s->ticks = 1;
	(void)session;
	return 0;
}

static int close_stream(nghttp2_session *session, int32_t id, uint32_t code, void *ctx)
{
	struct pl_http2 *h = ctx;
	struct pl_http2_stream *s = stream_of(h, id), **at = &h->streams;

	(void)session;
	(void)code;
	if (s == NULL)
		return 0;
	if (s->is_begun)
		pl_tape_end(&s->tape, s->is_refused || s->is_ended ? PL_CAPTURE_REFUSED : PL_CAPTURE_CUT, NULL);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	pl_http2_stream_free(s);
	return 0;
}

/* Frames into `out`, while it is read. False when the session is broken. */
static bool transmit(struct pl_http2 *h)
{
	const uint8_t *bytes;
	ssize_t len = 1;

	while (len > 0 && h->setting.out->len <= PL_LIMIT_CAPTURE_OUT) {
		len = nghttp2_session_mem_send(h->session, &bytes);
		if (len > 0)
			pl_buf_add(h->setting.out, bytes, (size_t)len);
	}
	return len >= 0;
}

static nghttp2_session *open_session(struct pl_http2 *h)
{
	nghttp2_session_callbacks *callbacks;
	nghttp2_option *option;
	nghttp2_session *session = NULL;

	nghttp2_session_callbacks_new(&callbacks);
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, take_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, take_data);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, take_frame);
	nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, take_invalid);
	nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, sent_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, close_stream);
	nghttp2_option_new(&option);
	nghttp2_option_set_no_auto_window_update(option, 1);
	nghttp2_session_server_new2(&session, callbacks, h, option);
	nghttp2_option_del(option);
	nghttp2_session_callbacks_del(callbacks);
	return session;
}

struct pl_http2 *pl_http2_open(const struct pl_http2_setting *setting)
{
	const nghttp2_settings_entry settings[] = { { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS },
		                                    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, (uint32_t)PL_HTTP2_WINDOW } };
	struct pl_http2 *h = pl_memory_alloc(sizeof(*h));

	*h = (struct pl_http2){ .setting = *setting };
	h->session = open_session(h);
	if (h->session == NULL) {
		free(h);
		return NULL;
	}
	nghttp2_submit_settings(h->session, NGHTTP2_FLAG_NONE, settings, sizeof(settings) / sizeof(settings[0]));
	return h;
}

bool pl_http2_receive(struct pl_http2 *h, const void *bytes, size_t len)
{
	ssize_t read = nghttp2_session_mem_recv(h->session, bytes, len);

	if (read < 0)
		tell_broken(h, (int)read);
	return transmit(h) && read >= 0;
}

bool pl_http2_resume(struct pl_http2 *h)
{
	for (struct pl_http2_stream *s = h->streams, *next; s; s = next) {
		next = s->next;
		pl_http2_stream_go_on(s);
	}
	return transmit(h);
}

/* A request that was answered and goes on is stopped (RFC 9113 section 8.1), not at once, since some clients then lose the answer. */
bool pl_http2_tick(struct pl_http2 *h)
{
	for (struct pl_http2_stream *s = h->streams; s; s = s->next)
		if (s->ticks > 0 && s->ticks++ == 2)
			nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, s->id, NGHTTP2_NO_ERROR);
	return transmit(h);
}

bool pl_http2_waits_for_slot(const struct pl_http2 *h)
{
	for (const struct pl_http2_stream *s = h->streams; s; s = s->next)
		if (s->waits)
			return true;
	return false;
}

bool pl_http2_waits_for_origin(const struct pl_http2 *h)
{
	for (const struct pl_http2_stream *s = h->streams; s; s = s->next)
		if (pl_http2_stream_waits_for_origin(s))
			return true;
	return false;
}

bool pl_http2_is_busy(const struct pl_http2 *h)
{
	return h->streams != NULL;
}

bool pl_http2_is_over(const struct pl_http2 *h)
{
	return !nghttp2_session_want_read(h->session) && !nghttp2_session_want_write(h->session);
}

void pl_http2_close(struct pl_http2 *h)
{
	if (h == NULL)
		return;
	while (h->streams) {
		struct pl_http2_stream *s = h->streams;

		h->streams = s->next;
		if (s->is_begun)
			pl_tape_end(&s->tape, s->is_refused ? PL_CAPTURE_REFUSED : PL_CAPTURE_CUT, NULL);
		pl_http2_stream_free(s);
	}
	nghttp2_session_del(h->session);
	free(h);
}

#else

struct pl_http2 *pl_http2_open(const struct pl_http2_setting *setting)
{
	(void)setting;
	return NULL;
}

bool pl_http2_receive(struct pl_http2 *h, const void *bytes, size_t len)
{
	(void)h;
	(void)bytes;
	return len == 0;
}

bool pl_http2_resume(struct pl_http2 *h)
{
	return h != NULL;
}

bool pl_http2_tick(struct pl_http2 *h)
{
	return h != NULL;
}

bool pl_http2_waits_for_slot(const struct pl_http2 *h)
{
	return h != NULL;
}

bool pl_http2_waits_for_origin(const struct pl_http2 *h)
{
	return h != NULL;
}

bool pl_http2_is_busy(const struct pl_http2 *h)
{
	return h != NULL;
}

bool pl_http2_is_over(const struct pl_http2 *h)
{
	return h == NULL;
}

void pl_http2_close(struct pl_http2 *h)
{
	(void)h;
}

#endif
