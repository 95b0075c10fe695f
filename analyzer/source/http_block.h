/* One request of a .http file as it is written: inside of this format only. */
#ifndef PL_SOURCE_HTTP_BLOCK_H
#define PL_SOURCE_HTTP_BLOCK_H

#include "source/template.h"

struct pl_http_block {
	struct pl_str method, url; /* url: from the request line to the end of its continuation lines */
	struct pl_str fields, body;
	struct pl_str head; /* from the lines before the request line to the last of the fields */
};

/* The next request of *rest; variables on the way go to `set` when there is one. False at the end of the file. */
bool pl_http_block_next(struct pl_str *rest, struct pl_template *set, struct pl_http_block *block);
/* "# …" or "// …" */
bool pl_http_is_comment(struct pl_str line);
/* As pl_format's bid. */
int pl_http_bid(struct pl_str peek);
#endif
