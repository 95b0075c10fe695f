/* What can be known of a request: the catalogue of facts.def as ids, names, types and stages. */
#ifndef PL_FACT_FACT_H
#define PL_FACT_FACT_H

#include "base/span.h"

/* In the order of ownership: a row sees its own facts and those of the rows it points up to. */
enum pl_scope { PL_SCOPE_gateway, PL_SCOPE_api, PL_SCOPE_request, PL_SCOPE_header, PL_SCOPE_part, PL_SCOPE_content, PL_SCOPE_field,
	PL_SCOPE_exchange };
#define PL_SCOPES 8

/* A FLAG is false until seen, so it is never absent; the others are absent until known. */
enum pl_type { PL_TYPE_FLAG, PL_TYPE_INT, PL_TYPE_STR, PL_TYPE_LIST };

/* When a fact is final: a PROFILE fact before the request, a HEAD fact when the row's head has been read (so rows
 * inside it may use it), a BODY fact when the row closes. */
enum pl_stage { PL_STAGE_PROFILE, PL_STAGE_HEAD, PL_STAGE_BODY };

/* A scope's marker is numbered like the fact that follows it. */
enum pl_fact {
#define SCOPE(name) PL_FIRST_##name, PL_BEFORE_##name = PL_FIRST_##name - 1,
#define FACT(scope, name, type, stage, meaning) PL_FACT_##scope##_##name,
#include "fact/facts.def"
#undef FACT
	PL_FACTS
};

struct pl_fact_info {
	const char *name; /* "request.content_length", as rules write it */
	enum pl_scope scope;
	enum pl_type type;
	enum pl_stage stage;
	const char *meaning;
};

extern const char *const pl_scope_names[PL_SCOPES];
extern const char *const pl_type_names[4];

extern const struct pl_fact_info pl_fact_infos[PL_FACTS];
extern const enum pl_fact pl_fact_firsts[PL_SCOPES + 1]; /* where each scope begins; the last is where all end */

/* The line of facts.def; `fact` < PL_FACTS. */
static inline const struct pl_fact_info *pl_fact_info(enum pl_fact fact)
{
	return &pl_fact_infos[fact];
}

/* The fact of that name, or PL_FACTS. */
enum pl_fact pl_fact_find(struct pl_str name);
/* The first fact of a scope and how many it has. */
static inline enum pl_fact pl_fact_first(enum pl_scope scope)
{
	return pl_fact_firsts[scope];
}

static inline size_t pl_fact_count(enum pl_scope scope)
{
	return (size_t)(pl_fact_firsts[scope + 1] - pl_fact_firsts[scope]);
}
#endif
