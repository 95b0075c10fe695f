/* JSON pointers, segment by segment. */
#include "extract/json_pointer.h"

static void append(struct pl_json_pointer *p, const char *text, size_t len)
{
	size_t room = sizeof(p->text) - p->len;

	len = len < room ? len : room;
	memcpy(p->text + p->len, text, len);
	p->len += len;
}

void pl_json_pointer_key(struct pl_json_pointer *p, size_t container, struct pl_str key)
{
	size_t start = 0;

	p->len = container;
	append(p, "/", 1);
	for (size_t i = 0; i < key.len; i++)
		if (key.ptr[i] == '~' || key.ptr[i] == '/') {
			append(p, key.ptr + start, i - start);
			append(p, key.ptr[i] == '~' ? "~0" : "~1", 2);
			start = i + 1;
		}
	append(p, key.ptr + start, key.len - start);
}

void pl_json_pointer_index(struct pl_json_pointer *p, size_t container, uint64_t index)
{
	char digits[21];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + index % 10);
	while ((index /= 10) > 0);
	digits[--at] = '/';
	p->len = container;
	append(p, digits + at, sizeof(digits) - at);
}

struct pl_str pl_json_pointer_name(struct pl_str pointer)
{
	size_t start = pointer.len;

	while (start > 0 && pointer.ptr[start - 1] != '/')
		start--;
	return pl_str_after(pointer, start);
}
