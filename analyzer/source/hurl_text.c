/* Texts of a Hurl file as they are sent: escapes undone, placeholders filled, each byte with its place. */
#include "source/hurl.h"

#include "base/bytes.h"
#include "base/number.h"
#include "base/utf8.h"

/* "\u{1F600}"; the length of the escape, 0 when it is none. */
static size_t unicode_escape(struct pl_str s, unsigned char out[4], size_t *len)
{
	size_t end = pl_str_find_char(s, '}');
	uint64_t code_point;

	if (!pl_str_starts(s, PL_STR("\\u{")) || end == s.len ||
	    pl_number_hex((struct pl_str){ s.ptr + 3, end - 3 }, &code_point) != PL_NUMBER_OK || code_point > 0x10FFFF)
		return 0;
	*len = pl_utf8_encode((uint32_t)code_point, out);
	return end + 1;
}

/* The escape that `s` begins with; a backslash before anything else stands for itself. */
static size_t escape(struct pl_str s, unsigned char out[4], size_t *len)
{
	static const char names[] = "bfnrt#:\\/;`\" ", values[] = "\b\f\n\r\t#:\\/;`\" ";
	const char *name = s.len > 1 ? strchr(names, s.ptr[1]) : NULL;

	if (s.len > 1 && s.ptr[1] == 'u')
		return unicode_escape(s, out, len);
	if (name == NULL || *name == '\0')
		return 0;
	out[0] = (unsigned char)values[name - names];
	*len = 1;
	return 2;
}

void pl_hurl_add(const struct pl_hurl *h, struct pl_curl_text *to, struct pl_str slice)
{
	for (size_t i = 0; i < slice.len;) {
		struct pl_str rest = pl_str_after(slice, i);
		unsigned char bytes[4];
		size_t len, taken = slice.ptr[i] == '\\' ? escape(rest, bytes, &len) : 0;

		if (taken == 0) {
			i++;
			continue;
		}
		pl_template_expand(&h->template, &h->view, (struct pl_str){ slice.ptr, i }, to);
		pl_curl_text_add(to, pl_arena_str(to->arena, (struct pl_str){ (const char *)bytes, len }),
		                 pl_view_place(&h->view, (struct pl_str){ rest.ptr, taken }));
		slice = pl_str_after(rest, taken);
		i = 0;
	}
	pl_template_expand(&h->template, &h->view, slice, to);
}

struct pl_curl_text pl_hurl_text(const struct pl_hurl *h, struct pl_str slice)
{
	struct pl_curl_text text = pl_draft_new_text(&h->draft);

	pl_hurl_add(h, &text, slice);
	return text;
}

void pl_hurl_add_type(struct pl_hurl *h, const char *type, struct pl_span at)
{
	if (!h->draft.has_type)
		pl_draft_made_field(&h->draft, PL_STR("Content-Type"), pl_str_from(type), at);
}
