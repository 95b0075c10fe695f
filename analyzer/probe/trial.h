/* A trial, what is sent to find a limit, and a sight, what came of it. The search makes trials and reads sights, a transport
 * sends and sees; neither knows how the other works, so that gateways can be simulated. */
#ifndef PL_PROBE_TRIAL_H
#define PL_PROBE_TRIAL_H

#include "base/span.h"
#include "gateway/response.h"

/* Cheapest first. What is left unfinished is abandoned by a reset (SO_LINGER 0, or RST_STREAM), never by a FIN: some servers
 * take that for the end of the body. */
enum pl_strategy {
	PL_STRATEGY_HEADERS_EXPECT, /* Content-Length and Expect: 100-continue, no body byte */
	PL_STRATEGY_HEADERS,        /* Content-Length, no body byte */
	PL_STRATEGY_WHOLE,          /* the whole body with Content-Length */
	PL_STRATEGY_CHUNKED,        /* the whole body, chunked */
	PL_STRATEGY_LADDER,         /* Content-Length of `bytes`, or chunked; the body up to each rung, a pause, and on to the next, until an answer
	                             * or the end of the connection; what is behind the last rung is not sent */
	PL_STRATEGY_H2_HEADERS,     /* HTTP/2 HEADERS with content-length and no END_STREAM */
	PL_STRATEGIES
};

/* What a size counts. */
enum pl_dimension {
	PL_DIMENSION_BODY,         /* bytes of the body as sent */
	PL_DIMENSION_HEADERS,      /* bytes of the head: request line, header section, empty line */
	PL_DIMENSION_HEADER,       /* bytes of one header line, with its CRLF */
	PL_DIMENSION_REQUEST_LINE, /* bytes of the request line, with its CRLF */
	PL_DIMENSION_HEADER_COUNT, /* header lines */
	PL_DIMENSION_PARTS,        /* parts of a multipart body */
	PL_DIMENSION_FIELDS,       /* fields of a form */
	PL_DIMENSION_FIELD,        /* bytes of one field's value */
	PL_DIMENSION_FILE,         /* bytes of one file part */
	PL_DIMENSION_JSON_DEPTH,   /* arrays in arrays */
	PL_DIMENSION_INFLATED,     /* bytes of the body once gzip is taken off */
	PL_DIMENSIONS
};

enum pl_shape { PL_SHAPE_RAW, PL_SHAPE_JSON, PL_SHAPE_MULTIPART, PL_SHAPE_FORM, PL_SHAPES };

/* What to send. The body and the added header lines come from probe/filler.h. */
struct pl_trial {
	enum pl_strategy strategy;
	enum pl_dimension dimension;
	enum pl_shape shape;
	bool is_deflated;                  /* the body is sent gzip'd; `bytes` counts what it inflates to */
	uint64_t bytes;                    /* the size under test, in the dimension's unit */
	uint64_t most_ms;                  /* for all of it, below the target's timeout_ms; 0: that */
	uint64_t wait_ms;                  /* for an answer once all is sent (or a 100 came), before it counts as pending */
	const uint64_t *rungs;             /* PL_STRATEGY_LADDER: bytes of the body sent at each pause, none less than the one before; borrowed */
	size_t rungs_len;
	uint64_t pause_micros;             /* at each rung; wait_ms holds at the last */
	bool is_chunked;                   /* PL_STRATEGY_LADDER: nothing is announced */
	size_t lag;                        /* rungs behind one that may be gone before the answer to it is there */
	uint64_t query_bytes;              /* to add to the request target: "?xxx", or "&xxx" where it has a query; 0: none */
	uint64_t header_lines;             /* to add, of header_bytes each (on the wire, with CRLF) */
	uint64_t header_bytes;
	uint64_t last_header_bytes;        /* and one more of that size; 0: none */
};

enum pl_ending {
	PL_ENDED_ANSWERED,
	PL_ENDED_PENDING, /* nothing within wait_ms, or 100 and then nothing */
	PL_ENDED_CLOSED,  /* FIN without an answer */
	PL_ENDED_RESET,
	PL_ENDED_STREAM_ERROR,       /* HTTP/2 RST_STREAM */
	PL_ENDED_TIMED_OUT,          /* the target's timeout_ms passed: connecting, sending, or a whole body without an answer */
	PL_ENDED_REFUSED_CONNECTION,
	PL_ENDED_UNRESOLVED,
	PL_ENDED_UNTRUSTED, /* TLS: the certificate is not trusted or not the host's */
	PL_ENDED_GARBAGE,   /* what came is no HTTP answer */
	PL_ENDINGS
};

/* What came of a trial. Texts live in the arena that the transport was given. */
struct pl_sight {
	enum pl_ending ending;
	struct pl_response response; /* when answered */
	bool saw_continue;           /* a 100 came */
	uint64_t body_sent;          /* bytes of the body, without chunked framing, handed to the network */
	uint64_t bytes_sent;         /* all bytes handed to the network: head, framing and body */
	uint64_t answered_at;        /* body_sent when the answer came, or the connection ended; of a ladder, the rung it stood at */
	size_t rung;                 /* of a ladder: the index of that rung */
	uint64_t micros;             /* from the connect to the end */
	char error[256];             /* of the transport, in words; empty when answered or pending */
};

/* Where trials go, and what every one of them carries. */
struct pl_target {
	const char *url;            /* http or https, without user and password */
	const char *method;         /* "POST" */
	const char *const *headers; /* "Name: value", NULL-terminated; may be secret. A Content-Type here wins over the shape's */
	uint64_t timeout_ms;        /* for one trial, all in all */
	bool is_http2;              /* whatever is sent; otherwise PL_STRATEGY_H2_HEADERS alone */
};
#endif
