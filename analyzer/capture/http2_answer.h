/* The answer of a stream. */
#ifndef PL_CAPTURE_HTTP2_ANSWER_H
#define PL_CAPTURE_HTTP2_ANSWER_H

#include "capture/http2_stream.h"
#include "gateway/response.h"

/* An answer of HTTP/1.1, as HTTP/2 has it. One that never comes is a reset. */
void pl_http2_answer(struct pl_http2_stream *s, struct pl_str text);
/* Its head alone; the body is what is then added to s->answer, until s->is_answered. */
void pl_http2_answer_head(struct pl_http2_stream *s, unsigned status, const struct pl_response_header *headers, size_t len, bool has_body);
/* More of the body is there, or its end. */
void pl_http2_answer_moved(struct pl_http2_stream *s);
void pl_http2_answer_break_off(struct pl_http2_stream *s, uint32_t code);
#endif
