/* One header line of a multipart part, with the lines that continue it, in bytes that lie together. */
#ifndef PL_PARSE_PART_HEADER_H
#define PL_PARSE_PART_HEADER_H

#include "base/limits.h"
#include "base/span.h"

struct pl_part_header {
	size_t len;      /* with its line end; 0 when more bytes are needed to tell where it ends */
	size_t text_len; /* without it */
	bool is_empty;   /* the empty line that ends the head */
	bool has_colon, has_bad_name, has_nul, has_bare_cr, is_folded;
	bool has_lf;   /* a line ends in a line feed alone */
	bool is_ended; /* the last line has its line feed */
	size_t name_len;
	size_t value_at, value_len; /* as it stands */
	struct pl_str value;        /* unfolded; in the bytes or in `unfolded` */
};

/* Takes the header line that begins at `bytes`; `is_final` when nothing follows them. `unfolded` has room for
 * `len` bytes or PL_LIMIT_PART_HEAD, whichever is less. */
void pl_part_header_take(struct pl_part_header *header, const unsigned char *bytes, size_t len, bool is_final,
                         char *unfolded);
#endif
