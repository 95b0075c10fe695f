/* A stream whose request is passed on, and whose answer is passed back. */
#ifndef PL_CAPTURE_HTTP2_FORWARD_H
#define PL_CAPTURE_HTTP2_FORWARD_H

#include "capture/http2_stream.h"

/* Where requests are passed on: s->forward is set, or s->fault when this one is malformed. `head` is as HTTP/1.1 has it. */
void pl_http2_forward_begin(struct pl_http2_stream *s, struct pl_str head);
/* The client may have read some of the answer, or the transfer be over. */
void pl_http2_forward_go_on(struct pl_http2_stream *s);
void pl_http2_forward_stop(struct pl_http2_stream *s);
#endif
