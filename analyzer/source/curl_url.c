/* Why curl takes no such URL: what its lib/urlapi.c refuses, before any connection. */
#include "source/curl_request.h"

#include "base/bytes.h"
#include "base/number.h"

/* Where a slice of the URL stands in the command. */
static struct pl_span place_of(const struct pl_curl_request *r, struct pl_str slice)
{
	struct pl_curl_text text = { .arena = r->arena };

	pl_curl_text_add_value(&text, r->url, slice);
	return text.len > 0 ? text.items[0].place : r->url->place;
}

/* The first byte that no URL of curl's may hold, or the length. A NUL is in no argument. */
static size_t junk(struct pl_str s)
{
	size_t i = 0;

	while (i < s.len && ((unsigned char)s.ptr[i] > ' ' || s.ptr[i] == '\0') && s.ptr[i] != 0x7F)
		i++;
	return i;
}

static struct pl_str junk_error(const struct pl_curl_request *r, char c, const char *where)
{
	if (c == ' ')
		return pl_arena_printf(r->arena, "a space stands in %s; %%20 is one", where);
	return pl_arena_printf(r->arena, "a control character (%%%02X) stands in %s", (unsigned char)c, where);
}

static bool is_protocol(struct pl_str scheme)
{
	static const char *const names[] = { "dict",  "file",  "ftp",  "ftps",  "gopher", "gophers", "http", "https", "imap", "imaps",
		                             "ipfs",  "ipns",  "ldap", "ldaps", "mqtt",   "pop3",    "pop3s", "rtmp", "rtmpe", "rtmps",
		                             "rtmpt", "rtmpte", "rtmpts", "rtsp", "scp",  "sftp",    "smb",  "smbs",  "smtp", "smtps",
		                             "telnet", "tftp", "ws",   "wss" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal_nocase(scheme, pl_str_from(names[i])))
			return true;
	return false;
}

/* The first byte that no name of a host may hold, or the length. One in percent form is left to be. */
static size_t host_error(struct pl_str host)
{
	size_t i = 0;

	if (host.len > 0 && host.ptr[0] == '[') {
		for (i = 1; i < host.len && host.ptr[i] != ']' && host.ptr[i] != '%'; i++)
			if (pl_hex_value(host.ptr[i]) < 0 && host.ptr[i] != ':' && host.ptr[i] != '.')
				return i;
		return host.ptr[host.len - 1] == ']' ? host.len : 0;
	}
	while (i < host.len && !strchr("/:#?!@{}[]\\$'\"^`*<>=;,+&()", host.ptr[i]))
		i++;
	return i;
}

static struct pl_str authority_error(const struct pl_curl_request *r, const struct pl_curl_url *u, struct pl_span *at)
{
	size_t bad = host_error(u->host);
	uint64_t port = 0;

	*at = r->url->place;
	if (u->host.len == 0)
		return PL_STR("the URL names no host");
	if (bad < u->host.len) {
		*at = place_of(r, (struct pl_str){ u->host.ptr + bad, 1 });
		return pl_arena_printf(r->arena, "%c stands in the URL's host", u->host.ptr[bad]);
	}
	if (u->port.len == 0 || (pl_number_decimal(u->port, &port) == PL_NUMBER_OK && port <= 65535))
		return (struct pl_str){ NULL, 0 };
	*at = place_of(r, u->port);
	return pl_arena_printf(r->arena, "the URL's port '%.*s' is no number up to 65535", PL_STR_ARG(u->port));
}

struct pl_str pl_curl_url_error(const struct pl_curl_request *r, struct pl_span *at)
{
	const struct pl_curl_item *scheme = pl_curl_last(r, PL_CURL_PROTO_DEFAULT);
	struct pl_curl_url u = pl_curl_url_split(r->url->text, scheme ? scheme->value.text : PL_STR("http"));
	size_t bad = junk(r->url->text);

	if (bad < r->url->text.len) {
		*at = place_of(r, (struct pl_str){ r->url->text.ptr + bad, 1 });
		return junk_error(r, r->url->text.ptr[bad], "the URL");
	}
	for (size_t i = 0; i < r->query.len; i++) {
		struct pl_str text = r->query.items[i].text;

		bad = junk(text);
		if (bad == text.len)
			continue;
		*at = r->query.items[i].place;
		return junk_error(r, text.ptr[bad], "what -G puts into the URL, which --data-urlencode would encode");
	}
	if (!is_protocol(u.scheme)) {
		*at = r->url->place;
		return pl_arena_printf(r->arena, "%.*s: is no protocol that curl speaks", PL_STR_ARG(u.scheme));
	}
	return pl_str_equal_nocase(u.scheme, PL_STR("file")) ? (struct pl_str){ NULL, 0 } : authority_error(r, &u, at);
}
