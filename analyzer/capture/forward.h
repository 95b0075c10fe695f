/* Requests passed on to the server that they are meant for, and its answers passed back: both stream, and both wait for whoever is slow.
 * Nothing else of capture knows libcurl. */
#ifndef PL_CAPTURE_FORWARD_H
#define PL_CAPTURE_FORWARD_H

#include "capture/intake.h"
#include "plimsoll.h"

struct pl_forwarder;
struct pl_forward;

/* The head of an answer. What is of one hop is still among its fields. */
struct pl_forward_head {
	unsigned code;
	struct pl_str status;         /* "200 OK" */
	const struct pl_head *fields;
	bool has_length, has_body;
};

/* How the answer goes to the client. What is lent lasts for the call. */
struct pl_forward_sink {
	void *ctx;
	const char *protocol;     /* that the client speaks: "1.1", "2.0" */
	bool (*has_room)(void *ctx); /* for content; pl_forward_drained tells when there is some again */
	void (*head)(void *ctx, const struct pl_forward_head *head);
	void (*content)(void *ctx, struct pl_str bytes);
	/* More can be taken in, or something has come. */
	void (*moved)(void *ctx);
	/* It is over: whole; or broken off behind its head; or, with `why` (static text), there is none. */
	void (*over)(void *ctx, bool is_whole, const char *why);
};

/* To the origin of `url`, whose path stands before that of each request. NULL with *err filled when it is no URL of http or https. */
struct pl_forwarder *pl_forwarder_open(const char *url, uint64_t timeout_ms, struct plimsoll_error *err);
void pl_forwarder_close(struct pl_forwarder *forwarder);
/* A descriptor that is readable when there is something to do, and how long that may wait at most (-1: forever). */
int pl_forwarder_fd(const struct pl_forwarder *forwarder);
int pl_forwarder_wait_ms(const struct pl_forwarder *forwarder, uint64_t now_ms);
void pl_forwarder_act(struct pl_forwarder *forwarder, uint64_t now_ms);

/* A request begins, whose head was just handed out. NULL when it cannot be passed on. */
struct pl_forward *pl_forward_begin(struct pl_forwarder *forwarder, const struct pl_intake *intake, const struct pl_forward_sink *sink);
bool pl_forward_has_room(const struct pl_forward *forward, size_t len);
void pl_forward_body(struct pl_forward *forward, struct pl_str content);
/* The request is whole. */
void pl_forward_end(struct pl_forward *forward);
/* The client has read some of the answer. */
void pl_forward_drained(struct pl_forward *forward);
/* Breaks it off where it is not over, and frees it. */
void pl_forward_free(struct pl_forward *forward);
#endif
