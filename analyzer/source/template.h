/* {{name}} in a text, and the values that are put there. Values may hold placeholders of their own. */
#ifndef PL_SOURCE_TEMPLATE_H
#define PL_SOURCE_TEMPLATE_H

#include "source/draft.h"

struct pl_variable {
	struct pl_str name, value;
};

struct pl_template {
	struct pl_arena arena; /* of names and values */
	struct pl_variable *items;
	size_t len, room;
};

/* A later value replaces an earlier one. */
void pl_template_set(struct pl_template *t, struct pl_str name, struct pl_str value);
/* Unless it has a value. */
void pl_template_offer(struct pl_template *t, struct pl_str name, struct pl_str value);
void pl_template_free(struct pl_template *t);
/* Variables that a script of the file sets when it runs: .set("name", …). Their value is not known, "0" stands in. */
void pl_template_scan_scripts(struct pl_template *t, struct pl_str text);
/* Adds `slice` of the view with its placeholders filled; a value stands where its placeholder does. What has no value
 * stays as it is written, and so does what would never end or grow over 1 MiB. */
void pl_template_expand(const struct pl_template *t, const struct pl_view *view, struct pl_str slice, struct pl_curl_text *to);
/* The same as plain text. */
struct pl_str pl_template_text(const struct pl_template *t, struct pl_str text, struct pl_arena *arena);
/* Reads the variables of --env: "FILE" or "FILE:NAME"; a JetBrains http-client.env.json, a Postman environment, or lines
 * of NAME=value. False with *err filled. */
bool pl_template_load(struct pl_template *t, const char *env, struct plimsoll_error *err);
#endif
