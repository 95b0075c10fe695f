/* A Postman collection while its requests are read: inside of this format only. */
#ifndef PL_SOURCE_POSTMAN_H
#define PL_SOURCE_POSTMAN_H

#include "source/json_tree.h"
#include "source/template.h"

struct postman {
	struct pl_arena arena; /* of the tree */
	struct pl_template template;
	char *folder;
	const struct pl_json_node **requests; /* their items, in order */
	size_t requests_len, requests_room, next;
	struct pl_draft draft;
};

/* A string, number or literal with its variables filled; empty for anything else and for NULL. */
struct pl_curl_text pl_postman_text(const struct postman *p, const struct pl_json_node *node);
/* The request's body, of any mode, and the Content-Type that comes with it unless the request has one. */
void pl_postman_add_body(struct postman *p, const struct pl_json_node *body);
#endif
