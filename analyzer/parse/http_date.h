/* HTTP-date (RFC 9110 section 5.6.7): IMF-fixdate, and the two forms that are obsolete. */
#ifndef PL_PARSE_HTTP_DATE_H
#define PL_PARSE_HTTP_DATE_H

#include "base/span.h"

/* What is wrong with `text` as a date that a sender writes, static text; NULL when it is an IMF-fixdate of a day that
 * there is, with its own day of the week. */
const char *pl_http_date_problem(struct pl_str text);
#endif
