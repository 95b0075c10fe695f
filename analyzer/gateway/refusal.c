/* Reading `refusals` and `signs` of a gateway's file. */
#include "gateway/refusal.h"

#include "base/bytes.h"
#include "base/limits.h"

static const char *const confidences[] = { [PL_POSSIBLE] = "possible", [PL_LIKELY] = "likely", [PL_CERTAIN] = "certain" };

struct pl_str pl_confidence_name(enum pl_confidence confidence)
{
	return pl_str_from(confidences[confidence]);
}

static bool read_confidence(const struct pl_document *d, enum pl_confidence *confidence, struct plimsoll_error *err)
{
	struct pl_str text;

	if (!pl_document_string(d, "confidence", &text, err))
		return false;
	for (size_t i = 0; i < sizeof(confidences) / sizeof(confidences[0]); i++)
		if (pl_str_equal(text, pl_str_from(confidences[i]))) {
			*confidence = (enum pl_confidence)i;
			return true;
		}
	return pl_document_fail(d, "confidence", 0, err, "certain, likely or possible is due here");
}

static bool split_header(struct pl_str text, struct pl_header_pattern *pattern)
{
	size_t colon = pl_str_find_char(text, ':');

	if (colon == text.len)
		return false;
	*pattern = (struct pl_header_pattern){ { text.ptr, colon }, pl_str_trim(pl_str_after(text, colon + 1)) };
	return pl_is_token(pattern->name) && pattern->value.len > 0;
}

static bool read_headers(const struct pl_document *d, struct pl_arena *arena, struct pl_refusal *r,
                         struct plimsoll_error *err)
{
	struct pl_header_pattern *patterns;
	const struct pl_str *texts;

	if (!pl_document_strings(d, "headers", arena, &texts, &r->headers_len, err))
		return false;
	r->headers = patterns = pl_arena_alloc(arena, (r->headers_len + 1) * sizeof(*patterns));
	for (size_t i = 0; i < r->headers_len; i++)
		if (!split_header(texts[i], &patterns[i]))
			return pl_document_fail(d, "headers", 0, err, "a name and a pattern are due: \"server: nginx*\"");
	return true;
}

static bool read_refusal(const struct pl_document *d, struct pl_arena *arena, struct pl_refusal *r,
                         struct plimsoll_error *err)
{
	static const char *const keys[] = { "id",        "status", "headers",   "without",    "body", "body_is", "body_empty",
		                            "no_answer", "also",   "dimension", "confidence", "note", "source" };

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "id", &r->id, err) ||
	    !pl_document_ints(d, "status", arena, &r->status, &r->status_len, err) || !read_headers(d, arena, r, err) ||
	    !pl_document_strings(d, "without", arena, &r->without, &r->without_len, err) ||
	    !pl_document_strings(d, "body", arena, &r->body, &r->body_len, err) ||
	    !pl_document_string(d, "body_is", &r->body_is, err) ||
	    !pl_document_flag(d, "body_empty", &r->body_empty, err) ||
	    !pl_document_flag(d, "no_answer", &r->no_answer, err) ||
	    !pl_document_strings(d, "also", arena, &r->also, &r->also_len, err) ||
	    !pl_document_string(d, "dimension", &r->dimension, err) || !read_confidence(d, &r->confidence, err) ||
	    !pl_document_string(d, "note", &r->note, err) || !pl_document_string(d, "source", &r->source, err))
		return false;
	if (r->id.len == 0)
		return pl_document_fail(d, "id", 0, err, "a refusal needs an id");
	if (r->source.len == 0)
		return pl_document_fail(d, "source", 0, err, "a refusal needs a source");
	if (r->status_len == 0 && !r->no_answer)
		return pl_document_fail(d, "status", 0, err, "a refusal needs its status, or no_answer");
	return true;
}

static bool read_sign(const struct pl_document *d, struct pl_sign *sign, struct plimsoll_error *err)
{
	static const char *const keys[] = { "header", "page", "source" };
	struct pl_str header;

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "header", &header, err) || !pl_document_string(d, "page", &sign->page, err) ||
	    !pl_document_string(d, "source", &sign->source, err))
		return false;
	if (header.len > 0 && !split_header(header, &sign->header))
		return pl_document_fail(d, "header", 0, err, "a name and a pattern are due: \"server: nginx*\"");
	if ((header.len > 0) == (sign->page.len > 0))
		return pl_document_fail(d, "header", 0, err, "a sign is a header or a page");
	return true;
}

bool pl_refusals_read(const struct pl_document *d, struct pl_arena *arena, const struct pl_refusal **list, size_t *len,
                      struct plimsoll_error *err)
{
	size_t most = pl_document_count(d, "refusals");
	struct pl_refusal *all = pl_arena_alloc(arena, (most + 1) * sizeof(*all));
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	*list = all;
	if (most > PL_LIMIT_PROFILE_REFUSALS)
		return pl_document_fail(d, "refusals", 0, err, "more refusals than a profile may have (64)");
	for (*len = 0; *len < most; (*len)++)
		if (!pl_document_next(d, "refusals", &is_there, &item, err) || !read_refusal(&item, arena, &all[*len], err))
			return false;
	return pl_document_next(d, "refusals", &is_there, &item, err);
}

bool pl_signs_read(const struct pl_document *d, struct pl_arena *arena, const struct pl_sign **list, size_t *len,
                   struct plimsoll_error *err)
{
	size_t most = pl_document_count(d, "signs");
	struct pl_sign *all = pl_arena_alloc(arena, (most + 1) * sizeof(*all));
	struct pl_document item = { .nodes = NULL };
	bool is_there;

	*list = all;
	if (most > PL_LIMIT_PROFILE_SIGNS)
		return pl_document_fail(d, "signs", 0, err, "more signs than a profile may have (32)");
	for (*len = 0; *len < most; (*len)++)
		if (!pl_document_next(d, "signs", &is_there, &item, err) || !read_sign(&item, &all[*len], err))
			return false;
	return pl_document_next(d, "signs", &is_there, &item, err);
}
