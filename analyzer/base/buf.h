/* A growing byte buffer with a maximum given at birth. Meeting it sets `is_full` and keeps what fits. */
#ifndef PL_BASE_BUF_H
#define PL_BASE_BUF_H

#include "base/span.h"

struct pl_buf {
	char *ptr;
	size_t len, cap, max;
	bool is_full; /* something did not fit; sticky until pl_buf_clear */
};

void pl_buf_init(struct pl_buf *buf, size_t max);
void pl_buf_add(struct pl_buf *buf, const void *bytes, size_t len);
void pl_buf_add_str(struct pl_buf *buf, struct pl_str text);
void pl_buf_add_char(struct pl_buf *buf, char c);
/* A text that does not fit whole is left out. */
void pl_buf_printf(struct pl_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pl_buf_clear(struct pl_buf *buf);
void pl_buf_free(struct pl_buf *buf);

/* What the buffer holds; valid until the next change. */
static inline struct pl_str pl_buf_str(const struct pl_buf *buf)
{
	return (struct pl_str){ buf->ptr, buf->len };
}
#endif
