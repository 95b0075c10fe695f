/* What a file's bytes come to in encodings whose size depends on what they are, counted in one pass of constant memory. */
#ifndef PL_EXTRACT_FILE_BYTES_H
#define PL_EXTRACT_FILE_BYTES_H

#include "base/span.h"
#include "plimsoll.h"

struct pl_file_bytes {
	uint64_t raw_bytes;
	uint64_t digits;     /* of all byte values in decimal */
	uint64_t escaped;    /* characters + and / of the file's base64 */
	uint64_t gzip_bytes; /* as one gzip member of zlib at its default level (RFC 1952) */
	char media_type[128]; /* by its first bytes; empty when they do not tell */
};

/* Reads `path` ("-" is standard input) to its end. PLIMSOLL_IO with *err filled when it cannot be read. */
enum plimsoll_status pl_file_bytes_read(struct pl_file_bytes *bytes, const char *path, struct plimsoll_error *err);
#endif
