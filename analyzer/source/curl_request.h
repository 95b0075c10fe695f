/* One request of a curl command, computed as curl 8.14 would send it over HTTP/1.1 to the origin server. */
#ifndef PL_SOURCE_CURL_REQUEST_H
#define PL_SOURCE_CURL_REQUEST_H

#include "source/curl_text.h"

/* What stands in for curl's version, and for the random part of its boundary. */
#define PL_CURL_USER_AGENT_TEXT "curl/8.14.1"
#define PL_CURL_BOUNDARY "------------------------plimsollplimsollplims0"
#define PL_CURL_EXPECT_ABOVE ((uint64_t)1 << 20) /* EXPECT_100_THRESHOLD of curl's lib/http.h */

/* The parts of a URL, slices of it. */
struct pl_curl_url {
	struct pl_str scheme, user, host, port, path, query;
	bool has_user, has_query;
};

struct pl_curl_request {
	struct pl_arena *arena;
	const char *folder;
	const struct pl_curl_operation *operation;
	const struct pl_curl_item *const *items; /* all but URLs and uploads; files of -H are in place of their @ */
	size_t len;
	const struct pl_curl_value *url;
	const struct pl_curl_value *upload; /* -T of this URL, or NULL */
	const struct pl_curl_stdin *input;
	struct pl_curl_text head, body, query;
	struct pl_str uri;
	bool has_body, is_body_unknown;
	bool is_head_partial;     /* a file of it was not read */
	const struct pl_curl_file *missing;
	struct pl_str error;      /* why curl takes no such -F, or empty */
	struct pl_span error_at;
	uint64_t stripped;
	struct pl_span stripped_at;
};

/* The last item of that option, or NULL. */
static inline const struct pl_curl_item *pl_curl_last(const struct pl_curl_request *r, enum pl_curl_option option)
{
	return r->operation->last[option];
}
/* Puts the lines of -H @file in place of it; to be called first. */
void pl_curl_headers_read(struct pl_curl_request *r);
/* Fills body and query. */
void pl_curl_body_build(struct pl_curl_request *r);
void pl_curl_form_build(struct pl_curl_request *r);
/* A file of the body; a name of "-" is standard input. `strips` as -d does. */
void pl_curl_body_file(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value,
                       struct pl_str name, enum pl_curl_use use);
/* The same for what goes into the head, where its bytes are needed at once: a small file beside the command is read. */
void pl_curl_query_file(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value,
                        struct pl_str name, enum pl_curl_use use);
struct pl_curl_url pl_curl_url_split(struct pl_str text, struct pl_str scheme);
/* Why curl refuses the URL, with what -G puts into it, and where in the command; empty when it does not. */
struct pl_str pl_curl_url_error(const struct pl_curl_request *r, struct pl_span *at);
/* Add to the head: the request target, and an Authorization line where the options make one. */
void pl_curl_target_add(struct pl_curl_request *r, const struct pl_curl_url *url);
void pl_curl_authorization_add(struct pl_curl_request *r, const struct pl_curl_url *url);
/* Fills head and uri; the body is built. */
void pl_curl_head_build(struct pl_curl_request *r);
/* Does -F or --form-string make the body? */
bool pl_curl_sends_form(const struct pl_curl_request *r);
/* The first header given for that name, also one that only takes it away; `value` is what stands behind its colon. */
const struct pl_curl_value *pl_curl_header(const struct pl_curl_request *r, struct pl_str name, struct pl_str *value);
#endif
