/* An OpenAPI 3.x description (spec.openapis.org/oas), in JSON or YAML, as an API profile. */
#ifndef PL_GATEWAY_OPENAPI_H
#define PL_GATEWAY_OPENAPI_H

#include "gateway/api.h"

/* Servers' base paths, paths, methods, media types and whether a body is required; a $ref within the file is followed, of one
 * to another file nothing is said. Texts live in `arena`. False with *err filled, line and column too. */
bool pl_openapi_read(struct pl_api *api, const char *path, struct pl_str text, struct pl_arena *arena,
                     struct plimsoll_error *err);
bool pl_openapi_load(struct pl_api *api, const char *path, struct pl_arena *arena, struct plimsoll_error *err);
#endif
