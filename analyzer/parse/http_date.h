/* HTTP-date (RFC 9110 section 5.6.7): IMF-fixdate, and the two forms that are obsolete. */
#ifndef PL_PARSE_HTTP_DATE_H
#define PL_PARSE_HTTP_DATE_H

#include "base/span.h"

/* What is wrong with `text` as a date that a sender writes, static text; NULL when it is an IMF-fixdate of a day that
 * there is, with its own day of the week. */
const char *pl_http_date_problem(struct pl_str text);
/* Seconds since 1970 of such a date, or of one of the two obsolete forms that a recipient accepts too, with a year of two
 * digits in 1970 to 2069. False when it is none of the three, or a day that there is not; of the obsolete forms the name of
 * the day is not looked at. */
bool pl_http_date_read(struct pl_str text, int64_t *seconds);
#endif
