/* Between the files of the transport: a URL taken apart, and an easy handle whose connections end in a reset. */
#ifndef PL_PROBE_TRANSPORT_LINK_H
#define PL_PROBE_TRANSPORT_LINK_H

#include <curl/curl.h>

#include "probe/transport.h"

#define PL_LINK_SOCKETS 8

struct pl_transport {
	const struct pl_target *target;
	CURLSH *share;       /* names resolved and TLS sessions, of which a trial costs nothing twice */
	CURLU *url;
	struct pl_arena arena; /* of the texts below */
	struct pl_str name, host, path; /* of the server, of the Host line, of the request line; each ended by NUL */
	bool is_tls;
};

/* One connection. `deadline` is on the clock of pl_link_now. */
struct pl_link {
	struct pl_transport *transport;
	CURL *easy;
	char words[CURL_ERROR_SIZE]; /* of libcurl, when something failed */
	curl_socket_t sockets[PL_LINK_SOCKETS]; /* that are open, also while it connects to several addresses at once */
	size_t sockets_len;
	uint64_t start, deadline, most_ms; /* most_ms: from one to the other */
};

/* Microseconds of a clock that only goes forward. */
uint64_t pl_link_now(void);
/* What is left until `then`, in milliseconds, rounded up; 0 when it has passed. */
int pl_link_left_ms(uint64_t then);
/* With `most_ms` for all of it, or the target's timeout_ms where that is less or this is 0. False when libcurl gives no
 * handle. */
bool pl_link_open(struct pl_link *link, struct pl_transport *t, uint64_t most_ms);
/* Breaks off: what was sent and not read is dropped and the server gets a RST, no FIN and no close_notify. */
void pl_link_abandon(struct pl_link *link);
/* The request was complete: the connection may end as usual. */
void pl_link_finish(struct pl_link *link);
/* How a trial ended that libcurl gave up, with sight->error filled. */
void pl_link_failed(const struct pl_link *link, CURLcode code, struct pl_sight *sight);
/* Fills sight->error. */
void pl_sight_say(struct pl_sight *sight, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* HTTP/1.1 by the byte, and HTTP/2 as libcurl speaks it. */
void pl_link_try_http1(struct pl_link *link, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight);
void pl_link_try_http2(struct pl_link *link, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight);
#endif
