/* HTTP/2 on a connection without TLS (RFC 9113 section 3.3), by nghttp2 where it was there when plimsoll was built. Each stream is one request;
 * it is checked in the form that HTTP/1.1 would give it. */
#ifndef PL_CAPTURE_HTTP2_H
#define PL_CAPTURE_HTTP2_H

#include "capture/conduct.h"
#include "capture/forward.h"
#include "capture/tape.h"

struct pl_http2;

struct pl_http2_setting {
	const struct pl_conduct *conduct;
	struct pl_tapes *tapes;
	uint64_t *requests;             /* counts those of all connections */
	struct pl_buf *out;             /* answers are added to it */
	struct pl_forwarder *forwarder; /* or NULL */
	void *ctx;
	void (*moved)(void *ctx);       /* by the forwarder: pl_http2_resume is due */
};

/* NULL when nghttp2 is not there. */
struct pl_http2 *pl_http2_open(const struct pl_http2_setting *setting);
/* Frames, from the preface on. False when the client broke the protocol: what stands in `out` is to be sent, and that is all. */
bool pl_http2_receive(struct pl_http2 *h, const void *bytes, size_t len);
/* Goes on with what waited for a slot or for `out` to be read. */
bool pl_http2_resume(struct pl_http2 *h);
/* A second has passed. */
bool pl_http2_tick(struct pl_http2 *h);
bool pl_http2_waits_for_slot(const struct pl_http2 *h);
/* Does a request wait for nothing but the server that it is passed on to? */
bool pl_http2_waits_for_origin(const struct pl_http2 *h);
/* Is a stream open? */
bool pl_http2_is_busy(const struct pl_http2 *h);
/* Has either side said that it is over, and is it? */
bool pl_http2_is_over(const struct pl_http2 *h);
void pl_http2_close(struct pl_http2 *h);
#endif
