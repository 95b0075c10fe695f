/* Trials over libcurl, each on a connection of its own that ends in a RST unless its request was complete. */
#include "probe/transport.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "probe/transport_link.h"
#include "probe/wire.h"

uint64_t pl_link_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int pl_link_left_ms(uint64_t then)
{
	uint64_t now = pl_link_now(), left;

	if (then <= now)
		return 0;
	left = (then - now + 999) / 1000;
	return left < 60000 ? (int)left : 60000;
}

void pl_sight_say(struct pl_sight *sight, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(sight->error, sizeof(sight->error), format, args);
	va_end(args);
}

static struct pl_str url_part(struct pl_transport *t, CURLUPart part, unsigned flags)
{
	struct pl_str kept = PL_STR("");
	char *text;

	if (curl_url_get(t->url, part, &text, flags) == CURLUE_OK) {
		kept = pl_arena_str(&t->arena, pl_str_from(text));
		curl_free(text);
	}
	return kept;
}

static bool take_url(struct pl_transport *t, struct plimsoll_error *err)
{
	CURLUcode code = curl_url_set(t->url, CURLUPART_URL, t->target->url, CURLU_DISALLOW_USER);
	struct pl_str scheme, port, query;

	if (code) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "%s is not a URL: %s", t->target->url, curl_url_strerror(code));
		return false;
	}
	scheme = url_part(t, CURLUPART_SCHEME, 0);
	t->is_tls = pl_str_equal(scheme, PL_STR("https"));
	if (!t->is_tls && !pl_str_equal(scheme, PL_STR("http"))) {
		pl_fail(err, PLIMSOLL_USAGE, NULL, "%s is no http or https URL", t->target->url);
		return false;
	}
	port = url_part(t, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
	query = url_part(t, CURLUPART_QUERY, 0);
	t->name = url_part(t, CURLUPART_HOST, 0);
	t->host = port.len ? pl_arena_printf(&t->arena, "%s:%s", t->name.ptr, port.ptr) : t->name;
	t->path = url_part(t, CURLUPART_PATH, 0);
	if (query.len)
		t->path = pl_arena_printf(&t->arena, "%s?%s", t->path.ptr, query.ptr);
	return true;
}

struct pl_transport *pl_transport_open(const struct pl_target *target, struct plimsoll_error *err)
{
	struct pl_transport *t = pl_memory_alloc(sizeof(*t));

	t->target = target;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || (t->share = curl_share_init()) == NULL || (t->url = curl_url()) == NULL) {
		pl_fail(err, PLIMSOLL_IO, NULL, "libcurl cannot be started");
		pl_transport_close(t);
		return NULL;
	}
	curl_share_setopt(t->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
	curl_share_setopt(t->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
	if (!take_url(t, err)) {
		pl_transport_close(t);
		return NULL;
	}
	return t;
}

void pl_transport_close(struct pl_transport *t)
{
	curl_url_cleanup(t->url);
	if (t->share)
		curl_share_cleanup(t->share);
	curl_global_cleanup();
	pl_arena_free(&t->arena);
	free(t);
}

/* Whatever ends this process, the server is to see a reset. */
static int on_socket(void *to, curl_socket_t fd, curlsocktype purpose)
{
	struct pl_link *link = to;
	struct linger reset = { 1, 0 };

	(void)purpose;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	if (link->sockets_len == PL_LINK_SOCKETS)
		return CURL_SOCKOPT_ERROR;
	link->sockets[link->sockets_len++] = fd;
	return CURL_SOCKOPT_OK;
}

static int on_close(void *to, curl_socket_t fd)
{
	struct pl_link *link = to;

	for (size_t i = 0; i < link->sockets_len; i++)
		if (link->sockets[i] == fd)
			link->sockets[i] = link->sockets[--link->sockets_len];
	return close(fd);
}

bool pl_link_open(struct pl_link *link, struct pl_transport *t, uint64_t most_ms)
{
	const char *trusted = getenv("SSL_CERT_FILE");
	CURL *easy = curl_easy_init();

	if (most_ms == 0 || most_ms > t->target->timeout_ms)
		most_ms = t->target->timeout_ms;
	*link = (struct pl_link){ .transport = t, .easy = easy, .start = pl_link_now(), .most_ms = most_ms };
	link->deadline = link->start + most_ms * 1000;
	if (!easy)
		return false;
	curl_easy_setopt(easy, CURLOPT_CURLU, t->url);
	curl_easy_setopt(easy, CURLOPT_SHARE, t->share);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, link->words);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)most_ms);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, link);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, link);
	curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	if (trusted && *trusted)
		curl_easy_setopt(easy, CURLOPT_CAINFO, trusted);
	return true;
}

/* Disconnecting a socket of TCP resets it (connect(2), AF_UNSPEC), so that TLS has nothing left to say good-bye on. */
void pl_link_abandon(struct pl_link *link)
{
	struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	for (size_t i = 0; i < link->sockets_len; i++)
		connect(link->sockets[i], &nowhere, sizeof(nowhere));
}

void pl_link_finish(struct pl_link *link)
{
	struct linger usual = { 0, 0 };

	for (size_t i = 0; i < link->sockets_len; i++)
		setsockopt(link->sockets[i], SOL_SOCKET, SO_LINGER, &usual, sizeof(usual));
}

void pl_link_failed(const struct pl_link *link, CURLcode code, struct pl_sight *sight)
{
	const char *name = link->transport->name.ptr, *words = *link->words ? link->words : curl_easy_strerror(code);
	long number = 0;

	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		sight->ending = PL_ENDED_UNRESOLVED;
		pl_sight_say(sight, "the name %s has no address", name);
		return;
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(link->easy, CURLINFO_OS_ERRNO, &number);
		sight->ending = PL_ENDED_REFUSED_CONNECTION;
		pl_sight_say(sight, "%s takes no connection: %s", link->transport->host.ptr, number ? strerror((int)number) : words);
		return;
	case CURLE_OPERATION_TIMEDOUT:
		sight->ending = PL_ENDED_TIMED_OUT;
		pl_sight_say(sight, "no connection to %s within %llu ms", link->transport->host.ptr, (unsigned long long)link->most_ms);
		return;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		sight->ending = PL_ENDED_UNTRUSTED;
		pl_sight_say(sight, "the certificate of %s is not trusted: %s; SSL_CERT_FILE=FILE names those that are", name, words);
		return;
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		sight->ending = PL_ENDED_RESET;
		break;
	case CURLE_GOT_NOTHING:
		sight->ending = PL_ENDED_CLOSED;
		break;
	case CURLE_HTTP2_STREAM:
		sight->ending = PL_ENDED_STREAM_ERROR;
		break;
	default: /* no TLS, no HTTP/2, no HTTP */
		sight->ending = PL_ENDED_GARBAGE;
		break;
	}
	pl_sight_say(sight, "%s: %s", link->transport->host.ptr, words);
}

bool pl_transport_try(struct pl_transport *t, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight)
{
	struct pl_link link;

	*sight = (struct pl_sight){ .ending = PL_ENDED_TIMED_OUT };
	if (pl_wire_added(trial) > PL_LIMIT_PROBE_HEAD) {
		pl_sight_say(sight, "no head of more than %zu bytes is sent", PL_LIMIT_PROBE_HEAD);
		return false;
	}
	if (!pl_link_open(&link, t, trial->most_ms)) {
		pl_sight_say(sight, "libcurl gives no handle");
		return false;
	}
	if (t->target->is_http2 || trial->strategy == PL_STRATEGY_H2_HEADERS)
		pl_link_try_http2(&link, trial, arena, sight);
	else
		pl_link_try_http1(&link, trial, arena, sight);
	curl_easy_cleanup(link.easy);
	sight->micros = pl_link_now() - link.start;
	return true;
}
