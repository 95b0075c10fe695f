/* Reading `behaviour` of a gateway's file. */
#include "gateway/behaviour.h"

#include "base/bytes.h"

static const char *const decisions[] = { [PL_DECIDES_BY_HEADER] = "header", [PL_DECIDES_COUNTING] = "counting",
	                                 [PL_DECIDES_BY_WHOLE] = "whole", [PL_DECIDES_NEVER] = "never", NULL };
static const char *const endings[] = { [PL_CLOSES_KEEP] = "keep", [PL_CLOSES_DRAIN] = "drain", [PL_CLOSES_LINGER] = "linger", [PL_CLOSES_CLOSE] = "close",
	                               [PL_CLOSES_RESET] = "reset", NULL };

/* Which of the words the member is, into *choice; untouched when it is not there. */
static bool read_choice(const struct pl_document *d, const char *key, const char *const *words, const char *due, unsigned *choice,
                        struct plimsoll_error *err)
{
	struct pl_str text;

	if (!pl_document_string(d, key, &text, err))
		return false;
	if (text.ptr == NULL)
		return true;
	for (unsigned i = 0; words[i]; i++)
		if (pl_str_equal(text, pl_str_from(words[i]))) {
			*choice = i;
			return true;
		}
	return pl_document_fail(d, key, 0, err, due);
}

/* They are written as they stand: nothing in one may end its line. */
static bool read_headers(const struct pl_document *d, struct pl_arena *arena, const struct pl_str **list, size_t *len,
                         struct plimsoll_error *err)
{
	if (!pl_document_strings(d, "headers", arena, list, len, err))
		return false;
	for (size_t i = 0; i < *len; i++) {
		struct pl_str line = (*list)[i];
		size_t colon = pl_str_find_char(line, ':');

		if (colon == line.len || !pl_is_token((struct pl_str){ line.ptr, colon }) || memchr(line.ptr, '\r', line.len) ||
		    memchr(line.ptr, '\n', line.len))
			return pl_document_fail(d, "headers", 0, err, "a header line is due: \"Server: nginx\"");
	}
	return true;
}

static bool read_refusing(const struct pl_document *d, const char *key, struct pl_arena *arena, struct pl_refusing *refusing,
                          bool *is_there, struct plimsoll_error *err)
{
	static const char *const keys[] = { "status", "reason", "headers", "body", "close" };
	struct pl_document own = { .nodes = NULL };
	unsigned closes = PL_CLOSES_LINGER;
	bool has_status;

	if (!pl_document_object(d, key, is_there, &own, err))
		return false;
	if (!*is_there)
		return true;
	if (!pl_document_knows(&own, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_int(&own, "status", &has_status, &refusing->status, err) ||
	    !pl_document_string(&own, "reason", &refusing->reason, err) ||
	    !read_headers(&own, arena, &refusing->headers, &refusing->headers_len, err) ||
	    !pl_document_string(&own, "body", &refusing->body, err) ||
	    !read_choice(&own, "close", endings, "keep, drain, linger, close or reset is due here", &closes, err))
		return false;
	if (!has_status)
		refusing->status = 0;
	if (has_status && (refusing->status < 200 || refusing->status > 599))
		return pl_document_fail(&own, "status", 0, err, "a status from 200 to 599 is due, or none where there is no answer");
	if (!has_status && closes == PL_CLOSES_KEEP)
		return pl_document_fail(&own, "close", 0, err, "without an answer the connection has to end");
	refusing->closes = (enum pl_closes)closes;
	return true;
}

static bool read_members(const struct pl_document *d, struct pl_arena *arena, struct pl_behaviour *b, struct plimsoll_error *err)
{
	static const char *const keys[] = { "dimension", "decides", "chunked", "continues", "headers", "refusal", "refusal_chunked", "source" };
	const char *due = "header, counting, whole or never is due here";
	unsigned decides = PL_DECIDES_BY_HEADER, chunked;
	struct pl_str continues;
	bool has_refusal, has_chunked;

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "dimension", &b->dimension, err) || !read_choice(d, "decides", decisions, due, &decides, err))
		return false;
	chunked = decides == PL_DECIDES_BY_HEADER ? PL_DECIDES_COUNTING : decides;
	if (!read_choice(d, "chunked", decisions, due, &chunked, err) || !pl_document_string(d, "continues", &continues, err) ||
	    !read_headers(d, arena, &b->headers, &b->headers_len, err) ||
	    !read_refusing(d, "refusal", arena, &b->refusal, &has_refusal, err))
		return false;
	b->chunked = b->refusal;
	if (!read_refusing(d, "refusal_chunked", arena, &b->chunked, &has_chunked, err) ||
	    !pl_document_string(d, "source", &b->source, err))
		return false;
	if (!has_refusal)
		return pl_document_fail(d, "refusal", 0, err, "a behaviour needs its refusal");
	if (b->source.len == 0)
		return pl_document_fail(d, "source", 0, err, "a behaviour needs a source");
	if (b->dimension.ptr == NULL)
		b->dimension = PL_STR("body");
	if (continues.ptr && !pl_str_equal(continues, PL_STR("first")))
		return pl_document_fail(d, "continues", 0, err, "first is due here, or nothing");
	b->continues_first = continues.ptr != NULL;
	b->decides = (enum pl_decides)decides;
	b->decides_chunked = (enum pl_decides)chunked;
	return true;
}

bool pl_behaviour_read(const struct pl_document *document, struct pl_arena *arena, struct pl_behaviour *behaviour,
                       struct plimsoll_error *err)
{
	struct pl_document own = { .nodes = NULL };

	return pl_document_object(document, "behaviour", &behaviour->is_there, &own, err) &&
	       (!behaviour->is_there || read_members(&own, arena, behaviour, err));
}
