/* The chain from a message to rows: head, transfer decoding, content, and the request row last. */
#include "extract/extract.h"

#include "base/memory.h"
#include "base/scan.h"
#include "extract/content.h"
#include "extract/head_facts.h"
#include "parse/chunked.h"

#include <stdlib.h>

struct pl_extract {
	struct pl_context context;
	struct pl_content *content;
	bool is_chunked;
	struct pl_chunked chunked;
	bool chunked_is_over;
	uint64_t wire_bytes;
	struct pl_span body_at;
	struct pl_scan_counts counts;
	struct pl_span surplus_at;
};

struct pl_extract *pl_extract_open(const struct pl_extract_options *options, struct pl_origins *origins,
                                   struct pl_listener listener)
{
	struct pl_extract *x = pl_memory_alloc(sizeof(*x));

	x->context.options = *options;
	x->context.origins = origins;
	x->context.listener = listener;
	pl_row_init(&x->context.request, PL_SCOPE_request, &x->context.forever);
	pl_row_init(&x->context.header, PL_SCOPE_header, &x->context.forever);
	x->content = pl_content_new(&x->context, 0);
	return x;
}

void pl_extract_close(struct pl_extract *x)
{
	pl_arena_free(&x->context.forever);
	pl_arena_free(&x->context.arena);
	free(x);
}

static void begin_content(struct pl_extract *x, const struct pl_message *m)
{
	const struct pl_head_field *field, *first = NULL;
	struct pl_span place = { 0 };
	unsigned types = 0;
	size_t at = 0;

	while ((field = pl_head_find(&m->head, PL_STR("content-type"), &at))) {
		if (types++ == 0)
			first = field;
	}
	if (first)
		place = pl_message_place(m, first->value_at, first->value.len);
	pl_content_begin(x->content, &x->context.request, first ? first->value : (struct pl_str){ NULL, 0 }, place, types);
}

void pl_extract_head(struct pl_extract *x, const struct pl_message *message)
{
	struct pl_context *c = &x->context;

	pl_arena_reset(&c->arena);
	c->weight = (struct pl_weight){ .head_bytes = message->head.text.len, .is_unknown = message->body_is_unknown };
	x->wire_bytes = 0;
	x->body_at = message->body_at;
	x->surplus_at = (struct pl_span){ 0 };
	x->counts = (struct pl_scan_counts){ 0 };
	x->chunked = (struct pl_chunked){ 0 };
	x->chunked_is_over = false;
	x->is_chunked = pl_head_framing(&message->head).kind == PL_FRAMING_CHUNKED;
	pl_row_reset(&c->request, NULL);
	pl_head_facts(c, message);
	begin_content(x, message);
}

static void add_content(struct pl_extract *x, struct pl_run run)
{
	x->context.weight.body_bytes += run.len;
	if (run.ptr)
		pl_scan_count(&x->counts, run.ptr, run.len);
	pl_content_add(x->content, run);
}

static void chunk_event(struct pl_extract *x, const struct pl_chunked_event *ev)
{
	struct pl_row *row = &x->context.request;

	switch (ev->kind) {
	case PL_CHUNKED_SIZE:
		if (ev->size > 0)
			pl_row_count(row, PL_FACT_request_chunks, 1, ev->span);
		break;
	case PL_CHUNKED_DATA:
		add_content(x, ev->run);
		break;
	case PL_CHUNKED_EXTENSION:
		if (!pl_row_has(row, PL_FACT_request_chunk_extension))
			pl_row_str(row, PL_FACT_request_chunk_extension, pl_run_text(&ev->run), ev->span);
		break;
	case PL_CHUNKED_ODDITY:
		if (ev->oddity == PL_CHUNKED_EXTENSION_MALFORMED)
			pl_row_flag(row, PL_FACT_request_chunk_extension_malformed, ev->span);
		else if (ev->oddity == PL_CHUNKED_BARE_LF)
			pl_row_str(row, PL_FACT_request_chunk_terminator_error, PL_STR("a line ends in a line feed alone"), ev->span);
		else
			pl_row_str(row, PL_FACT_request_chunk_size_error, PL_STR("white space or needless zeros stand at the chunk size"),
			           ev->span);
		break;
	case PL_CHUNKED_BAD:
		pl_row_str(row,
		           ev->fault == PL_CHUNKED_FAULT_SIZE ? PL_FACT_request_chunk_size_error
		                                              : PL_FACT_request_chunk_terminator_error,
		           pl_str_from(ev->problem), ev->span.origin ? ev->span : x->body_at);
		x->chunked_is_over = true;
		break;
	case PL_CHUNKED_END:
		x->chunked_is_over = true;
		break;
	case PL_CHUNKED_TRAILER:
	case PL_CHUNKED_MORE:
		break;
	}
}

/* Where the bytes beyond Content-Length begin. */
static void mark_surplus(struct pl_extract *x, const struct pl_run *run)
{
	const struct pl_value *length = pl_row_get(&x->context.request, PL_FACT_request_content_length);
	uint64_t declared;

	if (length->state != PL_KNOWN || x->is_chunked || x->surplus_at.origin)
		return;
	declared = (uint64_t)length->number;
	if (x->wire_bytes <= declared && x->wire_bytes + run->len > declared) {
		uint64_t skip = declared - x->wire_bytes;

		x->surplus_at = (struct pl_span){ run->origin, run->off + skip, run->len - skip };
	}
}

void pl_extract_body(struct pl_extract *x, struct pl_run run)
{
	mark_surplus(x, &run);
	x->wire_bytes += run.len;
	if (!x->is_chunked) {
		add_content(x, run);
		return;
	}
	while (!x->chunked_is_over) {
		struct pl_chunked_event ev = pl_chunked_next(&x->chunked, &run);

		if (ev.kind == PL_CHUNKED_MORE)
			return;
		chunk_event(x, &ev);
	}
}

static void length_facts(struct pl_extract *x)
{
	struct pl_row *row = &x->context.request;
	const struct pl_value *length = pl_row_get(row, PL_FACT_request_content_length);
	uint64_t declared;

	if (length->state != PL_KNOWN || x->is_chunked)
		return;
	declared = (uint64_t)length->number;
	if (declared > x->wire_bytes)
		pl_row_int(row, PL_FACT_request_missing_bytes, declared - x->wire_bytes, length->at);
	if (declared < x->wire_bytes)
		pl_row_int(row, PL_FACT_request_surplus_bytes, x->wire_bytes - declared, x->surplus_at);
}

static void count_facts(struct pl_extract *x)
{
	struct pl_row *row = &x->context.request;
	const struct pl_scan_counts *n = &x->counts;

	pl_row_int(row, PL_FACT_request_body_lf, n->lf - n->crlf, x->body_at);
	pl_row_int(row, PL_FACT_request_body_crlf, n->crlf, x->body_at);
	if (n->bytes > 0 && n->last == '\n')
		pl_row_flag(row, PL_FACT_request_body_ends_with_newline, x->body_at);
	pl_row_int(row, PL_FACT_request_body_characters, n->bytes - n->continuations, x->body_at);
	pl_row_int(row, PL_FACT_request_body_utf16_units, n->bytes - n->continuations + n->four_byte_leads, x->body_at);
}

/* What only the whole body tells. Where it cannot be seen, nothing is said. */
static void body_facts(struct pl_extract *x, const struct pl_message *message)
{
	static const enum pl_fact unseen[] = { PL_FACT_request_has_body, PL_FACT_request_body_bytes, PL_FACT_request_wire_bytes,
		                               PL_FACT_request_missing_bytes, PL_FACT_request_surplus_bytes };
	struct pl_row *row = &x->context.request;
	struct pl_weight *w = &x->context.weight;

	if (message->body_is_unknown) {
		for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
			pl_row_unknown(row, unseen[i]);
		return;
	}
	if (w->body_bytes > 0)
		pl_row_flag(row, PL_FACT_request_has_body, x->body_at);
	pl_row_int(row, PL_FACT_request_body_bytes, w->body_bytes, x->body_at);
	pl_row_int(row, PL_FACT_request_wire_bytes, x->wire_bytes, x->body_at);
	pl_row_int(row, PL_FACT_request_decoded_bytes, w->decoded_bytes, x->body_at);
	pl_row_int(row, PL_FACT_request_base64_bytes, w->base64_bytes, x->body_at);
	pl_row_int(row, PL_FACT_request_raw_bytes, w->raw_bytes, x->body_at);
	pl_row_int(row, PL_FACT_request_envelope_bytes, pl_weight_envelope(w), x->body_at);
	length_facts(x);
	count_facts(x);
}

void pl_extract_finish(struct pl_extract *x, const struct pl_message *message)
{
	struct pl_weight *w = &x->context.weight;

	if (x->is_chunked && !x->chunked_is_over) {
		struct pl_chunked_event ev = pl_chunked_finish(&x->chunked);

		chunk_event(x, &ev);
	}
	w->framing_bytes = x->wire_bytes - w->body_bytes;
	w->decoded_bytes = w->body_bytes;
	pl_content_finish(x->content);
	body_facts(x, message);
	pl_context_close_row(&x->context, &x->context.request);
}

const struct pl_weight *pl_extract_weight(const struct pl_extract *x)
{
	return &x->context.weight;
}
