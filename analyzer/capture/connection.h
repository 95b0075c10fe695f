/* One HTTP/1.x connection, apart from its socket: bytes in, answers and what becomes of the connection out. */
#ifndef PL_CAPTURE_CONNECTION_H
#define PL_CAPTURE_CONNECTION_H

#include "capture/conduct.h"
#include "capture/observer.h"

/* Once `out` is sent: */
enum pl_ending {
	PL_ENDING_NOT_YET,
	PL_ENDING_DRAIN,   /* go on reading while the body comes; its end ends the connection */
	PL_ENDING_LINGER,  /* close this side, and read what comes for a while */
	PL_ENDING_CLOSE,
	PL_ENDING_RESET,
	PL_ENDING_UPGRADE, /* HTTP/2 from here on: `rest` is its first bytes */
};

struct pl_connection {
	const struct pl_conduct *conduct;
	struct pl_observer observer;
	struct pl_buf out;       /* to be sent, by the owner, who takes from it */
	enum pl_ending ending;
	struct pl_buf rest;      /* bytes that came and wait: for room, or for an answer to be read or to come */
	bool has_ended;          /* the client has closed its side */
	bool awaits_answer;      /* from the forwarder */
	/* The machine's own. */
	struct pl_intake intake;
	struct pl_asked asked;   /* the present request */
	enum pl_decides decides; /* how its size is judged */
	const struct pl_refusing *refusing;
	const char *fault;
	unsigned fault_status;
	bool is_within, is_answering, is_answered, is_refused, is_over;
	uint64_t *requests;      /* counts those of all connections */
};

void pl_connection_open(struct pl_connection *c, const struct pl_conduct *conduct, const struct pl_observer *observer, uint64_t *requests);
/* Bytes that came; those that cannot be taken in now wait in `rest`. */
void pl_connection_receive(struct pl_connection *c, const void *bytes, size_t len);
/* Takes in what waits, as far as that can be now. */
void pl_connection_resume(struct pl_connection *c);
/* The first bytes of `out` are sent. */
void pl_connection_sent(struct pl_connection *c, size_t len);
/* Are bytes wanted? Not while some wait. */
bool pl_connection_wants(const struct pl_connection *c);
/* The client has closed its side. */
void pl_connection_finish(struct pl_connection *c);
/* Nothing came for too long: 408 for a request that is not whole, else the end. */
void pl_connection_expire(struct pl_connection *c);
/* The forwarder's answer has begun. */
void pl_connection_answering(struct pl_connection *c);
/* The forwarder has answered; `keeps` when the connection may go on. */
void pl_connection_answered(struct pl_connection *c, bool keeps);
/* It has no answer: 502, or where one has begun, the end. */
void pl_connection_unanswered(struct pl_connection *c, const char *why);
/* A request that is under way is over, since the connection is gone. */
void pl_connection_close(struct pl_connection *c);
#endif
