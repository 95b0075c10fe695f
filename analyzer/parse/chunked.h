/* Transfer-Encoding: chunked as it streams (RFC 9112 section 7.1). Oddities that every decoder can pass over are
 * reported and passed over; broken framing is BAD and sticky. */
#ifndef PL_PARSE_CHUNKED_H
#define PL_PARSE_CHUNKED_H

#include "base/span.h"

enum pl_chunked_kind {
	PL_CHUNKED_MORE,      /* run used up; feed the next one, or call pl_chunked_finish */
	PL_CHUNKED_SIZE,      /* a size line: .size (0 for the last chunk); .span is the digits */
	PL_CHUNKED_EXTENSION, /* text after the size, without its first semicolon: .run, possibly in several; .span */
	PL_CHUNKED_DATA,      /* body bytes: .run, a sub-run of the input */
	PL_CHUNKED_TRAILER,   /* bytes of the trailer section, line ends included: .run, for parse/head */
	PL_CHUNKED_END,       /* the empty line after the last chunk was read; what is left in `in` is not the body's */
	PL_CHUNKED_ODDITY,    /* .oddity at .span; goes on */
	PL_CHUNKED_BAD,       /* .problem at .span; sticky */
};

enum pl_chunked_oddity {
	PL_CHUNKED_BARE_LF,             /* a line ends in LF alone */
	PL_CHUNKED_BARE_CR_IN_EXTENSION,
	PL_CHUNKED_SPACE_AROUND_SIZE,   /* blanks before ; or the line end (BWS), or before the size */
	PL_CHUNKED_EXTENSION_MALFORMED, /* breaks *( BWS ";" BWS name [ BWS "=" BWS value ] ) */
	PL_CHUNKED_SIZE_LEADING_ZEROS,  /* more than 16 digits that still fit */
	PL_CHUNKED_DATA_NOT_ENDED,      /* bytes stand where the CRLF after chunk data is due; BAD follows */
};

enum pl_chunked_fault { PL_CHUNKED_FAULT_SIZE, PL_CHUNKED_FAULT_TERMINATOR, PL_CHUNKED_FAULT_CUT };

struct pl_chunked_event {
	enum pl_chunked_kind kind;
	struct pl_span span;
	uint64_t size;
	struct pl_run run;
	enum pl_chunked_oddity oddity;
	enum pl_chunked_fault fault; /* of BAD */
	const char *problem;         /* static text, lower case: "the chunk size begins with 0x" */
};

/* Zero-initialise to start; the parse helper may change what is inside. */
struct pl_chunked {
	unsigned state;
	unsigned digits;
	uint64_t size, left;
	struct pl_span line;
	unsigned char extension_state;
	const char *problem;
	enum pl_chunked_fault fault;
};

struct pl_chunked_event pl_chunked_next(struct pl_chunked *p, struct pl_run *in);
/* The input is over: END when it was complete, else BAD with PL_CHUNKED_FAULT_CUT. Repeats. */
struct pl_chunked_event pl_chunked_finish(struct pl_chunked *p);
#endif
