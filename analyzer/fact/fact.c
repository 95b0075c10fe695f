/* The catalogue as a table. facts.def keeps the facts of a scope together, in the order of enum pl_scope. */
#include "fact/fact.h"

const char *const pl_scope_names[PL_SCOPES] = { "gateway", "api", "request", "header", "part", "content", "field",
	"exchange" };
const char *const pl_type_names[4] = { "flag", "int", "string", "list" };

const struct pl_fact_info pl_fact_infos[PL_FACTS] = {
#define FACT(scope_, name_, type_, stage_, meaning_)                                                         \
	{ .name = #scope_ "." #name_, .scope = PL_SCOPE_##scope_, .type = PL_TYPE_##type_,                   \
	  .stage = PL_STAGE_##stage_, .meaning = meaning_ },
#include "fact/facts.def"
#undef FACT
};

enum pl_fact pl_fact_find(struct pl_str name)
{
	static const unsigned char lengths[PL_FACTS] = {
#define FACT(scope_, name_, type_, stage_, meaning_) sizeof(#scope_ "." #name_) - 1,
#include "fact/facts.def"
#undef FACT
	};

	for (size_t scope = 0; scope < PL_SCOPES; scope++) {
		/* The scopes begin with letters of their own. */
		if (name.len == 0 || name.ptr[0] != pl_scope_names[scope][0])
			continue;
		for (size_t i = (size_t)pl_fact_firsts[scope]; i < (size_t)pl_fact_firsts[scope + 1]; i++)
			if (lengths[i] == name.len && memcmp(name.ptr, pl_fact_infos[i].name, name.len) == 0)
				return (enum pl_fact)i;
	}
	return PL_FACTS;
}

const enum pl_fact pl_fact_firsts[PL_SCOPES + 1] = { PL_FIRST_gateway, PL_FIRST_api, PL_FIRST_request, PL_FIRST_header, PL_FIRST_part,
	                                             PL_FIRST_content, PL_FIRST_field, PL_FIRST_exchange,   PL_FACTS };
