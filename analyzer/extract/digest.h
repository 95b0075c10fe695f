/* Digests that a request declares, and whether its bytes have them. The only user of nettle. Nothing is computed that no
 * header asks for. */
#ifndef PL_EXTRACT_DIGEST_H
#define PL_EXTRACT_DIGEST_H

#include "extract/context.h"

#define PL_DIGESTS_MAX 8 /* declared digests that are looked at */

enum pl_digest_algorithm {
	PL_DIGEST_MD5,
	PL_DIGEST_SHA1,
	PL_DIGEST_SHA256,
	PL_DIGEST_SHA512,
	PL_DIGEST_CRC32,
	PL_DIGEST_CRC32C,
	PL_DIGEST_CRC64NVME,
	PL_DIGEST_ALGORITHMS
};

/* A digest as a header declares it. */
struct pl_digest {
	enum pl_digest_algorithm algorithm;
	bool is_hex;        /* written in hexadecimal, else in base64 */
	struct pl_str text; /* as written */
};

/* What a header says, up to `room` digests of algorithms that plimsoll knows; 0 when it declares none. *error is why a value
 * is no digest of its algorithm, static text, or NULL. */
size_t pl_digest_declared(struct pl_str name, struct pl_str value, struct pl_digest *out, size_t room, const char **error);

struct pl_digests {
	struct pl_digest items[PL_DIGESTS_MAX];
	struct pl_span at[PL_DIGESTS_MAX];
	struct pl_str header[PL_DIGESTS_MAX]; /* its name as sent */
	size_t len;
	void *hash[PL_DIGEST_ALGORITHMS]; /* contexts of nettle; NULL when not asked for */
	uint64_t crc[PL_DIGEST_ALGORITHMS];
	bool is_asked_for[PL_DIGEST_ALGORITHMS];
	bool is_lost; /* bytes were not seen, or are not those that the digests are of */
};

/* Takes the digests that the head declares for the content that follows. */
void pl_digests_begin(struct pl_digests *digests, const struct pl_context *x, const struct pl_message *message);
/* Content as sent: without chunked framing, with its content codings. */
void pl_digests_add(struct pl_digests *digests, const struct pl_run *run);
/* Sets the facts of the first digest that the content does not have; unknown when not all of it was seen. */
void pl_digests_finish(struct pl_digests *digests, struct pl_context *x, bool is_seen);
void pl_digests_end(struct pl_digests *digests);
#endif
