/* Authorities: [ userinfo "@" ] host [ ":" port ] (RFC 3986 section 3.2). */
#ifndef PL_EXTRACT_AUTHORITY_H
#define PL_EXTRACT_AUTHORITY_H

#include "base/span.h"

/* The authority of an absolute URI, or an empty text. */
struct pl_str pl_authority_of(struct pl_str uri);
/* Without user information. */
struct pl_str pl_authority_without_user(struct pl_str authority);
/* Its host: without user information, port and the brackets of an IPv6 address. */
struct pl_str pl_authority_host(struct pl_str authority);
/* What is wrong with a host and port (no user information), static text, or NULL. */
const char *pl_authority_problem(struct pl_str host_and_port);
/* An IPv4 address or an IPv6 address in brackets, with or without a port. */
bool pl_authority_is_ip(struct pl_str host_and_port);
/* The same host and port, when the port that the scheme implies is left out; case folded. */
bool pl_authority_equal(struct pl_str a, struct pl_str b, struct pl_str default_port);
#endif
