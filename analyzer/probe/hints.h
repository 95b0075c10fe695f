/* What answers say about a limit before it is found: numbers, and products whose limits are documented. */
#ifndef PL_PROBE_HINTS_H
#define PL_PROBE_HINTS_H

#include "probe/probe.h"

/* Takes hints from the trial seen last. */
void pl_hints_take(struct pl_probe *probe);
/* Takes hints from the answer to OPTIONS. */
void pl_hints_options(struct pl_probe *probe);
/* A limit that the server states in a header: Upload-Limit (max-size=N), Tus-Max-Size; 0: none. */
uint64_t pl_hints_stated(const struct pl_response *response);
/* The length that the answer says has arrived: a number at a JSON pointer ("/a/b"), or in "header:NAME". */
bool pl_hints_echo(const struct pl_response *response, const char *where, uint64_t *length);
#endif
