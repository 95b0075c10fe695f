/* A Hurl file while its requests are read: inside of this format only. */
#ifndef PL_SOURCE_HURL_H
#define PL_SOURCE_HURL_H

#include "source/template.h"

enum pl_hurl_section {
	PL_HURL_HEADERS, PL_HURL_QUERY, PL_HURL_FORM, PL_HURL_MULTIPART, PL_HURL_COOKIES, PL_HURL_BASIC_AUTH, PL_HURL_OPTIONS,
	PL_HURL_CAPTURES, PL_HURL_ASSERTS
};

/* "key: value" as it is written, escapes and placeholders included. */
struct pl_hurl_pair {
	enum pl_hurl_section section;
	struct pl_str key, value;
};

/* One request's line, headers and sections. */
struct pl_hurl_entry {
	struct pl_str method, url;
	struct pl_hurl_pair *pairs;
	size_t len, room;
};

struct pl_hurl {
	struct pl_view view; /* the whole file */
	struct pl_segment segment;
	char *folder;
	struct pl_template template;
	struct pl_str rest; /* of the file, not parsed yet */
	struct pl_draft draft;
	uint64_t entries;
};

/* "POST url"; what comes behind the URL is a comment. */
bool pl_hurl_is_request_line(struct pl_str line, struct pl_str *method, struct pl_str *url);
/* "HTTP 200", "HTTP/1.1 *": what is expected of the response. */
bool pl_hurl_is_response_line(struct pl_str line);
bool pl_hurl_is_section(struct pl_str line, enum pl_hurl_section *section);
/* The next request of *rest, which stands at its body then, or at what follows it. Pairs live in `arena`. */
bool pl_hurl_entry_next(struct pl_str *rest, struct pl_arena *arena, struct pl_hurl_entry *entry);
/* Passes the response that is expected, but for comments that stand right above the next request. What it captures is a variable from then on, whose value only a run knows: "0"
 * stands in for one that has no value yet. */
void pl_hurl_pass_response(struct pl_str *rest, struct pl_template *captured);

/* Adds what is written as `slice`: escapes undone (hurl.dev/docs/grammar.html), placeholders filled. */
void pl_hurl_add(const struct pl_hurl *h, struct pl_curl_text *to, struct pl_str slice);
/* The same as text of its own. */
struct pl_curl_text pl_hurl_text(const struct pl_hurl *h, struct pl_str slice);
/* Content-Type, unless the request has one. */
void pl_hurl_add_type(struct pl_hurl *h, const char *type, struct pl_span at);
/* "key=value&…" of a section; hurl encodes the values and not the keys. */
void pl_hurl_add_pairs(const struct pl_hurl *h, const struct pl_hurl_entry *entry, enum pl_hurl_section section,
                       struct pl_curl_text *to);
/* What [Form] or [Multipart] make the body of. */
void pl_hurl_add_form(struct pl_hurl *h, const struct pl_hurl_entry *entry);
void pl_hurl_add_multipart(struct pl_hurl *h, const struct pl_hurl_entry *entry);
/* The body that h->rest stands at, when it is one; h->rest is behind it then. */
void pl_hurl_add_body(struct pl_hurl *h);
#endif
