/* Who answered: the products whose refusal looks like a response, and the hops that a response names itself. */
#ifndef PL_GATEWAY_FINGERPRINT_H
#define PL_GATEWAY_FINGERPRINT_H

#include "gateway/profile.h"
#include "gateway/response.h"

struct pl_refuser {                            /* a product that answers so */
	struct pl_str gateway, name;           /* profile id and name */
	struct pl_str fingerprint;             /* id of the fingerprint that matched */
	struct pl_str confidence;              /* certain, likely, possible */
	struct pl_str note, source, dimension; /* dimension: what kind of limit such an answer is about (body, headers, …) */
	uint64_t stated_limit; /* a number in the refusal itself ("exceeded 10485760 bytes"); 0: none */
};

/* Every product whose refusal looks like `response`, likeliest first, each once; possible ones only while none is
 * certain. Texts live in `arena`. */
size_t pl_refusers(const struct pl_response *response, const char *const *dirs, struct pl_arena *arena,
                   const struct pl_refuser **list);
/* The same over profiles that are loaded already (pl_profiles_load). */
size_t pl_refusers_among(const struct pl_response *response, const struct pl_profile *profiles, size_t profiles_len,
                         struct pl_arena *arena, const struct pl_refuser **list);

struct pl_hop_sign {
	struct pl_str gateway, name; /* profile id and name; of a hop that no profile knows, no id and what Via calls it */
	struct pl_str kind;          /* of the profile */
	struct pl_str header, value; /* what tells; of an error page, "page" and the text */
	struct pl_str version;       /* when it says one */
	bool is_order_known;         /* false: where it stands among the hops is not told */
};

/* Chain of hops that the response names itself (Via, Server, X-Cache, CF-Ray, x-amzn-*, x-envoy-*…), outermost first.
 * Via tells the order of proxies (RFC 9110 section 7.6.3); a CDN stands before everything else and a framework last; of
 * the others the order is not known. At most PL_LIMIT_HOPS_SEEN. */
size_t pl_response_chain(const struct pl_response *response, const char *const *dirs, struct pl_arena *arena,
                         const struct pl_hop_sign **list);
size_t pl_response_chain_among(const struct pl_response *response, const struct pl_profile *profiles, size_t profiles_len,
                               struct pl_arena *arena, const struct pl_hop_sign **list);
#endif
