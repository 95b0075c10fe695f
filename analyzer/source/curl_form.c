/* The multipart body of -F and --form-string, as curl's lib/mime.c writes it. */
#include "source/curl_request.h"

#include "base/bytes.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* A part: its content and the attributes behind that; a pointer of NULL is one that was not given. */
struct form {
	const struct pl_curl_value *value;
	enum { PART_OF_TEXT, PART_OF_FILE, PART_OF_PARTS } kind;
	struct pl_str name, content, type, filename, encoder, header;
};

/* How far the next ; is, or the comma where several files may stand. */
static size_t until(struct pl_str s, bool is_list)
{
	size_t end = pl_str_find_char(s, ';'), comma = is_list ? pl_str_find_char(s, ',') : end;

	return comma < end ? comma : end;
}

/* The next word up to there, in double quotes or plain; *rest is behind it. */
static struct pl_str word(struct pl_curl_request *r, struct pl_str *rest, bool is_list)
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

			end = i + until(pl_str_after(s, i), is_list);
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
	end = until(s, is_list);
	*rest = pl_str_after(s, end);
	return slice(s, 0, end);
}

/* type= takes the parameters of the media type behind it too. */
static void take_type(struct form *f, struct pl_str *rest, bool is_list)
{
	size_t end = until(*rest, is_list);

	while (end < rest->len && rest->ptr[end] == ';') {
		struct pl_str next = pl_str_trim(pl_str_after(*rest, end + 1));

		if (pl_str_starts_nocase(next, PL_STR("filename=")) || pl_str_starts_nocase(next, PL_STR("encoder=")) ||
		    pl_str_starts_nocase(next, PL_STR("headers=")) || pl_str_starts_nocase(next, PL_STR("type=")))
			break;
		end += 1 + until(pl_str_after(*rest, end + 1), is_list);
	}
	f->type = pl_str_trim(slice(*rest, 0, end));
	*rest = pl_str_after(*rest, end);
}

static struct pl_str without_blanks(struct pl_str s)
{
	while (s.len > 0 && pl_is_blank(s.ptr[0]))
		s = pl_str_after(s, 1);
	return s;
}

static bool take(struct pl_str *rest, const char *name)
{
	bool is_there = pl_str_starts_nocase(*rest, pl_str_from(name));

	if (is_there)
		*rest = pl_str_after(*rest, strlen(name));
	return is_there;
}

static bool is_type(struct pl_str type)
{
	size_t slash = pl_str_find_char(type, '/');

	return slash > 0 && slash + 1 < type.len && pl_str_find_char(slice(type, 0, slash), ' ') == slash &&
	       strchr(";, \n", type.ptr[slash + 1]) == NULL;
}

/* What curl ends with exit status 2 for. */
static void refuse(struct pl_curl_request *r, const struct pl_curl_value *value, const char *why)
{
	if (r->error.len > 0)
		return;
	r->error = pl_str_from(why);
	r->error_at = value->place;
}

/* A value and its attributes; in a list of files up to the comma, which *rest is left at. */
static void take_attributes(struct pl_curl_request *r, struct form *f, struct pl_str *rest, bool is_list)
{
	*rest = without_blanks(*rest);
	f->content = word(r, rest, is_list);
	if (rest->len > 0 || (f->content.len > 0 && f->content.ptr[f->content.len - 1] == ' '))
		while (f->content.len > 0 && pl_is_blank(f->content.ptr[f->content.len - 1]))
			f->content.len--;
	while (rest->len > 0 && rest->ptr[0] == ';') {
		*rest = without_blanks(pl_str_after(*rest, 1));
		if (take(rest, "type=")) {
			take_type(f, rest, is_list);
			if (!is_type(f->type))
				refuse(r, f->value, "what -F gives as type= is no media type");
		} else if (take(rest, "filename=")) {
			f->filename = word(r, rest, is_list);
		} else if (take(rest, "encoder=")) {
			f->encoder = word(r, rest, is_list);
		} else if (take(rest, "headers=")) {
			f->header = word(r, rest, is_list);
		} else {
			word(r, rest, is_list);
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

/* A multipart that is open. A part of form-data is one whatever it holds, another an attachment where it has a name. */
struct level {
	const struct level *up;
	struct pl_str boundary;
	bool is_form_data;
};

/* The body in the making. */
struct writer {
	struct pl_curl_request *r;
	const struct level *level;
	unsigned boundaries; /* made so far */
};

/* As long as curl's own. */
static struct pl_str new_boundary(struct writer *w)
{
	struct pl_str first = PL_STR(PL_CURL_BOUNDARY);

	if (w->boundaries++ == 0)
		return first;
	return pl_arena_printf(w->r->arena, "%.*s%08u", (int)first.len - 8, first.ptr, w->boundaries - 1);
}

static void begin_level(struct writer *w, struct pl_str boundary, bool is_form_data)
{
	struct level *level = pl_arena_alloc(w->r->arena, sizeof(*level));

	*level = (struct level){ w->level, boundary, is_form_data };
	w->level = level;
}

static void end_level(struct writer *w, struct pl_span place)
{
	pl_curl_text_add(&w->r->body, pl_arena_printf(w->r->arena, "--%.*s--\r\n", PL_STR_ARG(w->level->boundary)), place);
	w->level = w->level->up;
	if (w->level)
		pl_curl_text_add(&w->r->body, PL_STR("\r\n"), place);
}

static void add_disposition(struct writer *w, const struct form *f)
{
	const struct { const char *name; struct pl_str value; } names[] = { { "; name=\"", f->name }, { "; filename=\"", f->filename } };
	struct pl_curl_request *r = w->r;
	struct pl_span place = f->value->place;

	if (!w->level->is_form_data && f->name.len == 0 && f->filename.ptr == NULL)
		return;
	pl_curl_text_add(&r->body, PL_STR("Content-Disposition: "), place);
	pl_curl_text_add(&r->body, w->level->is_form_data ? PL_STR("form-data") : PL_STR("attachment"), place);
	for (size_t i = 0; i < 2; i++) {
		if (names[i].value.len == 0 && (i == 0 || names[i].value.ptr == NULL))
			continue;
		pl_curl_text_add(&r->body, pl_str_from(names[i].name), place);
		add_name(r, f->value, names[i].value);
		pl_curl_text_add(&r->body, PL_STR("\""), place);
	}
	pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
}

/* The type that curl sends when none is given. */
static struct pl_str guessed_type(const struct form *f)
{
	bool is_file = f->kind == PART_OF_FILE;
	struct pl_str type = type_of(f->filename);

	if (type.len == 0 && is_file)
		type = type_of(f->content);
	if (type.len == 0 && is_file && f->filename.ptr && !pl_str_equal(f->content, PL_STR("-")))
		type = PL_STR("application/octet-stream");
	return !f->filename.ptr && pl_str_equal(type, PL_STR("text/plain")) ? PL_STR("") : type;
}

/* The head of a part, up to its empty line; one that is a multipart has a boundary. */
static void add_head(struct writer *w, const struct form *f, struct pl_str boundary)
{
	struct pl_curl_request *r = w->r;
	struct pl_span place = f->value->place;
	struct pl_str type = f->type.len > 0                ? f->type
	                     : f->kind == PART_OF_PARTS ? PL_STR("multipart/mixed")
	                                                    : guessed_type(f);

	pl_curl_text_add(&r->body, pl_arena_printf(r->arena, "--%.*s\r\n", PL_STR_ARG(w->level->boundary)), place);
	add_disposition(w, f);
	if (type.len > 0) {
		pl_curl_text_add(&r->body, PL_STR("Content-Type: "), place);
		add(r, f->value, type);
		if (boundary.len > 0)
			pl_curl_text_add(&r->body, pl_arena_printf(r->arena, "; boundary=%.*s", PL_STR_ARG(boundary)), place);
		pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
	}
	if (f->encoder.len > 0) {
		pl_curl_text_add(&r->body, PL_STR("Content-Transfer-Encoding: "), place);
		add(r, f->value, f->encoder);
		pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
	}
	if (f->header.len > 0 && f->header.ptr[0] != '@' && f->header.ptr[0] != '<') {
		add(r, f->value, f->header);
		pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
	}
	pl_curl_text_add(&r->body, PL_STR("\r\n"), place);
}

/* A part that holds those which follow. */
static void begin_parts(struct writer *w, const struct form *f)
{
	struct pl_str boundary = new_boundary(w);

	add_head(w, f, boundary);
	begin_level(w, boundary, pl_str_starts_nocase(f->type, PL_STR("multipart/form-data")));
}

static void add_part(struct writer *w, const struct form *f)
{
	struct pl_curl_request *r = w->r;
	bool is_base64 = pl_str_equal_nocase(f->encoder, PL_STR("base64"));

	r->is_body_unknown |= pl_str_equal_nocase(f->encoder, PL_STR("quoted-printable")) ||
	                      (is_base64 && f->kind != PART_OF_FILE) ||
	                      (f->header.len > 0 && (f->header.ptr[0] == '@' || f->header.ptr[0] == '<'));
	add_head(w, f, PL_STR(""));
	if (f->kind == PART_OF_FILE)
		pl_curl_body_file(r, &r->body, f->value, f->content, is_base64 ? PL_CURL_BASE64 : PL_CURL_AS_IS);
	else
		add(r, f->value, f->content);
	pl_curl_text_add(&r->body, PL_STR("\r\n"), f->value->place);
}

/* One file is a part; several make a part that holds them. */
static void add_files(struct writer *w, const struct form *group, struct pl_str rest)
{
	bool is_group = false;

	for (;; rest = pl_str_after(rest, 1)) {
		struct form f = { .value = group->value, .kind = PART_OF_FILE };

		take_attributes(w->r, &f, &rest, true);
		if (f.filename.ptr == NULL)
			f.filename = base_of(f.content);
		if (!is_group && rest.len > 0)
			begin_parts(w, group);
		is_group |= rest.len > 0;
		f.name = is_group ? PL_STR("") : group->name;
		add_part(w, &f);
		if (rest.len == 0)
			break;
	}
	if (is_group)
		end_level(w, group->value->place);
}

/* NAME=CONTENT, as curl's tool_formparse.c takes it apart. */
static void add_item(struct writer *w, const struct pl_curl_item *item)
{
	const struct pl_curl_value *value = &item->value;
	size_t equals = pl_str_find_char(value->text, '=');
	struct form f = { .value = value, .name = slice(value->text, 0, equals) };
	struct pl_str content = pl_str_after(value->text, equals < value->text.len ? equals + 1 : equals), rest;
	char first = content.len > 0 && item->option == PL_CURL_FORM ? content.ptr[0] : '\0';

	w->r->is_body_unknown |= value->word->has_expansion;
	if (equals == value->text.len) {
		refuse(w->r, value, "-F takes NAME=CONTENT");
	} else if (item->option == PL_CURL_FORM_STRING) {
		f.content = content;
		add_part(w, &f);
	} else if (f.name.len == 0 && pl_str_equal(content, PL_STR(")"))) {
		if (w->level->up)
			end_level(w, value->place);
		else
			refuse(w->r, value, "-F '=)' closes no multipart that -F '=(' opens");
	} else if (first == '@') {
		f.kind = PART_OF_PARTS;
		add_files(w, &f, pl_str_after(content, 1));
	} else {
		rest = first == '<' || first == '(' ? pl_str_after(content, 1) : content;
		f.kind = first == '<' ? PART_OF_FILE : first == '(' ? PART_OF_PARTS : PART_OF_TEXT;
		take_attributes(w->r, &f, &rest, false);
		if (f.kind != PART_OF_TEXT)
			f.filename = (struct pl_str){ NULL, 0 };
		if (f.kind == PART_OF_PARTS)
			begin_parts(w, &f);
		else
			add_part(w, &f);
	}
}

void pl_curl_form_build(struct pl_curl_request *r)
{
	struct pl_str type;
	const struct pl_curl_value *header = pl_curl_header(r, PL_STR("content-type"), &type);
	struct writer w = { .r = r };
	struct pl_span place = { 0 };

	begin_level(&w, new_boundary(&w), !header || pl_str_starts_nocase(type, PL_STR("multipart/form-data")));
	for (size_t i = 0; i < r->len; i++) {
		if (r->items[i]->option != PL_CURL_FORM && r->items[i]->option != PL_CURL_FORM_STRING)
			continue;
		add_item(&w, r->items[i]);
		place = r->items[i]->value.place;
	}
	while (w.level)
		end_level(&w, place);
}
