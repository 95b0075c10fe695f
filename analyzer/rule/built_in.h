/* The built-in rules, compiled when plimsoll is built: tools/compile_rules.c writes these tables from rules/. None holds a
 * pointer, so that a start touches only what it uses. */
#ifndef PL_RULE_BUILT_IN_H
#define PL_RULE_BUILT_IN_H

#include "rule/rule.h"

extern const struct pl_rule_traits pl_built_in_traits[]; /* sorted by the rules' names */
extern const uint32_t pl_built_in_starts[];              /* where each rule begins in the bytes */
extern const unsigned char pl_built_in_bytes[];
extern const size_t pl_built_in_len;
extern const bool pl_built_in_wanted[PL_FACTS];

/* Which API is built in for what host, so that the others need not be read: patterns as of fnmatch(3). Those of an API stand
 * together; ends with an API of NULL. */
struct pl_built_in_host {
	const char *api, *pattern;
};

extern const struct pl_built_in_host pl_built_in_hosts[];

/* The rules that were read so far. */
struct pl_built_in *pl_built_in_open(void);
void pl_built_in_close(struct pl_built_in *built_in); /* may be NULL */
/* The rule of that number, read when it is first asked for, by whatever thread; it lives until the close. */
const struct pl_rule *pl_built_in_rule(struct pl_built_in *built_in, size_t number);
#endif
