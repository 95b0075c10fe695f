/* What a request's bytes are made of, summed while they stream. */
#ifndef PL_EXTRACT_WEIGHT_H
#define PL_EXTRACT_WEIGHT_H

#include "base/limits.h"
#include "base/span.h"

/* A value that holds many bytes. Texts are kept inside (cut when longer). */
struct pl_contribution {
	char pointer[PL_LIMIT_POINTER], part[256];
	uint16_t pointer_len, part_len;
	const char *encoding;    /* base64, hex, byte-array, node-buffer, typed-array-object, none */
	char media_type[128];    /* empty when not known */
	uint64_t bytes;          /* as they stand in the decoded content */
	uint64_t raw_bytes;      /* what they carry */
	struct pl_span at;
};

struct pl_weight {
	bool is_unknown; /* some bytes could not be looked at */
	uint64_t head_bytes, body_bytes, framing_bytes, decoded_bytes;
	uint64_t base64_bytes, raw_bytes; /* of base64 text */
	uint64_t other_blob_bytes, other_blob_raw_bytes; /* hex, byte arrays, Node Buffers */
	uint64_t file_part_bytes;
	struct pl_contribution largest[PL_LIMIT_LARGEST]; /* most bytes first */
	size_t largest_len;
};

/* Would a value of so many bytes be among the largest? */
static inline bool pl_weight_wants(const struct pl_weight *weight, uint64_t bytes)
{
	return weight->largest_len < PL_LIMIT_LARGEST || bytes > weight->largest[PL_LIMIT_LARGEST - 1].bytes;
}
/* Takes the value in when it is among the largest. */
void pl_weight_add(struct pl_weight *weight, const struct pl_contribution *contribution);
/* decoded_bytes without base64 text and file parts. */
uint64_t pl_weight_envelope(const struct pl_weight *weight);
/* decoded_bytes over what they would be with every blob raw; 1.0 when there is none. */
double pl_weight_inflation(const struct pl_weight *weight);
#endif
