/* Rules as data: what a rule file holds once it is compiled. Immutable after loading; shared by threads. */
#ifndef PL_RULE_RULE_H
#define PL_RULE_RULE_H

#include "base/arena.h"
#include "fact/fact.h"
#include "plimsoll.h"
#include "rule/expression.h"
#include "rule/guard.h"
#include "rule/message.h"

/* How --fix mends what the rule finds. */
struct pl_rule_edit {
	enum plimsoll_edit_kind kind;           /* PLIMSOLL_EDIT_NONE: it does not */
	bool is_safe;
	enum pl_fact at;                        /* whose place is edited; PL_FACTS: the finding's */
	const struct pl_message_template *with; /* or NULL */
};

/* What is asked of every rule before any row is seen. */
struct pl_rule_traits {
	enum pl_scope each;
	enum plimsoll_persona persona; /* shown from this persona on; PLIMSOLL_DEFAULT for most */
	bool uses_gateway;             /* run once for each hop */
	struct pl_guard guard;         /* what `when` waits for */
};

struct pl_rule {
	const struct pl_rule_traits *traits;
	struct pl_str name, topic; /* topic: the folder the file stands in */
	struct pl_str path;        /* for errors and `plimsoll rules NAME` */
	enum plimsoll_severity severity;
	struct pl_str confidence;      /* certain, likely, possible */
	const struct pl_expression *when;
	enum pl_fact at;               /* whose place the finding gets; PL_FACTS: the row's own */
	const struct pl_message_template *message, *fix;
	struct pl_str summary;         /* one line for lists */
	const struct pl_str *explain;  /* paragraphs: why it matters */
	size_t explain_len;
	struct pl_str bad, good;       /* examples as text */
	const struct pl_str *see;      /* references */
	size_t see_len;
	const struct pl_str *explains; /* rules whose findings are consequences of this one */
	size_t explains_len;
	struct pl_rule_edit edit;
	size_t order;                  /* how many were loaded before it */
};

struct pl_built_in;

/* Rules are numbered in the order of their names. */
struct pl_rule_set {
	struct pl_arena arena;
	const struct pl_rule_traits *traits;
	const struct pl_rule **rules;  /* NULL when all are built in, and read when they are needed */
	struct pl_built_in *built_in;
	size_t len;
	bool wanted[PL_FACTS];         /* facts that some rule's condition, message or place asks for */
};

/* Loads the built-in packs, then every *.json below each of `dirs` (NULL-terminated or NULL; a rule of the same name
 * replaces the built-in one). Mistakes fill *err with file, line and column; false then. */
bool pl_rule_set_load(struct pl_rule_set *set, const char *const *dirs, struct plimsoll_error *err);
void pl_rule_set_free(struct pl_rule_set *set);
/* The rule of that number, below `len`. */
const struct pl_rule *pl_rule_set_rule(const struct pl_rule_set *set, size_t number);
/* The number of the rule of that name, or `len` when there is none. */
size_t pl_rule_set_number(const struct pl_rule_set *set, struct pl_str name);
/* NULL when there is none of that name. */
const struct pl_rule *pl_rule_set_find(const struct pl_rule_set *set, struct pl_str name);
/* Levenshtein's distance, or SIZE_MAX when one is longer than 64 bytes. */
size_t pl_rule_distance(struct pl_str a, struct pl_str b);
/* The nearest of `count` names to a misspelt one, or an empty text when none is near. */
struct pl_str pl_rule_nearest(struct pl_str name, const struct pl_str *names, size_t count);
#endif
