/* The built-in packs: every file below rules/, placed in the binary by the build (rule/embedded.S). */
#ifndef PL_RULE_EMBEDDED_H
#define PL_RULE_EMBEDDED_H

#include <stddef.h>

struct pl_embedded_file {
	const char *path; /* "rules/framing/content-length-conflict.json" */
	const char *begin, *end;
};

/* Sorted by path; ends with a path of NULL. */
extern const struct pl_embedded_file pl_embedded_files[];
#endif
