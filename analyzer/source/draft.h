/* A request as a client puts it together from a file that describes it: stretches of that file, of body files and of
 * what the client adds, each with its place. */
#ifndef PL_SOURCE_DRAFT_H
#define PL_SOURCE_DRAFT_H

#include "source/curl_text.h"
#include "source/format.h"

/* Text of a file, with where its bytes stand: segments as those of a head. */
struct pl_view {
	struct pl_str text;
	const struct pl_segment *segments;
	size_t segments_len;
};

struct pl_draft {
	struct pl_arena *arena;
	const char *folder;
	struct pl_span at; /* what stands for the request itself */
	struct pl_curl_text line, host, fields, body;
	struct pl_str method, url, scheme;
	bool has_host, has_length, has_type, is_chunked;
	const struct pl_curl_file *missing;
	struct pl_str unknown; /* why the body is not known, else empty */
	struct pl_span unknown_at;
	size_t stretch;        /* the body as it is read */
	struct pl_curl_sending sending;
};

/* The whole input in memory. False with *err filled when it is `max` bytes or more (at most PL_LIMIT_COMMAND), or cannot
 * be read. */
bool pl_draft_read(struct pl_source *source, size_t max, struct pl_str *text, struct plimsoll_error *err);
/* The folder that `path` is in; the caller frees it. */
char *pl_draft_folder(const char *path);

/* Adds bytes of the view's text, each with its place. */
void pl_view_add(struct pl_curl_text *to, const struct pl_view *view, struct pl_str slice);
struct pl_span pl_view_place(const struct pl_view *view, struct pl_str slice);
/* Adds bytes [at, at+len) of another; it holds no files. */
void pl_draft_add_slice(struct pl_curl_text *to, const struct pl_curl_text *from, size_t at, size_t len);
void pl_draft_add_all(struct pl_curl_text *to, const struct pl_curl_text *from);
/* The bytes in one piece, without files. */
struct pl_str pl_draft_flat(const struct pl_curl_text *text);

void pl_draft_begin(struct pl_draft *draft, struct pl_arena *arena, const char *folder, struct pl_span at);
struct pl_curl_text pl_draft_new_text(const struct pl_draft *draft);
/* Request line and Host. A URL without a scheme is http; one that is a path goes to `host`, which may be empty. What a
 * URL may not hold is percent-encoded, braces apart: they are a placeholder that nothing was put into. */
void pl_draft_target(struct pl_draft *draft, struct pl_str method, struct pl_span method_at, const struct pl_curl_text *url,
                     struct pl_str host);
void pl_draft_field(struct pl_draft *draft, const struct pl_curl_text *name, const struct pl_curl_text *value);
/* A header that the client adds for what stands at `place`. */
void pl_draft_made_field(struct pl_draft *draft, struct pl_str name, struct pl_str value, struct pl_span place);
/* A file of the body, beside the input. */
void pl_draft_file(struct pl_draft *draft, struct pl_str name, struct pl_span at, enum pl_curl_use use);
void pl_draft_unknown(struct pl_draft *draft, struct pl_str why, struct pl_span at);
/* Adds what is still due (Host, Content-Length) and fills head, places and body of `message`. What makes no head is
 * an entry's problem. */
void pl_draft_hand_over(struct pl_draft *draft, struct pl_message *message);
enum pl_step pl_draft_next_body(struct pl_draft *draft, struct pl_source *source, struct pl_run *run,
                                struct plimsoll_error *err);
void pl_draft_end(struct pl_draft *draft);
#endif
