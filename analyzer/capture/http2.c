/* HTTP/2. A stream's window is opened again only for what the check has taken, so that a stream that waits for a slot holds little; the
 * connection's always, so that it holds nobody else up. */
#include "capture/http2.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#ifdef PL_HAS_NGHTTP2

#include <nghttp2/nghttp2.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "gateway/response.h"

#define STREAMS 16           /* at a time on one connection */
#define WINDOW ((size_t)32 << 10)
#define ANSWER_HEADERS 64

struct stream {
	struct pl_http2 *session;
	int32_t id;
	struct pl_tape tape;
	struct pl_asked asked;
	char method[24];
	struct pl_buf first, fields; /* the request line with Host, and the other fields, as HTTP/1.1 has them */
	struct pl_buf waiting;       /* content that came and has no room yet */
	struct pl_buf answer;        /* its body */
	size_t answered;
	uint64_t length;
	bool has_length, is_chunked, is_multipart, is_form, expects, is_begun, is_ended, is_refused, is_answered, waits;
	unsigned ticks;              /* since its answer was out before the request was whole; 0: it is not */
	enum pl_decides decides;
	struct stream *next;
};

struct pl_http2 {
	nghttp2_session *session;
	const struct pl_conduct *conduct;
	struct pl_tapes *tapes;
	uint64_t *requests;
	struct pl_buf *out;
	struct stream *streams;
};

static struct stream *stream_of(struct pl_http2 *h, int32_t id)
{
	return nghttp2_session_get_stream_user_data(h->session, id);
}

static void free_stream(struct stream *s)
{
	pl_buf_free(&s->first);
	pl_buf_free(&s->fields);
	pl_buf_free(&s->waiting);
	pl_buf_free(&s->answer);
	pl_tape_rest(&s->tape);
	free(s);
}

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct pl_http2 *h = ctx;
	struct stream *s;

	if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	s = pl_memory_alloc(sizeof(*s));
	*s = (struct stream){ .session = h, .id = frame->hd.stream_id, .tape = { .all = h->tapes }, .next = h->streams };
	pl_buf_init(&s->first, PL_LIMIT_CAPTURE_SMALL);
	pl_buf_init(&s->fields, PL_LIMIT_CAPTURE_HEAD);
	pl_buf_init(&s->waiting, 2 * WINDOW);
	pl_buf_init(&s->answer, PL_LIMIT_CAPTURE_ANSWER + PL_LIMIT_CAPTURE_OUT);
	h->streams = s;
	return nghttp2_session_set_stream_user_data(session, s->id, s);
}

static struct pl_str text_of(const uint8_t *bytes, size_t len)
{
	return (struct pl_str){ (const char *)bytes, len };
}

/* Pseudo-headers come first, :method before the others where clients are kind; their order is made here. */
static void take_pseudo(struct stream *s, struct pl_str name, struct pl_str value)
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

static int take_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name_bytes, size_t name_len,
                       const uint8_t *value_bytes, size_t value_len, uint8_t flags, void *ctx)
{
	struct stream *s = stream_of(ctx, frame->hd.stream_id);
	struct pl_str name = text_of(name_bytes, name_len), value = text_of(value_bytes, value_len);

	(void)session;
	(void)flags;
	if (s == NULL || s->is_begun)
		return 0;
	if (name.len > 0 && name.ptr[0] == ':') {
		take_pseudo(s, name, value);
		return 0;
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
	return s->fields.is_full ? NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE : 0;
}

static ssize_t give_answer(nghttp2_session *session, int32_t id, uint8_t *into, size_t room, uint32_t *flags, nghttp2_data_source *source,
                           void *ctx)
{
	struct stream *s = source->ptr;
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

static bool is_of_http1(struct pl_str name)
{
	static const char *const names[] = { "connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal_nocase(name, pl_str_from(names[i])))
			return true;
	return false;
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
static void answer(struct stream *s, struct pl_str text)
{
	nghttp2_session *session = s->session->session;
	nghttp2_nv headers[ANSWER_HEADERS + 1];
	nghttp2_data_provider body = { .source.ptr = s, .read_callback = give_answer };
	struct pl_arena arena = { .blocks = NULL };
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
		if (!is_of_http1(response.headers[i].name))
			headers[len++] = pair(&arena, response.headers[i].name, response.headers[i].value);
	pl_buf_add_str(&s->answer, response.body);
	nghttp2_submit_response(session, s->id, headers, len, s->answer.len > 0 ? &body : NULL);
	pl_arena_free(&arena);
}

static void answer_as(struct stream *s, const struct pl_refusing *refusing)
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

static const struct pl_refusing *refusal(const struct stream *s)
{
	const struct pl_behaviour *b = s->session->conduct->behaviour;

	return s->is_chunked ? &b->chunked : &b->refusal;
}

static void judge_head(struct stream *s)
{
	const struct pl_conduct *c = s->session->conduct;

	s->decides = PL_DECIDES_NEVER;
	if (c->behaviour && c->largest < UINT64_MAX && !(c->spares_multipart && s->is_multipart) && !(c->forms_only && !s->is_form))
		s->decides = s->is_chunked ? c->behaviour->decides_chunked : c->behaviour->decides;
	if (s->decides == PL_DECIDES_BY_HEADER && s->has_length && s->length > c->largest)
		answer_as(s, refusal(s));
}

/* The head as HTTP/1.1 has it; a body without a length is chunked there. */
static void begin(struct stream *s, bool has_body)
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

static void take_content(struct stream *s, struct pl_str content)
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

static void finish(struct stream *s)
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
static void go_on(struct stream *s)
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

static int take_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len, void *ctx)
{
	struct stream *s = stream_of(ctx, id);

	(void)flags;
	nghttp2_session_consume_connection(session, len);
	if (s == NULL || !s->is_begun || s->is_answered)
		return 0;
	pl_buf_add(&s->waiting, bytes, len);
	go_on(s);
	return 0;
}

static int take_frame(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct stream *s = stream_of(ctx, frame->hd.stream_id);

	(void)session;
	if (s == NULL || (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA))
		return 0;
	s->is_ended = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
	if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
		begin(s, !s->is_ended);
	go_on(s);
	return 0;
}

static int sent_frame(nghttp2_session *session, const nghttp2_frame *frame, void *ctx)
{
	struct stream *s = stream_of(ctx, frame->hd.stream_id);

	if (s && s->is_answered && !s->is_ended && frame->hd.flags & NGHTTP2_FLAG_END_STREAM &&
	    (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA))
		s->ticks = 1;
	(void)session;
	return 0;
}

static int close_stream(nghttp2_session *session, int32_t id, uint32_t code, void *ctx)
{
	struct pl_http2 *h = ctx;
	struct stream *s = stream_of(h, id), **at = &h->streams;

	(void)session;
	(void)code;
	if (s == NULL)
		return 0;
	if (s->is_begun)
		pl_tape_end(&s->tape, s->is_refused ? PL_CAPTURE_REFUSED : PL_CAPTURE_CUT, NULL);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	free_stream(s);
	return 0;
}

/* Frames into `out`, while it is read. False when the session is broken. */
static bool transmit(struct pl_http2 *h)
{
	const uint8_t *bytes;
	ssize_t len = 1;

	while (len > 0 && h->out->len <= PL_LIMIT_CAPTURE_OUT) {
		len = nghttp2_session_mem_send(h->session, &bytes);
		if (len > 0)
			pl_buf_add(h->out, bytes, (size_t)len);
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
	nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, sent_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, close_stream);
	nghttp2_option_new(&option);
	nghttp2_option_set_no_auto_window_update(option, 1);
	nghttp2_session_server_new2(&session, callbacks, h, option);
	nghttp2_option_del(option);
	nghttp2_session_callbacks_del(callbacks);
	return session;
}

struct pl_http2 *pl_http2_open(const struct pl_conduct *conduct, struct pl_tapes *tapes, uint64_t *requests, struct pl_buf *out)
{
	const nghttp2_settings_entry settings[] = { { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS },
		                                    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, (uint32_t)WINDOW } };
	struct pl_http2 *h = pl_memory_alloc(sizeof(*h));

	*h = (struct pl_http2){ .conduct = conduct, .tapes = tapes, .requests = requests, .out = out };
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

	return transmit(h) && read >= 0;
}

bool pl_http2_resume(struct pl_http2 *h)
{
	for (struct stream *s = h->streams, *next; s; s = next) {
		next = s->next;
		go_on(s);
	}
	return transmit(h);
}

/* A request that was answered and goes on is stopped (RFC 9113 section 8.1), not at once, since some clients then lose the answer. */
bool pl_http2_tick(struct pl_http2 *h)
{
	for (struct stream *s = h->streams; s; s = s->next)
		if (s->ticks > 0 && s->ticks++ == 2)
			nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, s->id, NGHTTP2_NO_ERROR);
	return transmit(h);
}

bool pl_http2_waits_for_slot(const struct pl_http2 *h)
{
	for (const struct stream *s = h->streams; s; s = s->next)
		if (s->waits)
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
		struct stream *s = h->streams;

		h->streams = s->next;
		if (s->is_begun)
			pl_tape_end(&s->tape, s->is_refused ? PL_CAPTURE_REFUSED : PL_CAPTURE_CUT, NULL);
		free_stream(s);
	}
	nghttp2_session_del(h->session);
	free(h);
}

#else

struct pl_http2 *pl_http2_open(const struct pl_conduct *conduct, struct pl_tapes *tapes, uint64_t *requests, struct pl_buf *out)
{
	(void)conduct;
	(void)tapes;
	(void)requests;
	(void)out;
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
