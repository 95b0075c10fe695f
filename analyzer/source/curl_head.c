/* The request line and the headers, in the order in which curl's lib/http.c writes them. */
#include "source/curl_request.h"

#include "base/bytes.h"
#include "base/number.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

const struct pl_curl_value *pl_curl_header(const struct pl_curl_request *r, struct pl_str name, struct pl_str *value)
{
	for (size_t i = 0; i < r->len; i++) {
		struct pl_str text = r->items[i]->value.text;

		if (r->items[i]->option != PL_CURL_HEADER || !pl_str_starts_nocase(text, name) || text.len == name.len ||
		    (text.ptr[name.len] != ':' && text.ptr[name.len] != ';'))
			continue;
		*value = pl_str_trim(pl_str_after(text, name.len + 1));
		return &r->items[i]->value;
	}
	return NULL;
}

static bool is_given(const struct pl_curl_request *r, const char *name)
{
	struct pl_str value;

	return pl_curl_header(r, pl_str_from(name), &value) != NULL;
}

/* "name: value" for an option; the value keeps its place. */
static void add_line(struct pl_curl_request *r, const char *name, const struct pl_curl_value *value, struct pl_str text)
{
	pl_curl_text_add(&r->head, pl_str_from(name), value->place);
	pl_curl_text_add_value(&r->head, value, text);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), value->place);
}

static void add_request_line(struct pl_curl_request *r, const struct pl_curl_url *u)
{
	const struct pl_curl_item *method = pl_curl_last(r, PL_CURL_REQUEST);

	if (method)
		pl_curl_text_add_value(&r->head, &method->value, method->value.text);
	else
		pl_curl_text_add(&r->head,
		                 r->upload                         ? PL_STR("PUT")
		                 : r->has_body                     ? PL_STR("POST")
		                 : pl_curl_last(r, PL_CURL_HEAD)   ? PL_STR("HEAD")
		                                                   : PL_STR("GET"),
		                 r->upload ? r->upload->place : r->url->place);
	pl_curl_text_add(&r->head, PL_STR(" "), r->url->place);
	pl_curl_target_add(r, u);
	pl_curl_text_add(&r->head, pl_curl_last(r, PL_CURL_HTTP10) ? PL_STR(" HTTP/1.0\r\n") : PL_STR(" HTTP/1.1\r\n"),
	                 r->url->place);
}

static void add_host(struct pl_curl_request *r, const struct pl_curl_url *u)
{
	struct pl_str value;
	const struct pl_curl_value *given = pl_curl_header(r, PL_STR("host"), &value);
	bool is_default = pl_str_equal(u->port, PL_STR("")) ||
	                  (pl_str_equal_nocase(u->scheme, PL_STR("http")) && pl_str_equal(u->port, PL_STR("80"))) ||
	                  (pl_str_equal_nocase(u->scheme, PL_STR("https")) && pl_str_equal(u->port, PL_STR("443")));

	if (given) {
		if (value.len > 0)
			add_line(r, "Host: ", given, value);
		return;
	}
	pl_curl_text_add(&r->head, PL_STR("Host: "), r->url->place);
	pl_curl_text_add_value(&r->head, r->url, u->host);
	if (!is_default) {
		pl_curl_text_add(&r->head, PL_STR(":"), r->url->place);
		pl_curl_text_add_value(&r->head, r->url, u->port);
	}
	pl_curl_text_add(&r->head, PL_STR("\r\n"), r->url->place);
}

static void add_range(struct pl_curl_request *r)
{
	const struct pl_curl_item *range = pl_curl_last(r, PL_CURL_RANGE);

	if (range == NULL || is_given(r, r->has_body ? "content-range" : "range"))
		return;
	pl_curl_text_add(&r->head, r->has_body ? PL_STR("Content-Range: bytes ") : PL_STR("Range: bytes="), range->value.place);
	pl_curl_text_add_value(&r->head, &range->value, range->value.text);
	if (pl_str_find_char(range->value.text, '-') == range->value.text.len)
		pl_curl_text_add(&r->head, PL_STR("-"), range->value.place);
	if (r->has_body)
		pl_curl_text_add(&r->head, pl_arena_printf(r->arena, "/%llu", (unsigned long long)r->body.bytes),
		                 range->value.place);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), range->value.place);
}

static void add_own(struct pl_curl_request *r, const char *name, const char *line, struct pl_span place)
{
	if (!is_given(r, name))
		pl_curl_text_add(&r->head, pl_str_from(line), place);
}

static void add_referer(struct pl_curl_request *r)
{
	const struct pl_curl_item *referer = pl_curl_last(r, PL_CURL_REFERER);
	struct pl_str text;

	if (referer == NULL || is_given(r, "referer"))
		return;
	text = slice(referer->value.text, 0, pl_str_find(referer->value.text, PL_STR(";auto")));
	if (text.len > 0)
		add_line(r, "Referer: ", &referer->value, text);
}

/* -b with an equals sign is a cookie; without, a file of cookies, which is not read. */
static void add_cookies(struct pl_curl_request *r)
{
	const struct pl_curl_value *last = NULL;

	if (is_given(r, "cookie"))
		return;
	for (size_t i = 0; i < r->len; i++) {
		const struct pl_curl_value *value = &r->items[i]->value;

		if (r->items[i]->option != PL_CURL_COOKIE || pl_str_find_char(value->text, '=') == value->text.len)
			continue;
		pl_curl_text_add(&r->head, last ? PL_STR(";") : PL_STR("Cookie: "), value->place);
		pl_curl_text_add_value(&r->head, value, value->text);
		last = value;
	}
	if (last)
		pl_curl_text_add(&r->head, PL_STR("\r\n"), last->place);
}

bool pl_curl_sends_form(const struct pl_curl_request *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (r->items[i]->option >= PL_CURL_DATA && r->items[i]->option <= PL_CURL_JSON)
			return false;
	return r->has_body && !r->upload;
}

struct item_list {
	const struct pl_curl_item **items;
	size_t room;
};

static void push(struct pl_curl_request *r, struct item_list *list, const struct pl_curl_item *item)
{
	if (r->len == list->room) {
		const struct pl_curl_item **grown = pl_arena_alloc(r->arena, 2 * list->room * sizeof(*grown));

		memcpy(grown, list->items, list->room * sizeof(*grown));
		list->items = grown;
		list->room *= 2;
	}
	list->items[r->len++] = item;
}

/* The lines of a file, each a header given at the option. */
static void read_lines(struct pl_curl_request *r, struct item_list *list, const struct pl_curl_item *item)
{
	const struct pl_curl_value *value = &item->value;
	struct pl_curl_file *file = NULL;
	struct pl_str text = { NULL, 0 };

	if (!value->word->has_expansion && !pl_str_equal(value->text, PL_STR("@-")))
		file = pl_curl_file_read(r->folder, pl_str_after(value->text, 1), value->place, r->arena, &text);
	if (file && file->path == NULL && r->missing == NULL)
		r->missing = file;
	r->is_head_partial |= text.ptr == NULL;
	while (text.len > 0) {
		size_t end = pl_str_find_char(text, '\n');
		struct pl_curl_item *line = pl_arena_alloc(r->arena, sizeof(*line));

		*line = *item;
		line->value.text = slice(text, 0, end > 0 && text.ptr[end - 1] == '\r' ? end - 1 : end);
		line->value.word = NULL;
		if (line->value.text.len > 0 && line->value.text.ptr[0] != '#')
			push(r, list, line);
		text = pl_str_after(text, end < text.len ? end + 1 : end);
	}
}

static bool is_header_file(const struct pl_curl_item *item)
{
	return item->option == PL_CURL_HEADER && pl_str_starts(item->value.text, PL_STR("@"));
}

void pl_curl_headers_read(struct pl_curl_request *r)
{
	const struct pl_curl_operation *o = r->operation;
	struct item_list list;
	size_t files = 0;

	r->items = o->items;
	r->len = o->len;
	for (size_t i = 0; i < o->len; i++)
		files += is_header_file(o->items[i]);
	if (files == 0)
		return;
	list.room = o->len;
	list.items = pl_arena_alloc(r->arena, list.room * sizeof(*list.items));
	r->len = 0;
	for (size_t i = 0; i < o->len; i++)
		if (is_header_file(o->items[i]))
			read_lines(r, &list, o->items[i]);
		else
			push(r, &list, o->items[i]);
	r->items = list.items;
}

/* -H as typed; one without a value takes away, one that ends in ; is sent empty. */
static void add_given(struct pl_curl_request *r, const struct pl_curl_value *value)
{
	struct pl_str text = value->text;
	size_t colon = pl_str_find_char(text, ':'), semicolon = pl_str_find_char(text, ';');

	if (pl_str_starts_nocase(text, PL_STR("host:")) ||
	    (pl_str_starts_nocase(text, PL_STR("content-type:")) && pl_curl_sends_form(r)))
		return;
	if (colon < text.len && colon > 0 && pl_str_trim(pl_str_after(text, colon + 1)).len > 0) {
		pl_curl_text_add_value(&r->head, value, text);
		pl_curl_text_add(&r->head, PL_STR("\r\n"), value->place);
	} else if (colon == text.len && semicolon > 0 && semicolon < text.len &&
	           pl_str_trim(pl_str_after(text, semicolon + 1)).len == 0) {
		pl_curl_text_add_value(&r->head, value, slice(text, 0, semicolon));
		pl_curl_text_add(&r->head, PL_STR(":\r\n"), value->place);
	}
}

static void add_all_given(struct pl_curl_request *r)
{
	const struct pl_curl_item *json = pl_curl_last(r, PL_CURL_JSON);

	for (size_t i = 0; i < r->len; i++)
		if (r->items[i]->option == PL_CURL_HEADER)
			add_given(r, &r->items[i]->value);
	if (json) {
		add_own(r, "content-type", "Content-Type: application/json\r\n", json->value.place);
		add_own(r, "accept", "Accept: application/json\r\n", json->value.place);
	}
}

static const struct pl_curl_value *body_option(const struct pl_curl_request *r)
{
	for (size_t i = 0; i < r->len && !r->upload; i++)
		if (r->items[i]->option >= PL_CURL_DATA && r->items[i]->option <= PL_CURL_FORM_STRING)
			return &r->items[i]->value;
	return r->upload;
}

static void add_form_type(struct pl_curl_request *r, struct pl_span place)
{
	struct pl_str type;
	const struct pl_curl_value *given = pl_curl_header(r, PL_STR("content-type"), &type);

	pl_curl_text_add(&r->head, PL_STR("Content-Type: "), given ? given->place : place);
	if (given)
		pl_curl_text_add_value(&r->head, given, type);
	else
		pl_curl_text_add(&r->head, PL_STR("multipart/form-data"), place);
	pl_curl_text_add(&r->head, PL_STR("; boundary=" PL_CURL_BOUNDARY "\r\n"), given ? given->place : place);
}

/* What tells about the body. A chunked one has no Content-Length; one that is not known gets none either. */
static void add_body_headers(struct pl_curl_request *r, bool is_chunked)
{
	struct pl_span place = body_option(r)->place;

	if (!is_chunked && !r->is_body_unknown && !r->missing && !is_given(r, "content-length"))
		pl_curl_text_add(&r->head,
		                 pl_arena_printf(r->arena, "Content-Length: %llu\r\n", (unsigned long long)r->body.bytes), place);
	if (pl_curl_sends_form(r))
		add_form_type(r, place);
	else if (!r->upload && !pl_curl_last(r, PL_CURL_JSON))
		add_own(r, "content-type", "Content-Type: application/x-www-form-urlencoded\r\n", place);
	if (!pl_curl_last(r, PL_CURL_HTTP10) && (r->body.bytes > PL_CURL_EXPECT_ABOVE || (is_chunked && r->upload)))
		add_own(r, "expect", "Expect: 100-continue\r\n", place);
}

static void add_user_agent(struct pl_curl_request *r)
{
	const struct pl_curl_item *agent = pl_curl_last(r, PL_CURL_USER_AGENT);

	if (agent && agent->value.text.len > 0 && !is_given(r, "user-agent"))
		add_line(r, "User-Agent: ", &agent->value, agent->value.text);
	else if (!agent)
		add_own(r, "user-agent", "User-Agent: " PL_CURL_USER_AGENT_TEXT "\r\n", r->url->place);
}

static void add_codings(struct pl_curl_request *r)
{
	const struct pl_curl_item *compressed = pl_curl_last(r, PL_CURL_COMPRESSED);

	if (pl_curl_last(r, PL_CURL_TR_ENCODING))
		add_own(r, "te", "Connection: TE\r\nTE: gzip\r\n", r->url->place);
	if (compressed && !compressed->is_off)
		add_own(r, "accept-encoding", "Accept-Encoding: deflate, gzip, br, zstd\r\n", compressed->value.place);
}

void pl_curl_head_build(struct pl_curl_request *r)
{
	const struct pl_curl_item *scheme = pl_curl_last(r, PL_CURL_PROTO_DEFAULT);
	struct pl_curl_url u = pl_curl_url_split(r->url->text, scheme ? scheme->value.text : PL_STR("http"));
	bool is_input = r->upload && (pl_str_equal(r->upload->text, PL_STR("-")) || pl_str_equal(r->upload->text, PL_STR(".")));
	struct pl_str coding = { NULL, 0 };
	bool is_chunked = pl_curl_header(r, PL_STR("transfer-encoding"), &coding)
	                      ? pl_str_equal_nocase(coding, PL_STR("chunked"))
	                      : is_input;

	add_request_line(r, &u);
	add_host(r, &u);
	if (!is_given(r, "authorization"))
		pl_curl_authorization_add(r, &u);
	add_range(r);
	add_user_agent(r);
	if (!pl_curl_last(r, PL_CURL_JSON))
		add_own(r, "accept", "Accept: */*\r\n", r->url->place);
	add_codings(r);
	add_referer(r);
	if (is_input && is_chunked)
		add_own(r, "transfer-encoding", "Transfer-Encoding: chunked\r\n", r->upload->place);
	add_cookies(r);
	add_all_given(r);
	if (r->has_body)
		add_body_headers(r, is_chunked);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), r->url->place);
	r->uri = pl_arena_printf(r->arena, "%.*s://%.*s%s%.*s", PL_STR_ARG(u.scheme), PL_STR_ARG(u.host),
	                         u.port.len > 0 ? ":" : "", PL_STR_ARG(u.port));
}
