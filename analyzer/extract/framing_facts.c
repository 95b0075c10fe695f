/* Facts of Content-Length, Transfer-Encoding and Content-Encoding: where the body ends and what it is coded
 * in. Every element of every line is judged where it stands. */
#include "extract/head_facts.h"

#include "base/bytes.h"
#include "base/number.h"

static struct pl_span text_place(const struct pl_message *m, struct pl_str text)
{
	return pl_message_place(m, (size_t)(text.ptr - m->head.text.ptr), text.len);
}

/* All values of the field, joined by a comma; false when there is none. `at` is the first one. */
static bool joined(struct pl_context *x, const struct pl_message *m, struct pl_str name,
                   struct pl_str *values, struct pl_span *at)
{
	const struct pl_head_field *field;
	size_t index = 0;

	values->ptr = NULL;
	while ((field = pl_head_find(&m->head, name, &index))) {
		if (values->ptr == NULL)
			*at = text_place(m, field->value);
		*values = values->ptr == NULL ? field->value
		                              : pl_arena_printf(&x->arena, "%.*s, %.*s", PL_STR_ARG(*values),
		                                                PL_STR_ARG(field->value));
	}
	return values->ptr != NULL;
}

/* The first valid Content-Length, which the others are compared with. */
struct lengths {
	bool is_known;
	uint64_t first;
};

static void one_length(struct pl_row *row, struct pl_str text, struct pl_span at, struct lengths *seen)
{
	uint64_t value = UINT64_MAX;
	enum pl_number result = pl_number_decimal(text, &value);

	if (result == PL_NUMBER_MALFORMED) {
		pl_row_flag(row, PL_FACT_request_content_length_malformed, at);
		return;
	}
	if (text.len > 1 && text.ptr[0] == '0')
		pl_row_flag(row, PL_FACT_request_content_length_leading_zero, at);
	if (result == PL_NUMBER_OVERFLOW || value > INT64_MAX) {
		pl_row_flag(row, PL_FACT_request_content_length_overflow, at);
		return;
	}
	if (!seen->is_known) {
		pl_row_int(row, PL_FACT_request_content_length, value, at);
		*seen = (struct lengths){ .is_known = true, .first = value };
	} else if (value != seen->first) {
		pl_row_flag(row, PL_FACT_request_content_length_conflict, at);
	} else {
		pl_row_flag(row, PL_FACT_request_content_length_list, at);
	}
}

static void length_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *field;
	struct lengths seen = { 0 };
	size_t index = 0;

	while ((field = pl_head_find(&m->head, PL_STR("content-length"), &index))) {
		struct pl_str rest = field->value;

		if (!pl_row_has(&x->request, PL_FACT_request_content_length_text))
			pl_row_str(&x->request, PL_FACT_request_content_length_text, rest,
			           text_place(m, rest));
		for (;;) {
			size_t comma = pl_str_find_char(rest, ',');
			struct pl_str element = pl_str_trim((struct pl_str){ rest.ptr, comma });

			one_length(&x->request, element, text_place(m, element.len ? element : field->value),
			           &seen);
			if (comma == rest.len)
				break;
			rest = pl_str_after(rest, comma + 1);
		}
	}
}

/* The coding's name without parameters. */
static struct pl_str coding_name(struct pl_str element)
{
	return pl_str_trim((struct pl_str){ element.ptr, pl_str_find_char(element, ';') });
}

static bool is_registered(struct pl_str coding)
{
	static const char *const known[] = {
		"chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress"
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_equal_nocase(coding, pl_str_from(known[i])))
			return true;
	return false;
}

static void one_transfer_coding(struct pl_row *row, struct pl_str element, struct pl_span at,
                                bool *is_chunked)
{
	struct pl_str coding = coding_name(element);

	*is_chunked = pl_str_equal_nocase(coding, PL_STR("chunked"));
	if (*is_chunked)
		pl_row_count(row, PL_FACT_request_chunked_codings, 1, at);
	if (!is_registered(coding) && !pl_row_has(row, PL_FACT_request_transfer_encoding_unknown))
		pl_row_str(row, PL_FACT_request_transfer_encoding_unknown, coding, at);
}

static void transfer_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *field;
	struct pl_str values, element;
	struct pl_span at = { 0 };
	bool is_chunked = false;
	size_t index = 0;

	if (!joined(x, m, PL_STR("transfer-encoding"), &values, &at))
		return;
	pl_row_str(&x->request, PL_FACT_request_transfer_encoding, values, at);
	while ((field = pl_head_find(&m->head, PL_STR("transfer-encoding"), &index))) {
		struct pl_str rest = field->value;

		at = text_place(m, field->value);
		while (pl_list_next(&rest, &element))
			one_transfer_coding(&x->request, element, text_place(m, element), &is_chunked);
	}
	if (!is_chunked)
		pl_row_flag(&x->request, PL_FACT_request_chunked_not_final, at);
}

static struct pl_str without_x(struct pl_str coding)
{
	return pl_str_starts_nocase(coding, PL_STR("x-")) ? pl_str_after(coding, 2) : coding;
}

/* IANA's HTTP Content Coding Registry; Amazon S3's aws-chunked is a framing, and legitimate. */
static bool is_known_content_coding(struct pl_str coding)
{
	static const char *const known[] = { "gzip", "x-gzip", "deflate", "compress",     "x-compress", "br",         "zstd", "identity",
		                             "dcb",  "dcz",    "exi",     "pack200-gzip", "aes128gcm",  "aws-chunked" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_equal_nocase(coding, pl_str_from(known[i])))
			return true;
	return false;
}

static void one_content_coding(struct pl_row *row, struct pl_str values, struct pl_str coding, struct pl_span at)
{
	struct pl_str before = { values.ptr, (size_t)(coding.ptr - values.ptr) }, other;

	if (!is_known_content_coding(coding) && !pl_row_has(row, PL_FACT_request_content_encoding_unknown))
		pl_row_str(row, PL_FACT_request_content_encoding_unknown, coding, at);
	while (pl_list_next(&before, &other))
		if (pl_str_equal_nocase(without_x(coding), without_x(other)))
			pl_row_str_lower(row, PL_FACT_request_content_encoding_repeated, coding, at);
}

static void content_coding_facts(struct pl_context *x, const struct pl_message *m)
{
	struct pl_str values, rest, coding, transfer, other;
	struct pl_span at = { 0 };

	if (!joined(x, m, PL_STR("content-encoding"), &values, &at))
		return;
	pl_row_str_lower(&x->request, PL_FACT_request_content_encoding, values, at);
	for (rest = values; pl_list_next(&rest, &coding);) {
		one_content_coding(&x->request, values, coding, at);
		transfer = pl_row_text(&x->request, PL_FACT_request_transfer_encoding);
		while (pl_list_next(&transfer, &other))
			if (pl_str_equal_nocase(without_x(coding), without_x(coding_name(other))))
				pl_row_str_lower(&x->request, PL_FACT_request_te_ce_same_coding, coding, at);
	}
}

void pl_framing_facts(struct pl_context *x, const struct pl_message *m)
{
	static const char *const framings[] = { "none", "content-length", "chunked" };
	struct pl_span at = x->request.at;

	length_facts(x, m);
	transfer_facts(x, m);
	content_coding_facts(x, m);
	if (pl_row_has(&x->request, PL_FACT_request_content_length))
		at = pl_row_get(&x->request, PL_FACT_request_content_length)->at;
	if (pl_row_has(&x->request, PL_FACT_request_transfer_encoding))
		at = pl_row_get(&x->request, PL_FACT_request_transfer_encoding)->at;
	pl_row_str(&x->request, PL_FACT_request_framing,
	           pl_str_from(framings[pl_head_framing(&m->head).kind]), at);
}
