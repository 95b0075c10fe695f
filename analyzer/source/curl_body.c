/* The body of -d and its kin, of --json and of -T. */
#include "source/curl_request.h"

#include "base/bytes.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* What -d takes from a here-document: all but CR, LF and NUL. The line feed that ends it is the shell's, not missed. */
static void add_stripped(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_stdin *input)
{
	for (size_t at = 0, end; at < input->text.len; at = end + 1) {
		struct pl_span place = input->place;

		for (end = at; end < input->text.len && input->text.ptr[end] != '\0' && input->text.ptr[end] != '\n' &&
		               input->text.ptr[end] != '\r';)
			end++;
		place.off += at;
		if (input->word)
			pl_curl_text_add(text, slice(input->text, at, end), input->place);
		else
			pl_curl_text_add_exact(text, slice(input->text, at, end), place);
		if (end + 1 < input->text.len)
			r->stripped++, r->stripped_at = input->place;
	}
}

static void add_standard_input(struct pl_curl_request *r, struct pl_curl_text *text, enum pl_curl_use use)
{
	const struct pl_curl_stdin *input = r->input;
	bool is_text = input->kind == PL_CURL_STDIN_TEXT && !(input->word && input->word->has_expansion);

	if (input->kind == PL_CURL_STDIN_FILE && !input->file.word->has_expansion) {
		pl_curl_body_file(r, text, &input->file, input->file.text, use);
	} else if (is_text && use == PL_CURL_STRIPPED) {
		add_stripped(r, text, input);
	} else if (is_text && use == PL_CURL_AS_IS && input->word) {
		pl_curl_text_add_value(text, &(struct pl_curl_value){ input->text, input->word, input->place }, input->text);
		pl_curl_text_add(text, PL_STR("\n"), input->place);
	} else if (is_text && use == PL_CURL_AS_IS) {
		pl_curl_text_add_exact(text, input->text, input->place);
	} else {
		r->is_body_unknown = true;
	}
}

void pl_curl_body_file(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value,
                       struct pl_str name, enum pl_curl_use use)
{
	struct pl_curl_file *file;

	if (text == &r->query) {
		pl_curl_query_file(r, text, value, name, use);
		return;
	}
	if (value->word && value->word->has_expansion) {
		r->is_body_unknown = true;
		return;
	}
	if (pl_str_equal(name, PL_STR("-")) && value != &r->input->file) {
		add_standard_input(r, text, use);
		return;
	}
	file = pl_curl_file_look(r->folder, name, value->place, use, r->arena);
	if (file->path == NULL && r->missing == NULL)
		r->missing = file;
	r->is_body_unknown |= file->is_size_unknown;
	if (file->stripped > 0 && r->stripped == 0)
		r->stripped_at = value->place;
	r->stripped += file->stripped;
	if (file->path)
		pl_curl_text_add_file(text, file);
}

void pl_curl_query_file(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value,
                        struct pl_str name, enum pl_curl_use use)
{
	struct pl_str content = { NULL, 0 };
	bool is_known = !pl_str_equal(name, PL_STR("-")) && !(value->word && value->word->has_expansion);
	struct pl_curl_file *file = NULL;
	char *out;
	size_t len = 0;

	if (is_known)
		file = pl_curl_file_read(r->folder, name, value->place, r->arena, &content);
	if (file && file->path == NULL && r->missing == NULL)
		r->missing = file;
	if (content.ptr == NULL) {
		r->is_head_partial |= file == NULL || file->path;
		return;
	}
	out = pl_arena_alloc(r->arena, 3 * content.len + 1);
	if (use == PL_CURL_URLENCODED) {
		len = pl_curl_urlencode((const unsigned char *)content.ptr, content.len, out);
	} else {
		for (size_t i = 0; i < content.len; i++)
			if (use != PL_CURL_STRIPPED || !memchr("\r\n", content.ptr[i], 3))
				out[len++] = content.ptr[i];
	}
	pl_curl_text_add(text, (struct pl_str){ out, len }, value->place);
}

static void add_encoded(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value,
                        struct pl_str content)
{
	char *out = pl_arena_alloc(r->arena, 3 * content.len + 1);
	size_t len = pl_curl_urlencode((const unsigned char *)content.ptr, content.len, out);

	pl_curl_text_add(text, (struct pl_str){ out, len }, value->place);
}

/* "content", "=content", "name=content", "@file" or "name@file". */
static void add_urlencoded(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_value *value)
{
	struct pl_str all = value->text;
	size_t at = pl_str_find_char(all, '=');

	if (at == all.len)
		at = pl_str_find_char(all, '@');
	if (at == all.len) {
		add_encoded(r, text, value, all);
		return;
	}
	if (at > 0) {
		pl_curl_text_add_value(text, value, slice(all, 0, at));
		pl_curl_text_add(text, PL_STR("="), value->place);
	}
	if (all.ptr[at] == '=')
		add_encoded(r, text, value, pl_str_after(all, at + 1));
	else
		pl_curl_body_file(r, text, value, pl_str_after(all, at + 1), PL_CURL_URLENCODED);
}

static void add_data(struct pl_curl_request *r, struct pl_curl_text *text, const struct pl_curl_item *item)
{
	const struct pl_curl_value *value = &item->value;
	enum pl_curl_use use = item->option == PL_CURL_DATA ? PL_CURL_STRIPPED : PL_CURL_AS_IS;

	if (item->option == PL_CURL_DATA_URLENCODE)
		add_urlencoded(r, text, value);
	else if (item->option != PL_CURL_DATA_RAW && pl_str_starts(value->text, PL_STR("@")))
		pl_curl_body_file(r, text, value, pl_str_after(value->text, 1), use);
	else
		pl_curl_text_add_value(text, value, value->text);
}

static bool is_data(enum pl_curl_option option)
{
	return option >= PL_CURL_DATA && option <= PL_CURL_JSON;
}

/* Pieces are joined by &, but what --json adds is not. */
static bool build_data(struct pl_curl_request *r, struct pl_curl_text *text)
{
	bool is_any = false;

	for (size_t i = 0; i < r->len; i++) {
		const struct pl_curl_item *item = r->items[i];

		if (!is_data(item->option))
			continue;
		if (text == &r->body)
			r->is_body_unknown |= item->value.word && item->value.word->has_expansion;
		if (is_any && item->option != PL_CURL_JSON)
			pl_curl_text_add(text, PL_STR("&"), item->value.place);
		add_data(r, text, item);
		is_any = true;
	}
	return is_any;
}

void pl_curl_body_build(struct pl_curl_request *r)
{
	bool is_get = pl_curl_last(r, PL_CURL_GET) != NULL;

	if (is_get)
		build_data(r, &r->query);
	if (r->upload) {
		bool is_input = pl_str_equal(r->upload->text, PL_STR("-")) || pl_str_equal(r->upload->text, PL_STR("."));

		pl_curl_body_file(r, &r->body, r->upload, is_input ? PL_STR("-") : r->upload->text, PL_CURL_AS_IS);
		r->has_body = true;
	} else if (!is_get && build_data(r, &r->body)) {
		r->has_body = true;
	} else if (pl_curl_last(r, PL_CURL_FORM) || pl_curl_last(r, PL_CURL_FORM_STRING)) {
		pl_curl_form_build(r);
		r->has_body = true;
	}
	for (size_t i = 0; i < r->len; i++) {
		const struct pl_curl_value *value = &r->items[i]->value;

		if (r->items[i]->option != PL_CURL_URL_QUERY)
			continue;
		if (r->query.len > 0)
			pl_curl_text_add(&r->query, PL_STR("&"), value->place);
		if (pl_str_starts(value->text, PL_STR("+")))
			pl_curl_text_add_value(&r->query, value, pl_str_after(value->text, 1));
		else
			add_urlencoded(r, &r->query, value);
	}
}
