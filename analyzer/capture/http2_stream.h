/* One stream of HTTP/2: a request in the form that HTTP/1.1 would give it, and its answer. */
#ifndef PL_CAPTURE_HTTP2_STREAM_H
#define PL_CAPTURE_HTTP2_STREAM_H

#include <nghttp2/nghttp2.h>

#include "capture/conduct.h"
#include "capture/tape.h"

#define PL_HTTP2_WINDOW ((size_t)32 << 10) /* of a stream */

struct pl_http2_stream {
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
	struct pl_http2_stream *next;
};

struct pl_http2 {
	nghttp2_session *session;
	const struct pl_conduct *conduct;
	struct pl_tapes *tapes;
	uint64_t *requests;
	struct pl_buf *out;
	struct pl_http2_stream *streams;
};

/* Puts a new stream in front of those of `h`. */
struct pl_http2_stream *pl_http2_stream_open(struct pl_http2 *h, int32_t id);
void pl_http2_stream_free(struct pl_http2_stream *s);
/* A field of the head; fields.is_full when there are too many. */
void pl_http2_stream_field(struct pl_http2_stream *s, struct pl_str name, struct pl_str value);
/* The head is whole. */
void pl_http2_stream_begin(struct pl_http2_stream *s, bool has_body);
/* Takes what waits, once there is a slot for it, and answers at the end. */
void pl_http2_stream_go_on(struct pl_http2_stream *s);
#endif
