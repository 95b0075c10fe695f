/* What curl makes of a command that it takes, and that its writer did not mean. */
#ifndef PL_SOURCE_CURL_ODDITIES_H
#define PL_SOURCE_CURL_ODDITIES_H

#include "source/curl_request.h"
#include "source/message.h"

/* Fills the oddities whose sign is there, the first of each kind; the request is built. Places count as those of values do. */
void pl_curl_oddities(const struct pl_curl_request *r, struct pl_remark oddities[PL_CURL_ODDITIES]);
#endif
