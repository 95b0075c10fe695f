/* The request line and the headers, in the order in which curl's lib/http.c writes them. */
#include "source/curl_request.h"

#include "base/bytes.h"
#include "base/number.h"
#include "parse/base64.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

/* The parts of a URL, slices of it. */
struct url {
	struct pl_str scheme, user, host, port, path, query;
	bool has_user, has_query;
};

static void split_authority(struct url *u, struct pl_str authority)
{
	size_t at = authority.len;
	struct pl_str host;

	while (at > 0 && authority.ptr[at - 1] != '@')
		at--;
	u->has_user = at > 0;
	u->user = slice(authority, 0, at > 0 ? at - 1 : 0);
	host = pl_str_after(authority, at);
	at = host.len > 0 && host.ptr[0] == '[' ? pl_str_find_char(host, ']') : 0;
	at += pl_str_find_char(pl_str_after(host, at), ':');
	u->host = slice(host, 0, at);
	u->port = pl_str_after(host, at < host.len ? at + 1 : at);
}

static struct url split_url(struct pl_str text, struct pl_str scheme)
{
	struct url u = { .scheme = scheme };
	size_t at = pl_str_find(text, PL_STR("://")), end, query;

	if (at > 0 && at < text.len && at < 12) {
		u.scheme = slice(text, 0, at);
		text = pl_str_after(text, at + 3);
	}
	text = slice(text, 0, pl_str_find_char(text, '#'));
	for (end = 0; end < text.len && text.ptr[end] != '/' && text.ptr[end] != '?';)
		end++;
	split_authority(&u, slice(text, 0, end));
	query = pl_str_find_char(text, '?');
	u.path = slice(text, end, query);
	u.has_query = query < text.len;
	u.query = pl_str_after(text, u.has_query ? query + 1 : query);
	return u;
}

const struct pl_curl_value *pl_curl_header(const struct pl_curl_request *r, struct pl_str name, struct pl_str *value)
{
	for (size_t i = 0; i < r->len; i++) {
		struct pl_str text = r->items[i].value.text;

		if (r->items[i].option != PL_CURL_HEADER || !pl_str_starts_nocase(text, name) || text.len == name.len ||
		    (text.ptr[name.len] != ':' && text.ptr[name.len] != ';'))
			continue;
		*value = pl_str_trim(pl_str_after(text, name.len + 1));
		return &r->items[i].value;
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

/* Dot segments go (RFC 3986 section 5.2.4), unless --path-as-is. */
static bool has_dot_segment(struct pl_str path)
{
	for (size_t i = 0; i + 1 < path.len; i++) {
		struct pl_str rest = pl_str_after(path, i + 1);
		size_t len = pl_str_find_char(rest, '/');

		if (path.ptr[i] == '/' && ((len == 1 && rest.ptr[0] == '.') || (len == 2 && rest.ptr[0] == '.' && rest.ptr[1] == '.')))
			return true;
	}
	return false;
}

static struct pl_str without_dots(struct pl_str path, struct pl_arena *arena)
{
	char *out = pl_arena_alloc(arena, path.len + 2);
	size_t n = 0;

	while (path.len > 0) {
		struct pl_str rest = pl_str_after(path, 1), segment = slice(rest, 0, pl_str_find_char(rest, '/'));
		bool is_up = pl_str_equal(segment, PL_STR("..")), is_last = segment.len == rest.len;

		if (is_up)
			while (n > 0 && out[--n] != '/')
				;
		if (!is_up && !pl_str_equal(segment, PL_STR("."))) {
			memcpy(out + n, path.ptr, segment.len + 1);
			n += segment.len + 1;
		} else if (is_last) {
			out[n++] = '/';
		}
		path = pl_str_after(rest, segment.len);
	}
	return (struct pl_str){ out, n };
}

static void add_path(struct pl_curl_request *r, const struct url *u)
{
	const struct pl_curl_value *url = r->url;
	struct pl_str name;

	if (u->path.len == 0)
		pl_curl_text_add(&r->head, PL_STR("/"), url->place);
	else if (!pl_curl_last(r, PL_CURL_PATH_AS_IS) && has_dot_segment(u->path))
		pl_curl_text_add(&r->head, without_dots(u->path, r->arena), url->place);
	else
		pl_curl_text_add_value(&r->head, url, u->path);
	if (r->upload == NULL || pl_str_equal(r->upload->text, PL_STR("-")) || pl_str_equal(r->upload->text, PL_STR(".")) ||
	    (u->path.len > 0 && u->path.ptr[u->path.len - 1] != '/'))
		return;
	name = r->upload->text;
	for (size_t i = name.len; i > 0; i--)
		if (name.ptr[i - 1] == '/') {
			name = pl_str_after(name, i);
			break;
		}
	pl_curl_text_add_value(&r->head, r->upload, name);
}

static void add_target(struct pl_curl_request *r, const struct url *u)
{
	const struct pl_curl_item *target = pl_curl_last(r, PL_CURL_REQUEST_TARGET);

	if (target) {
		pl_curl_text_add_value(&r->head, &target->value, target->value.text);
		return;
	}
	add_path(r, u);
	if (u->has_query || r->query.len > 0)
		pl_curl_text_add(&r->head, PL_STR("?"), r->url->place);
	pl_curl_text_add_value(&r->head, r->url, u->query);
	if (r->query.len > 0 && u->query.len > 0)
		pl_curl_text_add(&r->head, PL_STR("&"), r->url->place);
	for (size_t i = 0; i < r->query.len; i++) {
		struct pl_curl_stretch *s = &r->query.items[i];

		if (s->file)
			continue;
		if (s->is_exact)
			pl_curl_text_add_exact(&r->head, s->text, s->place);
		else
			pl_curl_text_add(&r->head, s->text, s->place);
	}
}

static void add_request_line(struct pl_curl_request *r, const struct url *u)
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
	add_target(r, u);
	pl_curl_text_add(&r->head, pl_curl_last(r, PL_CURL_HTTP10) ? PL_STR(" HTTP/1.0\r\n") : PL_STR(" HTTP/1.1\r\n"),
	                 r->url->place);
}

static void add_host(struct pl_curl_request *r, const struct url *u)
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

static struct pl_str percent_decoded(struct pl_str s, struct pl_arena *arena)
{
	char *out = pl_arena_alloc(arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool is_escape = s.ptr[i] == '%' && i + 2 < s.len && pl_hex_value(s.ptr[i + 1]) >= 0 && pl_hex_value(s.ptr[i + 2]) >= 0;

		out[n++] = is_escape ? (char)(16 * pl_hex_value(s.ptr[i + 1]) + pl_hex_value(s.ptr[i + 2])) : s.ptr[i];
		i += is_escape ? 2 : 0;
	}
	return (struct pl_str){ out, n };
}

/* Basic from -u or the URL; what needs a challenge first goes without. */
static void add_authorization(struct pl_curl_request *r, const struct url *u)
{
	const struct pl_curl_item *bearer = pl_curl_last(r, PL_CURL_BEARER), *user = pl_curl_last(r, PL_CURL_USER);
	const struct pl_curl_item *other = pl_curl_last(r, PL_CURL_OTHER_AUTH);
	const struct pl_curl_value *value = user ? &user->value : r->url;
	struct pl_str pair;
	char *out;

	if (is_given(r, "authorization") || (other && !other->is_off))
		return;
	if (bearer) {
		add_line(r, "Authorization: Bearer ", &bearer->value, bearer->value.text);
		return;
	}
	if (user == NULL && !u->has_user)
		return;
	pair = user ? user->value.text : percent_decoded(u->user, r->arena);
	if (pl_str_find_char(pair, ':') == pair.len)
		pair = pl_arena_printf(r->arena, "%.*s:", PL_STR_ARG(pair));
	out = pl_arena_alloc(r->arena, (pair.len + 2) / 3 * 4 + 1);
	pl_curl_text_add(&r->head, PL_STR("Authorization: Basic "), value->place);
	pl_curl_text_add(&r->head, (struct pl_str){ out, pl_base64_encode((const unsigned char *)pair.ptr, pair.len, out) },
	                 value->place);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), value->place);
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
		const struct pl_curl_value *value = &r->items[i].value;

		if (r->items[i].option != PL_CURL_COOKIE || pl_str_find_char(value->text, '=') == value->text.len)
			continue;
		pl_curl_text_add(&r->head, last ? PL_STR(";") : PL_STR("Cookie: "), value->place);
		pl_curl_text_add_value(&r->head, value, value->text);
		last = value;
	}
	if (last)
		pl_curl_text_add(&r->head, PL_STR("\r\n"), last->place);
}

static bool is_form(const struct pl_curl_request *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (r->items[i].option >= PL_CURL_DATA && r->items[i].option <= PL_CURL_JSON)
			return false;
	return r->has_body && !r->upload;
}

/* -H as typed; one without a value takes away, one that ends in ; is sent empty. */
static void add_given(struct pl_curl_request *r, const struct pl_curl_value *value)
{
	struct pl_str text = value->text;
	size_t colon = pl_str_find_char(text, ':'), semicolon = pl_str_find_char(text, ';');

	if (pl_str_starts_nocase(text, PL_STR("host:")) ||
	    (pl_str_starts_nocase(text, PL_STR("content-type:")) && is_form(r)))
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
		if (r->items[i].option == PL_CURL_HEADER)
			add_given(r, &r->items[i].value);
	if (json) {
		add_own(r, "content-type", "Content-Type: application/json\r\n", json->value.place);
		add_own(r, "accept", "Accept: application/json\r\n", json->value.place);
	}
}

static const struct pl_curl_value *body_option(const struct pl_curl_request *r)
{
	for (size_t i = 0; i < r->len && !r->upload; i++)
		if (r->items[i].option >= PL_CURL_DATA && r->items[i].option <= PL_CURL_FORM_STRING)
			return &r->items[i].value;
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
	if (is_form(r))
		add_form_type(r, place);
	else if (!r->upload && !pl_curl_last(r, PL_CURL_JSON))
		add_own(r, "content-type", "Content-Type: application/x-www-form-urlencoded\r\n", place);
	if (!pl_curl_last(r, PL_CURL_HTTP10) && (r->body.bytes > PL_CURL_EXPECT_ABOVE || (is_chunked && r->upload)))
		add_own(r, "expect", "Expect: 100-continue\r\n", place);
}

void pl_curl_head_build(struct pl_curl_request *r)
{
	const struct pl_curl_item *scheme = pl_curl_last(r, PL_CURL_PROTO_DEFAULT), *agent = pl_curl_last(r, PL_CURL_USER_AGENT);
	struct url u = split_url(r->url->text, scheme ? scheme->value.text : PL_STR("http"));
	const struct pl_curl_item *compressed = pl_curl_last(r, PL_CURL_COMPRESSED);
	struct pl_span place = r->url->place;
	bool is_input = r->upload && (pl_str_equal(r->upload->text, PL_STR("-")) || pl_str_equal(r->upload->text, PL_STR(".")));
	struct pl_str coding = { NULL, 0 };
	bool is_chunked = pl_curl_header(r, PL_STR("transfer-encoding"), &coding)
	                      ? pl_str_equal_nocase(coding, PL_STR("chunked"))
	                      : is_input;

	add_request_line(r, &u);
	add_host(r, &u);
	add_authorization(r, &u);
	add_range(r);
	if (agent && agent->value.text.len > 0 && !is_given(r, "user-agent"))
		add_line(r, "User-Agent: ", &agent->value, agent->value.text);
	else if (!agent)
		add_own(r, "user-agent", "User-Agent: " PL_CURL_USER_AGENT_TEXT "\r\n", place);
	if (!pl_curl_last(r, PL_CURL_JSON))
		add_own(r, "accept", "Accept: */*\r\n", place);
	if (pl_curl_last(r, PL_CURL_TR_ENCODING))
		add_own(r, "te", "Connection: TE\r\nTE: gzip\r\n", place);
	if (compressed && !compressed->is_off)
		add_own(r, "accept-encoding", "Accept-Encoding: deflate, gzip, br, zstd\r\n", compressed->value.place);
	add_referer(r);
	if (is_input && is_chunked)
		add_own(r, "transfer-encoding", "Transfer-Encoding: chunked\r\n", r->upload->place);
	add_cookies(r);
	add_all_given(r);
	if (r->has_body)
		add_body_headers(r, is_chunked);
	pl_curl_text_add(&r->head, PL_STR("\r\n"), place);
	r->uri = pl_arena_printf(r->arena, "%.*s://%.*s%s%.*s", PL_STR_ARG(u.scheme), PL_STR_ARG(u.host),
	                         u.port.len > 0 ? ":" : "", PL_STR_ARG(u.port));
}
