/* Units are gathered byte by byte: a run may end anywhere. */
#include "extract/transcode.h"

#include "base/utf8.h"

#define UNIT_MOST 8 /* bytes that one unit can add: a lone half before it, and itself */

void pl_transcode_begin(struct pl_transcode *t, const char *form, uint32_t layer)
{
	t->width = strstr(form, "32") ? 4 : 2;
	t->is_little = strstr(form, "le") != NULL;
	t->is_begun = false;
	t->unit_len = 0;
	t->high = 0;
	t->layer = layer;
	t->off = 0;
}

static bool hand_over(struct pl_transcode *t, size_t n, struct pl_run *out)
{
	*out = (struct pl_run){ t->out, n, t->layer, t->off };
	t->off += n;
	return n > 0;
}

/* A number that is no character is written as a byte that no UTF-8 holds. */
static size_t put(unsigned char *out, uint32_t c)
{
	if (c <= 0x10FFFF)
		return pl_utf8_encode(c, out);
	out[0] = 0xFF;
	return 1;
}

static size_t take_unit(struct pl_transcode *t, uint32_t unit, unsigned char *out)
{
	bool is_first = !t->is_begun;
	size_t n = 0;

	t->is_begun = true;
	if (is_first && unit == 0xFEFF)
		return 0;
	if (t->high && unit >= 0xDC00 && unit < 0xE000) {
		n = put(out, 0x10000 + ((t->high - 0xD800) << 10) + (unit - 0xDC00));
		t->high = 0;
		return n;
	}
	if (t->high)
		n = put(out, t->high);
	t->high = t->width == 2 && unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
	return t->high ? n : n + put(out + n, unit);
}

bool pl_transcode_next(struct pl_transcode *t, struct pl_run *in, struct pl_run *out)
{
	size_t n = 0;

	while (in->len > 0 && n + UNIT_MOST <= sizeof(t->out)) {
		uint32_t unit = 0;

		t->unit[t->unit_len++] = in->ptr[0];
		pl_run_skip(in, 1);
		if (t->unit_len < t->width)
			continue;
		for (size_t i = 0; i < t->width; i++)
			unit = unit << 8 | t->unit[t->is_little ? t->width - 1 - i : i];
		t->unit_len = 0;
		n += take_unit(t, unit, t->out + n);
	}
	return hand_over(t, n, out);
}

bool pl_transcode_finish(struct pl_transcode *t, struct pl_run *out)
{
	size_t n = t->high ? put(t->out, t->high) : 0;

	if (t->unit_len > 0)
		n += put(t->out + n, UINT32_MAX);
	t->high = 0;
	t->unit_len = 0;
	return hand_over(t, n, out);
}
