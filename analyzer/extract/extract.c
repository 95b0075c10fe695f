/* The chain from a message to rows: head, transfer framing, content codings, content, and the request row
 * last. */
#include "extract/extract.h"

#include "base/memory.h"
#include "extract/aws_chunked.h"
#include "extract/body_facts.h"
#include "extract/content.h"
#include "extract/dechunk.h"
#include "extract/decoding.h"
#include "extract/digest.h"
#include "extract/head_facts.h"

#include <stdlib.h>

struct pl_extract {
	struct pl_context context;
	struct pl_content *content;
	struct pl_dechunk dechunk;
	struct pl_aws_chunked aws;
	struct pl_decoding decoding;
	struct pl_digests digests;
	struct pl_body body;
};

struct pl_extract *pl_extract_open(const struct pl_extract_options *options, struct pl_origins *origins,
                                   struct pl_listener listener)
{
	struct pl_extract *x = pl_memory_alloc(sizeof(*x));

	x->context.options = *options;
	x->context.origins = origins;
	x->context.listener = listener;
	x->context.sniffer = pl_sniffer_open();
	pl_row_init(&x->context.request, PL_SCOPE_request, &x->context.forever);
	pl_row_init(&x->context.header, PL_SCOPE_header, &x->context.forever);
	pl_dechunk_init(&x->dechunk, &x->context);
	x->content = pl_content_new(&x->context, 0);
	return x;
}

void pl_extract_close(struct pl_extract *x)
{
	pl_decoding_end(&x->decoding);
	pl_digests_end(&x->digests);
	pl_dechunk_free(&x->dechunk);
	pl_sniffer_close(x->context.sniffer);
	pl_arena_free(&x->context.forever);
	pl_arena_free(&x->context.arena);
	free(x);
}

static void begin_content(struct pl_extract *x, const struct pl_message *m)
{
	const struct pl_head_field *field, *first = NULL;
	struct pl_str type = { NULL, 0 };
	struct pl_span place = { 0 };
	unsigned types = 0;
	size_t at = 0;

	while ((field = pl_head_find(&m->head, PL_STR("content-type"), &at)))
		if (types++ == 0)
			first = field;
	if (first) {
		type = first->value;
		place = pl_message_place(m, first->value_at, type.len);
	}
	pl_content_begin(x->content, &x->context.request, type, place, types);
}

/* Where the body stands, as far as the head tells. */
static struct pl_span body_place(const struct pl_extract *x, const struct pl_message *m)
{
	const struct pl_value *length = pl_row_get(&x->context.request, PL_FACT_request_content_length);
	struct pl_span at = m->body_at;

	if (at.len == 0 && length->state == PL_KNOWN && length->number > 0)
		at.len = (uint64_t)length->number;
	return at;
}

/* Only these show the framing; the others are given the content. */
static bool arrives_chunked(const struct pl_message *m)
{
	return (m->input == PL_INPUT_RAW || m->input == PL_INPUT_PAIR) &&
	       pl_head_framing(&m->head).kind == PL_FRAMING_CHUNKED;
}

void pl_extract_head(struct pl_extract *x, const struct pl_message *message)
{
	struct pl_context *c = &x->context;

	pl_arena_reset(&c->arena);
	pl_sniffer_reset(c->sniffer);
	c->twins.len = 0;
	c->weight = (struct pl_weight){ .head_bytes = message->head.text.len };
	x->body = (struct pl_body){ .is_unknown = message->body_is_unknown || message->missing_file.len > 0 };
	pl_row_reset(&c->request, NULL);
	pl_head_facts(c, message);
	pl_dechunk_begin(&x->dechunk, arrives_chunked(message));
	pl_digests_begin(&x->digests, c, message);
	pl_aws_chunked_begin(&x->aws, c, message);
	pl_decoding_begin(&x->decoding, c, body_place(x, message));
	begin_content(x, message);
}

static void add_object(struct pl_extract *x, struct pl_run object)
{
	struct pl_run decoded;

	while (pl_decoding_next(&x->decoding, &object, &decoded))
		pl_content_add(x->content, decoded);
}

/* Content as sent: counted as it is, decoded, and handed on. */
static void add(struct pl_extract *x, struct pl_run run)
{
	struct pl_run object;

	pl_body_count(&x->body, &run);
	pl_digests_add(&x->digests, &run);
	if (!x->aws.is_on)
		add_object(x, run);
	else
		while (pl_aws_chunked_next(&x->aws, &run, &object))
			add_object(x, object);
}

void pl_extract_body(struct pl_extract *x, struct pl_run run)
{
	struct pl_run content;

	pl_body_count_wire(&x->body, &x->context, &run);
	while (pl_dechunk_next(&x->dechunk, &run, &content))
		add(x, content);
}

static void finish_decoding(struct pl_extract *x)
{
	struct pl_run none = { 0 }, decoded;

	pl_decoding_finish(&x->decoding);
	while (pl_decoding_next(&x->decoding, &none, &decoded))
		pl_content_add(x->content, decoded);
	x->body.is_lost = !pl_decoding_close(&x->decoding) && x->body.bytes > 0;
	x->body.decoded_bytes = x->decoding.decoded;
}

/* Which of a server's parsers, each with limits of its own, the declared type chooses. */
static void body_type(struct pl_row *request, const struct pl_row *content)
{
	static const struct {
		enum pl_fact flag;
		const char *name;
	} types[] = {
		{ PL_FACT_content_is_json_type, "json" },
		{ PL_FACT_content_is_form_type, "form" },
		{ PL_FACT_content_is_multipart_type, "multipart" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (pl_row_get(content, types[i].flag)->state == PL_KNOWN)
			pl_row_str(request, PL_FACT_request_body_type, pl_str_from(types[i].name),
			           pl_row_get(content, types[i].flag)->at);
}

void pl_extract_finish(struct pl_extract *x, const struct pl_message *message)
{
	struct pl_context *c = &x->context;
	struct pl_body *body = &x->body;
	const struct pl_row *content;

	pl_dechunk_finish(&x->dechunk, message->body_at);
	body->is_blind = x->dechunk.is_blind;
	finish_decoding(x);
	body->is_lost |= !pl_aws_chunked_finish(&x->aws, !body->is_unknown && !body->is_blind && !body->is_unread);
	if (body->at.origin == 0)
		body->at = body->end_at = message->body_at;
	if (body->is_unknown || body->is_blind || body->is_lost)
		pl_content_lose(x->content);
	content = pl_content_finish(x->content);
	body->is_utf8 = x->decoding.codings.len == 0 && pl_content_is_utf8(x->content);
	if (message->curl_stripped_bytes > 0)
		pl_row_int(&c->request, PL_FACT_request_curl_stripped_bytes, message->curl_stripped_bytes,
		           message->curl_stripped_at);
	pl_body_facts(c, body, content);
	pl_digests_finish(&x->digests, c, !body->is_unknown && !body->is_blind && !body->is_unread);
	body_type(&c->request, content);
	pl_context_close_row(c, &c->request);
}

const struct pl_weight *pl_extract_weight(const struct pl_extract *x)
{
	return &x->context.weight;
}
