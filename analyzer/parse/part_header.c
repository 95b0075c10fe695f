/* One header line of a multipart part. */
#include "parse/part_header.h"

#include "base/bytes.h"

/* One more line; its length with the line feed, 0 when that is not there yet. */
static size_t take_line(struct pl_part_header *h, const unsigned char *p, size_t at, size_t len,
                        bool is_final)
{
	const unsigned char *lf = at < len ? memchr(p + at, '\n', len - at) : NULL;
	size_t end = lf ? (size_t)(lf - p) : len;

	if (lf == NULL && !is_final)
		return 0;
	h->is_ended = lf != NULL;
	h->text_len = lf && end > at && p[end - 1] == '\r' ? end - 1 : end;
	h->has_lf |= lf && h->text_len == end;
	return end + (lf ? 1 : 0) - at;
}

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Line breaks with the blanks around them become one space. */
static struct pl_str unfold(const unsigned char *p, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < PL_LIMIT_PART_HEAD; i++) {
		if (p[i] != '\r' && p[i] != '\n') {
			out[n++] = (char)p[i];
			continue;
		}
		while (n > 0 && pl_is_blank(out[n - 1]))
			n--;
		while (i + 1 < len && is_space(p[i + 1]))
			i++;
		out[n++] = ' ';
	}
	return (struct pl_str){ out, n };
}

static void split(struct pl_part_header *h, const unsigned char *p, char *unfolded)
{
	const unsigned char *colon = memchr(p, ':', h->text_len);
	size_t end = h->text_len;

	h->has_colon = colon != NULL;
	h->name_len = colon ? (size_t)(colon - p) : h->text_len;
	h->has_bad_name = !pl_is_token((struct pl_str){ (const char *)p, h->name_len });
	h->value_at = colon ? h->name_len + 1 : h->text_len;
	while (h->value_at < end && is_space(p[h->value_at]))
		h->value_at++;
	while (end > h->value_at && is_space(p[end - 1]))
		end--;
	h->value_len = end - h->value_at;
	h->value = h->is_folded ? unfold(p + h->value_at, h->value_len, unfolded)
	                        : (struct pl_str){ (const char *)p + h->value_at, h->value_len };
	for (size_t i = 0; i < h->text_len; i++) {
		h->has_nul |= p[i] == '\0';
		h->has_bare_cr |= p[i] == '\r' && (i + 1 == h->text_len || p[i + 1] != '\n');
	}
}

void pl_part_header_take(struct pl_part_header *h, const unsigned char *p, size_t len, bool is_final,
                         char *unfolded)
{
	size_t at;

	*h = (struct pl_part_header){ 0 };
	at = take_line(h, p, 0, len, is_final);
	h->is_empty = at > 0 && h->text_len == 0 && h->is_ended;
	while (at > 0 && !h->is_empty && h->is_ended) {
		size_t more;

		if (at == len && !is_final)
			return;
		if (at == len || !pl_is_blank((char)p[at]))
			break;
		h->is_folded = true;
		more = take_line(h, p, at, len, is_final);
		if (more == 0)
			return;
		at += more;
	}
	h->len = at;
	split(h, p, unfolded);
}
