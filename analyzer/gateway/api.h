/* API profiles: what is known of an HTTP API, as data (rules/apis/<id>.json) or from its OpenAPI description. */
#ifndef PL_GATEWAY_API_H
#define PL_GATEWAY_API_H

#include "base/arena.h"
#include "fact/row.h"
#include "gateway/profile.h"

struct pl_api_operation {
	struct pl_str method;       /* upper case */
	const struct pl_str *types; /* media types and ranges (image/…, with a star) of its body, lower case; none: not said */
	size_t types_len;
	bool needs_body;
};

/* A path as described, with {names} for what varies. One that ends in ** stands for all that is below it, whatever the
 * method, and has no operations. */
struct pl_api_path {
	struct pl_str template;
	const struct pl_api_operation *operations;
	size_t operations_len;
	const struct pl_str *types; /* of operations that name none of their own; none: those of the API */
	size_t types_len;
};

/* How a file gets in, below any of `paths`; none: anywhere. */
struct pl_api_upload {
	const struct pl_str *paths;
	size_t paths_len;
	struct pl_str how, source;
};

/* The JSON that operations take, with {file.name} and such for what a form has (fix/recast.h); no `paths`: of any. */
struct pl_api_shape {
	const struct pl_str *paths; /* as the description has them */
	size_t paths_len;
	struct pl_str json, source;
};

/* A path that people believe in, and what is there in its place. */
struct pl_api_mistake {
	struct pl_str path, instead, source;
};

/* What a refusal of the API itself looks like. */
struct pl_api_errors {
	struct pl_str media_type, header, too_large, source; /* too_large: the code that says so; empty when not said */
	const struct pl_str *keys;                           /* of the JSON object */
	size_t keys_len;
};

struct pl_api {
	struct pl_profile hop; /* its id, name and limits, as those of a gateway */
	struct pl_str source;
	const struct pl_str *hosts; /* patterns as of fnmatch(3) */
	size_t hosts_len;
	const struct pl_str *types; /* of operations that name none of their own */
	size_t types_len;
	const struct pl_api_path *paths;
	size_t paths_len;
	const struct pl_api_upload *uploads;
	size_t uploads_len;
	const struct pl_api_shape *shapes;
	size_t shapes_len;
	const struct pl_api_mistake *mistakes;
	size_t mistakes_len;
	struct pl_api_errors errors;
	bool takes_no_files; /* no operation takes the bytes of a file within its JSON */
};

struct pl_api_reading;

/* The profiles that are held against requests. Of one that is built in the id and the hosts are known; the rest is read when
 * a host is its, by whatever thread. */
struct pl_apis {
	const struct pl_api *list;
	size_t len;
	bool is_given; /* one was asked for by name: it holds for every host */
	struct pl_api_reading *reading;
};

/* Ids of the built-in profiles and of those in DIR/apis for each of `dirs` (NULL-terminated or NULL), sorted. */
size_t pl_api_ids(const char *const *dirs, struct pl_arena *arena, struct pl_str **ids);
/* Reads one profile, as pl_profile_load does. */
bool pl_api_load(struct pl_api *api, struct pl_str id, const char *const *dirs, struct pl_arena *arena,
                 struct plimsoll_error *err);
/* The profile `name`, or the OpenAPI description in the file `openapi`, or (both NULL) every profile, to be chosen by host.
 * The arena must stay, and is used by no one else while an API is chosen. */
bool pl_apis_load(struct pl_apis *apis, const char *name, const char *openapi, const char *const *dirs, struct pl_arena *arena,
                  struct plimsoll_error *err);
/* The one that is given, or whose profile names the host; NULL when there is none. */
const struct pl_api *pl_apis_choose(const struct pl_apis *apis, struct pl_str host);
/* The API of that index, whole. */
const struct pl_api *pl_apis_read(const struct pl_apis *apis, size_t index);
/* Fills `row`, of scope api, for a request row whose head is known. False: none of the APIs is meant. */
bool pl_apis_request(const struct pl_apis *apis, const struct pl_row *request, struct pl_row *row);
#endif
