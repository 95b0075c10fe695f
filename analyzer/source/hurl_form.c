/* [Form] and [Multipart] of a Hurl request, as hurl hands them to libcurl. */
#include "source/hurl.h"

#include "base/bytes.h"

#define BOUNDARY "------------------------plimsollplimsollplims0"

static bool is_unreserved(unsigned char c)
{
	return pl_is_alpha((char)c) || pl_is_digit((char)c) || (c != '\0' && strchr("-._~", c));
}

/* As curl_easy_escape does; what was encoded stands at the whole of the value. A placeholder that nothing was put into stays. */
static void add_encoded(const struct pl_hurl *h, struct pl_curl_text *to, struct pl_str value)
{
	struct pl_curl_text text = pl_hurl_text(h, value);
	struct pl_str flat = pl_draft_flat(&text);
	size_t n = 0, i = 0;
	char *coded;

	while (i < flat.len && is_unreserved((unsigned char)flat.ptr[i]))
		i++;
	if (i == flat.len || pl_str_find(flat, PL_STR("{{")) < flat.len) {
		pl_draft_add_all(to, &text);
		return;
	}
	coded = pl_arena_alloc(to->arena, 3 * flat.len + 1);
	for (i = 0; i < flat.len; i++) {
		unsigned char c = (unsigned char)flat.ptr[i];

		if (is_unreserved(c))
			coded[n++] = (char)c;
		else
			n += (size_t)snprintf(coded + n, 4, "%%%02X", c);
	}
	pl_curl_text_add(to, (struct pl_str){ coded, n }, pl_view_place(&h->view, value));
}

void pl_hurl_add_pairs(const struct pl_hurl *h, const struct pl_hurl_entry *entry, enum pl_hurl_section section,
                       struct pl_curl_text *to)
{
	bool is_first = true;

	for (size_t i = 0; i < entry->len; i++) {
		const struct pl_hurl_pair *pair = &entry->pairs[i];

		if (pair->section != section)
			continue;
		if (!is_first)
			pl_curl_text_add(to, PL_STR("&"), pl_view_place(&h->view, pair->key));
		is_first = false;
		pl_hurl_add(h, to, pair->key);
		pl_curl_text_add(to, PL_STR("="), pl_view_place(&h->view, pair->key));
		add_encoded(h, to, pair->value);
	}
}

/* A quote or a line end in a name or a file's name, as libcurl writes it since 7.81. */
static void add_quoted(const struct pl_hurl *h, struct pl_curl_text *to, struct pl_str written)
{
	struct pl_curl_text text = pl_hurl_text(h, written);
	struct pl_str flat = pl_draft_flat(&text);
	size_t from = 0;

	for (size_t i = 0; i < flat.len; i++) {
		if (flat.ptr[i] != '"' && flat.ptr[i] != '\r' && flat.ptr[i] != '\n')
			continue;
		pl_draft_add_slice(to, &text, from, i - from);
		pl_curl_text_add(to, flat.ptr[i] == '"' ? PL_STR("%22") : flat.ptr[i] == '\r' ? PL_STR("%0D") : PL_STR("%0A"),
		                 pl_view_place(&h->view, written));
		from = i + 1;
	}
	pl_draft_add_slice(to, &text, from, flat.len - from);
}

/* hurl's own table of names. */
static struct pl_str type_of(struct pl_str name)
{
	static const char *const types[][2] = { { ".gif", "image/gif" },  { ".jpg", "image/jpeg" },     { ".jpeg", "image/jpeg" },
		                                { ".png", "image/png" },  { ".svg", "image/svg+xml" },  { ".txt", "text/plain" },
		                                { ".htm", "text/html" },  { ".html", "text/html" },     { ".pdf", "application/pdf" },
		                                { ".xml", "application/xml" } };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (pl_str_ends(name, pl_str_from(types[i][0])))
			return pl_str_from(types[i][1]);
	return PL_STR("application/octet-stream");
}

/* "file,NAME; TYPE" */
static void add_file_part(struct pl_hurl *h, const struct pl_hurl_pair *pair)
{
	struct pl_str value = pl_str_after(pair->value, strlen("file,")), name, written;
	size_t end = pl_str_find_char(value, ';');
	struct pl_curl_text *to = &h->draft.body, text, type;
	struct pl_span at = pl_view_place(&h->view, pair->key);

	written = pl_str_trim((struct pl_str){ value.ptr, end });
	text = pl_hurl_text(h, written);
	name = pl_draft_flat(&text);
	value = pl_str_trim(pl_str_after(value, end < value.len ? end + 1 : end));
	type = pl_hurl_text(h, value);
	pl_curl_text_add(to, PL_STR("; filename=\""), at);
	add_quoted(h, to, written);
	pl_curl_text_add(to, PL_STR("\"\r\nContent-Type: "), at);
	pl_draft_add_all(to, &type);
	if (type.bytes == 0)
		pl_curl_text_add(to, type_of(name), at);
	pl_curl_text_add(to, PL_STR("\r\n\r\n"), at);
	pl_draft_file(&h->draft, name, pl_view_place(&h->view, written), PL_CURL_AS_IS);
}

static void add_part(struct pl_hurl *h, const struct pl_hurl_pair *pair)
{
	struct pl_curl_text *to = &h->draft.body;
	struct pl_span at = pl_view_place(&h->view, pair->key);

	pl_curl_text_add(to, PL_STR("--" BOUNDARY "\r\nContent-Disposition: form-data; name=\""), at);
	add_quoted(h, to, pair->key);
	pl_curl_text_add(to, PL_STR("\""), at);
	if (pl_str_starts(pair->value, PL_STR("file,"))) {
		add_file_part(h, pair);
	} else {
		pl_curl_text_add(to, PL_STR("\r\n\r\n"), at);
		pl_hurl_add(h, to, pair->value);
	}
	pl_curl_text_add(to, PL_STR("\r\n"), at);
}

void pl_hurl_add_form(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	pl_hurl_add_pairs(h, entry, PL_HURL_FORM, &h->draft.body);
	if (h->draft.body.len > 0)
		pl_hurl_add_type(h, "application/x-www-form-urlencoded", h->draft.body.items[0].place);
}

void pl_hurl_add_multipart(struct pl_hurl *h, const struct pl_hurl_entry *entry)
{
	struct pl_curl_text *to = &h->draft.body;

	if (to->len > 0)
		return;
	for (size_t i = 0; i < entry->len; i++)
		if (entry->pairs[i].section == PL_HURL_MULTIPART)
			add_part(h, &entry->pairs[i]);
	if (to->len == 0)
		return;
	pl_curl_text_add(to, PL_STR("--" BOUNDARY "--\r\n"), to->items[0].place);
	pl_hurl_add_type(h, "multipart/form-data; boundary=" BOUNDARY, to->items[0].place);
}
