/* What a request's bytes are made of. */
#include "extract/weight.h"

void pl_weight_add(struct pl_weight *weight, const struct pl_contribution *contribution)
{
	size_t at = weight->largest_len;

	while (at > 0 && weight->largest[at - 1].bytes < contribution->bytes)
		at--;
	if (at == PL_LIMIT_LARGEST)
		return;
	if (weight->largest_len < PL_LIMIT_LARGEST)
		weight->largest_len++;
	memmove(&weight->largest[at + 1], &weight->largest[at], (weight->largest_len - 1 - at) * sizeof(*contribution));
	weight->largest[at] = *contribution;
}

uint64_t pl_weight_envelope(const struct pl_weight *weight)
{
	uint64_t blobs = weight->base64_bytes + weight->file_part_bytes;

	return weight->decoded_bytes > blobs ? weight->decoded_bytes - blobs : 0;
}

double pl_weight_inflation(const struct pl_weight *weight)
{
	uint64_t blobs = weight->base64_bytes + weight->other_blob_bytes;
	uint64_t raw = weight->decoded_bytes - blobs + weight->raw_bytes + weight->other_blob_raw_bytes;

	return blobs == 0 || raw == 0 ? 1.0 : (double)weight->decoded_bytes / (double)raw;
}
