/* Each needs a sign that nothing else explains: what a shell would have put in is not judged. */
#include "source/curl_oddities.h"

#include "base/bytes.h"
#include "base/value_names.h"

static bool is_any(struct pl_str text, const char *const *words)
{
	for (; *words; words++)
		if (pl_str_equal_nocase(text, pl_str_from(*words)))
			return true;
	return false;
}

/* One line that ends in the extension of a file, and is no URL. */
static bool is_file_name(struct pl_str text)
{
	static const char *const extensions[] = {
		"png",  "jpg",  "jpeg", "gif",  "webp",  "svg",    "bmp", "tif", "tiff", "heic", "pdf", "doc", "docx", "xls", "xlsx",
		"ppt",  "pptx", "odt",  "zip",  "gz",    "tgz",    "tar", "7z",  "csv",  "tsv",  "json", "jsonl", "ndjson", "xml",
		"yaml", "yml",  "txt",  "md",   "html",  "mp3",    "mp4", "wav", "m4a",  "ogg",  "webm", "mov", "bin", "parquet",
		"sql",  "log",  NULL
	};
	size_t dot = text.len;

	if (text.len > 512 || pl_str_find(text, PL_STR("://")) < text.len)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || memchr("{}<>\"&=?*|", text.ptr[i], 10))
			return false;
	while (dot > 0 && text.ptr[dot - 1] != '.')
		dot--;
	return dot > 1 && text.ptr[dot - 2] != '/' && is_any(pl_str_after(text, dot), extensions);
}

/* ./a, ../a, ~/a or C:\a: a place, and not the name that a file shall have. */
static bool is_path(struct pl_str text)
{
	return pl_str_starts(text, PL_STR("./")) || pl_str_starts(text, PL_STR("../")) || pl_str_starts(text, PL_STR("~/")) ||
	       (text.len > 3 && pl_is_alpha(text.ptr[0]) && text.ptr[1] == ':' && text.ptr[2] == '\\');
}

/* file=./a.png, or file=@a.png behind --form-string. */
static bool is_unread_part(const struct pl_curl_item *item, struct pl_str *name)
{
	static const char *const of_places[] = { "path", "name", "filename", "file_name", "filepath", "file_path", "key", "target",
		                                 "source", "dest", "destination", "folder", NULL };
	struct pl_str text = item->value.text, key = { text.ptr, pl_str_find_char(text, '=') };

	*name = pl_str_after(text, key.len < text.len ? key.len + 1 : key.len);
	if (item->option == PL_CURL_FORM_STRING)
		return pl_str_starts(*name, PL_STR("@")) && is_file_name(pl_str_after(*name, 1));
	name->len = pl_str_find_char(*name, ';');
	if (pl_str_starts(*name, PL_STR("@")) || pl_str_starts(*name, PL_STR("<")) || !is_file_name(*name))
		return false;
	return pl_name_says_file(key) || (is_path(*name) && !is_any(key, of_places));
}

/* -d body.json, or --data-raw @body.json. */
static bool is_unread_data(const struct pl_curl_item *item, struct pl_str *name)
{
	*name = item->value.text;
	if (pl_str_find_char(*name, ' ') < name->len)
		return false;
	if (pl_str_starts(*name, PL_STR("@")))
		return item->option == PL_CURL_DATA_RAW && is_file_name(pl_str_after(*name, 1));
	return item->option != PL_CURL_DATA_URLENCODE && is_file_name(*name);
}

static void note_file_as_text(const struct pl_curl_request *r, struct pl_remark *remark)
{
	for (size_t i = 0; i < r->len && remark->text.len == 0; i++) {
		const struct pl_curl_item *item = r->items[i];
		bool is_form = item->option == PL_CURL_FORM || item->option == PL_CURL_FORM_STRING;
		bool is_data = item->option >= PL_CURL_DATA && item->option <= PL_CURL_JSON;
		struct pl_str name;

		if ((!is_form && !is_data) || (item->value.word && item->value.word->has_expansion))
			continue;
		if (is_form ? is_unread_part(item, &name) : is_unread_data(item, &name))
			*remark = (struct pl_remark){ name, item->value.place };
	}
}

static bool has_boundary(struct pl_str type)
{
	for (size_t i = 0; i < type.len; i++)
		if (pl_str_starts_nocase(pl_str_after(type, i), PL_STR("boundary=")))
			return true;
	return false;
}

/* lib/mime.c puts its boundary behind whatever type is given. */
static void note_form_type(const struct pl_curl_request *r, struct pl_remark *remark)
{
	struct pl_str type;
	const struct pl_curl_value *given = pl_curl_header(r, PL_STR("content-type"), &type);

	if (given == NULL || !pl_curl_sends_form(r) ||
	    (pl_str_starts_nocase(type, PL_STR("multipart/")) && !has_boundary(type)))
		return;
	*remark = (struct pl_remark){ pl_arena_printf(r->arena, "%.*s; boundary=…", PL_STR_ARG(type)), given->place };
}

static bool is_host_name(struct pl_str host)
{
	for (size_t i = 0; i < host.len; i++)
		if (pl_is_alpha(host.ptr[i]))
			return !pl_str_equal_nocase(host, PL_STR("localhost")) && host.ptr[0] != '[';
	return false;
}

/* Over TLS the name of the URL is the one that the server is asked for first. */
static bool is_foreign_host(const struct pl_curl_request *r, struct pl_str host)
{
	const struct pl_curl_item *scheme = pl_curl_last(r, PL_CURL_PROTO_DEFAULT);
	struct pl_curl_url url = pl_curl_url_split(r->url->text, scheme ? scheme->value.text : PL_STR("http"));

	host.len = pl_str_find_char(host, ':');
	return pl_str_equal_nocase(url.scheme, PL_STR("https")) && is_host_name(url.host) && is_host_name(host) &&
	       !(r->url->word && r->url->word->has_expansion) && !pl_str_equal_nocase(url.host, host);
}

static void note_header(const struct pl_curl_request *r, struct pl_remark *remark)
{
	struct pl_str value;
	const struct pl_curl_value *given = pl_curl_header(r, PL_STR("content-length"), &value);

	if (given && value.len > 0 && r->has_body) {
		*remark = (struct pl_remark){ PL_STR("Content-Length, and sends that number whatever the body has"), given->place };
		return;
	}
	given = pl_curl_header(r, PL_STR("transfer-encoding"), &value);
	if (given && value.len > 0 && r->has_body && !pl_str_equal_nocase(value, PL_STR("chunked"))) {
		*remark = (struct pl_remark){ PL_STR("Transfer-Encoding, and codes nothing: it knows chunked alone"), given->place };
		return;
	}
	given = pl_curl_header(r, PL_STR("host"), &value);
	if (given && !(given->word && given->word->has_expansion) && is_foreign_host(r, value))
		*remark = (struct pl_remark){ PL_STR("Host, while TLS asks for the host of the URL"), given->place };
}

/* a=1&b=2, as a query has it. */
static bool is_query(const struct pl_curl_request *r)
{
	struct pl_str type;

	if (pl_curl_header(r, PL_STR("content-type"), &type))
		return false;
	for (size_t i = 0; i < r->len; i++) {
		struct pl_str text = r->items[i]->value.text;

		if (r->items[i]->option == PL_CURL_JSON)
			return false;
		if (r->items[i]->option >= PL_CURL_DATA && r->items[i]->option <= PL_CURL_DATA_URLENCODE &&
		    (text.len == 0 || memchr("{[<@", text.ptr[0], 4) || pl_str_find_char(text, '=') == text.len))
			return false;
	}
	return pl_curl_last(r, PL_CURL_FORM) == NULL && pl_curl_last(r, PL_CURL_FORM_STRING) == NULL && !r->upload;
}

static void note_method(const struct pl_curl_request *r, struct pl_remark *remark)
{
	static const char *const of_bodies[] = { "POST", "PUT", "PATCH", NULL };
	const struct pl_curl_item *item = pl_curl_last(r, PL_CURL_REQUEST);
	struct pl_str method;
	const char *text = NULL;

	if (item == NULL)
		return;
	method = item->value.text;
	if (pl_str_equal(method, PL_STR("GET")) && r->has_body && is_query(r))
		text = "-X GET leaves the data in the body: -G puts it into the query";
	else if (pl_str_equal(method, PL_STR("HEAD")) && !pl_curl_last(r, PL_CURL_HEAD))
		text = "-X HEAD makes curl wait for a body that an answer to HEAD never has: -I asks for the head";
	else if (pl_curl_last(r, PL_CURL_GET) && r->query.len > 0 && is_any(method, of_bodies))
		text = "-G moves the data into the query: the request is sent without a body";
	if (text)
		*remark = (struct pl_remark){ pl_str_from(text), item->value.place };
}

void pl_curl_oddities(const struct pl_curl_request *r, struct pl_remark oddities[PL_CURL_ODDITIES])
{
	note_file_as_text(r, &oddities[PL_CURL_FILE_AS_TEXT]);
	note_form_type(r, &oddities[PL_CURL_TYPE_OF_FORM]);
	note_header(r, &oddities[PL_CURL_HEADER_BY_HAND]);
	note_method(r, &oddities[PL_CURL_METHOD_AGAINST_BODY]);
}
