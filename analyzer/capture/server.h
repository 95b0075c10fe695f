/* The server of capture: sockets, their time and their number. One thread. */
#ifndef PL_CAPTURE_SERVER_H
#define PL_CAPTURE_SERVER_H

#include "capture/conduct.h"
#include "capture/listener.h"
#include "capture/tape.h"

struct pl_server_options {
	struct pl_listeners listeners;
	struct pl_conduct conduct;
	struct pl_tapes tapes;
	const char *forward;  /* pass requests on to that URL; or NULL */
	uint64_t timeout_ms;  /* without a byte from a client, or to one */
	uint64_t requests;    /* end behind so many; 0: at a signal */
	char *const *command; /* run beside it, which then ends with it; or NULL */
	void *ctx;
	void (*say)(void *ctx, const char *text); /* a line for whoever runs it */
};

struct pl_server_result {
	uint64_t requests; /* that came */
	bool has_status;
	int status;        /* of the command, as a shell says it */
};

/* Serves until the command, the requests or a signal end it, and requests that are under way are over. False with *err filled
 * when it cannot serve, or the command cannot be run. */
bool pl_server_run(const struct pl_server_options *options, struct pl_server_result *result, struct plimsoll_error *err);
#endif
