/* Paths of an API's description: which one a request's path is an instance of, and which is nearest to one that is none. */
#ifndef PL_GATEWAY_API_PATH_H
#define PL_GATEWAY_API_PATH_H

#include "gateway/api.h"

/* `path` without query; a slash at its end does not count. Of several the most literal one, as OpenAPI 3.1 section 4.8.8.2
 * has it; NULL when there is none. */
const struct pl_api_path *pl_api_path_find(const struct pl_api *api, struct pl_str path);
/* By edit distance over segments; one that has `method` is nearer. NULL when none is near. */
const struct pl_api_path *pl_api_path_nearest(const struct pl_api *api, struct pl_str path, struct pl_str method);
const struct pl_api_operation *pl_api_path_operation(const struct pl_api_path *path, struct pl_str method);
#endif
