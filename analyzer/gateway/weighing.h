/* What files weigh as the body of one request, in each encoding, and the largest file that a path lets pass. Closed forms of
 * the sizes; what depends on the bytes needs them counted, and is a range without. */
#ifndef PL_GATEWAY_WEIGHING_H
#define PL_GATEWAY_WEIGHING_H

#include "extract/file_bytes.h"
#include "gateway/path.h"

/* The bodies, in the order of the table. With several files JSON holds an array of the values, a form and a multipart body
 * one field or part for each, and a raw body the files one behind the other. */
enum pl_encoding {
	PL_ENCODING_RAW,
	PL_ENCODING_MULTIPART,    /* parts as of PL_MULTIPART_BEFORE */
	PL_ENCODING_BASE64,       /* {"file":"…"}, RFC 4648 section 4 */
	PL_ENCODING_BASE64_LINES, /* the same with \n, escaped, behind every 76 characters and the last */
	PL_ENCODING_BASE64URL,    /* {"file":"…"}, RFC 4648 section 5, not padded */
	PL_ENCODING_HEX,          /* {"file":"…"} */
	PL_ENCODING_BYTE_ARRAY,   /* {"file":[1,2,3]} */
	PL_ENCODING_NODE_BUFFER,  /* {"file":{"type":"Buffer","data":[1,2,3]}} */
	PL_ENCODING_FORM,         /* file=…, base64 with %2B %2F %3D */
	PL_ENCODING_GZIP,         /* of the raw body, Content-Encoding: gzip */
	PL_ENCODINGS
};

enum pl_fits { PL_FITS_NO, PL_FITS_PERHAPS, PL_FITS_YES };

struct pl_weighing {
	bool is_known;         /* false: it takes the bytes, which were not given */
	uint64_t least, most;  /* of the body, in bytes; equal when the bytes were counted or do not matter */
	enum pl_fits fits;     /* perhaps: some files of that size fit */
	struct pl_str refuser; /* name of the first hop that refuses `most`, when it does not fit for certain */
	bool has_largest;      /* false: nothing fits, nothing is refused, or (gzip) it takes the bytes */
	uint64_t largest_raw;  /* one file alone of up to so many bytes fits, whatever its bytes are */
};

extern const char *const pl_encoding_ids[PL_ENCODINGS];

/* Files of at most PL_LIMIT_WEIGHED bytes together; `has_content` is false when only raw_bytes of them is known.
 * `path` may have no hops. Memory from `arena`. */
void pl_weighing_all(struct pl_weighing all[PL_ENCODINGS], const struct pl_file_bytes *files, size_t len, bool has_content,
                     const struct pl_path *path, struct pl_arena *arena);
#endif
