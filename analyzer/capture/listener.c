/* Sockets that take connections. */
#include "capture/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"

#define BACKLOG 4096

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET6) {
		struct in6_addr a = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

		return IN6_IS_ADDR_LOOPBACK(&a);
	}
	return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 == 127;
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage bound = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(bound);

	getsockname(fd, (struct sockaddr *)&bound, &len);
	return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&bound)->sin6_port :
	                                           ((struct sockaddr_in *)(void *)&bound)->sin_port);
}

static void note_url(struct pl_listeners *listeners, const struct addrinfo *info, int fd)
{
	char host[INET6_ADDRSTRLEN];

	getnameinfo(info->ai_addr, info->ai_addrlen, host, sizeof(host), NULL, 0, NI_NUMERICHOST);
	if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0)
		snprintf(listeners->url, sizeof(listeners->url), "http://%s:%u", host[0] == ':' ? "[::1]" : "127.0.0.1", port_of(fd));
	else
		snprintf(listeners->url, sizeof(listeners->url), info->ai_family == AF_INET6 ? "http://[%s]:%u" : "http://%s:%u", host,
		         port_of(fd));
}

/* The socket, or -1. */
static int listening(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, info->ai_protocol), on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (info->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

/* Splits "HOST:PORT"; a host in brackets is IPv6. False when it is none. */
static bool split(const char *address, char host[256], char port[8])
{
	const char *colon = strrchr(address, ':'), *bracket = strrchr(address, ']'), *digits;
	size_t len;

	digits = colon && colon > (bracket ? bracket : address - 1) ? colon + 1 : address;
	len = digits == address ? 0 : (size_t)(colon - address);
	if (strlen(digits) > 5 || digits[0] == '\0' || strspn(digits, "0123456789") != strlen(digits) || len > 255)
		return false;
	if (bracket && (address[0] != '[' || bracket + 1 != colon))
		return false;
	snprintf(port, 8, "%s", digits);
	snprintf(host, 256, "%.*s", (int)(bracket ? len - 2 : len), bracket ? address + 1 : address);
	if (host[0] == '\0')
		snprintf(host, 256, "127.0.0.1");
	return strtoul(port, NULL, 10) <= 65535;
}

bool pl_listeners_add(struct pl_listeners *listeners, const char *address, struct plimsoll_error *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *all = NULL;
	char host[256], port[8];
	int code, fd = -1, before = listeners->len;

	if (!split(address, host, port))
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "--listen takes an address and a port such as 127.0.0.1:8080 or [::1]:0, not '%s'",
		               address) == PLIMSOLL_OK;
	code = getaddrinfo(host, port, &hints, &all);
	if (code != 0)
		return pl_fail(err, PLIMSOLL_USAGE, NULL, "--listen %s: %s", address, gai_strerror(code)) == PLIMSOLL_OK;
	for (struct addrinfo *i = all; i && listeners->len < PL_LISTENERS; i = i->ai_next) {
		in_port_t *at = i->ai_family == AF_INET6 ? &((struct sockaddr_in6 *)(void *)i->ai_addr)->sin6_port :
		                                           &((struct sockaddr_in *)(void *)i->ai_addr)->sin_port;

		if (listeners->len > before && *at == 0)
			*at = htons((in_port_t)port_of(listeners->fds[before]));
		if ((fd = listening(i)) < 0)
			continue;
		if (listeners->len == 0)
			note_url(listeners, i, fd);
		listeners->is_public |= !is_loopback(i->ai_addr);
		listeners->fds[listeners->len++] = fd;
	}
	if (listeners->len == before)
		pl_fail(err, PLIMSOLL_USAGE, NULL, "--listen %s: %s", address, strerror(errno));
	freeaddrinfo(all);
	return listeners->len > before;
}

void pl_listeners_close(struct pl_listeners *listeners)
{
	while (listeners->len > 0)
		close(listeners->fds[--listeners->len]);
}
