/* URL patterns are read again for each product: they are short, and nothing need be kept. */
#include "source/curl_glob.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"

/* One stretch of the pattern: fixed text, a set or a range. */
struct stretch {
	enum { FIXED, SET, RANGE } kind;
	struct pl_str text; /* of a set, what stands between the braces */
	uint64_t first, step, count;
	int width;          /* of a number with leading zeros */
	bool is_letters;
};

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

static bool is_mark(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']';
}

static bool number(struct pl_str *s, uint64_t *value)
{
	size_t len = 0;
	struct pl_str digits;

	while (len < s->len && pl_is_digit(s->ptr[len]))
		len++;
	digits = slice(*s, 0, len);
	*s = pl_str_after(*s, len);
	return len > 0 && pl_number_decimal(digits, value) == PL_NUMBER_OK;
}

/* "1-9", "001-100:5" or "a-z": what stands between the brackets. */
static bool range(struct pl_str s, struct stretch *out)
{
	uint64_t last;
	size_t len = s.len;

	*out = (struct stretch){ .kind = RANGE, .step = 1 };
	if (s.len >= 3 && pl_is_alpha(s.ptr[0]) && s.ptr[1] == '-' && pl_is_alpha(s.ptr[2])) {
		out->is_letters = true;
		out->first = (unsigned char)s.ptr[0];
		last = (unsigned char)s.ptr[2];
		s = pl_str_after(s, 3);
	} else {
		bool is_padded = s.len > 1 && s.ptr[0] == '0' && pl_is_digit(s.ptr[1]);

		if (!number(&s, &out->first))
			return false;
		out->width = is_padded && len - s.len < 20 ? (int)(len - s.len) : 0;
		if (s.len == 0 || s.ptr[0] != '-')
			return false;
		s = pl_str_after(s, 1);
		if (!number(&s, &last))
			return false;
	}
	if (s.len > 0 && s.ptr[0] == ':') {
		s = pl_str_after(s, 1);
		if (!number(&s, &out->step))
			return false;
	}
	if (s.len > 0 || last < out->first || out->step == 0)
		return false;
	out->count = (last - out->first) / out->step;
	out->count = pl_add_capped(out->count, 1);
	return true;
}

/* An IPv6 address in brackets is none of curl's patterns. */
static bool is_address(struct pl_str inside)
{
	size_t colons = 0;

	for (size_t i = 0; i < inside.len; i++) {
		if (inside.ptr[i] == '%')
			break;
		if (pl_hex_value(inside.ptr[i]) < 0 && inside.ptr[i] != ':' && inside.ptr[i] != '.')
			return false;
		colons += inside.ptr[i] == ':';
	}
	return colons >= 2;
}

static const char *set(struct pl_str *rest, struct stretch *out)
{
	size_t end = pl_str_find_char(*rest, '}');
	struct pl_str inside = slice(*rest, 1, end);

	*out = (struct stretch){ .kind = SET, .text = inside, .count = 1 };
	if (end == rest->len)
		return "the { is not closed";
	if (pl_str_find_char(inside, '{') < inside.len || pl_str_find_char(inside, '[') < inside.len)
		return "braces stand in braces";
	if (inside.len == 0)
		return "the braces are empty";
	for (size_t i = 0; i < inside.len; i++)
		out->count += inside.ptr[i] == ',';
	*rest = pl_str_after(*rest, end + 1);
	return NULL;
}

/* The next stretch of the pattern; *rest is behind it. */
static const char *next(struct pl_str *rest, struct stretch *out)
{
	size_t end = 0;

	if (rest->ptr[0] == '{')
		return set(rest, out);
	if (rest->ptr[0] == '[') {
		end = pl_str_find_char(*rest, ']');
		if (end == rest->len || (!is_address(slice(*rest, 1, end)) && end > 1 && !range(slice(*rest, 1, end), out)))
			return "what stands in [ ] is no range";
		if (end > 1 && !is_address(slice(*rest, 1, end))) {
			*rest = pl_str_after(*rest, end + 1);
			return NULL;
		}
		end++;
	} else if (rest->ptr[0] == '}' || rest->ptr[0] == ']') {
		return "a closing brace or bracket has no opening one";
	}
	while (end < rest->len && !is_mark(rest->ptr[end])) {
		/* A backslash takes the meaning from the next one. */
		end += rest->ptr[end] == '\\' && end + 1 < rest->len && is_mark(rest->ptr[end + 1]) ? 2 : 1;
	}
	*out = (struct stretch){ .kind = FIXED, .text = slice(*rest, 0, end), .count = 1 };
	*rest = pl_str_after(*rest, end);
	return NULL;
}

struct pl_curl_glob pl_curl_glob(struct pl_str url)
{
	struct pl_curl_glob glob = { .url = url, .count = 1 };
	struct pl_str rest = url;

	while (rest.len > 0 && glob.error == NULL) {
		struct stretch s;

		glob.error = next(&rest, &s);
		if (glob.error == NULL)
			glob.count = s.count > UINT64_MAX / glob.count ? UINT64_MAX : glob.count * s.count;
	}
	return glob;
}

static struct pl_str element(struct pl_str list, uint64_t index)
{
	for (;; index--) {
		size_t comma = pl_str_find_char(list, ',');

		if (index == 0)
			return slice(list, 0, comma);
		list = pl_str_after(list, comma + 1);
	}
}

/* Appends what product `index` of the stretch is; no stretch grows. */
static size_t put(const struct stretch *s, uint64_t index, char *out)
{
	struct pl_str text = s->kind == SET ? element(s->text, index) : s->text;
	uint64_t value = s->first + index * s->step;
	size_t n = 0;

	if (s->kind == RANGE && s->is_letters) {
		out[n++] = (char)value;
	} else if (s->kind == RANGE) {
		char digits[24];

		n = (size_t)snprintf(digits, sizeof(digits), "%0*llu", s->width, (unsigned long long)value);
		memcpy(out, digits, n);
	}
	for (size_t i = 0; i < text.len; i++) {
		if (s->kind == FIXED && text.ptr[i] == '\\' && i + 1 < text.len && is_mark(text.ptr[i + 1]))
			i++;
		out[n++] = text.ptr[i];
	}
	return n;
}

/* The products of the stretches behind decide how often this one stays. */
struct pl_str pl_curl_glob_url(const struct pl_curl_glob *glob, uint64_t index, struct pl_arena *arena)
{
	struct pl_str rest = glob->url;
	uint64_t behind = glob->count;
	char *url = pl_arena_alloc(arena, rest.len + 24);
	size_t n = 0;

	while (rest.len > 0) {
		struct stretch s;

		if (next(&rest, &s))
			break;
		behind /= s.count;
		n += put(&s, behind > 0 ? index / behind % s.count : 0, url + n);
	}
	if (n == glob->url.len && memcmp(url, glob->url.ptr, n) == 0)
		return glob->url;
	return (struct pl_str){ url, n };
}
