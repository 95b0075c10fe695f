/* Can --fix mend it? */
#ifndef PL_REPORT_FIXABLE_H
#define PL_REPORT_FIXABLE_H

#include "plimsoll.h"

/* "safe", "unsafe" (it takes --unsafe-fixes), or NULL: the rule has no edit, or its place is not one of a raw message or a curl
 * command. What --fix then meets in the message, a signature over its body say, it tells itself. */
const char *pl_fixable(const struct plimsoll_request *request, const struct plimsoll_finding *finding);
#endif
