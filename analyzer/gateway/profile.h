/* Gateway profiles: limits and habits of products, as data (rules/gateways/<id>.json). */
#ifndef PL_GATEWAY_PROFILE_H
#define PL_GATEWAY_PROFILE_H

#include "base/arena.h"
#include "gateway/behaviour.h"
#include "gateway/refusal.h"
#include "plimsoll.h"

/* One limit of a product. Texts are empty when the file does not say. */
struct pl_limit {
	struct pl_str
	    dimension; /* body, nofiles, file, field, fields, files, parts, json-depth, headers, … */
	struct pl_str setting; /* as the product spells it; empty when it cannot be set */
	struct pl_str counts;  /* of a body limit: body (content as sent) or decoded; of fields: urlencoded, form, all */
	struct pl_str off;     /* the setting's value that switches the limit off */
	struct pl_str where, unit, fix, source;
	bool has_value, refuses_exactly; /* refuses_exactly: a size of exactly the value is refused */
	bool says_exactly;               /* else nobody says what becomes of exactly the value, and it is taken as accepted */
	bool is_fixed, is_off;
	bool spares_multipart; /* of a body limit: multipart bodies are read by something else */
	bool needs_length;     /* a hop with this limit set answers 411 when the length is not declared */
	bool multipart_only;   /* of a nofiles limit: other bodies are not counted */
	uint64_t value;  /* the default, or what --via says: bytes, or a count */
	uint64_t beyond; /* what more passes, as it is counted here: a header line has its CRLF with it */
	uint64_t status; /* of the refusal; 0 when not known */
};

struct pl_profile {
	struct pl_str id, name, family, kind;
	struct pl_limit *limits;
	size_t limits_len;
	bool refuses_chunked, needs_length;
	const struct pl_str *content_types; /* media types accepted; none: any */
	size_t content_types_len;
	const struct pl_refusal *refusals;
	size_t refusals_len;
	const struct pl_sign *signs;
	size_t signs_len;
	struct pl_behaviour behaviour;
};

/* Ids of the built-in profiles and of those in DIR/gateways for each of `dirs` (NULL-terminated or NULL),
 * sorted. */
size_t pl_profile_ids(const char *const *dirs, struct pl_arena *arena, struct pl_str **ids);
/* Reads one profile; one of `dirs` replaces the built-in one. False with *err filled: an unknown id (the
 * nearest is named) is PLIMSOLL_USAGE, a mistake in the file PLIMSOLL_RULES with its place. */
bool pl_profile_load(struct pl_profile *profile, struct pl_str id, const char *const *dirs,
                     struct pl_arena *arena, struct plimsoll_error *err);
/* All of them, sorted by id; one with a mistake in its file is left out, since `plimsoll gateways` reports it. */
size_t pl_profiles_load(const char *const *dirs, struct pl_arena *arena, const struct pl_profile **profiles);
/* The profile of that id, or NULL. */
const struct pl_profile *pl_profiles_find(const struct pl_profile *profiles, size_t len, struct pl_str id);
/* The member "limits" of a file, as above. */
struct pl_document;
bool pl_profile_read_limits(const struct pl_document *d, struct pl_profile *profile, struct pl_arena *arena,
                            struct plimsoll_error *err);
/* "client_max_body_size=20m", of every limit that this setting holds. Sizes are read as pl_number_size does; the
 * product's own word for off is known.
 */
bool pl_profile_set(struct pl_profile *profile, struct pl_str setting, struct plimsoll_error *err);
/* The limit of that dimension with a value in force, or NULL. */
const struct pl_limit *pl_profile_limit(const struct pl_profile *profile, const char *dimension);
/* The largest size that the limit lets pass. */
uint64_t pl_limit_most(const struct pl_limit *limit);
#endif
