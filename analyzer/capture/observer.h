/* Who sees the requests of a connection: head, body and end of each, as they came. */
#ifndef PL_CAPTURE_OBSERVER_H
#define PL_CAPTURE_OBSERVER_H

#include "capture/intake.h"

enum pl_capture_end {
	PL_CAPTURE_WHOLE,
	PL_CAPTURE_CUT,     /* the client ended within it, or its end cannot be known: what came is what it sent */
	PL_CAPTURE_REFUSED, /* it was answered before it was whole, as by a gateway that refuses it, and the client left off */
	PL_CAPTURE_ALIEN,   /* no HTTP request */
	PL_CAPTURE_LOST,    /* capture itself gave it up */
};

struct pl_observer {
	void *ctx;
	/* May `len` more bytes come now? With `held`, those of a head that is not whole yet. */
	bool (*has_room)(void *ctx, size_t held, size_t len);
	void (*head)(void *ctx, const struct pl_intake *intake, struct pl_str bytes);
	void (*body)(void *ctx, struct pl_str bytes, struct pl_str content);
	/* Of a request whose head was seen, or, with `rest`, what there is of one. `why`: static text, or NULL. */
	void (*end)(void *ctx, enum pl_capture_end end, struct pl_str rest, const char *why);
};
#endif
