/* A growing byte buffer with a maximum. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

void pl_buf_init(struct pl_buf *buf, size_t max)
{
	*buf = (struct pl_buf){ .max = max };
}

static void reserve(struct pl_buf *buf, size_t more)
{
	size_t cap = buf->cap ? buf->cap : 64;

	while (cap - buf->len < more)
		cap *= 2;
	if (cap != buf->cap) {
		buf->ptr = pl_memory_grow(buf->ptr, cap);
		buf->cap = cap;
	}
}

void pl_buf_add(struct pl_buf *buf, const void *bytes, size_t len)
{
	if (len > buf->max - buf->len) {
		buf->is_full = true;
		len = buf->max - buf->len;
	}
	if (len == 0)
		return;
	reserve(buf, len);
	memcpy(buf->ptr + buf->len, bytes, len);
	buf->len += len;
}

void pl_buf_add_str(struct pl_buf *buf, struct pl_str text)
{
	pl_buf_add(buf, text.ptr, text.len);
}

void pl_buf_add_char(struct pl_buf *buf, char c)
{
	pl_buf_add(buf, &c, 1);
}

void pl_buf_printf(struct pl_buf *buf, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return;
	if ((size_t)len > buf->max - buf->len) {
		buf->is_full = true;
		return;
	}
	reserve(buf, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
	va_end(args);
	buf->len += (size_t)len;
}

void pl_buf_clear(struct pl_buf *buf)
{
	buf->len = 0;
	buf->is_full = false;
}

void pl_buf_free(struct pl_buf *buf)
{
	free(buf->ptr);
	*buf = (struct pl_buf){ .max = buf->max };
}
