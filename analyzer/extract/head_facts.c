/* Facts of the request line, the header section and the framing it declares. */
#include "extract/head_facts.h"

#include "base/bytes.h"
#include "base/number.h"

static struct pl_span value_place(const struct pl_message *m, const struct pl_head_field *field)
{
	return pl_message_place(m, field->value_at, field->value.len);
}

static void line_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head *h = &m->head;
	struct pl_row *row = &x->request;
	static const char *const inputs[] = { "raw", "curl", "pair" };
	struct pl_span line = pl_message_place(m, h->method_at, h->line_len);

	row->at = line;
	pl_row_str(row, PL_FACT_request_input, pl_str_from(inputs[m->input]), line);
	pl_row_str(row, PL_FACT_request_method, h->method, pl_message_place(m, h->method_at, h->method.len));
	pl_row_str(row, PL_FACT_request_target, h->target, pl_message_place(m, h->target_at, h->target.len));
	pl_row_str(row, PL_FACT_request_version, h->version, pl_message_place(m, h->version_at, h->version.len));
	pl_row_int(row, PL_FACT_request_head_bytes, h->text.len, line);
	pl_row_int(row, PL_FACT_request_headers, h->fields_len, line);
	if (h->line_error)
		pl_row_str(row, PL_FACT_request_line_error, pl_str_from(h->line_error), line);
	if (!h->is_complete)
		pl_row_flag(row, PL_FACT_request_head_incomplete, line);
}

struct length_facts {
	bool has_value, differs, repeats;
	uint64_t first;
};

/* One element of a Content-Length value. */
static void length_element(struct pl_context *x, struct pl_str text, struct pl_span at, struct length_facts *seen)
{
	struct pl_row *row = &x->request;
	uint64_t value = 0;
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
	if (seen->has_value && value != seen->first)
		pl_row_flag(row, PL_FACT_request_content_length_conflict, at);
	else if (seen->has_value)
		pl_row_flag(row, PL_FACT_request_content_length_list, at);
	else
		pl_row_int(row, PL_FACT_request_content_length, value, at);
	if (!seen->has_value)
		seen->first = value;
	seen->has_value = true;
}

static void length_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *field;
	struct length_facts seen = { 0 };
	size_t at = 0;

	while ((field = pl_head_find(&m->head, PL_STR("content-length"), &at))) {
		struct pl_str rest = field->value;

		if (!pl_row_has(&x->request, PL_FACT_request_content_length_text))
			pl_row_str(&x->request, PL_FACT_request_content_length_text, rest, value_place(m, field));
		for (;;) {
			size_t comma = pl_str_find_char(rest, ',');

			length_element(x, pl_str_trim((struct pl_str){ rest.ptr, comma }), value_place(m, field), &seen);
			if (comma == rest.len)
				break;
			rest = pl_str_after(rest, comma + 1);
		}
	}
}

static bool is_known_coding(struct pl_str coding)
{
	static const char *const known[] = { "chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_equal_nocase(coding, pl_str_from(known[i])))
			return true;
	return false;
}

static void transfer_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *field;
	bool is_final = true;
	size_t at = 0;

	while ((field = pl_head_find(&m->head, PL_STR("transfer-encoding"), &at))) {
		struct pl_span place = value_place(m, field);
		struct pl_str rest = field->value;

		pl_row_str(&x->request, PL_FACT_request_transfer_encoding, rest, place);
		while (rest.len > 0) {
			size_t comma = pl_str_find_char(rest, ',');
			struct pl_str coding = pl_str_trim((struct pl_str){ rest.ptr, comma });

			is_final = pl_str_equal_nocase(coding, PL_STR("chunked"));
			if (is_final)
				pl_row_count(&x->request, PL_FACT_request_chunked_codings, 1, place);
			if (!is_known_coding(coding))
				pl_row_str(&x->request, PL_FACT_request_transfer_encoding_unknown, coding, place);
			rest = pl_str_after(rest, comma == rest.len ? comma : comma + 1);
		}
		if (!is_final)
			pl_row_flag(&x->request, PL_FACT_request_chunked_not_final, place);
	}
}

static void single_facts(struct pl_context *x, const struct pl_message *m)
{
	static const struct {
		const char *name;
		enum pl_fact fact;
	} singles[] = {
		{ "host", PL_FACT_request_host },
		{ "expect", PL_FACT_request_expect },
		{ "content-encoding", PL_FACT_request_content_encoding },
		{ "trailer", PL_FACT_request_trailer },
	};
	static const char *const framings[] = { "none", "content-length", "chunked" };

	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
		size_t at = 0;
		const struct pl_head_field *field = pl_head_find(&m->head, pl_str_from(singles[i].name), &at);

		if (field && i == 0)
			pl_row_str(&x->request, singles[i].fact, field->value, value_place(m, field));
		else if (field)
			pl_row_str_lower(&x->request, singles[i].fact, field->value, value_place(m, field));
	}
	pl_row_str(&x->request, PL_FACT_request_framing, pl_str_from(framings[pl_head_framing(&m->head).kind]), x->request.at);
}

static void header_row(struct pl_context *x, const struct pl_message *m, const struct pl_head_field *f, bool is_repeated)
{
	struct pl_row *row = &x->header;
	struct pl_span line = pl_message_place(m, f->at, f->len), value = value_place(m, f);
	const struct {
		bool is_set;
		enum pl_fact fact;
	} flags[] = {
		{ f->name_invalid, PL_FACT_header_name_invalid },
		{ f->no_colon || f->empty_name, PL_FACT_header_no_colon },
		{ f->space_before_colon, PL_FACT_header_space_before_colon },
		{ f->obs_fold, PL_FACT_header_obs_fold },
		{ f->bare_cr, PL_FACT_header_bare_cr },
		{ f->ends_in_lf && m->head.crlf_lines > 0, PL_FACT_header_bare_lf },
		{ f->has_nul || f->has_control, PL_FACT_header_control },
		{ f->has_non_ascii, PL_FACT_header_non_ascii },
		{ is_repeated, PL_FACT_header_repeated },
	};

	pl_row_reset(row, &x->request);
	row->at = line;
	pl_row_str_lower(row, PL_FACT_header_name, f->name, line);
	pl_row_str(row, PL_FACT_header_raw_name, f->name, line);
	pl_row_str(row, PL_FACT_header_value, f->value, value);
	pl_row_int(row, PL_FACT_header_bytes, f->len, line);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].is_set)
			pl_row_flag(row, flags[i].fact, line);
	pl_context_close_row(x, row);
}

void pl_head_facts(struct pl_context *x, const struct pl_message *m)
{
	line_facts(x, m);
	length_facts(x, m);
	transfer_facts(x, m);
	single_facts(x, m);
	for (size_t i = 0; i < m->head.fields_len; i++) {
		size_t first = 0;

		pl_head_find(&m->head, m->head.fields[i].name, &first);
		header_row(x, m, &m->head.fields[i], first <= i);
	}
}
