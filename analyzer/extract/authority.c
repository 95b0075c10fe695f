/* Authorities, taken apart and judged. */
#include "extract/authority.h"

#include <arpa/inet.h>

#include "base/bytes.h"
#include "base/number.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return s.len == 0 ? s : (struct pl_str){ s.ptr + from, to - from };
}

struct pl_str pl_authority_of(struct pl_str uri)
{
	size_t at = pl_str_find(uri, PL_STR("://")), end;

	if (at == uri.len || at == 0)
		return slice(uri, 0, 0);
	for (end = at += 3; end < uri.len && !memchr("/?#", uri.ptr[end], 3);)
		end++;
	return slice(uri, at, end);
}

struct pl_str pl_authority_without_user(struct pl_str authority)
{
	size_t at = pl_str_find_char(authority, '@');

	return at < authority.len ? pl_str_after(authority, at + 1) : authority;
}

struct pl_str pl_authority_host(struct pl_str authority)
{
	struct pl_str host = pl_authority_without_user(authority);

	if (host.len > 0 && host.ptr[0] == '[')
		return slice(host, 1, pl_str_find_char(host, ']') > 1 ? pl_str_find_char(host, ']') : 1);
	return slice(host, 0, pl_str_find_char(host, ':'));
}

static bool is_address(int family, struct pl_str text)
{
	unsigned char address[sizeof(struct in6_addr)];
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.ptr, '\0', text.len))
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return inet_pton(family, copy, address) == 1;
}

static const char *port_problem(struct pl_str rest)
{
	uint64_t port;

	if (rest.len == 0 || (rest.ptr[0] == ':' && rest.len == 1))
		return NULL;
	if (rest.ptr[0] != ':' || pl_number_decimal(pl_str_after(rest, 1), &port) != PL_NUMBER_OK || port > 65535)
		return "its port is not a number up to 65535";
	return NULL;
}

/* IP-literal of RFC 3986 section 3.2.2, with a zone as RFC 6874 writes it. */
static const char *bracketed_problem(struct pl_str host)
{
	size_t end = pl_str_find_char(host, ']');
	struct pl_str address = slice(host, 1, end < host.len ? end : host.len);

	if (end == host.len)
		return "a bracket is not closed";
	address.len = pl_str_find_char(address, '%');
	if (!is_address(AF_INET6, address) && !(address.len > 0 && pl_lower(address.ptr[0]) == 'v'))
		return "what stands in brackets is no IPv6 address";
	return port_problem(pl_str_after(host, end + 1));
}

const char *pl_authority_problem(struct pl_str host)
{
	size_t colon = pl_str_find_char(host, ':');
	struct pl_str name = slice(host, 0, colon);

	if (host.len > 0 && host.ptr[0] == '[')
		return bracketed_problem(host);
	if (pl_str_find(host, PL_STR("://")) < host.len)
		return "it is a URL, and should be its host alone";
	if (memchr(host.ptr ? host.ptr : "", '/', host.len))
		return "a path stands behind the host";
	if (colon < host.len && pl_str_find_char(pl_str_after(host, colon + 1), ':') < host.len - colon - 1)
		return is_address(AF_INET6, host) ? "an IPv6 address must stand in brackets" : "two colons stand in it";
	for (size_t i = 0; i < name.len; i++)
		if (!pl_is_alpha(name.ptr[i]) && !pl_is_digit(name.ptr[i]) && !memchr("-._~%!$&'()*+;=", name.ptr[i], 15))
			return "a character stands in it that no host name has";
	if (name.len == 0 && host.len > 0)
		return "a port without a host";
	return port_problem(pl_str_after(host, colon));
}

bool pl_authority_is_ip(struct pl_str host)
{
	return is_address(AF_INET, slice(host, 0, pl_str_find_char(host, ':'))) ||
	       (host.len > 0 && host.ptr[0] == '[' && bracketed_problem(host) == NULL);
}

static struct pl_str without_port(struct pl_str host, struct pl_str port)
{
	if (pl_str_ends(host, port) && host.len > port.len && host.ptr[host.len - port.len - 1] == ':')
		host.len -= port.len + 1;
	else if (host.len > 0 && host.ptr[host.len - 1] == ':')
		host.len--;
	return host;
}

bool pl_authority_equal(struct pl_str a, struct pl_str b, struct pl_str default_port)
{
	return pl_str_equal_nocase(without_port(a, default_port), without_port(b, default_port));
}
