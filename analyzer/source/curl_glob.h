/* The sets and ranges of a URL that curl expands: {a,b}, [1-3], [01-10], [a-z:2]. Each product is a URL of its own. */
#ifndef PL_SOURCE_CURL_GLOB_H
#define PL_SOURCE_CURL_GLOB_H

#include "base/arena.h"
#include "base/span.h"

struct pl_curl_glob {
	struct pl_str url;
	uint64_t count;    /* of products; 1 when there is nothing to expand; capped at UINT64_MAX */
	const char *error; /* why curl refuses the URL, or NULL */
};

/* Reads the pattern, as curl's tool_urlglob.c does. */
struct pl_curl_glob pl_curl_glob(struct pl_str url);
/* Product `index` < count, in curl's order: the last pattern moves first. Borrowed from `url` when nothing expands. */
struct pl_str pl_curl_glob_url(const struct pl_curl_glob *glob, uint64_t index, struct pl_arena *arena);
#endif
