/* Content-Encoding (and codings in Transfer-Encoding) taken off a request's body. Bytes that are not coded at
 * all, although the head says so, come out as they are, at their own places; decoded bytes stand in a layer
 * over the body. */
#ifndef PL_EXTRACT_DECODING_H
#define PL_EXTRACT_DECODING_H

#include "extract/coding.h"
#include "extract/context.h"
#include "extract/prefix.h"

struct pl_decoding {
	struct pl_context *x;
	enum {
		PL_DECODING_NOTHING, /* every run passes */
		PL_DECODING_HOLDING, /* the first bytes are gathered */
		PL_DECODING_ON,
		PL_DECODING_PLAIN,   /* the bytes turned out not to be coded */
		PL_DECODING_STOPPED, /* nothing comes out any more: the content is lost */
	} state;
	struct pl_codings codings;
	struct pl_prefix prefix;
	size_t replayed;     /* runs of the prefix that have come out */
	struct pl_run begin; /* what is left of the prefix to decode */
	struct pl_str names; /* in the order in which they were put on, in the request's arena */
	struct pl_span over; /* the coded bytes */
	uint32_t layer;
	uint64_t decoded; /* bytes that came out */
	bool is_ending;
};

/* Reads the codings from the request row; `over` is where the body stands, as far as its head tells. */
void pl_decoding_begin(struct pl_decoding *d, struct pl_context *x, struct pl_span over);
void pl_decoding_end(struct pl_decoding *d);
/* The next bytes of the content, decoded; false when `in` is used up. */
bool pl_decoding_next(struct pl_decoding *d, struct pl_run *in, struct pl_run *out);
/* The body is over; pl_decoding_next, with an empty run, gives what was held back. Then pl_decoding_close. */
void pl_decoding_finish(struct pl_decoding *d);
/* Sets what went wrong as facts of the request. False when the content could not be seen to its end. */
bool pl_decoding_close(struct pl_decoding *d);
#endif
