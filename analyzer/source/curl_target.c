/* The URL of a curl request, and the request target that it gives. */
#include "source/curl_request.h"

#include "base/bytes.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

static void split_authority(struct pl_curl_url *u, struct pl_str authority)
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

struct pl_curl_url pl_curl_url_split(struct pl_str text, struct pl_str scheme)
{
	struct pl_curl_url u = { .scheme = scheme };
	size_t at = pl_str_find(text, PL_STR(":/")), slashes = 0, end, query;

	if (at > 0 && at < text.len && at < 12) {
		u.scheme = slice(text, 0, at);
		/* curl takes one slash, two or three. */
		while (slashes < 3 && at + 1 + slashes < text.len && text.ptr[at + 1 + slashes] == '/')
			slashes++;
		text = pl_str_after(text, at + 1 + slashes);
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

static void add_path(struct pl_curl_request *r, const struct pl_curl_url *u)
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

void pl_curl_target_add(struct pl_curl_request *r, const struct pl_curl_url *u)
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

		if (s->is_exact)
			pl_curl_text_add_exact(&r->head, s->text, s->place);
		else
			pl_curl_text_add(&r->head, s->text, s->place);
	}
}
