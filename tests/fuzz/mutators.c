/* Each mutation replaces one span by other bytes. */
#include "mutators.h"

#include <string.h>

#include "base/bytes.h"

struct span {
	size_t from, to;
};

static unsigned next(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 8;
}

/* Bytes [from, to) become `with`, which may point into the input; 0 when there is no room. */
static size_t replace(uint8_t *bytes, size_t len, size_t room, struct span span, struct pl_str with)
{
	uint8_t copy[1024];
	size_t size = with.len < sizeof(copy) ? with.len : sizeof(copy);

	if (len - (span.to - span.from) + size > room)
		return 0;
	memcpy(copy, with.ptr, size);
	memmove(bytes + span.from + size, bytes + span.to, len - span.to);
	memcpy(bytes + span.from, copy, size);
	return len - (span.to - span.from) + size;
}

/* The lines that begin with "--" and the boundary, by where they begin; at most `most` of them. */
static size_t delimiters(struct pl_str text, struct pl_str boundary, size_t *at, size_t most)
{
	size_t len = 0;

	for (size_t i = boundary.len + 1; i + 2 + boundary.len <= text.len && len < most; i++)
		if (memcmp(text.ptr + i, "--", 2) == 0 && memcmp(text.ptr + i + 2, boundary.ptr, boundary.len) == 0)
			at[len++] = i;
	return len;
}

size_t pl_mutate_multipart(uint8_t *bytes, size_t len, size_t room, unsigned seed)
{
	static const char *const pieces[] = { "\r\nContent-Disposition: form-data; name=\"a\"", "; filename*=UTF-8''%e4.txt", "\r\n\r\n", "\n",
		                              "\r\n ", "\r\nContent-Type: multipart/mixed; boundary=b", "--", "\r\n--", " \t", "\r",
		                              "\r\nContent-Transfer-Encoding: base64", "; filename=\"\\\"\"", "\0" };
	const struct pl_str text = { (const char *)bytes, len };
	const struct pl_str boundary = { text.ptr, pl_str_find_char(text, '\n') };
	struct span span;
	char line[300] = "\r\n--";
	size_t at[64], count, first, second;
	unsigned kind = next(&seed) % 6;

	if (boundary.len == 0 || boundary.len > 200 || boundary.len >= len)
		return 0;
	count = delimiters(text, boundary, at, sizeof(at) / sizeof(at[0]));
	first = count ? at[next(&seed) % count] : boundary.len + 1;
	second = count ? at[next(&seed) % count] : len;
	span = (struct span){ first, first };
	if (kind == 0) { /* a delimiter, perhaps the last one, perhaps cut short */
		memcpy(line + 4, boundary.ptr, boundary.len);
		memcpy(line + 4 + boundary.len, "--\r\n", 4);
		return replace(bytes, len, room, span, (struct pl_str){ line, 4 + boundary.len - next(&seed) % 2 + next(&seed) % 5 });
	}
	if (kind == 1 && first < second) /* a part twice */
		return replace(bytes, len, room, span, (struct pl_str){ text.ptr + first, second - first });
	if (kind == 2 && first < second) /* a part less */
		return replace(bytes, len, room, (struct span){ first, second }, PL_STR(""));
	if (kind == 3) { /* something behind a delimiter */
		size_t behind = first + 2 + boundary.len <= len ? first + 2 + boundary.len : len;

		return replace(bytes, len, room, (struct span){ behind, behind }, pl_str_from(pieces[next(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]));
	}
	span.from = span.to = boundary.len + 1 + next(&seed) % (len - boundary.len);
	return replace(bytes, len, room, span, pl_str_from(pieces[next(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]));
}

/* The value that begins at or behind `at`: a string, a container or a word. */
static struct span value_from(struct pl_str text, size_t at)
{
	struct span span;
	size_t depth = 0;

	while (at < text.len && text.ptr[at] != ':' && text.ptr[at] != '[' && text.ptr[at] != ',')
		at++;
	for (at++; at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n');)
		at++;
	span.from = span.to = at < text.len ? at : text.len;
	for (; span.to < text.len; span.to++) {
		char c = text.ptr[span.to];

		if (c == '"') {
			for (span.to++; span.to < text.len && text.ptr[span.to] != '"'; span.to++)
				span.to += text.ptr[span.to] == '\\';
			span.to = span.to < text.len ? span.to : text.len - 1;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
			break;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return span;
}

size_t pl_mutate_har(uint8_t *bytes, size_t len, size_t room, unsigned seed)
{
	static const char *const values[] = { "null", "-1", "1e9", "\"\"", "[]", "{}", "true", "\"base64\"", "\"\\u0000\\ud800\"", "\"POST\"", "18446744073709551616",
		                              "[{\"name\": \"Content-Type\", \"value\": \"multipart/form-data; boundary=b\"}]",
		                              "{\"mimeType\": \"application/x-www-form-urlencoded\", \"params\": [{\"name\": \"a\", \"value\": \"b\"}]}",
		                              "\"https://a.example/?a=b\"", "{\"size\": 1, \"text\": \"YQ==\", \"encoding\": \"base64\"}" };
	static const char *const keys[] = { "\"log\": ", "\"entries\": ", "\"request\": ", "\"response\": ", "\"headers\": ", "\"postData\": ", "\"text\": ",
		                            "\"params\": ", "\"mimeType\": ", "\"encoding\": ", "\"bodySize\": ", "\"method\": ", "\"url\": ", "\"_plimsoll\": " };
	const struct pl_str text = { (const char *)bytes, len };
	struct span one, other;

	if (len < 16)
		return 0;
	one = value_from(text, next(&seed) % len);
	other = value_from(text, next(&seed) % len);
	switch (next(&seed) % 5) {
	case 0:
		return replace(bytes, len, room, one, (struct pl_str){ text.ptr + other.from, other.to - other.from });
	case 1:
		return replace(bytes, len, room, one, PL_STR(""));
	case 2:
		return replace(bytes, len, room, (struct span){ one.from, one.from }, pl_str_from(keys[next(&seed) % (sizeof(keys) / sizeof(keys[0]))]));
	default:
		return replace(bytes, len, room, one, pl_str_from(values[next(&seed) % (sizeof(values) / sizeof(values[0]))]));
	}
}
