/* Where capture listens. */
#ifndef PL_CAPTURE_LISTENER_H
#define PL_CAPTURE_LISTENER_H

#include <stdbool.h>

#include "plimsoll.h"

#define PL_LISTENERS 16

struct pl_listeners {
	int fds[PL_LISTENERS];
	int len;
	bool is_public;  /* other machines reach one of them */
	char url[128];   /* of the first: "http://127.0.0.1:8080" */
};

/* "127.0.0.1:8080", "[::1]:0" (any free port), "localhost:8080" (every address of it), or a port alone, which is one of 127.0.0.1.
 * False with *err filled. */
bool pl_listeners_add(struct pl_listeners *listeners, const char *address, struct plimsoll_error *err);
void pl_listeners_close(struct pl_listeners *listeners);
#endif
