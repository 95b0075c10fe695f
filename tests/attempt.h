/* Trials against the scripted server, and what came of the last one. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "peer.h"
#include "probe/transport.h"

#define REFUSAL "HTTP/1.1 413 Too Much\r\nContent-Length: 9\r\nServer: peer\r\n\r\ntoo large"
#define MIB ((uint64_t)1 << 20)

extern struct peer peer;
extern struct pl_sight sight;

/* Sends the trial to peer.url. */
void attempt_as(const char *method, const char *const *headers, const struct pl_trial *trial, uint64_t timeout_ms);
/* Sends `bytes` by `strategy` to a server that does as `script` says, and waits for the end of both. A ladder has rungs at
 * 64, 128, 256 and 512 KiB. */
void attempt(enum pl_strategy strategy, uint64_t bytes, void (*script)(int fd, struct peer_seen *seen));
void check_ending(enum pl_ending ending);
void check_answer(uint64_t status, const char *body);
/* A script: 413 behind the head. */
void refuse_at_once(int fd, struct peer_seen *seen);
/* For the end of a group of tests, and its begin: no proxy of the environment stands in between. */
int attempts_begin(void **state);
int attempts_end(void **state);
#endif
