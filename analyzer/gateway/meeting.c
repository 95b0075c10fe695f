/* A request's sizes held against the limits of every hop. What was not seen is unknown, never guessed. */
#include "gateway/meeting.h"

#include "base/arena.h"

#define ENVELOPE (sizeof(PL_MULTIPART_BEFORE) - 1 + sizeof(PL_MULTIPART_BEHIND) - 1)

static const struct pl_span nowhere = { 0 };

void pl_meeting_open(struct pl_meeting *meeting, const struct pl_path *path, struct pl_arena *arena)
{
	*meeting = (struct pl_meeting){ .path = path };
	meeting->hops = pl_arena_alloc(arena, (path->len + 1) * sizeof(*meeting->hops));
	for (size_t i = 0; i < path->len; i++) {
		pl_row_init(&meeting->hops[i], PL_SCOPE_gateway, arena);
		pl_row_borrow(&meeting->hops[i], &path->hops[i]);
	}
}

static bool is_known(const struct pl_row *row, enum pl_fact fact, uint64_t *number)
{
	const struct pl_value *value = pl_row_get(row, fact);

	if (value->state == PL_KNOWN)
		*number = (uint64_t)value->number;
	return value->state == PL_KNOWN;
}

static bool is_set(const struct pl_row *hop, enum pl_fact flag)
{
	return pl_row_get(hop, flag)->state == PL_KNOWN;
}

/* What the hop's body limit counts, or NULL when it has none for such a body. */
static const struct pl_value *counted_body(const struct pl_row *hop, bool spares_multipart, const struct pl_row *request)
{
	const struct pl_value *parts = pl_row_get(request, PL_FACT_request_parts);
	bool is_decoded = pl_str_equal(pl_row_text(hop, PL_FACT_gateway_body_counts), PL_STR("decoded"));

	if (!pl_row_has(hop, PL_FACT_gateway_body_max))
		return NULL;
	if (spares_multipart && parts->state != PL_ABSENT)
		return parts->state == PL_UNKNOWN ? parts : NULL;
	return pl_row_get(request, is_decoded && pl_row_has(request, PL_FACT_request_content_encoding)
	                               ? PL_FACT_request_decoded_bytes
	                               : PL_FACT_request_body_bytes);
}

/* The same for the limit of what is no file part; a body that is whole below it need not be looked into. */
static const struct pl_value *counted_nofiles(const struct pl_row *hop, const struct pl_row *request)
{
	const struct pl_value *parts = pl_row_get(request, PL_FACT_request_parts);
	uint64_t most, body;

	if (!is_known(hop, PL_FACT_gateway_nofiles_max, &most) ||
	    (is_known(request, PL_FACT_request_body_bytes, &body) && body <= most &&
	     !pl_row_has(request, PL_FACT_request_content_encoding)))
		return NULL;
	if (is_set(hop, PL_FACT_gateway_nofiles_multipart_only) && parts->state != PL_KNOWN)
		return parts->state == PL_UNKNOWN ? parts : NULL;
	return pl_row_get(request, PL_FACT_request_nofile_bytes);
}

static void hold_against(struct pl_row *hop, const struct pl_value *counted, enum pl_fact most, enum pl_fact over)
{
	int64_t limit = pl_row_get(hop, most)->number;

	if (counted == NULL)
		return;
	if (counted->state == PL_UNKNOWN)
		pl_row_unknown(hop, over);
	else if (counted->state == PL_KNOWN && counted->number > limit)
		pl_row_int(hop, over, (uint64_t)(counted->number - limit), counted->at);
}

/* A parser's own limit holds where it is tighter than the one of every body. */
static const struct pl_limit *parser_limit(const struct pl_profile *profile, struct pl_str type)
{
	static const struct {
		const char *type, *dimension;
	} parsers[] = { { "json", "json-body" }, { "form", "form-body" }, { "multipart", "multipart-body" } };
	const struct pl_limit *body = pl_profile_limit(profile, "body"), *own = NULL;

	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]) && own == NULL; i++)
		if (pl_str_equal(type, pl_str_from(parsers[i].type)))
			own = pl_profile_limit(profile, parsers[i].dimension);
	if (own && body && !body->spares_multipart && pl_limit_most(body) <= pl_limit_most(own))
		own = NULL;
	return own;
}

static void measure(struct pl_row *hop, const struct pl_profile *profile, const struct pl_row *request)
{
	const struct pl_limit *own = parser_limit(profile, pl_row_text(request, PL_FACT_request_body_type));
	const struct pl_value *body;

	pl_path_body_facts(hop, own);
	body = counted_body(hop, own == NULL && is_set(hop, PL_FACT_gateway_body_spares_multipart), request);
	hold_against(hop, body, PL_FACT_gateway_body_max, PL_FACT_gateway_over_bytes);
	hold_against(hop, counted_nofiles(hop, request), PL_FACT_gateway_nofiles_max, PL_FACT_gateway_nofiles_over_bytes);
	if (body && body->state == PL_UNKNOWN)
		pl_row_unknown(hop, PL_FACT_gateway_counted_bytes);
	else if (body && body->state == PL_KNOWN)
		pl_row_int(hop, PL_FACT_gateway_counted_bytes, (uint64_t)body->number, body->at);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The largest multipart body that passes, in bytes. */
static uint64_t multipart_max(const struct pl_profile *profile)
{
	const struct pl_limit *body = pl_profile_limit(profile, "body"), *own = parser_limit(profile, PL_STR("multipart"));

	if (own)
		return pl_limit_most(own);
	return body && !body->spares_multipart ? pl_limit_most(body) : UINT64_MAX;
}

/* The largest files that would pass in place of the request's largest base64 value. */
static void fit(struct pl_row *hop, const struct pl_profile *profile, const struct pl_row *request)
{
	uint64_t body = UINT64_MAX, nofiles = UINT64_MAX, file = UINT64_MAX, raw, rest, room;
	bool has_limit = is_known(hop, PL_FACT_gateway_body_max, &body);

	if (!is_known(request, PL_FACT_request_base64_file_bytes, &raw))
		return;
	pl_row_int(hop, PL_FACT_gateway_as_multipart_bytes, raw + ENVELOPE, nowhere);
	if (!is_set(hop, PL_FACT_gateway_nofiles_multipart_only))
		has_limit |= is_known(hop, PL_FACT_gateway_nofiles_max, &nofiles);
	room = least(body, nofiles);
	if (has_limit && is_known(request, PL_FACT_request_base64_rest_bytes, &rest) && room >= rest + 4)
		pl_row_int(hop, PL_FACT_gateway_largest_base64_file, (room - rest) / 4 * 3, nowhere);
	if (profile->limits_len > 0)
		body = multipart_max(profile);
	if (is_known(hop, PL_FACT_gateway_file_max, &file) || body != UINT64_MAX)
		if (body > ENVELOPE && nofiles >= ENVELOPE)
			pl_row_int(hop, PL_FACT_gateway_largest_multipart_file, least(body - ENVELOPE, file), nowhere);
}

static bool is_over(const struct pl_row *hop, enum pl_state state)
{
	return pl_row_get(hop, PL_FACT_gateway_over_bytes)->state == state ||
	       pl_row_get(hop, PL_FACT_gateway_nofiles_over_bytes)->state == state;
}

/* The tightest of the hops behind the first that refuses: raising the first limit alone would not help. */
static void name_next(struct pl_meeting *m, size_t first)
{
	struct pl_row *hop = &m->hops[first];
	const struct pl_row *next = NULL;
	uint64_t most, smallest = UINT64_MAX;

	for (size_t i = first + 1; i < m->path->len; i++)
		if (pl_row_has(&m->hops[i], PL_FACT_gateway_over_bytes) &&
		    is_known(&m->hops[i], PL_FACT_gateway_body_max, &most) && most < smallest) {
			smallest = most;
			next = &m->hops[i];
		}
	if (next == NULL)
		return;
	pl_row_str(hop, PL_FACT_gateway_next_name, pl_row_text(next, PL_FACT_gateway_name), nowhere);
	pl_row_int(hop, PL_FACT_gateway_next_body_max, smallest, nowhere);
	if (pl_row_has(next, PL_FACT_gateway_body_max_setting))
		pl_row_str(hop, PL_FACT_gateway_next_setting, pl_row_text(next, PL_FACT_gateway_body_max_setting), nowhere);
}

/* Behind a hop that may refuse, nobody can be said to be the first. */
static void find_first(struct pl_meeting *m)
{
	bool is_sure = true;

	for (size_t i = 0; i < m->path->len; i++) {
		struct pl_row *hop = &m->hops[i];
		bool refuses = is_over(hop, PL_KNOWN);

		if (!refuses && !is_over(hop, PL_UNKNOWN))
			continue;
		if (refuses && is_sure)
			pl_row_flag(hop, PL_FACT_gateway_refuses_first, nowhere);
		else
			pl_row_unknown(hop, PL_FACT_gateway_refuses_first);
		is_sure = false;
		if (refuses) {
			name_next(m, i);
			return;
		}
	}
}

void pl_meeting_request(struct pl_meeting *meeting, const struct pl_row *request)
{
	for (size_t i = 0; i < meeting->path->len; i++) {
		const struct pl_profile *profile = &meeting->path->profiles[i];

		pl_row_borrow(&meeting->hops[i], &meeting->path->hops[i]);
		measure(&meeting->hops[i], profile, request);
		fit(&meeting->hops[i], profile, request);
	}
	find_first(meeting);
}
