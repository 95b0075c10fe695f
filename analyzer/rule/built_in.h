/* The built-in rules, compiled when plimsoll is built: tools/compile_rules.c writes this table from rules/. */
#ifndef PL_RULE_BUILT_IN_H
#define PL_RULE_BUILT_IN_H

#include "rule/rule.h"

extern const struct pl_rule pl_built_in_rules[]; /* sorted by name */
extern const size_t pl_built_in_rules_len;
extern const bool pl_built_in_wanted[PL_FACTS];
#endif
