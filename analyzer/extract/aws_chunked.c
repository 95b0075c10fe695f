/* The chunks are those of Transfer-Encoding, so they are read by the same parser; signatures are not checked: that needs
 * the secret key. */
#include "extract/aws_chunked.h"

#include "base/bytes.h"
#include "base/number.h"
#include "extract/head_facts.h"

static struct pl_span place_of(const struct pl_message *m, const struct pl_head_field *field)
{
	return pl_message_place(m, field->value_at, field->value.len);
}

/* STREAMING-AWS4-HMAC-SHA256-PAYLOAD, …-TRAILER, STREAMING-UNSIGNED-PAYLOAD-TRAILER and the ECDSA ones. */
static const struct pl_head_field *framing_field(const struct pl_message *m)
{
	const struct pl_head_field *field;
	size_t at = 0;

	while ((field = pl_head_find(&m->head, PL_STR("content-encoding"), &at))) {
		struct pl_str rest = field->value, coding;

		while (pl_list_next(&rest, &coding))
			if (pl_str_equal_nocase(coding, PL_STR("aws-chunked")))
				return field;
	}
	at = 0;
	field = pl_head_find(&m->head, PL_STR("x-amz-content-sha256"), &at);
	return field && pl_str_starts(field->value, PL_STR("STREAMING-")) ? field : NULL;
}

void pl_aws_chunked_begin(struct pl_aws_chunked *a, struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *framing = framing_field(m), *length;
	uint64_t bytes;
	size_t at = 0;

	*a = (struct pl_aws_chunked){ .x = x, .is_on = framing != NULL };
	if (framing == NULL)
		return;
	a->at = place_of(m, framing);
	pl_row_flag(&x->request, PL_FACT_request_aws_chunked, a->at);
	length = pl_head_find(&m->head, PL_STR("x-amz-decoded-content-length"), &at);
	if (length && pl_number_decimal(length->value, &bytes) == PL_NUMBER_OK && bytes <= INT64_MAX)
		pl_row_int(&x->request, PL_FACT_request_aws_decoded_length, bytes, place_of(m, length));
}

static void fault(struct pl_aws_chunked *a, const char *problem, struct pl_span at)
{
	if (!pl_row_has(&a->x->request, PL_FACT_request_aws_chunk_error))
		pl_row_str(&a->x->request, PL_FACT_request_aws_chunk_error, pl_str_from(problem), at.origin ? at : a->at);
}

/* At the first byte it is no such framing at all. */
static void bad(struct pl_aws_chunked *a, const struct pl_chunked_event *ev, bool is_first, bool is_hole)
{
	a->is_over = true;
	a->is_lost = !is_first;
	if (is_first)
		a->is_on = false;
	if (!is_hole)
		fault(a, is_first ? "the body does not begin with the size of a chunk" : ev->problem, is_first ? a->at : ev->span);
}

bool pl_aws_chunked_next(struct pl_aws_chunked *a, struct pl_run *in, struct pl_run *out)
{
	const uint64_t first = in->off;
	bool is_first = !a->is_begun && in->len > 0;

	a->is_begun |= is_first;
	while (a->is_on && !a->is_over) {
		struct pl_chunked_event ev = pl_chunked_next(&a->parser, in);

		switch (ev.kind) {
		case PL_CHUNKED_DATA:
			*out = ev.run;
			a->bytes += out->len;
			return true;
		case PL_CHUNKED_BAD:
			bad(a, &ev, is_first && ev.fault == PL_CHUNKED_FAULT_SIZE && in->off == first, pl_run_is_hole(in));
			break;
		case PL_CHUNKED_END:
			a->is_over = true;
			break;
		case PL_CHUNKED_MORE:
			return false;
		case PL_CHUNKED_SIZE:
		case PL_CHUNKED_EXTENSION:
		case PL_CHUNKED_TRAILER:
		case PL_CHUNKED_ODDITY:
			break;
		}
	}
	if (a->is_on) {
		if (in->len > 0 && !a->is_lost)
			fault(a, "other bytes follow the last chunk", pl_run_span(in, 1));
		return false;
	}
	*out = pl_run_take(in, in->len);
	return out->len > 0;
}

bool pl_aws_chunked_finish(struct pl_aws_chunked *a, bool is_whole)
{
	struct pl_row *row = &a->x->request;

	if (!pl_row_get(row, PL_FACT_request_aws_chunked)->flag)
		return true;
	if (is_whole && a->is_on && !a->is_over) {
		struct pl_chunked_event ev = pl_chunked_finish(&a->parser);

		a->is_lost = ev.kind == PL_CHUNKED_BAD;
		if (a->is_lost)
			fault(a, ev.problem, ev.span);
	}
	if (!is_whole) {
		pl_row_unknown(row, PL_FACT_request_aws_chunk_error);
		pl_row_unknown(row, PL_FACT_request_aws_object_bytes);
	} else if (a->is_on && !a->is_lost) {
		pl_row_int(row, PL_FACT_request_aws_object_bytes, a->bytes, a->at);
	}
	return !a->is_lost;
}
