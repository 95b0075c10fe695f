/* A server of one connection on 127.0.0.1, in a process of its own, which does what a test says and tells what it saw. */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* How the client ended the connection, once the script is over. */
enum peer_end { PEER_UNSEEN, PEER_FIN, PEER_RESET };

struct peer_seen {
	uint64_t bytes;     /* that came */
	char first[2048];   /* the first of them, ended by NUL */
	char last[8];       /* the last ones */
	enum peer_end end;
};

struct peer {
	unsigned port;
	char url[128];
	pid_t pid;
	struct peer_seen *seen; /* shared with the process; valid after peer_wait */
};

/* Starts it: `script` gets the connection. */
void peer_start(struct peer *peer, void (*script)(int fd, struct peer_seen *seen));
/* Waits until the process is over. */
void peer_wait(struct peer *peer);

/* For scripts: reads until `bytes` in all have come, or up to the end of the head; answers; or waits for the client's end. */
void peer_read(int fd, struct peer_seen *seen, uint64_t bytes);
void peer_read_head(int fd, struct peer_seen *seen);
void peer_say(int fd, const char *text);
void peer_await_end(int fd, struct peer_seen *seen);
/* Closes with a reset. */
void peer_reset(int fd);
#endif
