/* Characters and their widths. The ranges follow East Asian Width (Unicode Standard Annex 11: W and F) and the general
 * categories Mn, Me and Cf, coarsely: a character off by a cell moves a caret, no more. */
#include "base/glyph.h"

#include <stdio.h>

struct range {
	uint32_t first, last;
};

static const struct range wide[] = {
	{ 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x23E9, 0x23EC },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },
	{ 0x26A1, 0x26A1 },   { 0x26CE, 0x26CE },   { 0x2705, 0x2705 },   { 0x270A, 0x270B },   { 0x2728, 0x2728 },
	{ 0x274C, 0x274C },   { 0x2753, 0x2755 },   { 0x2795, 0x2797 },   { 0x2B1B, 0x2B1C },   { 0x2E80, 0x303E },
	{ 0x3041, 0x33FF },   { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xA000, 0xA4CF },   { 0xA960, 0xA97F },
	{ 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },   { 0xFFE0, 0xFFE6 },
	{ 0x16FE0, 0x18AFF }, { 0x1B000, 0x1B2FF }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF },
	{ 0x1FA70, 0x1FAFF }, { 0x20000, 0x3FFFD },
};

static const struct range combining[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x064B, 0x065F },   { 0x0900, 0x0902 },
	{ 0x093C, 0x093C }, { 0x0941, 0x0948 }, { 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A },   { 0x0E47, 0x0E4E },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F },   { 0xFE20, 0xFE2F },
	{ 0x1F3FB, 0x1F3FF }, { 0xE0100, 0xE01EF },
};

/* C1 controls, and what is there to be seen by nobody: format characters, private use, line separators. */
static const struct range hidden[] = {
	{ 0x80, 0x9F },     { 0xAD, 0xAD },     { 0x061C, 0x061C },   { 0x180E, 0x180E },   { 0x200B, 0x200F },
	{ 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xE000, 0xF8FF },   { 0xFEFF, 0xFEFF },   { 0xFFF0, 0xFFFB },
	{ 0xFFFE, 0xFFFF }, { 0xE0000, 0xE007F }, { 0xF0000, 0x10FFFF },
};

static bool is_in(uint32_t c, const struct range *ranges, size_t len)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < len && c >= ranges[low].first;
}

#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* The code point that begins `text`, and its length in bytes; 0 when it is no UTF-8 (RFC 3629 section 4). */
static size_t decode(struct pl_str text, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)text.ptr[0];
	size_t len = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;

	if (len == 0 || len > text.len)
		return 0;
	*c = len == 1 ? first : first & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		unsigned char next = (unsigned char)text.ptr[i];

		if ((next & 0xC0) != 0x80)
			return 0;
		*c = *c << 6 | (next & 0x3Fu);
	}
	return *c < least[len] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF) ? 0 : len;
}

struct pl_glyph pl_glyph_at(struct pl_str text)
{
	struct pl_glyph g = { .len = 1, .columns = 1 };
	uint32_t c = 0;
	size_t len = decode(text, &c);

	g.code_point = c;
	if (len == 0 || (c < 0x20 && c != '\t') || c == 0x7F) {
		g.is_byte = len == 0;
		g.columns = (unsigned)snprintf(g.text, sizeof(g.text), "\\x%02x", (unsigned char)text.ptr[0]);
	} else if (IS_IN(c, hidden)) {
		g.len = len;
		g.is_hidden = true;
		g.columns = (unsigned)snprintf(g.text, sizeof(g.text), "\\u{%x}", c);
	} else {
		g.len = len;
		memcpy(g.text, c == '\t' ? " " : text.ptr, len);
		g.columns = IS_IN(c, combining) ? 0 : IS_IN(c, wide) ? 2 : 1;
	}
	return g;
}
