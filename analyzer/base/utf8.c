/* UTF-8 checked as it streams. */
#include "base/utf8.h"

#include "base/scan.h"

/* What may follow a lead byte: RFC 3629 section 4, the UTF8-2 to UTF8-4 productions. */
static bool lead(struct pl_utf8 *u, unsigned char c)
{
	u->low = 0x80;
	u->high = 0xBF;
	if (c < 0xC2 || c > 0xF4)
		return false;
	u->need = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	if (c == 0xE0)
		u->low = 0xA0;
	else if (c == 0xED)
		u->high = 0x9F;
	else if (c == 0xF0)
		u->low = 0x90;
	else if (c == 0xF4)
		u->high = 0x8F;
	return true;
}

static bool broken(struct pl_utf8 *u)
{
	u->is_broken = true;
	u->broken_at = u->start;
	return false;
}

static bool is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the whole characters of two and three bytes in front whose lead allows any continuation: most of what is
 * written in other scripts than Latin. */
static size_t common(const unsigned char *ptr, size_t len)
{
	size_t i = 0;

	for (;;) {
		if (len - i >= 3 && ptr[i] >= 0xE1 && ptr[i] <= 0xEF && ptr[i] != 0xED && is_continuation(ptr[i + 1]) &&
		    is_continuation(ptr[i + 2]))
			i += 3;
		else if (len - i >= 2 && ptr[i] >= 0xC2 && ptr[i] <= 0xDF && is_continuation(ptr[i + 1]))
			i += 2;
		else
			return i;
	}
}

bool pl_utf8_add(struct pl_utf8 *u, const unsigned char *ptr, size_t len)
{
	size_t i = 0;

	if (u->is_broken)
		return false;
	while (i < len) {
		if (u->need == 0) {
			i += ptr[i] < 0x80 ? pl_scan_ascii(ptr + i, len - i) : common(ptr + i, len - i);
			if (i == len)
				break;
			if (ptr[i] < 0x80)
				continue;
			u->start = u->bytes + i;
			if (!lead(u, ptr[i++]))
				return broken(u);
			continue;
		}
		if (ptr[i] < u->low || ptr[i] > u->high)
			return broken(u);
		i++;
		u->need--;
		u->low = 0x80;
		u->high = 0xBF;
	}
	u->bytes += len;
	return true;
}

bool pl_utf8_add_ascii(struct pl_utf8 *u, size_t len)
{
	if (u->is_broken || u->need > 0)
		return false;
	u->bytes += len;
	return true;
}

bool pl_utf8_finish(struct pl_utf8 *u)
{
	if (!u->is_broken && u->need > 0)
		return broken(u);
	return !u->is_broken;
}

size_t pl_utf8_encode(uint32_t c, unsigned char out[4])
{
	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (unsigned char)(0xC0 | c >> 6);
		out[1] = (unsigned char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (unsigned char)(0xE0 | c >> 12);
		out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (unsigned char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (unsigned char)(0xF0 | c >> 18);
	out[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (unsigned char)(0x80 | (c & 0x3F));
	return 4;
}
