/* Facts of a multipart part's header section (RFC 7578 sections 4.2 to 4.8). */
#include "extract/part_facts.h"

#include <xxhash.h>

#include "base/bytes.h"
#include "parse/params.h"

void pl_part_head_begin(struct pl_part_head *h, struct pl_row *row, bool is_form_data)
{
	h->row = row;
	h->names_len = 0;
	h->types = 0;
	h->is_form_data = is_form_data;
	h->type_len = 0;
	if (is_form_data)
		pl_row_flag(row, PL_FACT_part_in_form_data, row->at);
}

static void first(struct pl_part_head *h, enum pl_fact fact, struct pl_str text, struct pl_span at)
{
	if (!pl_row_has(h->row, fact))
		pl_row_str(h->row, fact, text, at);
}

/* A part of the header's value; a folded value has lost its line breaks, so that only the whole has a place.
 */
static struct pl_span within(const struct pl_multipart_event *ev, size_t off, size_t len)
{
	if (ev->value_at.len != ev->value.len)
		return ev->value_at;
	return (struct pl_span){ ev->value_at.origin, ev->value_at.off + off, len };
}

/* A backslash is an escape only before a quote or another backslash: Windows paths are sent as they are. */
static bool is_escape(struct pl_str s, size_t i)
{
	return s.ptr[i] == '\\' && i + 1 < s.len && (s.ptr[i + 1] == '"' || s.ptr[i + 1] == '\\');
}

static struct pl_str unescaped(const struct pl_param *p, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = 0; i < p->value.len && len < room; i++) {
		if (p->is_quoted && is_escape(p->value, i))
			i++;
		out[len++] = p->value.ptr[i];
	}
	return (struct pl_str){ out, len };
}

static bool has_odd_chars(const struct pl_param *p)
{
	for (size_t i = 0; i < p->value.len; i++) {
		if (p->is_quoted && is_escape(p->value, i))
			i++;
		else if (p->value.ptr[i] && strchr("\";=\\", p->value.ptr[i]))
			return true;
	}
	return false;
}

static bool has_percent(struct pl_str s)
{
	for (size_t i = 0; i + 2 < s.len; i++)
		if (s.ptr[i] == '%' && pl_hex_value(s.ptr[i + 1]) >= 0 && pl_hex_value(s.ptr[i + 2]) >= 0)
			return true;
	return false;
}

static void filename(struct pl_part_head *h, struct pl_str text, struct pl_span at)
{
	first(h, PL_FACT_part_filename, text, at);
	pl_row_flag(h->row, PL_FACT_part_is_file, at);
	if (pl_str_find_char(text, '/') < text.len || pl_str_find_char(text, '\\') < text.len)
		pl_row_flag(h->row, PL_FACT_part_filename_path, at);
	if (has_percent(text))
		pl_row_flag(h->row, PL_FACT_part_filename_percent, at);
}

static void disposition_param(struct pl_part_head *h, const struct pl_multipart_event *ev,
                              const struct pl_params *params, const struct pl_param *p)
{
	struct pl_span name_at = within(ev, p->name_at, p->name.len),
	               at = within(ev, p->value_at, p->value.len);
	char out[PL_LIMIT_FACT_TEXT];
	struct pl_str text = unescaped(p, out, sizeof(out));
	bool is_name = pl_str_equal_nocase(p->name, PL_STR("name"));
	bool is_filename = pl_str_equal_nocase(p->name, PL_STR("filename"));

	if (at.len == 0)
		at = name_at;
	if (pl_params_find(params, p->name) != p)
		first(h, PL_FACT_part_disposition_param_repeated, p->name, name_at);
	if (p->is_single_quoted && !p->is_quoted)
		first(h, PL_FACT_part_disposition_error, PL_STR("a value stands in single quotes"), at);
	if ((is_name || is_filename) && has_odd_chars(p))
		pl_row_flag(h->row, PL_FACT_part_name_odd_chars, at);
	if (is_name) {
		first(h, PL_FACT_part_name, text, at);
	} else if (is_filename) {
		filename(h, text, at);
	} else if (pl_str_equal_nocase(p->name, PL_STR("filename*"))) {
		first(h, PL_FACT_part_filename_star, p->value, at);
		pl_row_flag(h->row, PL_FACT_part_is_file, at);
	} else {
		first(h, PL_FACT_part_disposition_param_unknown, p->name, name_at);
	}
}

static void disposition(struct pl_part_head *h, const struct pl_multipart_event *ev)
{
	struct pl_params params;

	if (pl_row_has(h->row, PL_FACT_part_disposition))
		return;
	pl_row_str(h->row, PL_FACT_part_disposition, ev->value, ev->value_at);
	pl_params_parse(ev->value, &params);
	if (params.value.len > 0)
		pl_row_str_lower(h->row, PL_FACT_part_disposition_type, params.value,
		                 within(ev, 0, params.value.len));
	if (!pl_is_token(params.value))
		pl_row_str(h->row, PL_FACT_part_disposition_error, PL_STR("the disposition type is no token"),
		           ev->value_at);
	else if (params.problem)
		pl_row_str(h->row, PL_FACT_part_disposition_error, pl_str_from(params.problem),
		           within(ev, params.problem_at, ev->value.len - params.problem_at));
	else if (params.has_empty)
		pl_row_str(h->row, PL_FACT_part_disposition_error,
		           PL_STR("a semicolon with no parameter behind it"), within(ev, params.empty_at, 1));
	for (size_t i = 0; i < params.len; i++)
		disposition_param(h, ev, &params, &params.items[i]);
}

static void content_type(struct pl_part_head *h, const struct pl_multipart_event *ev)
{
	const struct pl_param *charset;
	struct pl_params params;

	if (h->types++ > 0)
		return;
	h->type_len = ev->value.len < sizeof(h->type) ? ev->value.len : sizeof(h->type);
	memcpy(h->type, ev->value.ptr, h->type_len);
	h->type_at = ev->value_at;
	pl_row_str(h->row, PL_FACT_part_declared_type, ev->value, ev->value_at);
	pl_params_parse(ev->value, &params);
	if (pl_str_find_char(params.value, '/') < params.value.len)
		pl_row_str_lower(h->row, PL_FACT_part_media_type, params.value,
		                 within(ev, 0, params.value.len));
	charset = pl_params_find(&params, PL_STR("charset"));
	if (charset)
		pl_row_str_lower(h->row, PL_FACT_part_charset, charset->value,
		                 within(ev, charset->value_at, charset->value.len));
}

static void name_facts(struct pl_part_head *h, const struct pl_multipart_event *ev)
{
	char lower[64];
	size_t len = ev->name.len < sizeof(lower) ? ev->name.len : sizeof(lower);
	uint64_t hash;

	for (size_t i = 0; i < len; i++)
		lower[i] = pl_lower(ev->name.ptr[i]);
	if (len == 0)
		pl_row_str(h->row, PL_FACT_part_header_invalid, PL_STR("the name is empty"), ev->span);
	else if (!pl_is_token(ev->name))
		first(h, PL_FACT_part_header_invalid, PL_STR("a bad character stands in the name"),
		      ev->name_at);
	hash = XXH3_64bits(lower, len);
	for (size_t i = 0; i < h->names_len; i++)
		if (h->names[i] == hash)
			first(h, PL_FACT_part_header_repeated, (struct pl_str){ lower, len }, ev->name_at);
	if (h->names_len < PL_PART_NAMES)
		h->names[h->names_len++] = hash;
}

void pl_part_head_add(struct pl_part_head *h, const struct pl_multipart_event *ev)
{
	const struct pl_value *longest = pl_row_get(h->row, PL_FACT_part_header_longest);

	pl_row_count(h->row, PL_FACT_part_headers, 1, ev->span);
	if (longest->state != PL_KNOWN || (uint64_t)longest->number < ev->span.len)
		pl_row_int(h->row, PL_FACT_part_header_longest, ev->span.len, ev->span);
	name_facts(h, ev);
	if (pl_str_equal_nocase(ev->name, PL_STR("content-disposition")))
		disposition(h, ev);
	else if (pl_str_equal_nocase(ev->name, PL_STR("content-type")))
		content_type(h, ev);
	else if (pl_str_equal_nocase(ev->name, PL_STR("content-transfer-encoding")))
		pl_row_str_lower(h->row, PL_FACT_part_transfer_encoding, ev->value, ev->value_at);
	else if (pl_is_token(ev->name))
		first(h, PL_FACT_part_header_unknown, ev->name, ev->name_at);
}

void pl_part_head_oddity(struct pl_part_head *h, const struct pl_multipart_event *ev)
{
	switch (ev->oddity) {
	case PL_MULTIPART_HEADER_FOLD:
		pl_row_flag(h->row, PL_FACT_part_header_fold, ev->span);
		break;
	case PL_MULTIPART_HEADER_NO_COLON:
		first(h, PL_FACT_part_header_invalid, PL_STR("there is no colon"), ev->span);
		break;
	case PL_MULTIPART_HEADER_NAME:
		first(h, PL_FACT_part_header_invalid, PL_STR("a bad character stands in the name"), ev->span);
		break;
	case PL_MULTIPART_HEADER_BARE_CR:
		first(h, PL_FACT_part_header_invalid, PL_STR("a carriage return stands without a line feed"),
		      ev->span);
		break;
	case PL_MULTIPART_HEADER_NUL:
		pl_row_flag(h->row, PL_FACT_part_header_nul, ev->span);
		break;
	case PL_MULTIPART_HEADER_LF:
		pl_row_flag(h->row, PL_FACT_part_header_lf, ev->span);
		break;
	case PL_MULTIPART_HEAD_TOO_LONG:
	case PL_MULTIPART_HEAD_MISSING:
		first(h, PL_FACT_part_incomplete, PL_STR("no empty line"), ev->span);
		break;
	case PL_MULTIPART_DELIMITER_SPACES:
	case PL_MULTIPART_DELIMITER_JUNK:
	case PL_MULTIPART_DELIMITER_MIDLINE:
	case PL_MULTIPART_DELIMITER_INDENTED:
	case PL_MULTIPART_DASH_LINE:
	case PL_MULTIPART_HEAD_NOT_ENDED:
	case PL_MULTIPART_SECOND_CLOSE:
	case PL_MULTIPART_PART_AFTER_CLOSE:
		break;
	}
}
