/* A Postman collection while its requests are read: inside of this format only. */
#ifndef PL_SOURCE_POSTMAN_H
#define PL_SOURCE_POSTMAN_H

#include "source/json_tree.h"
#include "source/template.h"

/* A request's item, and the auth that holds for it: its own, else that of the nearest folder; or NULL. */
struct pl_postman_request {
	const struct pl_json_node *item, *auth;
};

struct postman {
	struct pl_arena arena; /* of the tree */
	struct pl_template template;
	char *folder;
	struct pl_postman_request *requests; /* in order */
	size_t requests_len, requests_room, next;
	struct pl_draft draft;
};

/* A string, number or literal with its variables filled; empty for anything else and for NULL. */
struct pl_curl_text pl_postman_text(const struct postman *p, const struct pl_json_node *node);
/* What auth adds: a header, whose name is given so that a listed one gives way to it, or a pair of the query. */
struct pl_postman_auth {
	struct pl_curl_text name, value;
	bool is_query, is_unknown; /* is_unknown: something is sent that cannot be told from the collection */
};

struct pl_postman_auth pl_postman_auth(const struct postman *p, const struct pl_json_node *auth);
/* The request's body, of any mode, and the Content-Type that comes with it unless the request has one. */
void pl_postman_add_body(struct postman *p, const struct pl_json_node *body);
#endif
