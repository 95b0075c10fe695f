/* Is what a log shows of a body what was sent? Where that cannot be told, the body is unknown, and why is said. */
#include "source/har_judge.h"

#include "base/bytes.h"

void pl_har_unknown(struct pl_message *m, struct pl_span at, struct pl_str why)
{
	m->body_is_unknown = true;
	m->body_unknown = why;
	m->body_unknown_at = at;
}

/* A log without postData: was there a body? */
void pl_har_judge_absent(struct pl_message *m, const struct pl_har_entry *e, const struct pl_framing *framing)
{
	struct pl_span at = e->post.origin ? e->post : e->request;
	bool may_have = pl_str_equal(m->head.method, PL_STR("POST")) || pl_str_equal(m->head.method, PL_STR("PUT")) ||
	                pl_str_equal(m->head.method, PL_STR("PATCH"));

	if (e->body_status.len > 0)
		pl_har_unknown(m, at, PL_STR("whoever wrote the HAR left it out"));
	else if (e->body_size > 0 || framing->kind == PL_FRAMING_CHUNKED ||
	         (framing->kind == PL_FRAMING_LENGTH && framing->length > 0))
		pl_har_unknown(m, at, PL_STR("the HAR tells of a body and has no text of it"));
	else if (e->post.origin && framing->kind == PL_FRAMING_NONE && may_have)
		pl_har_unknown(m, at, PL_STR("the HAR says of what type it is and has no text of it, as browsers do with files"));
	else if (e->body_size < 0 && framing->kind == PL_FRAMING_NONE && may_have)
		pl_har_unknown(m, at, PL_STR("the HAR has no text of it and does not say that it is empty"));
}

/* A client's own Content-Length is what was sent. A text that disagrees with it was cut, decoded or mended on the way
 * into the log. bodySize counts what the log shows: bytes, or UTF-16 units in Firefox. */
void pl_har_judge_text(struct pl_message *m, const struct pl_har_entry *e, const struct pl_framing *framing,
                       const struct pl_har_measure *measure, struct pl_arena *arena)
{
	uint64_t units = measure->counts.bytes - measure->counts.continuations + measure->counts.four_byte_leads;
	uint64_t size = e->body_size > 0 ? (uint64_t)e->body_size : measure->bytes;
	size_t at = 0;

	if (measure->foreign > 0)
		pl_har_unknown(m, e->text, PL_STR("its text is said to be base64 and is not"));
	else if (framing->kind == PL_FRAMING_LENGTH && framing->length != measure->bytes)
		pl_har_unknown(m, e->text,
		        pl_arena_printf(arena, "the HAR shows %llu of its bytes, and Content-Length says %llu",
		                        (unsigned long long)measure->bytes, (unsigned long long)framing->length));
	else if (framing->kind == PL_FRAMING_LENGTH)
		return;
	else if (measure->replacements > 0)
		pl_har_unknown(m, e->text, PL_STR("its text holds U+FFFD, which stands where bytes were no text"));
	else if (pl_head_find(&m->head, PL_STR("content-encoding"), &at))
		pl_har_unknown(m, e->text, PL_STR("its text may be what Content-Encoding was put on, not what was sent"));
	else if (size != measure->bytes && size != units)
		pl_har_unknown(m, e->text,
		        pl_arena_printf(arena, "the HAR shows %llu bytes of it, and bodySize says %llu",
		                        (unsigned long long)measure->bytes, (unsigned long long)size));
}
