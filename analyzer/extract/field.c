/* A leaf value in constant memory. It is base64 only with length, alphabet and a second sign; what gives the doubt away is
 * found in the first bytes, so that a long value of another kind costs nearly nothing. */
#include "extract/field.h"

#include <math.h>
#include <stdio.h>

#include "parse/base64.h"

#define CANDIDATE_MIN 64      /* characters */
#define PADDED_MIN 256        /* characters that make correct padding a sign */
#define ENTROPY_MIN_CHARS 1024
#define ENTROPY_MIN_BITS 7.2  /* bits a byte of the first decoded bytes */
#define DOUBT 512             /* bytes after which foreign characters settle the matter */

struct pl_field {
	struct pl_context *x;
	struct pl_row row;
	struct pl_span at;
	uint64_t bytes;
	char head[PL_LIMIT_FIELD_HEAD];
	size_t head_len;
	struct pl_base64 base64;
	bool is_settled; /* not base64, whatever follows */
	bool is_unread;
};

struct pl_field *pl_field_new(struct pl_context *x)
{
	struct pl_field *f = pl_arena_alloc(&x->forever, sizeof(*f));

	f->x = x;
	pl_row_init(&f->row, PL_SCOPE_field, &x->forever);
	return f;
}

void pl_field_begin(struct pl_field *f, struct pl_row *up, const char *kind, struct pl_str name, struct pl_str pointer)
{
	const struct pl_span nowhere = { 0 };

	pl_row_reset(&f->row, up);
	f->at = nowhere;
	f->bytes = f->head_len = 0;
	memset(&f->base64, 0, offsetof(struct pl_base64, head));
	f->base64.head_len = 0;
	f->is_settled = f->is_unread = false;
	pl_row_str(&f->row, PL_FACT_field_kind, pl_str_from(kind), nowhere);
	if (name.ptr)
		pl_row_str(&f->row, PL_FACT_field_name, name, nowhere);
	if (pointer.ptr)
		pl_row_str(&f->row, PL_FACT_field_pointer, pointer, nowhere);
}

void pl_field_add(struct pl_field *f, struct pl_run run, size_t source_len)
{
	size_t n = sizeof(f->head) - f->head_len;

	f->bytes += source_len;
	pl_span_cover(&f->at, &run, source_len);
	if (pl_run_is_hole(&run)) {
		f->is_unread = true;
		return;
	}
	n = run.len < n ? run.len : n;
	memcpy(f->head + f->head_len, run.ptr, n);
	f->head_len += n;
	if (f->is_settled)
		return;
	if (run.len > DOUBT && f->base64.chars + f->base64.foreign < DOUBT) {
		pl_base64_add(&f->base64, pl_run_take(&run, DOUBT));
		f->is_settled = f->base64.foreign > 0 || f->base64.blanks > 0;
	}
	if (!f->is_settled)
		pl_base64_add(&f->base64, run);
	f->is_settled |= f->base64.foreign > 0;
}

/* Shannon's entropy of the first decoded bytes, in bits a byte. */
static double entropy(const struct pl_base64 *b)
{
	size_t counts[256] = { 0 };
	double bits = 0;

	for (size_t i = 0; i < b->head_len; i++)
		counts[b->head[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i]) {
			double p = (double)counts[i] / (double)b->head_len;

			bits -= p * log2(p);
		}
	return bits;
}

/* First bytes that no text and no token begins with by chance: at least four of them. */
static bool has_signature(const struct pl_base64 *b)
{
	static const struct pl_str signatures[] = {
		{ "%PDF-", 5 }, { "\x89PNG\r\n", 6 }, { "PK\x03\x04", 4 }, { "\xFF\xD8\xFF\xE0", 4 }, { "\xFF\xD8\xFF\xE1", 4 },
		{ "GIF89a", 6 }, { "GIF87a", 6 }, { "\x1F\x8B\x08\x00", 4 }, { "\x28\xB5\x2F\xFD", 4 }, { "7z\xBC\xAF\x27", 5 },
	};

	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (b->head_len >= signatures[i].len && memcmp(b->head, signatures[i].ptr, signatures[i].len) == 0)
			return true;
	return false;
}

/* The second sign that the text is base64, or NULL. */
static const char *second_sign(const struct pl_field *f)
{
	const struct pl_base64 *b = &f->base64;

	if (f->is_settled || f->is_unread || b->chars < CANDIDATE_MIN || b->foreign || b->blanks || b->percents)
		return NULL;
	if (has_signature(b))
		return "magic";
	if (b->padding > 0 && pl_base64_padding_error(b) == NULL && b->chars > PADDED_MIN)
		return "padding";
	return b->chars > ENTROPY_MIN_CHARS && entropy(b) > ENTROPY_MIN_BITS ? "entropy" : NULL;
}

static void base64_facts(struct pl_field *f, const char *sign)
{
	const struct pl_base64 *b = &f->base64;
	struct pl_row *row = &f->row;
	const char *error = pl_base64_padding_error(b);
	uint64_t raw = pl_base64_raw_bytes(b);

	pl_row_str(row, PL_FACT_field_base64, pl_str_from(sign), f->at);
	pl_row_str(row, PL_FACT_field_base64_alphabet,
	           b->standard && b->url ? PL_STR("mixed") : b->standard ? PL_STR("standard")
	                                   : b->url                      ? PL_STR("url")
	                                                                 : PL_STR("either"),
	           f->at);
	pl_row_int(row, PL_FACT_field_base64_bytes, f->bytes, f->at);
	pl_row_int(row, PL_FACT_field_raw_bytes, raw, f->at);
	if (b->line_breaks > 0)
		pl_row_int(row, PL_FACT_field_base64_line_breaks, b->line_breaks, b->first_line_break);
	if (error)
		pl_row_str(row, PL_FACT_field_base64_padding_error, pl_str_from(error), f->at);
	f->x->weight.base64_bytes += f->bytes;
	f->x->weight.raw_bytes += raw;
}

static void weigh(struct pl_field *f, bool is_base64)
{
	struct pl_contribution c = { .encoding = is_base64 ? "base64" : "none", .bytes = f->bytes, .at = f->at };
	struct pl_str pointer = pl_row_text(&f->row, PL_FACT_field_pointer);

	c.raw_bytes = is_base64 ? pl_base64_raw_bytes(&f->base64) : f->bytes;
	c.pointer_len = (uint16_t)(pointer.len < sizeof(c.pointer) ? pointer.len : sizeof(c.pointer));
	if (c.pointer_len > 0)
		memcpy(c.pointer, pointer.ptr, c.pointer_len);
	pl_weight_add(&f->x->weight, &c);
}

void pl_field_end(struct pl_field *f)
{
	struct pl_row *row = &f->row;
	const char *sign = second_sign(f);

	row->at = f->at;
	pl_row_int(row, PL_FACT_field_bytes, f->bytes, f->at);
	if (f->is_unread)
		pl_row_unknown(row, PL_FACT_field_text);
	else
		pl_row_str(row, PL_FACT_field_text, (struct pl_str){ f->head, f->head_len }, f->at);
	if (sign)
		base64_facts(f, sign);
	weigh(f, sign != NULL);
	pl_context_close_row(f->x, row);
}
