/* The answer to a request that was passed on, as a client of HTTP/1.x reads it. */
#ifndef PL_CAPTURE_RELAY_H
#define PL_CAPTURE_RELAY_H

#include "base/buf.h"
#include "capture/forward.h"

struct pl_relay {
	struct pl_buf *out;
	bool is_http10, keeps; /* keeps: the connection may go on behind it */
	bool is_chunked;
};

/* Of the request whose head was just handed out. */
void pl_relay_begin(struct pl_relay *relay, const struct pl_intake *intake, struct pl_buf *out);
void pl_relay_head(struct pl_relay *relay, const struct pl_forward_head *head);
void pl_relay_content(struct pl_relay *relay, struct pl_str content);
void pl_relay_end(struct pl_relay *relay);
#endif
