/* Facts of the request line, of the header section and of its lines. */
#include "extract/head_facts.h"

#include "base/bytes.h"

static struct pl_str slice(struct pl_str s, size_t from, size_t to)
{
	return (struct pl_str){ s.ptr + from, to - from };
}

bool pl_list_next(struct pl_str *rest, struct pl_str *element)
{
	while (rest->len > 0) {
		size_t comma = pl_str_find_char(*rest, ',');

		*element = pl_str_trim(slice(*rest, 0, comma));
		*rest = pl_str_after(*rest, comma < rest->len ? comma + 1 : comma);
		if (element->len > 0)
			return true;
	}
	return false;
}

static struct pl_span value_place(const struct pl_message *m, const struct pl_head_field *field)
{
	return pl_message_place(m, field->value_at, field->value.len);
}

static void set(struct pl_row *row, enum pl_fact fact, struct pl_str text, struct pl_span at)
{
	if (text.len > 0)
		pl_row_str(row, fact, text, at);
}

static const char *line_error(const struct pl_head *h)
{
	return h->is_response          ? "this is a response, not a request"
	       : h->line_error         ? h->line_error
	       : h->line_has_odd_space ? "a tab or a superfluous space stands in it"
	                               : NULL;
}

static void line_facts(struct pl_context *x, const struct pl_message *m)
{
	static const char *const inputs[] = { "raw", "curl", "pair", "har" };
	const struct pl_head *h = &m->head;
	struct pl_row *row = &x->request;
	struct pl_span line = pl_message_place(m, h->method_at, h->line_len);
	const char *error = line_error(h);

	row->at = line;
	pl_row_str(row, PL_FACT_request_input, pl_str_from(inputs[m->input]), line);
	set(row, PL_FACT_request_method, h->method, pl_message_place(m, h->method_at, h->method.len));
	set(row, PL_FACT_request_target, h->target, pl_message_place(m, h->target_at, h->target.len));
	set(row, PL_FACT_request_version, h->version, pl_message_place(m, h->version_at, h->version.len));
	if (error)
		pl_row_str(row, PL_FACT_request_line_error, pl_str_from(error), line);
	pl_row_int(row, PL_FACT_request_head_bytes, h->text.len, line);
	pl_row_int(row, PL_FACT_request_headers, h->fields_len, line);
	if (!h->is_complete)
		pl_row_flag(row, PL_FACT_request_head_incomplete,
		            pl_message_place(m, h->text.len ? h->text.len - 1 : 0, 1));
	if (m->is_http2)
		pl_row_flag(row, PL_FACT_request_is_http2, line);
	if (m->head_is_partial)
		pl_row_flag(row, PL_FACT_request_head_is_partial, line);
	set(row, PL_FACT_request_entry_problem, m->problem, m->problem_at);
	set(row, PL_FACT_request_body_unknown, m->body_unknown, m->body_unknown_at);
	if (m->missing_file.len > 0) {
		pl_row_str(row, PL_FACT_request_missing_file, m->missing_file, m->missing_at);
		pl_row_str(row, PL_FACT_request_missing_file_reason, m->missing_reason, m->missing_at);
	}
}

/* The authority of an absolute URI, or an empty text. */
static struct pl_str authority_of(struct pl_str uri)
{
	size_t at = pl_str_find(uri, PL_STR("://")), end;

	if (at == uri.len || at == 0)
		return slice(uri, 0, 0);
	for (end = at += 3; end < uri.len && !strchr("/?#", uri.ptr[end]);)
		end++;
	return slice(uri, at, end);
}

/* The host of an authority: without user information, port and the brackets of an IPv6 address. */
static struct pl_str host_of(struct pl_str authority)
{
	size_t at = pl_str_find_char(authority, '@');
	struct pl_str host = at < authority.len ? pl_str_after(authority, at + 1) : authority;

	if (host.len > 0 && host.ptr[0] == '[')
		return slice(host, 1, pl_str_find_char(host, ']') > 1 ? pl_str_find_char(host, ']') : 1);
	return slice(host, 0, pl_str_find_char(host, ':'));
}

static bool is_loopback(struct pl_str host)
{
	if (pl_str_equal_nocase(host, PL_STR("localhost")) || pl_str_equal(host, PL_STR("::1")))
		return true;
	if (!pl_str_starts(host, PL_STR("127.")))
		return false;
	for (size_t i = 0; i < host.len; i++)
		if (!pl_is_digit(host.ptr[i]) && host.ptr[i] != '.')
			return false;
	return true;
}

/* Without a scheme in the request, the URL is left without one: //host/path (RFC 3986 section 4.2). */
static void url_facts(struct pl_context *x, const struct pl_message *m, struct pl_str host)
{
	struct pl_str target = m->head.target, authority = authority_of(m->url.len ? m->url : target);
	struct pl_span at = pl_message_place(m, m->head.target_at, target.len);

	if (m->url.len > 0)
		pl_row_str(&x->request, PL_FACT_request_url, m->url, at);
	else if (authority.len > 0 || host.len == 0 ||
	         (target.len > 0 && target.ptr[0] != '/' && target.ptr[0] != '*'))
		set(&x->request, PL_FACT_request_url, target, at);
	else
		pl_row_str(&x->request, PL_FACT_request_url,
		           pl_arena_printf(
		               &x->arena, "//%.*s%.*s", PL_STR_ARG(host),
		               PL_STR_ARG(target.len && target.ptr[0] == '/' ? target : slice(target, 0, 0))),
		           at);
	if (is_loopback(host_of(host.len ? host : authority)))
		pl_row_flag(&x->request, PL_FACT_request_is_loopback, at);
}

static void override_facts(struct pl_context *x, const struct pl_message *m)
{
	static const char *const names[] = { "x-http-method-override", "x-http-method", "x-method-override" };
	const struct pl_head_field *field;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t at = 0;

		field = pl_head_find(&m->head, pl_str_from(names[i]), &at);
		if (field && !pl_row_has(&x->request, PL_FACT_request_method_override))
			pl_row_str(&x->request, PL_FACT_request_method_override, field->value,
			           value_place(m, field));
	}
}

static void named_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *host, *expect, *trailer;
	size_t at = 0;

	host = pl_head_find(&m->head, PL_STR("host"), &at);
	if (host)
		pl_row_str(&x->request, PL_FACT_request_host, host->value, value_place(m, host));
	url_facts(x, m, host ? host->value : (struct pl_str){ NULL, 0 });
	override_facts(x, m);
	at = 0;
	if ((expect = pl_head_find(&m->head, PL_STR("expect"), &at)))
		pl_row_str_lower(&x->request, PL_FACT_request_expect, expect->value, value_place(m, expect));
	at = 0;
	if ((trailer = pl_head_find(&m->head, PL_STR("trailer"), &at)))
		pl_row_str(&x->request, PL_FACT_request_trailer, trailer->value, value_place(m, trailer));
}

static bool has_earlier(const struct pl_head *head, size_t index)
{
	size_t at = 0;

	return head->fields[index].name.len > 0 && pl_head_find(head, head->fields[index].name, &at) &&
	       at <= index;
}

/* The line with its line end. */
static size_t line_bytes(const struct pl_head *head, const struct pl_head_field *f)
{
	size_t end = f->at + f->len;

	if (end < head->text.len && head->text.ptr[end] == '\r')
		end++;
	if (end < head->text.len && head->text.ptr[end] == '\n')
		end++;
	return end - f->at;
}

/* Fills the header row from one line; its name and value stand at the places given. */
static void header_facts(struct pl_context *x, const struct pl_head *head, size_t index, struct pl_span line,
                         struct pl_span name, struct pl_span value)
{
	const struct pl_head_field *f = &head->fields[index];
	struct pl_row *row = &x->header;
	const struct {
		bool is_set;
		enum pl_fact fact;
	} flags[] = {
		{ f->name_invalid, PL_FACT_header_name_invalid },
		{ f->no_colon || f->empty_name, PL_FACT_header_no_colon },
		{ f->space_before_colon, PL_FACT_header_space_before_colon },
		{ f->obs_fold || f->leading_space, PL_FACT_header_obs_fold },
		{ f->bare_cr, PL_FACT_header_bare_cr },
		{ f->ends_in_lf && head->crlf_lines > 0, PL_FACT_header_bare_lf },
		{ f->has_nul || f->has_control, PL_FACT_header_control },
		{ f->has_non_ascii, PL_FACT_header_non_ascii },
		{ has_earlier(head, index), PL_FACT_header_repeated },
	};

	pl_row_reset(row, &x->request);
	row->at = line;
	pl_row_str_lower(row, PL_FACT_header_name, f->name, name);
	pl_row_str(row, PL_FACT_header_raw_name, f->name, name);
	pl_row_str(row, PL_FACT_header_value, f->value, value);
	pl_row_int(row, PL_FACT_header_bytes, line_bytes(head, f), line);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].is_set)
			pl_row_flag(row, flags[i].fact, line);
}

void pl_head_facts(struct pl_context *x, const struct pl_message *m)
{
	line_facts(x, m);
	named_facts(x, m);
	pl_framing_facts(x, m);
	for (size_t i = 0; i < m->head.fields_len; i++) {
		const struct pl_head_field *f = &m->head.fields[i];
		size_t name_at = f->name.len ? (size_t)(f->name.ptr - m->head.text.ptr) : f->at;

		header_facts(x, &m->head, i, pl_message_place(m, f->at, f->len),
		             pl_message_place(m, name_at, f->name.len), value_place(m, f));
		pl_context_close_row(x, &x->header);
	}
}

static bool is_announced(const struct pl_context *x, struct pl_str name)
{
	struct pl_str rest = pl_row_text(&x->request, PL_FACT_request_trailer), element;

	while (pl_list_next(&rest, &element))
		if (pl_str_equal_nocase(element, name))
			return true;
	return false;
}

static struct pl_span within(struct pl_span at, size_t off, size_t len)
{
	return (struct pl_span){ at.origin, at.off + off, len };
}

void pl_trailer_facts(struct pl_context *x, struct pl_str text, struct pl_span at)
{
	struct pl_head head;

	pl_head_parse_fields(text, &x->arena, &head);
	for (size_t i = 0; i < head.fields_len; i++) {
		const struct pl_head_field *f = &head.fields[i];
		size_t name_at = f->name.len ? (size_t)(f->name.ptr - head.text.ptr) : f->at;
		struct pl_span line = within(at, f->at, f->len);

		header_facts(x, &head, i, line, within(at, name_at, f->name.len),
		             within(at, f->value_at, f->value.len));
		pl_row_flag(&x->header, PL_FACT_header_in_trailer, line);
		if (!is_announced(x, f->name))
			pl_row_flag(&x->header, PL_FACT_header_trailer_unannounced, line);
		pl_context_close_row(x, &x->header);
	}
}
