/* What the parser takes at once: keys that were seen before, and values that set no fact and are no one's concern, cost
 * little more than their bytes. */
#include "extract/json_state.h"

#include "base/bytes.h"

#define TOKENS 64 /* at once */

/* Of the run that the tokens are in. */
struct place {
	struct pl_run run;
	uint64_t position; /* of its first byte in the content */
};

static inline struct pl_span span_of(const struct place *p, const unsigned char *at, size_t len)
{
	return (struct pl_span){ p->run.origin, p->run.off + (uint64_t)(at - p->run.ptr), len };
}

/* Once asked, the rules' state holds until an event may have set a fact. */
static bool may_idle(struct pl_json_content *j)
{
	const struct pl_listener *listener = &j->x->listener;

	if (j->state == PL_JSON_UNKNOWN)
		j->state = j->may_idle && listener->is_idle(listener->ctx, j->content) ? PL_JSON_IDLE : PL_JSON_BUSY;
	return j->state == PL_JSON_IDLE;
}

/* Is a text idle that begins in a rare way, or has a mark? */
static bool is_idle_text(const struct pl_json_content *j, struct pl_str text, bool is_marked)
{
	const struct pl_listener *listener = &j->x->listener;

	return pl_field_is_plain(text) &&
	       !(is_marked && listener->wants && listener->wants(listener->ctx, (struct pl_str){ NULL, 0 }, text));
}

/* The name that a value is known by is its key, or that of the array it is in. */
static bool is_idle(struct pl_json_content *j, const struct pl_json_level *in, const struct pl_json_quick *q)
{
	const struct pl_json_key *name = in == NULL ? NULL : in->is_array ? in->key : j->known;
	const size_t len = q->len - q->wider; /* or less, with other escapes */

	if (name == NULL || (in->is_array ? name->is_wanted || !name->is_segment : !name->is_quiet) ||
	    len - 1U >= PL_FIELD_PLAIN_MAX - 1 || !may_idle(j) || pl_weight_wants(&j->x->weight, q->len))
		return false;
	if (q->wider > 0 && !pl_row_has(j->content, PL_FACT_content_json_escape_bytes))
		return false;
	if (!q->is_marked && !pl_field_may_be_odd(q->ptr, q->len))
		return !q->is_escaped || pl_field_is_plain_escaped(q->ptr);
	if (q->is_escaped)
		return false;
	return is_idle_text(j, (struct pl_str){ (const char *)q->ptr, q->len }, q->is_marked);
}

static void take_key(struct pl_json_content *j, const struct pl_json_quick *q, const struct place *p)
{
	size_t len = q->len < sizeof(j->key) ? q->len : sizeof(j->key);

	pl_json_level_key(j, (struct pl_str){ (const char *)q->ptr, len }, len < q->len, span_of(p, q->ptr + q->len, 1));
}

static void take_string(struct pl_json_content *j, struct pl_json_level *in, const struct pl_json_quick *q, const struct place *p)
{
	struct pl_run run;

	if (is_idle(j, in, q)) {
		j->values++;
		if (q->wider > 0)
			pl_row_count(j->content, PL_FACT_content_json_escape_bytes, q->wider, j->content->at);
		j->numbers.bytes.is_open = false;
		in->index += in->is_array;
		return;
	}
	j->position = p->position + (uint64_t)(q->ptr - p->run.ptr) + q->len + 1;
	run = (struct pl_run){ q->ptr, q->len, p->run.origin, p->run.off + (uint64_t)(q->ptr - p->run.ptr) };
	pl_json_string(j, &run, q->is_escaped);
	j->state = PL_JSON_UNKNOWN;
}

static inline void take_scalar(struct pl_json_content *j, struct pl_json_level *in, const struct pl_json_quick *q)
{
	j->values++;
	if (in)
		in->index++;
	if (q->kind == PL_JSON_LITERAL || !q->is_integer)
		j->numbers.bytes.is_open = false;
	else if (j->numbers.bytes.is_open)
		pl_json_bytes_number(&j->numbers.bytes, q->value);
}

static void take_bracket(struct pl_json_content *j, const struct pl_json_quick *q, const struct place *p)
{
	const bool begins = q->kind == PL_JSON_OBJECT_BEGIN || q->kind == PL_JSON_ARRAY_BEGIN;

	j->position = p->position + (uint64_t)(q->ptr - p->run.ptr) + 1;
	j->depth += begins ? 1 : -1U;
	if (begins)
		pl_json_level_begin(j, q->kind == PL_JSON_ARRAY_BEGIN, span_of(p, q->ptr, 1));
	else
		pl_json_level_end(j, span_of(p, q->ptr, 1));
}

static inline void take(struct pl_json_content *j, const struct pl_json_quick *q, const struct place *p)
{
	struct pl_json_level *in = pl_json_here(j);

	/* No key is kept of an object that has no level. */
	if (in && q->key && pl_json_level_known(j, in, (struct pl_json_key *)q->key))
		pl_json_level_twice(j, span_of(p, q->key_at + q->key->len, 1));
	if (q->kind == PL_JSON_STRING_BEGIN && !q->is_key)
		take_string(j, in, q, p);
	else if (q->kind == PL_JSON_NUMBER || q->kind == PL_JSON_LITERAL)
		take_scalar(j, in, q);
	else if (q->kind == PL_JSON_STRING_BEGIN)
		take_key(j, q, p);
	else if (q->kind != PL_JSON_MORE)
		take_bracket(j, q, p);
}

bool pl_json_tokens(struct pl_json_content *j, struct pl_run *run)
{
	const struct place place = { *run, j->position };
	struct pl_json_quick tokens[TOKENS];
	size_t n;

	j->depth = j->parser.depth;
	n = pl_json_take(&j->parser, run, tokens, TOKENS, j->seen.last ? j->seen.last->guess.next : NULL);
	for (size_t i = 0; i < n; i++)
		take(j, &tokens[i], &place);
	j->position = place.position + (uint64_t)(place.run.len - run->len);
	return n > 0;
}
