/* Facts of the request that only the end of its body tells. What was not seen is unknown, never guessed. */
#include "extract/body_facts.h"

#include <stdio.h>

#include "base/number.h"

#define RANKED 3 /* of the largest fields and parts, in request.largest */

static bool is_chunked(const struct pl_context *x)
{
	return pl_str_equal(pl_row_text(&x->request, PL_FACT_request_framing), PL_STR("chunked"));
}

void pl_body_count_wire(struct pl_body *b, const struct pl_context *x, const struct pl_run *run)
{
	const struct pl_value *length = pl_row_get(&x->request, PL_FACT_request_content_length);

	if (b->surplus_at.origin)
		pl_span_cover(&b->surplus_at, run, run->len);
	else if (length->state == PL_KNOWN && !is_chunked(x) &&
	         b->wire_bytes + run->len > (uint64_t)length->number) {
		size_t within = (size_t)((uint64_t)length->number - b->wire_bytes);

		b->surplus_at = (struct pl_span){ run->origin, run->off + within, run->len - within };
	}
	b->wire_bytes += run->len;
}

void pl_body_count(struct pl_body *b, const struct pl_run *run)
{
	b->bytes += run->len;
	pl_span_cover(&b->at, run, run->len);
	if (run->len > 0)
		b->end_at = (struct pl_span){ run->origin, run->off + run->len - 1, 1 };
	if (pl_run_is_hole(run))
		b->is_unread = true;
	else
		pl_scan_count(&b->counts, run->ptr, run->len);
}

static void unknown(struct pl_row *row, const enum pl_fact *facts, size_t len)
{
	for (size_t i = 0; i < len; i++)
		pl_row_unknown(row, facts[i]);
}
#define UNKNOWN(row, facts) unknown(row, facts, sizeof(facts) / sizeof((facts)[0]))

static const enum pl_fact sizes[] = { PL_FACT_request_body_bytes, PL_FACT_request_missing_bytes,
	                              PL_FACT_request_surplus_bytes, PL_FACT_request_nofile_bytes };
static const enum pl_fact characters[] = { PL_FACT_request_body_characters, PL_FACT_request_body_utf16_units,
	                                   PL_FACT_request_body_lf, PL_FACT_request_body_crlf,
	                                   PL_FACT_request_body_ends_with_newline };
static const enum pl_fact insides[] = {
	PL_FACT_request_decoded_bytes,
	PL_FACT_request_parts,
	PL_FACT_request_files,
	PL_FACT_request_file_bytes,
	PL_FACT_request_nofile_bytes,
	PL_FACT_request_fields,
	PL_FACT_request_base64_bytes,
	PL_FACT_request_raw_bytes,
	PL_FACT_request_base64_file_bytes,
	PL_FACT_request_base64_rest_bytes,
	PL_FACT_request_envelope_bytes,
	PL_FACT_request_largest_field_bytes,
	PL_FACT_request_largest_field,
	PL_FACT_request_largest_field_raw_bytes,
	PL_FACT_request_largest_field_encoding,
	PL_FACT_request_largest,
	PL_FACT_request_method_field,
};
static const enum pl_fact framing[] = { PL_FACT_request_has_body,
	                                PL_FACT_request_wire_bytes,
	                                PL_FACT_request_chunks,
	                                PL_FACT_request_chunk_size_error,
	                                PL_FACT_request_chunk_terminator_error,
	                                PL_FACT_request_chunk_extension,
	                                PL_FACT_request_chunk_extension_malformed,
	                                PL_FACT_request_content_encoding_error,
	                                PL_FACT_request_decoded_limit_met };

static void length_facts(struct pl_context *x, const struct pl_body *b)
{
	const struct pl_value *length = pl_row_get(&x->request, PL_FACT_request_content_length);
	uint64_t declared = length->state == PL_KNOWN ? (uint64_t)length->number : b->bytes;

	pl_row_int(&x->request, PL_FACT_request_body_bytes, b->bytes, b->at);
	if (is_chunked(x))
		return;
	if (declared > b->bytes)
		pl_row_int(&x->request, PL_FACT_request_missing_bytes, declared - b->bytes, length->at);
	if (declared < b->bytes)
		pl_row_int(&x->request, PL_FACT_request_surplus_bytes, b->bytes - declared, b->surplus_at);
}

static void character_facts(struct pl_context *x, const struct pl_body *b)
{
	const struct pl_scan_counts *n = &b->counts;

	pl_row_int(&x->request, PL_FACT_request_body_lf, n->lf - n->crlf, b->at);
	pl_row_int(&x->request, PL_FACT_request_body_crlf, n->crlf, b->at);
	if (n->bytes > 0 && n->last == '\n')
		pl_row_flag(&x->request, PL_FACT_request_body_ends_with_newline, b->end_at);
	if (!b->is_utf8)
		return;
	pl_row_int(&x->request, PL_FACT_request_body_characters, n->bytes - n->continuations, b->at);
	pl_row_int(&x->request, PL_FACT_request_body_utf16_units,
	           n->bytes - n->continuations + n->four_byte_leads, b->at);
}

static void field_count(struct pl_context *x, const struct pl_row *content)
{
	static const enum pl_fact counts[] = { PL_FACT_content_form_fields, PL_FACT_content_json_values };
	const struct pl_value *parts = pl_row_get(&x->request, PL_FACT_request_parts);
	const struct pl_value *files = pl_row_get(&x->request, PL_FACT_request_files);

	for (size_t i = 0; i < 2; i++)
		if (pl_row_has(content, counts[i]))
			pl_row_int(&x->request, PL_FACT_request_fields,
			           (uint64_t)pl_row_get(content, counts[i])->number,
			           pl_row_get(content, counts[i])->at);
	if (parts->state == PL_KNOWN)
		pl_row_int(&x->request, PL_FACT_request_fields,
		           (uint64_t)(parts->number - (files->state == PL_KNOWN ? files->number : 0)),
		           parts->at);
}

static void largest_facts(struct pl_context *x)
{
	const struct pl_contribution *c = &x->weight.largest[0];
	struct pl_str pointer = { c->pointer, c->pointer_len }, part = { c->part, c->part_len };
	struct pl_row *row = &x->request;

	if (x->weight.largest_len == 0)
		return;
	pl_row_int(row, PL_FACT_request_largest_field_bytes, c->bytes, c->at);
	pl_row_int(row, PL_FACT_request_largest_field_raw_bytes, c->raw_bytes, c->at);
	if (pointer.len > 0 || part.len > 0)
		pl_row_str(row, PL_FACT_request_largest_field, pointer.len ? pointer : part, c->at);
	if (c->encoding)
		pl_row_str(row, PL_FACT_request_largest_field_encoding, pl_str_from(c->encoding), c->at);
}

/* Another file in place of the largest base64 value changes the body by what the length of base64 says only when that is
 * all there is to it: padded, no line breaks, no escapes, no content coding. */
static void base64_facts(struct pl_context *x, uint64_t body_bytes)
{
	for (size_t i = 0; i < x->weight.largest_len; i++) {
		const struct pl_contribution *c = &x->weight.largest[i];

		if (c->encoding == NULL || strcmp(c->encoding, "base64") != 0)
			continue;
		if (c->bytes != (c->raw_bytes + 2) / 3 * 4)
			return;
		pl_row_int(&x->request, PL_FACT_request_base64_file_bytes, c->raw_bytes, c->at);
		if (!pl_row_has(&x->request, PL_FACT_request_content_encoding) && body_bytes >= c->bytes)
			pl_row_int(&x->request, PL_FACT_request_base64_rest_bytes, body_bytes - c->bytes, c->at);
		return;
	}
}

static void ranking(struct pl_context *x)
{
	char line[PL_LIMIT_POINTER + PL_NUMBER_TEXT + 2], number[PL_NUMBER_TEXT];

	for (size_t i = 0; i < x->weight.largest_len && i < RANKED; i++) {
		const struct pl_contribution *c = &x->weight.largest[i];
		const char *name = c->pointer_len ? c->pointer : c->part_len ? c->part : "body";
		size_t len = c->pointer_len ? c->pointer_len : c->part_len ? c->part_len : 4;
		int n = snprintf(line, sizeof(line), "%.*s: %s", (int)len, name, pl_number_grouped(number, c->bytes));

		pl_row_add(&x->request, PL_FACT_request_largest, (struct pl_str){ line, (size_t)n }, c->at);
	}
}

/* File parts in a coded body are counted as decoded, for want of another way. */
static void weight_facts(struct pl_context *x, const struct pl_body *b, const struct pl_row *content)
{
	struct pl_row *row = &x->request;
	const struct pl_value *files = pl_row_get(row, PL_FACT_request_file_bytes);
	uint64_t file_bytes = files->state == PL_KNOWN ? (uint64_t)files->number : 0;
	uint64_t all = file_bytes > 0 ? b->decoded_bytes : b->bytes;

	pl_row_int(row, PL_FACT_request_decoded_bytes, b->decoded_bytes, b->at);
	pl_row_int(row, PL_FACT_request_nofile_bytes, all > file_bytes ? all - file_bytes : 0, b->at);
	pl_row_int(row, PL_FACT_request_base64_bytes, x->weight.base64_bytes, b->at);
	pl_row_int(row, PL_FACT_request_raw_bytes, x->weight.raw_bytes, b->at);
	pl_row_int(row, PL_FACT_request_envelope_bytes, pl_weight_envelope(&x->weight), b->at);
	field_count(x, content);
	largest_facts(x);
	base64_facts(x, b->bytes);
	ranking(x);
}

void pl_body_facts(struct pl_context *x, const struct pl_body *b, const struct pl_row *content)
{
	bool is_sized = !b->is_unknown && !b->is_blind, is_seen = is_sized && !b->is_unread;

	x->weight.body_bytes = b->bytes;
	x->weight.framing_bytes = b->wire_bytes > b->bytes ? b->wire_bytes - b->bytes : 0;
	x->weight.decoded_bytes = b->decoded_bytes;
	x->weight.is_unknown = !is_seen || b->is_lost;
	if (b->is_unknown)
		UNKNOWN(&x->request, framing);
	else
		pl_row_int(&x->request, PL_FACT_request_wire_bytes, b->wire_bytes, b->at);
	if (b->wire_bytes > 0)
		pl_row_flag(&x->request, PL_FACT_request_has_body, b->at);
	if (is_sized)
		length_facts(x, b);
	else
		UNKNOWN(&x->request, sizes);
	if (is_seen)
		character_facts(x, b);
	else
		UNKNOWN(&x->request, characters);
	if (is_seen && !b->is_lost)
		weight_facts(x, b, content);
	else
		UNKNOWN(&x->request, insides);
}
