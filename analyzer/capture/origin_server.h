/* The server that requests are passed on to. */
#ifndef PL_CAPTURE_ORIGIN_SERVER_H
#define PL_CAPTURE_ORIGIN_SERVER_H

#include "parse/head.h"

struct pl_origin_server {
	char *url, *path; /* "https://host:port/", and what stands before every path */
};

/* False when it is no URL of http or https. Closed by pl_origin_server_close in either case. */
bool pl_origin_server_open(struct pl_origin_server *origin, const char *url);
void pl_origin_server_close(struct pl_origin_server *origin);
/* What stands in the request line towards the origin; to be freed, NULL when memory runs out. */
char *pl_origin_server_target(const struct pl_origin_server *origin, const struct pl_head *head);
#endif
