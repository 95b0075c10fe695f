/* Blocks of a file through the unescaper, and the way back. */
#include "source/json_string.h"

#define STRIDE PL_LIMIT_BLOCK /* between marks, at first */

static void start(const struct pl_json_string *s, struct pl_json_cursor *c, uint64_t bytes, uint64_t off)
{
	pl_json_enter_string(&c->json);
	c->bytes = bytes;
	c->off = off;
	c->left = c->last = (struct pl_run){ .origin = s->text.origin, .off = off };
	c->is_over = c->is_cut = false;
}

static bool read_block(const struct pl_json_string *s, struct pl_json_cursor *c)
{
	uint64_t there = s->text.off + s->text.len - c->off;
	size_t n = there < sizeof(c->block) ? (size_t)there : sizeof(c->block);

	n = n > 0 ? pl_reader_read_at(s->reader, c->off, c->block, n) : 0;
	c->left = (struct pl_run){ c->block, n, s->text.origin, c->off };
	c->off += n;
	c->is_cut |= n == 0;
	return n > 0;
}

/* On by what one event brings; false at the end of the string. */
static bool step(const struct pl_json_string *s, struct pl_json_cursor *c)
{
	const struct pl_json_event *ev = pl_json_next(&c->json, &c->left);

	c->last.len = 0;
	if (ev->kind == PL_JSON_TEXT) {
		c->last = ev->run;
		c->at = ev->span;
		c->bytes += ev->run.len;
	} else if (ev->kind == PL_JSON_STRING_END || ev->kind == PL_JSON_BAD || (ev->kind == PL_JSON_MORE && !read_block(s, c))) {
		c->is_over = true;
	}
	return !c->is_over;
}

/* Every second mark goes when there is no room. */
static void add_mark(struct pl_json_string *s)
{
	size_t len = s->marks_len;

	if (s->now.bytes < s->marks[len - 1].bytes + s->stride || !pl_json_is_in_text(&s->now.json))
		return;
	if (len == PL_JSON_STRING_MARKS) {
		for (len = 0; 2 * len < PL_JSON_STRING_MARKS; len++)
			s->marks[len] = s->marks[2 * len];
		s->stride *= 2;
	}
	s->marks[len].bytes = s->now.bytes;
	s->marks[len].off = s->now.left.off;
	s->marks_len = len + 1;
}

/* From the last mark before byte `n` on, unless the cursor stands nearer. */
static void rewind_to(struct pl_json_string *s, uint64_t n)
{
	size_t i = s->marks_len - 1;

	while (s->marks[i].bytes > n)
		i--;
	if (s->again.bytes - s->again.last.len > n || s->again.bytes < s->marks[i].bytes)
		start(s, &s->again, s->marks[i].bytes, s->marks[i].off);
}

/* Where byte `n` begins, or with `is_end` what ends there. */
static uint64_t file_offset(struct pl_json_string *s, uint64_t n, bool is_end)
{
	struct pl_json_cursor *c = &s->again;
	uint64_t into;

	rewind_to(s, n);
	while (c->bytes < n && !c->is_over) {
		size_t taken = pl_json_unescape(&c->json, &c->left, NULL, (size_t)(n - c->bytes));

		c->bytes += taken;
		if (taken > 0)
			c->last.len = 0;
		else
			step(s, c);
	}
	if (c->bytes <= n)
		return c->last.len > 0 ? c->at.off + c->at.len : c->left.off;
	into = n - (c->bytes - c->last.len);
	if (c->at.len == c->last.len)
		return c->at.off + into;
	return is_end && into > 0 ? c->at.off + c->at.len : c->at.off;
}

static struct pl_span place(void *ctx, struct pl_span at)
{
	struct pl_json_string *s = ctx;
	uint64_t from = file_offset(s, at.off, false), to = at.len > 0 ? file_offset(s, at.off + at.len, true) : from;

	return (struct pl_span){ s->text.origin, from, to - from };
}

void pl_json_string_restart(struct pl_json_string *s)
{
	s->is_given = false;
	if (s->is_whole)
		return;
	s->len = 0;
	start(s, &s->now, 0, s->text.off + 1);
}

void pl_json_string_begin(struct pl_json_string *s, struct pl_reader *reader, struct pl_span text, struct pl_origins *origins,
                          const char *via)
{
	s->reader = reader;
	s->text = text;
	s->origin = pl_origin_placed(origins, via, place, s);
	s->marks[0].bytes = 0;
	s->marks[0].off = text.off + 1;
	s->marks_len = 1;
	s->stride = STRIDE;
	s->is_whole = false;
	pl_json_string_restart(s);
	start(s, &s->again, 0, text.off + 1);
}

struct pl_run pl_json_string_next(struct pl_json_string *s)
{
	struct pl_json_cursor *c = &s->now;
	uint64_t off = c->bytes;

	if (s->is_whole) {
		size_t len = s->is_given ? 0 : s->len;

		s->is_given = true;
		return (struct pl_run){ s->bytes, len, s->origin, 0 };
	}
	s->len = 0;
	while (s->len < PL_LIMIT_BLOCK && !c->is_over) {
		size_t n = pl_json_unescape(&c->json, &c->left, s->bytes + s->len, PL_LIMIT_BLOCK - s->len);

		c->bytes += n;
		if (n == 0 && step(s, c) && c->last.len > 0) {
			memcpy(s->bytes + s->len, c->last.ptr, c->last.len);
			n = c->last.len;
		}
		s->len += n;
	}
	s->is_whole = off == 0 && c->is_over && !c->is_cut;
	s->is_given = true;
	if (!c->is_over)
		add_mark(s);
	return (struct pl_run){ s->bytes, s->len, s->origin, off };
}
