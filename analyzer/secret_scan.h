/* Secrets in any text, told by the name before them: "Name: value", "name=value", a JSON member, a HAR's name and value, the
 * user information of a URL and, in a curl command, the options that carry one. */
#ifndef PL_SECRET_SCAN_H
#define PL_SECRET_SCAN_H

#include "base/span.h"

/* The first secret that stands at or after *at, a slice of `text`; *at moves behind it. False when there is none. One that
 * the end of the text cuts off reaches to that end. */
bool pl_secret_next(struct pl_str text, bool is_command, size_t *at, struct pl_str *secret);
/* What is secret of a header's value: all but the scheme of credentials ("Bearer "). */
struct pl_str pl_secret_of_header(struct pl_str value);
#endif
