/* One client of the server: its socket, its connection, its request on tape. */
#ifndef PL_CAPTURE_CLIENT_H
#define PL_CAPTURE_CLIENT_H

#include "capture/connection.h"
#include "capture/forward.h"
#include "capture/http2.h"
#include "capture/relay.h"
#include "capture/tape.h"

enum pl_client_state { PL_CLIENT_SERVED, PL_CLIENT_LINGERS, PL_CLIENT_GONE };

struct pl_client {
	int fd;
	enum pl_client_state state;
	struct pl_connection connection;
	struct pl_tape tape;
	struct pl_forwarder *forwarder; /* or NULL */
	struct pl_forward *forward;     /* of the present request */
	struct pl_relay relay;          /* its answer */
	bool is_forwarded;              /* that one is over */
	bool is_moved;                  /* by the forwarder: pl_client_resume is due */
	struct pl_http2 *http2; /* what is spoken in place of HTTP/1.1, or NULL */
	bool waits_for_slot, is_shut; /* is_shut: this side is closed */
	uint64_t last_ms;      /* when something last went on */
	uint64_t head_since_ms; /* the head that is not whole yet; 0: none */
	uint64_t linger_since_ms;
	uint64_t slot_since_ms, slot_bytes;
	unsigned events;       /* that epoll watches for */
	struct pl_client *previous, *next;
};

void pl_client_open(struct pl_client *client, int fd, const struct pl_conduct *conduct, struct pl_tapes *tapes,
                    struct pl_forwarder *forwarder, uint64_t *requests, uint64_t now_ms);
/* Ends what is under way and closes the socket. */
void pl_client_close(struct pl_client *client);
/* What the socket has is read and what there is to send is sent, as far as either can be now. */
void pl_client_read(struct pl_client *client, uint64_t now_ms, char *buffer, size_t size);
void pl_client_write(struct pl_client *client, uint64_t now_ms);
/* A slot may be free. */
void pl_client_resume(struct pl_client *client, uint64_t now_ms);
/* Time has passed: a client that is silent for too long, or that holds a slot for nothing while others wait, is shown out. */
void pl_client_tick(struct pl_client *client, uint64_t now_ms, uint64_t timeout_ms, bool others_wait);
/* Which of EPOLLIN and EPOLLOUT it waits for. */
unsigned pl_client_events(const struct pl_client *client);
/* Is a request under way, or an answer not sent? */
bool pl_client_is_busy(const struct pl_client *client);
#endif
