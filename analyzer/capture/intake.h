/* HTTP/1.x requests as they come in on a connection (RFC 9112): bytes are pushed, and what they are is pulled. A message is
 * delimited as `check` delimits a raw one, so that what was captured can be checked. */
#ifndef PL_CAPTURE_INTAKE_H
#define PL_CAPTURE_INTAKE_H

#include "base/buf.h"
#include "parse/chunked.h"
#include "parse/head.h"

enum pl_intake_kind {
	PL_INTAKE_MORE,  /* the run is used up */
	PL_INTAKE_HEAD,  /* .run is the head, whole; `head` and what follows it in the intake are filled */
	PL_INTAKE_BODY,  /* .run is some of the body as it stands, framing included; .content what is content of it */
	PL_INTAKE_END,   /* the message is over; the next one may begin */
	PL_INTAKE_BAD,   /* where the message ends cannot be known: .run is what there is of it; sticky */
	PL_INTAKE_TLS,   /* a ClientHello; sticky */
	PL_INTAKE_HTTP2, /* .run is the first half of HTTP/2's preface (RFC 9113 section 3.4); sticky */
};

struct pl_intake_event {
	enum pl_intake_kind kind;
	struct pl_run run, content; /* lent until the next call */
	unsigned status;            /* of BAD: what it is answered with */
	const char *problem;        /* of BAD: static text, lower case */
};

/* Zero-initialise to start. */
struct pl_intake {
	/* Of the request whose head was handed out last. The head's texts are lent until the next call. */
	struct pl_head head;
	struct pl_framing framing;
	const char *fault;        /* why the head is answered with fault_status, or NULL; the body is delimited all the same */
	unsigned fault_status;
	bool is_http10, expects_continue, keeps_alive, is_multipart, is_form, wants_http2;
	char method[24];          /* ended by NUL; a longer one is cut */
	/* The machine's own. */
	enum { PL_INTAKE_AT_HEAD, PL_INTAKE_HEAD_IS_OUT, PL_INTAKE_IN_LENGTH, PL_INTAKE_IN_CHUNKS, PL_INTAKE_IS_OVER, PL_INTAKE_IS_BROKEN } state;
	struct pl_buf held;       /* the head, as far as it is there */
	struct pl_arena arena;
	size_t line_at;           /* where its last line begins */
	bool has_line;            /* one that is not empty */
	struct pl_chunked chunked;
	uint64_t left;
	struct pl_intake_event broken; /* repeated */
};

struct pl_intake_event pl_intake_next(struct pl_intake *intake, struct pl_run *in);
/* The client has ended its side: MORE between two messages, else BAD. */
struct pl_intake_event pl_intake_finish(struct pl_intake *intake);
/* Bytes of a head that is not whole yet. */
size_t pl_intake_held(const struct pl_intake *intake);
/* Is a message begun and not over? */
bool pl_intake_is_within(const struct pl_intake *intake);
void pl_intake_free(struct pl_intake *intake);
#endif
