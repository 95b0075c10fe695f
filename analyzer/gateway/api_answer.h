/* Whether an answer is shaped as an API describes its own refusals. */
#ifndef PL_GATEWAY_API_ANSWER_H
#define PL_GATEWAY_API_ANSWER_H

#include "gateway/api.h"
#include "gateway/response.h"

enum pl_likeness {
	PL_LIKENESS_UNKNOWN, /* nothing is described, or too little was seen */
	PL_LIKENESS_UNLIKE,
	PL_LIKENESS_LIKE,
};

enum pl_likeness pl_api_likeness(const struct pl_api *api, const struct pl_response *response);
/* "application/json with message, code and status; too large is request.entity.too.large" */
struct pl_str pl_api_shape(const struct pl_api *api, struct pl_arena *arena);
#endif
