/* What carries trials to a server and sees what comes back: libcurl, a connection of its own for each trial. */
#ifndef PL_PROBE_TRANSPORT_H
#define PL_PROBE_TRANSPORT_H

#include "base/arena.h"
#include "plimsoll.h"
#include "probe/trial.h"

struct pl_transport;

/* Borrows what `target` points to. NULL with *err (PLIMSOLL_USAGE) filled when its URL is not one of http or https. The
 * environment's proxies and SSL_CERT_FILE hold, as they do for curl. */
struct pl_transport *pl_transport_open(const struct pl_target *target, struct plimsoll_error *err);
/* Sends one trial and fills *sight, whose texts live in `arena`. False when it cannot be sent at all; sight->error says why then. */
bool pl_transport_try(struct pl_transport *t, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight);
void pl_transport_close(struct pl_transport *t);
#endif
