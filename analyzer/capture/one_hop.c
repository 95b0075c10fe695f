/* RFC 9110 section 7.6.1. */
#include "capture/one_hop.h"

#include "base/bytes.h"

/* A member of the Connection headers names a header of this hop alone. */
static bool is_nominated(const struct pl_head *head, struct pl_str name)
{
	const struct pl_head_field *field;
	size_t at = 0;

	while ((field = pl_head_find(head, PL_STR("connection"), &at))) {
		struct pl_str rest = field->value;

		while (rest.len > 0) {
			size_t comma = pl_str_find_char(rest, ',');

			if (pl_str_equal_nocase(pl_str_trim((struct pl_str){ rest.ptr, comma }), name))
				return true;
			rest = pl_str_after(rest, comma < rest.len ? comma + 1 : comma);
		}
	}
	return false;
}

bool pl_is_of_one_hop(const struct pl_head *head, struct pl_str name)
{
	static const char *const names[] = { "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
		                             "http2-settings", "proxy-authenticate", "proxy-authorization" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal_nocase(name, pl_str_from(names[i])))
			return true;
	return is_nominated(head, name);
}
