/* The target URI of a request (RFC 9110 section 7.1), as far as it can be told. */
#ifndef PL_SOURCE_TARGET_URI_H
#define PL_SOURCE_TARGET_URI_H

#include "base/arena.h"
#include "source/message.h"

/* A format's own URL, an absolute target, or "http://", Host and target; the bare target when there is no
 * Host. */
struct pl_str pl_target_uri(const struct pl_message *message, struct pl_arena *arena);
#endif
