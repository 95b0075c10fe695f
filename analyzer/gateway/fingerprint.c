/* Holding a response against the refusals of every profile. */
#include "gateway/fingerprint.h"

#include "base/bytes.h"
#include "gateway/pattern.h"

/* One product that fits, while the best are chosen. */
struct fit {
	const struct pl_refusal *refusal;
	struct pl_str gateway;
	uint64_t stated;
};

struct fits {
	struct fit *list;
	size_t len;
};

static struct pl_str trimmed(struct pl_str body)
{
	while (body.len > 0 && strchr(" \t\r\n", body.ptr[0]))
		body = pl_str_after(body, 1);
	while (body.len > 0 && strchr(" \t\r\n", body.ptr[body.len - 1]))
		body.len--;
	return body;
}

static bool has_status(const struct pl_refusal *r, uint64_t status)
{
	if (r->no_answer)
		return status == 0;
	for (size_t i = 0; i < r->status_len; i++)
		if (r->status[i] == status)
			return true;
	return false;
}

/* Some line of that name is like the pattern. */
static bool has_header(const struct pl_response *response, const struct pl_header_pattern *pattern)
{
	for (size_t i = 0; i < response->headers_len; i++)
		if (pl_str_equal_nocase(response->headers[i].name, pattern->name) &&
		    pl_pattern_glob(pattern->value, response->headers[i].value))
			return true;
	return false;
}

static bool has_name(const struct pl_response *response, struct pl_str name)
{
	for (size_t i = 0; i < response->headers_len; i++)
		if (pl_str_equal_nocase(response->headers[i].name, name))
			return true;
	return false;
}

static bool body_fits(const struct pl_refusal *r, const struct pl_response *response, uint64_t *stated)
{
	if (r->body_empty && !(response->body.len == 0 &&
	                       (response->has_body ||
	                        pl_str_equal(pl_response_header(response, "content-length"), PL_STR("0")))))
		return false;
	if (r->body_is.len > 0 && !pl_pattern_is(r->body_is, trimmed(response->body), stated))
		return false;
	for (size_t i = 0; i < r->body_len; i++)
		if (!pl_pattern_find(r->body[i], response->body, stated))
			return false;
	return true;
}

/* Does the response look like this refusal? *stated is the number in it, 0 when there is none. */
static bool matches(const struct pl_refusal *r, const struct pl_response *response, uint64_t *stated)
{
	*stated = 0;
	if (!has_status(r, response->status))
		return false;
	for (size_t i = 0; i < r->headers_len; i++)
		if (!has_header(response, &r->headers[i]))
			return false;
	for (size_t i = 0; i < r->without_len; i++)
		if (has_name(response, r->without[i]))
			return false;
	return body_fits(r, response, stated);
}

/* How much a refusal asks for: of two that fit, the one that says more is the likelier. */
static size_t weight(const struct pl_refusal *r)
{
	size_t sum = r->headers_len * 16 + r->without_len + r->body_is.len * 2 + r->body_empty;

	for (size_t i = 0; i < r->body_len; i++)
		sum += r->body[i].len;
	return sum;
}

static bool is_better(const struct pl_refusal *a, const struct pl_refusal *b)
{
	return a->confidence != b->confidence ? a->confidence > b->confidence : weight(a) > weight(b);
}

/* Puts it behind the better ones; a gateway stays once, with its best. */
static void place(struct fits *fits, struct fit fit)
{
	size_t at = fits->len;

	for (size_t i = 0; i < fits->len; i++)
		if (pl_str_equal(fits->list[i].gateway, fit.gateway)) {
			if (!is_better(fit.refusal, fits->list[i].refusal))
				return;
			memmove(&fits->list[i], &fits->list[i + 1], (fits->len - i - 1) * sizeof(fit));
			at = --fits->len;
		}
	while (at > 0 && is_better(fit.refusal, fits->list[at - 1].refusal))
		at--;
	memmove(&fits->list[at + 1], &fits->list[at], (fits->len - at) * sizeof(fit));
	fits->list[at] = fit;
	fits->len++;
}

static void collect(struct fits *fits, const struct pl_profile *profiles, size_t len, const struct pl_response *response)
{
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < profiles[i].refusals_len; r++) {
			const struct pl_refusal *refusal = &profiles[i].refusals[r];
			uint64_t stated;

			if (!matches(refusal, response, &stated))
				continue;
			place(fits, (struct fit){ refusal, profiles[i].id, stated });
			for (size_t a = 0; a < refusal->also_len; a++)
				if (pl_profiles_find(profiles, len, refusal->also[a]))
					place(fits, (struct fit){ refusal, refusal->also[a], stated });
		}
}

size_t pl_refusers_among(const struct pl_response *response, const struct pl_profile *profiles, size_t len,
                         struct pl_arena *arena, const struct pl_refuser **list)
{
	size_t kept = 0;
	struct fits fits = { .list = pl_arena_alloc(arena, (len + 1) * sizeof(*fits.list)) };
	struct pl_refuser *refusers;

	collect(&fits, profiles, len, response);
	*list = refusers = pl_arena_alloc(arena, (fits.len + 1) * sizeof(*refusers));
	for (size_t i = 0; i < fits.len; i++) {
		const struct pl_refusal *r = fits.list[i].refusal;

		if (r->confidence == PL_POSSIBLE && fits.list[0].refusal->confidence == PL_CERTAIN)
			break;
		refusers[kept++] = (struct pl_refuser){
			.gateway = fits.list[i].gateway,
			.name = pl_profiles_find(profiles, len, fits.list[i].gateway)->name,
			.fingerprint = r->id,
			.confidence = pl_confidence_name(r->confidence),
			.note = r->note,
			.source = r->source,
			.dimension = r->dimension,
			.stated_limit = fits.list[i].stated,
		};
	}
	return kept;
}

size_t pl_refusers(const struct pl_response *response, const char *const *dirs, struct pl_arena *arena,
                   const struct pl_refuser **list)
{
	const struct pl_profile *profiles;
	size_t len = pl_profiles_load(dirs, arena, &profiles);

	return pl_refusers_among(response, profiles, len, arena, list);
}
