/* ASCII helpers on borrowed text. */
#include "base/bytes.h"

int pl_hex_value(char c)
{
	if (pl_is_digit(c))
		return c - '0';
	c = pl_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool pl_is_tchar(char c)
{
	return pl_is_digit(c) || pl_is_alpha(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool pl_is_token(struct pl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!pl_is_tchar(s.ptr[i]))
			return false;
	return s.len > 0;
}

bool pl_str_equal_nocase(struct pl_str a, struct pl_str b)
{
	return a.len == b.len && pl_str_starts_nocase(a, b);
}

int pl_str_order(struct pl_str a, struct pl_str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool pl_str_starts(struct pl_str s, struct pl_str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool pl_str_starts_nocase(struct pl_str s, struct pl_str prefix)
{
	if (s.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (pl_lower(s.ptr[i]) != pl_lower(prefix.ptr[i]))
			return false;
	return true;
}

bool pl_str_ends(struct pl_str s, struct pl_str suffix)
{
	return s.len >= suffix.len && pl_str_equal(pl_str_after(s, s.len - suffix.len), suffix);
}

size_t pl_str_find(struct pl_str s, struct pl_str needle)
{
	const char *hit = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

size_t pl_str_find_char(struct pl_str s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

struct pl_str pl_str_trim(struct pl_str s)
{
	while (s.len > 0 && pl_is_blank(s.ptr[0]))
		s = pl_str_after(s, 1);
	while (s.len > 0 && pl_is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}
