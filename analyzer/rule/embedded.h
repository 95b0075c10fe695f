/* Built-in data that is no rule: gateways, APIs and diagnoses below rules/, placed in the binary as they are by the build. */
#ifndef PL_RULE_EMBEDDED_H
#define PL_RULE_EMBEDDED_H

#include <stddef.h>

struct pl_embedded_file {
	const char *path; /* "rules/gateways/nginx.json" */
	const char *begin, *end;
};

/* Sorted by path; ends with a path of NULL. */
extern const struct pl_embedded_file pl_embedded_files[];
#endif
