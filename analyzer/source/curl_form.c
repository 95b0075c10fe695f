/* The multipart body of -F and --form-string, as curl's lib/mime.c writes it. */
#include "source/curl_request.h"

#include "base/bytes.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* The attributes behind a value; a pointer of NULL is one that was not given. */
struct form {
	const struct pl_curl_value *value;
	struct pl_str name, content, type, filename, encoder, header;
};

/* The next word up to ; in double quotes or plain; *rest is behind it. */
static struct pl_str word(struct pl_curl_request *r, struct pl_str *rest)
{
	struct pl_str s = *rest;
	size_t end;

	if (s.len > 0 && s.ptr[0] == '"') {
		size_t i = 1, n = 0;
		char *out = NULL;

		while (i < s.len && s.ptr[i] != '"')
			i += s.ptr[i] == '\\' && i + 1 < s.len && (s.ptr[i + 1] == '\\' || s.ptr[i + 1] == '"') ? 2 : 1;
		if (i < s.len) {
			struct pl_str quoted = slice(s, 1, i);

			end = i + pl_str_find_char(pl_str_after(s, i), ';');
			*rest = pl_str_after(s, end);
			if (pl_str_find_char(quoted, '\\') == quoted.len)
				return quoted;
			out = pl_arena_alloc(r->arena, quoted.len + 1);
			for (size_t k = 0; k < quoted.len; k++) {
				if (quoted.ptr[k] == '\\' && k + 1 < quoted.len &&
				    (quoted.ptr[k + 1] == '\\' || quoted.ptr[k + 1] == '"'))
					k++;
				out[n++] = quoted.ptr[k];
			}
			return (struct pl_str){ out, n };
		}
	}
	end = pl_str_find_char(s, ';');
	*rest = pl_str_after(s, end);
	return slice(s, 0, end);
}

/* type= takes the parameters of the media type behind it too. */
static void take_type(struct form *f, struct pl_str *rest)
{
	size_t end = pl_str_find_char(*rest, ';');

	while (end < rest->len) {
		struct pl_str next = pl_str_trim(pl_str_after(*rest, end + 1));

		if (pl_str_starts_nocase(next, PL_STR("filename=")) || pl_str_starts_nocase(next, PL_STR("encoder=")) ||
		    pl_str_starts_nocase(next, PL_STR("headers=")) || pl_str_starts_nocase(next, PL_STR("type=")))
			break;
		end += 1 + pl_str_find_char(pl_str_after(*rest, end + 1), ';');
	}
	f->type = pl_str_trim(slice(*rest, 0, end));
	*rest = pl_str_after(*rest, end);
}

static void take_attributes(struct pl_curl_request *r, struct form *f, struct pl_str rest)
{
	while (rest.len > 0 && (pl_is_blank(rest.ptr[0])))
		rest = pl_str_after(rest, 1);
	f->content = word(r, &rest);
	if (rest.len > 0 || (f->content.len > 0 && f->content.ptr[f->content.len - 1] == ' '))
		while (f->content.len > 0 && pl_is_blank(f->content.ptr[f->content.len - 1]))
			f->content.len--;
	while (rest.len > 0) {
		rest = pl_str_after(rest, 1);
		while (rest.len > 0 && pl_is_blank(rest.ptr[0]))
			rest = pl_str_after(rest, 1);
		if (pl_str_starts_nocase(rest, PL_STR("type="))) {
			rest = pl_str_after(rest, 5);
			take_type(f, &rest);
		} else if (pl_str_starts_nocase(rest, PL_STR("filename="))) {
			rest = pl_str_after(rest, 9);
			f->filename = word(r, &rest);
		} else if (pl_str_starts_nocase(rest, PL_STR("encoder="))) {
			rest = pl_str_after(rest, 8);
			f->encoder = word(r, &rest);
		} else if (pl_str_starts_nocase(rest, PL_STR("headers="))) {
			rest = pl_str_after(rest, 8);
			f->header = word(r, &rest);
		} else {
			word(r, &rest);
		}
	}
}

/* By the end of the file's name, as curl's table has it. */
static struct pl_str type_of(struct pl_str name)
{
	static const char *const types[][2] = {
		{ ".gif", "image/gif" },     { ".jpg", "image/jpeg" },      { ".jpeg", "image/jpeg" },
		{ ".png", "image/png" },     { ".svg", "image/svg+xml" },   { ".txt", "text/plain" },
		{ ".htm", "text/html" },     { ".html", "text/html" },      { ".pdf", "application/pdf" },
		{ ".xml", "application/xml" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct pl_str end = pl_str_from(types[i][0]);

		if (name.len >= end.len && pl_str_equal_nocase(pl_str_after(name, name.len - end.len), end))
			return pl_str_from(types[i][1]);
	}
	return PL_STR("");
}

/* A slice of the value's own word keeps its place; text that was unescaped stands at the option. */
static void add(struct pl_curl_request *r, const struct pl_curl_value *value, struct pl_str text)
{
	const struct pl_str *whole = &value->word->text;

	if (text.ptr >= whole->ptr && text.ptr + text.len <= whole->ptr + whole->len)
		pl_curl_text_add_value(&r->body, value, text);
	else
		pl_curl_text_add(&r->body, text, value->place);
}

/* A name in quotes: quote and line breaks in percent form, or with --form-escape behind a backslash. */
static void add_name(struct pl_curl_request *r, const struct pl_curl_value *value, struct pl_str text)
{
	bool escapes = pl_curl_last(r, PL_CURL_FORM_ESCAPE) != NULL;
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		const char *instead = c == '"'                  ? (escapes ? "\\\"" : "%22")
		                      : c == '\r' && !escapes   ? "%0D"
		                      : c == '\n' && !escapes   ? "%0A"
		                      : c == '\\' && escapes    ? "\\\\"
		                                                : NULL;

		if (instead == NULL)
			continue;
		add(r, value, slice(text, from, i));
		pl_curl_text_add(&r->body, pl_str_from(instead), value->place);
		from = i + 1;
	}
	add(r, value, pl_str_after(text, from));
}

static struct pl_str base_of(struct pl_str path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return pl_str_after(path, i);
	return path;
}

/* The head of a part, up to its empty line. */
static void add_head(struct pl_curl_request *r, const struct form *f, const char *disposition, bool is_file)
{
	struct pl_span place = f->value->place;
	struct pl_str type = f->type, guessed = { NULL, 0 };

	pl_curl_text_add(&r->body, PL_STR("--" PL_CURL_BOUNDARY "\r\nContent-Disposition: "), place);
	pl_curl_text_add(&r->body, pl_str_from(disposition), place);
	if (f->name.len > 0) {
		pl_curl_text_add(&r->body, PL_STR("; name=\""), place);
		add_name(r, f->value, f->name);
		pl_curl_text_add(&r->body, PL_STR("\""), place);
	}
	if (f->filename.ptr) {
		pl_curl_text_add(&r->body, PL_STR("; filename=\""), place);
		add_name(r, f->value, f->filename);
		pl_curl_text_add(&r->body, PL_STR("\""), place);
	}
	if (type.len == 0) {
		guessed = type_of(f->filename);
		if (guessed.len == 0 && is_file)
			guessed = type_of(f->content);
		if (guessed.len == 0 && is_file && f->filename.ptr && !pl_str_equal(f->content, PL_STR("-")))
			guessed = PL_STR("application/octet-stream");
		if (!f->filename.ptr && pl_str_equal(guessed, PL_STR("text/plain")))
			guessed.len = 0;
		type = guessed;
	}
	if (type.len > 0) {
		pl_curl_text_add(&r->body, PL_STR("\r\nContent-Type: "), place);
		add(r, f->value, type);
	}
	if (f->encoder.len > 0) {
		pl_curl_text_add(&r->body, PL_STR("\r\nContent-Transfer-Encoding: "), place);
		add(r, f->value, f->encoder);
	}
	if (f->header.len > 0 && f->header.ptr[0] != '@' && f->header.ptr[0] != '<') {
		pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
		add(r, f->value, f->header);
	}
	pl_curl_text_add(&r->body, PL_STR("\r\n\r\n"), place);
}

static void add_part(struct pl_curl_request *r, const struct pl_curl_item *item, const char *disposition)
{
	const struct pl_curl_value *value = &item->value;
	size_t equals = pl_str_find_char(value->text, '=');
	struct form f = { .value = value, .name = slice(value->text, 0, equals) };
	struct pl_str content = pl_str_after(value->text, equals < value->text.len ? equals + 1 : equals);
	char first = content.len > 0 && item->option == PL_CURL_FORM ? content.ptr[0] : '\0';
	enum pl_curl_use use = PL_CURL_AS_IS;

	r->is_body_unknown |= value->word->has_expansion;
	if (item->option == PL_CURL_FORM_STRING)
		f.content = content;
	else
		take_attributes(r, &f, first == '@' || first == '<' ? pl_str_after(content, 1) : content);
	if (first == '@' && f.filename.ptr == NULL)
		f.filename = base_of(f.content);
	if (pl_str_equal_nocase(f.encoder, PL_STR("base64")))
		use = PL_CURL_BASE64;
	r->is_body_unknown |= pl_str_equal_nocase(f.encoder, PL_STR("quoted-printable")) ||
	                      (use == PL_CURL_BASE64 && first != '@' && first != '<') ||
	                      (f.header.len > 0 && (f.header.ptr[0] == '@' || f.header.ptr[0] == '<')) || first == '(';
	add_head(r, &f, disposition, first == '@' || first == '<');
	/* Several files make a multipart of their own, which is not built. */
	if (first == '@' && content.ptr[1] != '"' && pl_str_find_char(f.content, ',') < f.content.len)
		r->is_body_unknown = true;
	else if (first == '@' || first == '<')
		pl_curl_body_file(r, &r->body, value, f.content, use);
	else
		add(r, value, f.content);
	pl_curl_text_add(&r->body, PL_STR("\r\n"), value->place);
}

void pl_curl_form_build(struct pl_curl_request *r)
{
	struct pl_str type;
	const struct pl_curl_value *header = pl_curl_header(r, PL_STR("content-type"), &type);
	const char *disposition = !header || pl_str_starts_nocase(type, PL_STR("multipart/form-data")) ? "form-data"
	                                                                                               : "attachment";
	struct pl_span place = { 0 };

	for (size_t i = 0; i < r->len; i++) {
		if (r->items[i]->option != PL_CURL_FORM && r->items[i]->option != PL_CURL_FORM_STRING)
			continue;
		add_part(r, r->items[i], disposition);
		place = r->items[i]->value.place;
	}
	pl_curl_text_add(&r->body, PL_STR("--" PL_CURL_BOUNDARY "--\r\n"), place);
}
