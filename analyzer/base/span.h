/* Borrowed bytes and the places they stand at. Nothing here owns memory.
 * Origin 0 is nowhere; the other origins are rows of source/origin.h. */
#ifndef PL_BASE_SPAN_H
#define PL_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed text, not terminated by NUL. */
struct pl_str {
	const char *ptr;
	size_t len;
};

/* A place: bytes [off, off+len) of an origin. All zero means nowhere. */
struct pl_span {
	uint32_t origin;
	uint64_t off, len;
};

/* A run of input that knows its place: byte i stands at off+i. Lent until the next call of whoever lent it.
 * A hole (ptr NULL, len > 0) is bytes that are known to be there but were not read. */
struct pl_run {
	const unsigned char *ptr;
	size_t len;
	uint32_t origin;
	uint64_t off;
};

#define PL_STR(literal) ((struct pl_str){ literal, sizeof(literal) - 1 })
/* For printf's "%.*s". */
#define PL_STR_ARG(s) (int)(s).len, (s).ptr

static inline struct pl_str pl_str_from(const char *text)
{
	return (struct pl_str){ text, text ? strlen(text) : 0 };
}

static inline bool pl_str_equal(struct pl_str a, struct pl_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline struct pl_str pl_str_after(struct pl_str s, size_t n)
{
	/* Nothing may be added to a null pointer, not even 0. */
	return (struct pl_str){ n ? s.ptr + n : s.ptr, s.len - n };
}

static inline bool pl_run_is_hole(const struct pl_run *run)
{
	return run->ptr == NULL && run->len > 0;
}

/* Drops the first n bytes (n <= run->len). */
static inline void pl_run_skip(struct pl_run *run, size_t n)
{
	if (run->ptr)
		run->ptr += n;
	run->len -= n;
	run->off += n;
}

/* The first n bytes (n <= run->len) as a run of its own; the rest stays in `run`. */
static inline struct pl_run pl_run_take(struct pl_run *run, size_t n)
{
	struct pl_run taken = *run;

	taken.len = n;
	pl_run_skip(run, n);
	return taken;
}

static inline struct pl_span pl_run_span(const struct pl_run *run, size_t len)
{
	return (struct pl_span){ run->origin, run->off, len };
}

/* Grows `span` over the first n bytes of `run`, or starts it there when it is nowhere. */
static inline void pl_span_cover(struct pl_span *span, const struct pl_run *run, size_t n)
{
	if (span->origin == 0)
		*span = pl_run_span(run, n);
	else if (span->origin == run->origin && run->off + n > span->off + span->len)
		span->len = run->off + n - span->off;
}

static inline struct pl_str pl_run_text(const struct pl_run *run)
{
	return (struct pl_str){ (const char *)run->ptr, run->len };
}
#endif
