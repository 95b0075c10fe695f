/* What a value carries: base64 or hexadecimal text. It is base64 only with length, alphabet and a second sign. */
#include "extract/field_state.h"

#include <math.h>

#include "base/bytes.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "base/value_names.h"
#include "extract/media_type.h"

#define PADDED_MIN 256   /* characters that make correct padding a sign */
#define NAMED_MIN 256    /* characters that make a declared type a sign whatever the value's name is */
#define ENTROPY_MIN_CHARS 1024
#define ENTROPY_MIN_BITS 7.2

double pl_field_entropy(const unsigned char *bytes, size_t len)
{
	size_t counts[256] = { 0 };
	double bits = 0;

	for (size_t i = 0; i < len; i++)
		counts[bytes[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i]) {
			double p = (double)counts[i] / (double)len;

			bits -= p * log2(p);
		}
	return bits;
}

uint64_t pl_blob_odd_chars(const struct pl_field *f)
{
	const struct pl_base64 *b = &f->base64;
	bool are_pluses = strcmp(f->kind, "form") == 0 && b->blanks <= 4 + b->chars / 24;

	return are_pluses ? b->foreign : b->foreign + b->blanks;
}

/* Hexadecimal text is of the base64 alphabet too, and is no base64. */
bool pl_blob_may_be_base64(const struct pl_field *f)
{
	const struct pl_base64 *b = &f->base64;

	return !f->is_settled && !f->is_unread && !f->is_hex && b->chars >= PL_CANDIDATE_MIN &&
	       pl_blob_odd_chars(f) <= 4 + b->chars / 256;
}

/* The media type that a data: URI begins with; false when the value is none with base64. */
static bool data_uri(const struct pl_field *f, struct pl_str *type)
{
	struct pl_str head = { f->head + 5, f->data_uri_len > 5 ? f->data_uri_len - 5 : 0 };

	*type = head;
	type->len = pl_str_find_char(head, ';');
	return f->data_uri_len > 5 && pl_str_ends(head, PL_STR(";base64"));
}

/* A text may look like base64 by chance, and its type says nothing of it. */
static bool says_binary(const struct pl_sibling *sibling)
{
	struct pl_str type = { sibling->type, sibling->type_len };

	return pl_str_starts_nocase(type, PL_STR("image/")) || pl_str_starts_nocase(type, PL_STR("audio/")) ||
	       pl_str_starts_nocase(type, PL_STR("video/")) || pl_str_equal_nocase(type, PL_STR("application/pdf")) ||
	       pl_str_equal_nocase(type, PL_STR("application/octet-stream")) ||
	       pl_str_equal_nocase(type, PL_STR("application/zip"));
}

static bool sibling_is_sign(const struct pl_field *f, const struct pl_sibling *sibling)
{
	return sibling && (sibling->says_base64 || says_binary(sibling)) &&
	       (f->base64.chars >= NAMED_MIN || pl_name_says_bytes(pl_row_text(&f->row, PL_FACT_field_name)));
}

/* Base64 again: the decoded bytes are of its alphabet and decode to a known beginning. */
static bool is_double(const struct pl_base64 *b)
{
	unsigned char twice[64];
	struct pl_str text = { (const char *)b->head, b->head_len };
	size_t len = pl_base64_decode(text, twice, sizeof(twice));

	return pl_scan_base64(b->head, b->head_len < 60 ? b->head_len : 60) >= 40 && pl_sniff_is_certain(twice, len);
}

/* Dashes and dots of names, and two alphabets in one text, ask for more than length. */
static const char *second_sign(const struct pl_field *f, const struct pl_sibling *sibling)
{
	const struct pl_base64 *b = &f->base64;
	bool is_mixed = b->standard && b->url, is_clean = b->foreign + b->blanks == 0;
	struct pl_str type;

	if (!pl_blob_may_be_base64(f))
		return NULL;
	if (pl_sniff_is_certain(b->head, b->head_len) || is_double(b))
		return "magic";
	if (data_uri(f, &type))
		return "data-uri";
	if (f->data_uri_len > 0 || is_mixed)
		return NULL;
	if (sibling_is_sign(f, sibling))
		return "sibling";
	if (!is_clean)
		return NULL;
	if (b->padding > 0 && b->percents == 0 && pl_base64_padding_error(b) == NULL && b->chars > PADDED_MIN)
		return "padding";
	return b->chars > ENTROPY_MIN_CHARS && pl_field_entropy(b->head, b->head_len) > ENTROPY_MIN_BITS ? "entropy"
	                                                                                                 : NULL;
}

void pl_blob_magic(struct pl_field *f, const unsigned char *bytes, size_t len, const struct pl_sibling *sibling)
{
	struct pl_str declared = { NULL, 0 }, found;
	struct pl_span at = f->at;
	bool is_unknown = false;

	if (!pl_context_wants(f->x, PL_FACT_field_magic) || !pl_sniff_is_certain(bytes, len))
		return;
	found = pl_sniff(f->x->sniffer, bytes, len, &is_unknown);
	if (is_unknown)
		pl_row_unknown(&f->row, PL_FACT_field_magic);
	if (is_unknown || found.len == 0)
		return;
	pl_row_str(&f->row, PL_FACT_field_magic, found, f->at);
	if (sibling && sibling->is_unknown && !pl_row_has(&f->row, PL_FACT_field_data_uri))
		pl_row_unknown(&f->row, PL_FACT_field_magic_declared);
	if (pl_row_has(&f->row, PL_FACT_field_data_uri)) {
		declared = pl_row_text(&f->row, PL_FACT_field_data_uri);
	} else if (sibling && sibling->type_len > 0) {
		declared = (struct pl_str){ sibling->type, sibling->type_len };
		at = sibling->at;
	}
	if (pl_media_type_contradicts(declared, found))
		pl_row_str_lower(&f->row, PL_FACT_field_magic_declared, declared, at);
}

static bool is_printable(const unsigned char *bytes, size_t len)
{
	struct pl_utf8 utf8 = { 0 };

	for (size_t i = 0; i < len; i++)
		if ((bytes[i] < 0x20 && !memchr("\t\r\n", bytes[i], 3)) || bytes[i] == 0x7F)
			return false;
	return len > 0 && pl_utf8_add(&utf8, bytes, len);
}

/* 2^n - 1 and 2^n from 255 on, and their like in tens: sizes of columns and buffers, not of files. */
static bool is_round(uint64_t n)
{
	uint64_t ten = 1000;

	while (ten < n)
		ten *= 10;
	return n >= 255 && ((n & (n - 1)) == 0 || (n & (n + 1)) == 0 || n == ten || n == ten - 1);
}

static const char *truncation(const struct pl_field *f)
{
	const struct pl_base64 *b = &f->base64;
	unsigned char end[24];
	size_t len = pl_base64_end(b, end);

	if (b->padding == 0 && b->chars % 4 != 0 && is_round(f->chars))
		return "its length is a round number and no multiple of 4";
	if (b->chars < 1024 || b->foreign + b->blanks + b->percents > 0)
		return NULL;
	if (memcmp(b->head, "\x89PNG\r\n", 6) == 0 && memmem(end, len, "IEND", 4) == NULL)
		return "the end of the PNG file, IEND, is missing";
	return NULL;
}

static void anomalies(struct pl_field *f)
{
	const struct pl_base64 *b = &f->base64;
	struct pl_row *row = &f->row;
	const char *error = pl_base64_padding_error(b), *cut = truncation(f);
	char foreign = b->foreign ? (char)b->foreign_char : ' ';

	if (b->line_breaks > 0)
		pl_row_int(row, PL_FACT_field_base64_line_breaks, b->line_breaks, b->first_line_break);
	if (b->line_breaks > 0 && f->has_raw_breaks)
		pl_row_flag(row, PL_FACT_field_base64_line_breaks_raw, b->first_line_break);
	if (error && b->percents == 0)
		pl_row_str(row, PL_FACT_field_base64_padding_error, pl_str_from(error),
		           b->has_inner_padding ? b->first_inner_padding : f->at);
	if (b->foreign + b->blanks > 0)
		pl_row_str(row, PL_FACT_field_base64_foreign, (struct pl_str){ &foreign, 1 },
		           b->foreign ? b->first_foreign : f->at);
	if (b->percents > 0)
		pl_row_flag(row, PL_FACT_field_base64_percent, b->first_percent);
	if (cut)
		pl_row_str(row, PL_FACT_field_base64_truncated, pl_str_from(cut), f->at);
	if (is_double(b))
		pl_row_flag(row, PL_FACT_field_base64_double, f->at);
	else if (!pl_sniff_is_certain(b->head, b->head_len) && is_printable(b->head, b->head_len))
		pl_row_flag(row, PL_FACT_field_base64_of_text, f->at);
}

static void base64_facts(struct pl_field *f, const char *sign, const struct pl_sibling *sibling)
{
	const struct pl_base64 *b = &f->base64;
	struct pl_row *row = &f->row;
	uint64_t raw = pl_base64_raw_bytes(b);
	struct pl_str type;

	pl_row_str(row, PL_FACT_field_base64, pl_str_from(sign), f->at);
	pl_row_str(row, PL_FACT_field_base64_alphabet,
	           b->standard && b->url ? PL_STR("mixed") : b->standard ? PL_STR("standard")
	                                   : b->url                      ? PL_STR("url")
	                                                                 : PL_STR("either"),
	           f->at);
	pl_row_int(row, PL_FACT_field_base64_bytes, f->bytes, f->at);
	pl_row_int(row, PL_FACT_field_raw_bytes, raw, f->at);
	if (data_uri(f, &type))
		pl_row_str_lower(row, PL_FACT_field_data_uri, type, f->at);
	if (sibling && sibling->is_unknown) {
		pl_row_unknown(row, PL_FACT_field_sibling_type);
		pl_row_unknown(row, PL_FACT_field_sibling_key);
	} else if (sibling && sibling->type_len > 0) {
		pl_row_str_lower(row, PL_FACT_field_sibling_type, (struct pl_str){ sibling->type, sibling->type_len },
		                 sibling->at);
		pl_row_str(row, PL_FACT_field_sibling_key, (struct pl_str){ sibling->key, sibling->key_len }, sibling->at);
	}
	anomalies(f);
	pl_blob_magic(f, b->head, b->head_len, sibling);
	f->x->weight.base64_bytes += f->bytes;
	f->x->weight.raw_bytes += raw;
}

/* A digest decodes to no known beginning; a file does. */
static bool hex_facts(struct pl_field *f)
{
	unsigned char bytes[PL_LIMIT_FIELD_HEAD / 2];
	size_t len = f->head_len / 2;

	if (!f->is_hex || f->chars < PL_CANDIDATE_MIN || f->chars % 2)
		return false;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(pl_hex_value(f->head[2 * i]) << 4 | pl_hex_value(f->head[2 * i + 1]));
	if (!pl_sniff_is_certain(bytes, len))
		return false;
	pl_row_flag(&f->row, PL_FACT_field_hex, f->at);
	pl_row_int(&f->row, PL_FACT_field_raw_bytes, f->chars / 2, f->at);
	pl_blob_magic(f, bytes, len, NULL);
	f->x->weight.other_blob_bytes += f->bytes;
	f->x->weight.other_blob_raw_bytes += f->chars / 2;
	return true;
}

const char *pl_blob_facts(struct pl_field *f, const struct pl_sibling *sibling)
{
	const char *sign = second_sign(f, sibling);

	if (sign)
		base64_facts(f, sign, sibling);
	return sign ? "base64" : hex_facts(f) ? "hex" : "none";
}
