/* Matching of the patterns of gateway files. */
#include "gateway/pattern.h"

#include "base/bytes.h"
#include "base/number.h"

enum hole { NO_HOLE, BYTES, SIZE, NUMBER };

static const char *const holes[] = { [BYTES] = "{bytes}", [SIZE] = "{size}", [NUMBER] = "{number}" };

bool pl_pattern_glob(struct pl_str pattern, struct pl_str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.len && pl_lower(pattern.ptr[p]) == pl_lower(text.ptr[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

/* Splits the pattern at its first hole: what stands before it, and in *rest what stands behind. */
static struct pl_str before_hole(struct pl_str pattern, enum hole *hole, struct pl_str *rest)
{
	for (size_t i = 0; i < pattern.len; i++)
		for (int h = BYTES; pattern.ptr[i] == '{' && h <= NUMBER; h++)
			if (pl_str_starts(pl_str_after(pattern, i), pl_str_from(holes[h]))) {
				*hole = (enum hole)h;
				*rest = pl_str_after(pattern, i + strlen(holes[h]));
				return (struct pl_str){ pattern.ptr, i };
			}
	*hole = NO_HOLE;
	*rest = PL_STR("");
	return pattern;
}

/* "mb", " MiB", "k": a power of 1024; how many bytes of text it is. */
static size_t read_unit(struct pl_str text, unsigned *shift)
{
	const char *const letters = "kmgt";
	size_t at = text.len > 0 && text.ptr[0] == ' ', len;
	const char *letter = at < text.len ? strchr(letters, pl_lower(text.ptr[at])) : NULL;

	*shift = 0;
	if (letter == NULL || *letter == '\0')
		return 0;
	*shift = (unsigned)(letter - letters + 1) * 10;
	len = at + 1;
	if (pl_str_starts_nocase(pl_str_after(text, len), PL_STR("ib")))
		len += 2;
	else if (pl_str_starts_nocase(pl_str_after(text, len), PL_STR("b")))
		len += 1;
	if (len < text.len && pl_is_alpha(text.ptr[len]))
		return *shift = 0; /* a word that only begins so */
	return len;
}

/* The number at the start of `text`: its length, or 0 when there is none that fits. */
static size_t read_number(struct pl_str text, enum hole hole, uint64_t *value)
{
	struct pl_str digits = { text.ptr, 0 };
	unsigned shift = 0;
	size_t unit = 0;

	while (digits.len < text.len && pl_is_digit(text.ptr[digits.len]))
		digits.len++;
	if (pl_number_decimal(digits, value) != PL_NUMBER_OK)
		return 0;
	if (hole == SIZE)
		unit = read_unit(pl_str_after(text, digits.len), &shift);
	if (*value > UINT64_MAX >> shift)
		return 0;
	*value <<= shift;
	return digits.len + unit;
}

/* How many bytes at the start of `text` the pattern takes; SIZE_MAX when it does not match there. */
static size_t take(struct pl_str pattern, struct pl_str text, uint64_t *value)
{
	struct pl_str literal, rest;
	uint64_t found = 0, number;
	bool is_found = false;
	enum hole hole;
	size_t at = 0, len;

	for (;;) {
		literal = before_hole(pattern, &hole, &rest);
		if (!pl_str_starts(pl_str_after(text, at), literal))
			return SIZE_MAX;
		at += literal.len;
		if (hole == NO_HOLE)
			break;
		len = read_number(pl_str_after(text, at), hole, &number);
		if (len == 0)
			return SIZE_MAX;
		at += len;
		if (hole != NUMBER && !is_found)
			found = number;
		is_found |= hole != NUMBER;
		pattern = rest;
	}
	if (is_found)
		*value = found;
	return at;
}

bool pl_pattern_find(struct pl_str pattern, struct pl_str text, uint64_t *value)
{
	struct pl_str literal, rest;
	enum hole hole;

	literal = before_hole(pattern, &hole, &rest);
	while (literal.len > 0) {
		size_t at = pl_str_find(text, literal);

		if (at == text.len)
			return false;
		text = pl_str_after(text, at);
		if (take(pattern, text, value) != SIZE_MAX)
			return true;
		text = pl_str_after(text, 1);
	}
	return false; /* a pattern begins with a text */
}

bool pl_pattern_is(struct pl_str pattern, struct pl_str text, uint64_t *value)
{
	return take(pattern, text, value) == text.len;
}
