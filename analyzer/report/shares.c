/* From what was counted to what is drawn. */
#include "report/shares.h"

#include <string.h>

bool pl_shares_is_encoded(const struct plimsoll_contribution *c)
{
	return c->encoding.len > 0 && !(c->encoding.len == 4 && memcmp(c->encoding.ptr, "none", 4) == 0);
}

struct pl_shares pl_shares_of(const struct plimsoll_weight *w)
{
	struct pl_shares s = { .files = w->raw_bytes, .growth = w->base64_bytes - w->raw_bytes };

	for (size_t i = 0; i < w->largest_len; i++) {
		const struct plimsoll_contribution *c = &w->largest[i];
		bool is_base64 = c->encoding.len == 6 && memcmp(c->encoding.ptr, "base64", 6) == 0;

		if (pl_shares_is_encoded(c) && !is_base64 && c->bytes > c->raw_bytes) {
			s.files += c->raw_bytes;
			s.growth += c->bytes - c->raw_bytes;
		} else if (!pl_shares_is_encoded(c) && c->part.len > 0) {
			s.files += c->bytes;
		}
	}
	/* What stands in a part and in a field of that part is listed twice. */
	s.growth = s.growth < w->decoded_bytes ? s.growth : w->decoded_bytes;
	s.files = s.files < w->decoded_bytes - s.growth ? s.files : w->decoded_bytes - s.growth;
	s.rest = w->decoded_bytes - s.files - s.growth;
	return s;
}
