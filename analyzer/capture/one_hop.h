/* Headers that are one hop's and are not passed on. */
#ifndef PL_CAPTURE_ONE_HOP_H
#define PL_CAPTURE_ONE_HOP_H

#include "parse/head.h"

/* Is the header of that name one of the hop alone: by its name, or since a Connection header of `head` names it? */
bool pl_is_of_one_hop(const struct pl_head *head, struct pl_str name);
#endif
