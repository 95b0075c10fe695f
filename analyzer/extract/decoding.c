/* The codings of a body taken off. The first bytes are held back: when nothing comes out of them but an
 * error, they were never coded, and the cause is the header. */
#include "extract/decoding.h"

#include "base/bytes.h"
#include "extract/head_facts.h"

static bool is_nothing(struct pl_str coding)
{
	return pl_str_equal_nocase(coding, PL_STR("identity")) || pl_str_equal_nocase(coding, PL_STR("aws-chunked")) ||
	       pl_str_equal_nocase(coding, PL_STR("chunked"));
}

/* The last coding that was put on is the first to be taken off. False when one cannot be. */
static bool add_backwards(struct pl_decoding *d, struct pl_str list)
{
	while (list.len > 0) {
		size_t start = list.len;
		struct pl_str name;

		while (start > 0 && list.ptr[start - 1] != ',')
			start--;
		name = pl_str_trim((struct pl_str){ list.ptr + start, list.len - start });
		list.len = start > 0 ? start - 1 : 0;
		if (name.len > 0 && !is_nothing(name) && !pl_codings_add(&d->codings, name))
			return false;
	}
	return true;
}

void pl_decoding_begin(struct pl_decoding *d, struct pl_context *x, struct pl_span over)
{
	struct pl_str transfer = pl_row_text(&x->request, PL_FACT_request_transfer_encoding);
	struct pl_str content = pl_row_text(&x->request, PL_FACT_request_content_encoding);
	bool is_known;

	pl_codings_begin(&d->codings, x->options.max_decoded);
	pl_prefix_clear(&d->prefix);
	d->x = x;
	d->replayed = 0;
	d->begin = (struct pl_run){ 0 };
	d->over = over;
	d->layer = 0;
	d->decoded = 0;
	d->is_ending = false;
	d->names = content.len == 0 || transfer.len == 0
	               ? pl_arena_str(&x->arena, content.len ? content : transfer)
	               : content;
	is_known = add_backwards(d, transfer) && add_backwards(d, content);
	d->state = !is_known             ? PL_DECODING_STOPPED
	           : d->codings.len == 0 ? PL_DECODING_NOTHING
	                                 : PL_DECODING_HOLDING;
}

void pl_decoding_end(struct pl_decoding *d)
{
	pl_codings_end(&d->codings);
}

/* Decoded bytes get the next places of the layer. */
static bool placed(struct pl_decoding *d, struct pl_run *out)
{
	if (d->layer == 0)
		d->layer = pl_origin_layer(d->x->origins, pl_arena_str(&d->x->arena, d->names).ptr, d->over);
	out->origin = d->layer;
	out->off = d->decoded;
	d->decoded += out->len;
	return true;
}

/* With several codings a later one may fail where the first has read its own: then the bytes are not plain. */
static bool is_coded(const struct pl_decoding *d)
{
	return d->codings.len > 1 &&
	       ((d->prefix.len >= 2 && memcmp(d->prefix.bytes, "\x1F\x8B", 2) == 0) ||
	        (d->prefix.len >= 4 && memcmp(d->prefix.bytes, "\x28\xB5\x2F\xFD", 4) == 0));
}

static bool hold(struct pl_decoding *d, struct pl_run *in, struct pl_run *out)
{
	if (d->over.origin == 0 && in->len > 0)
		d->over = pl_run_span(in, in->len);
	if (!pl_prefix_take(&d->prefix, in) && !d->is_ending)
		return false;
	d->begin = (struct pl_run){ d->prefix.bytes, d->prefix.len, 0, 0 };
	if (pl_codings_next(&d->codings, &d->begin, out)) {
		d->state = PL_DECODING_ON;
		return placed(d, out);
	}
	d->state = d->codings.problem      ? is_coded(d) ? PL_DECODING_STOPPED : PL_DECODING_PLAIN
	           : d->codings.is_limited ? PL_DECODING_STOPPED
	                                   : PL_DECODING_ON;
	return false;
}

static bool decode(struct pl_decoding *d, struct pl_run *in, struct pl_run *out)
{
	if (pl_codings_next(&d->codings, &d->begin, out) || pl_codings_next(&d->codings, in, out))
		return placed(d, out);
	if (pl_run_is_hole(in) || d->codings.problem || d->codings.is_limited)
		d->state = PL_DECODING_STOPPED;
	return false;
}

static bool pass(struct pl_decoding *d, struct pl_run *in, struct pl_run *out)
{
	if (d->state == PL_DECODING_PLAIN && d->replayed < d->prefix.runs_len)
		*out = d->prefix.runs[d->replayed++];
	else
		*out = pl_run_take(in, in->len);
	d->decoded += out->len;
	return out->len > 0;
}

bool pl_decoding_next(struct pl_decoding *d, struct pl_run *in, struct pl_run *out)
{
	if (d->state == PL_DECODING_HOLDING && hold(d, in, out))
		return true;
	if (d->state == PL_DECODING_ON && pl_run_is_hole(in))
		d->state = PL_DECODING_STOPPED;
	if (d->state == PL_DECODING_ON)
		return decode(d, in, out);
	if (d->state == PL_DECODING_NOTHING || d->state == PL_DECODING_PLAIN)
		return pass(d, in, out);
	return false;
}

void pl_decoding_finish(struct pl_decoding *d)
{
	d->is_ending = true;
}

/* Base64 of gzip, of zlib and of zstd begins so. */
static bool is_base64_of_coded(const struct pl_prefix *prefix)
{
	struct pl_str text = { (const char *)prefix->bytes, prefix->len };

	if (text.len > 0 && text.ptr[0] == '"')
		text = pl_str_after(text, 1);
	return text.len >= 16 && (pl_str_starts(text, PL_STR("H4sI")) || pl_str_starts(text, PL_STR("KLUv/")) ||
	                          pl_str_starts(text, PL_STR("eJ")) || pl_str_starts(text, PL_STR("eAE")) ||
	                          pl_str_starts(text, PL_STR("eNo")));
}

bool pl_decoding_close(struct pl_decoding *d)
{
	struct pl_row *row = &d->x->request;
	const struct pl_value *coding = pl_row_get(row, PL_FACT_request_content_encoding);

	if (coding->state != PL_KNOWN)
		coding = pl_row_get(row, PL_FACT_request_transfer_encoding);
	if (d->state == PL_DECODING_ON)
		pl_codings_finish(&d->codings);
	if (d->codings.problem)
		pl_row_str(row, PL_FACT_request_content_encoding_error, pl_str_from(d->codings.problem),
		           coding->at);
	if (d->state == PL_DECODING_PLAIN && d->prefix.len > 0)
		pl_row_flag(row,
		            is_base64_of_coded(&d->prefix) ? PL_FACT_request_content_encoding_base64
		                                           : PL_FACT_request_content_encoding_plain,
		            coding->at);
	if (d->codings.is_limited)
		pl_row_flag(row, PL_FACT_request_decoded_limit_met, coding->at);
	return d->state != PL_DECODING_STOPPED &&
	       (d->state == PL_DECODING_PLAIN || d->codings.problem == NULL);
}
