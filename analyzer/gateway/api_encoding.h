/* Which encodings of a file an API takes at all, whatever their size. */
#ifndef PL_GATEWAY_API_ENCODING_H
#define PL_GATEWAY_API_ENCODING_H

#include "gateway/api.h"
#include "gateway/weighing.h"

/* Why the API takes no such body, static text, or NULL. `media_type` is that of the file, or empty. Of an API that says
 * nothing of media types, nothing is said. */
const char *pl_api_objection(const struct pl_api *api, enum pl_encoding encoding, struct pl_str media_type);
#endif
