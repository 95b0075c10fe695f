/* One stream of HTTP/2: a request in the form that HTTP/1.1 would give it, and its answer. */
#ifndef PL_CAPTURE_HTTP2_STREAM_H
#define PL_CAPTURE_HTTP2_STREAM_H

#include <nghttp2/nghttp2.h>

#include "capture/http2.h"

#define PL_HTTP2_WINDOW ((size_t)32 << 10) /* of a stream */

struct pl_http2_stream {
	struct pl_http2 *session;
	int32_t id;
	struct pl_tape tape;
	struct pl_asked asked;
	char method[24];
	struct pl_buf first, fields; /* the target, and the fields as HTTP/1.1 has them */
	struct pl_buf cookies;       /* put together */
	struct pl_buf waiting;       /* content that came and has no room yet */
	struct pl_buf answer;        /* its body, as far as it is there */
	size_t answered;             /* of that */
	struct pl_forward *forward;  /* where requests are passed on */
	bool is_forwarded;           /* that one is over */
	bool has_head;               /* of the answer */
	const char *fault;           /* why the head is answered with fault_status, or NULL */
	unsigned fault_status;
	uint64_t length;
	bool has_length, is_chunked, is_multipart, is_form, expects, is_begun, is_ended, is_refused, is_answered, waits;
	unsigned ticks;              /* since its answer was out before the request was whole; 0: it is not */
	enum pl_decides decides;
	struct pl_http2_stream *next;
};

struct pl_http2 {
	nghttp2_session *session;
	struct pl_http2_setting setting;
	struct pl_http2_stream *streams;
};

/* Puts a new stream in front of those of `h`. */
struct pl_http2_stream *pl_http2_stream_open(struct pl_http2 *h, int32_t id);
void pl_http2_stream_free(struct pl_http2_stream *s);
/* A field of the head. */
void pl_http2_stream_field(struct pl_http2_stream *s, struct pl_str name, struct pl_str value);
/* The head is whole. */
void pl_http2_stream_begin(struct pl_http2_stream *s, bool has_body);
/* Takes what waits, once there is a slot for it, and answers at the end. */
void pl_http2_stream_go_on(struct pl_http2_stream *s);
/* Is there nothing to wait for but the server that the request is passed on to? */
bool pl_http2_stream_waits_for_origin(const struct pl_http2_stream *s);
#endif
