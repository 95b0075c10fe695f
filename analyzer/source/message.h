/* A request as an input format hands it over: its head whole, its body in runs. */
#ifndef PL_SOURCE_MESSAGE_H
#define PL_SOURCE_MESSAGE_H

#include "base/span.h"
#include "parse/head.h"

/* Head bytes [at, next segment's at) stand at `place`: byte for byte when is_exact, else each at the whole of it. */
struct pl_segment {
	size_t at;
	struct pl_span place;
	bool is_exact;
};

enum pl_input { PL_INPUT_RAW, PL_INPUT_CURL, PL_INPUT_PAIR, PL_INPUT_HAR, PL_INPUT_HTTP_FILE, PL_INPUT_POSTMAN, PL_INPUT_HURL };

/* What curl makes of a command that was not meant. */
enum pl_curl_oddity {
	PL_CURL_FILE_AS_TEXT,        /* the name of a file, sent as it stands */
	PL_CURL_TYPE_OF_FORM,        /* the Content-Type that is sent with -F */
	PL_CURL_HEADER_BY_HAND,      /* a header that curl writes itself */
	PL_CURL_METHOD_AGAINST_BODY,
	PL_CURL_ODDITIES,            /* how many there are */
};

struct pl_remark {
	struct pl_str text; /* empty where there is none */
	struct pl_span at;
};

/* A finding that the input itself asks not to be told: a comment beside the request, or a HAR's _plimsoll. */
struct pl_inline_ignore {
	struct pl_str rule, reason; /* as written; empty where they are not */
	struct pl_span at;
};

struct pl_message {
	enum pl_input input;
	uint64_t entry;               /* number in the file, from 0 */
	struct pl_str id;             /* what the input calls the request, else empty */
	struct pl_str url;            /* the target URI when the format knows it (curl), else empty */
	struct pl_head head;          /* parsed; its text is the head exactly as it would be sent */
	struct pl_segment *segments;  /* where the head's bytes stand; sorted; at least one */
	size_t segments_len;
	struct pl_span body_at;       /* where the body is said to begin, for findings about a body that is not there */
	struct pl_str problem;        /* why the entry is no request, in words, else empty: the head is a stand-in then */
	struct pl_span problem_at;
	bool body_is_unknown;         /* the format cannot show the body */
	struct pl_str body_unknown;   /* why, in words, else empty */
	struct pl_span body_unknown_at;
	bool is_http2;                /* sent over HTTP/2 or 3, and told here as HTTP/1.1 would send it */
	bool head_is_partial;         /* header lines that were sent may be missing here */
	struct pl_str missing_file;   /* a body file that cannot be read: its name as written, else empty */
	struct pl_str missing_reason; /* "no such file", "is a directory", … */
	struct pl_span missing_at;
	uint64_t curl_stripped_bytes; /* CR, LF and NUL that -d takes out of a file, known when the body has been read */
	struct pl_span curl_stripped_at;
	struct pl_str curl_error;     /* why curl refuses the command, else empty */
	struct pl_span curl_error_at;
	struct pl_str shell_damage;   /* what the shell makes of the command that its writer did not mean, else empty */
	struct pl_span shell_damage_at;
	bool has_expansion;           /* a $VAR stands in the head for what the shell puts there */
	struct pl_remark curl_oddities[PL_CURL_ODDITIES];
	struct pl_inline_ignore *ignores;
	size_t ignores_len;
};

/* The segment that byte `at` is in; `count` > 0. */
size_t pl_segment_find(const struct pl_segment *segments, size_t count, size_t at);
/* The place of bytes [at, at+len): from the first one's to the last one's where these follow each other in one origin,
 * else the first one's. */
struct pl_span pl_segments_place(const struct pl_segment *segments, size_t count, size_t at, size_t len);
/* The place of head bytes [at, at+len). */
struct pl_span pl_message_place(const struct pl_message *message, size_t at, size_t len);
#endif
