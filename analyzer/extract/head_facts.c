/* Facts of the request line, of the header section and of its lines. */
#include "extract/head_facts.h"

#include "base/bytes.h"
#include "extract/auth_facts.h"
#include "extract/authority.h"
#include "extract/connection_facts.h"
#include "extract/digest.h"
#include "extract/header_grammar.h"
#include "extract/placeholder.h"
#include "extract/target_facts.h"

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

/* The registered method (IANA's HTTP Method Registry, its common ones) that differs in case alone. */
static struct pl_str method_meant(struct pl_str method)
{
	static const char *const methods[] = { "GET",     "HEAD",    "POST",     "PUT",       "DELETE", "CONNECT",
		                               "OPTIONS", "TRACE",   "PATCH",    "QUERY",     "COPY",   "LOCK",
		                               "MKCOL",   "MOVE",    "PROPFIND", "PROPPATCH", "REPORT", "UNLOCK" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (pl_str_equal_nocase(method, pl_str_from(methods[i])))
			return pl_str_equal(method, pl_str_from(methods[i])) ? (struct pl_str){ NULL, 0 }
			                                                     : pl_str_from(methods[i]);
	return (struct pl_str){ NULL, 0 };
}

/* HTTP/2 and HTTP/3 have no request line; curl and proxies write one all the same. */
static bool is_notation(struct pl_str version)
{
	return pl_str_equal(version, PL_STR("HTTP/2")) || pl_str_equal(version, PL_STR("HTTP/2.0")) ||
	       pl_str_equal(version, PL_STR("HTTP/3")) || pl_str_equal(version, PL_STR("HTTP/3.0"));
}

static const char *version_error(struct pl_str version)
{
	if (version.len == 0 || is_notation(version) || pl_str_equal(version, PL_STR("HTTP/1.1")) ||
	    pl_str_equal(version, PL_STR("HTTP/1.0")))
		return NULL;
	if (!pl_str_starts(version, PL_STR("HTTP/")))
		return pl_str_starts_nocase(version, PL_STR("HTTP/")) ? "HTTP is written in capitals"
		                                                      : "it does not begin with HTTP/";
	return version.len == 8 && pl_is_digit(version.ptr[5]) && version.ptr[6] == '.' && pl_is_digit(version.ptr[7])
	           ? "there is no such version"
	           : "it is not HTTP/ and two digits with a point";
}

static void line_parts(struct pl_context *x, const struct pl_message *m, struct pl_span line)
{
	const struct pl_head *h = &m->head;
	struct pl_span method = pl_message_place(m, h->method_at, h->method.len);
	const char *error = version_error(h->version);

	if (h->line_has_odd_space)
		pl_row_flag(&x->request, PL_FACT_request_line_odd_space, line);
	if (!pl_is_token(h->method))
		pl_row_flag(&x->request, PL_FACT_request_method_invalid, method.len ? method : line);
	set(&x->request, PL_FACT_request_method_meant, method_meant(h->method), method);
	if (error && !h->is_response)
		pl_row_str(&x->request, PL_FACT_request_version_error, pl_str_from(error),
		           pl_message_place(m, h->version_at, h->version.len));
	if (m->is_http2 || is_notation(h->version))
		pl_row_flag(&x->request, PL_FACT_request_is_http2, line);
}

static void curl_facts(struct pl_row *row, const struct pl_message *m)
{
	static const enum pl_fact facts[PL_CURL_ODDITIES] = {
		[PL_CURL_FILE_AS_TEXT] = PL_FACT_request_curl_file_as_text,
		[PL_CURL_TYPE_OF_FORM] = PL_FACT_request_curl_form_type,
		[PL_CURL_HEADER_BY_HAND] = PL_FACT_request_curl_own_header,
		[PL_CURL_METHOD_AGAINST_BODY] = PL_FACT_request_curl_method_conflict,
	};

	set(row, PL_FACT_request_curl_error, m->curl_error, m->curl_error_at);
	set(row, PL_FACT_request_shell_damage, m->shell_damage, m->shell_damage_at);
	for (size_t i = 0; i < PL_CURL_ODDITIES; i++)
		set(row, facts[i], m->curl_oddities[i].text, m->curl_oddities[i].at);
}

static void line_facts(struct pl_context *x, const struct pl_message *m)
{
	static const char *const inputs[] = { "raw", "curl", "pair", "har", "http-file", "postman", "hurl" };
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
	line_parts(x, m, line);
	pl_row_int(row, PL_FACT_request_head_bytes, h->text.len, line);
	pl_row_int(row, PL_FACT_request_headers, h->fields_len, line);
	if (!h->is_complete)
		pl_row_flag(row, PL_FACT_request_head_incomplete,
		            pl_message_place(m, h->text.len ? h->text.len - 1 : 0, 1));
	if (m->head_is_partial)
		pl_row_flag(row, PL_FACT_request_head_is_partial, line);
	set(row, PL_FACT_request_entry_problem, m->problem, m->problem_at);
	curl_facts(row, m);
	set(row, PL_FACT_request_body_unknown, m->body_unknown, m->body_unknown_at);
	if (m->missing_file.len > 0) {
		pl_row_str(row, PL_FACT_request_missing_file, m->missing_file, m->missing_at);
		pl_row_str(row, PL_FACT_request_missing_file_reason, m->missing_reason, m->missing_at);
	}
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
	struct pl_str target = m->head.target, authority = pl_authority_of(m->url.len ? m->url : target);
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
	if (is_loopback(pl_authority_host(host.len ? host : authority)))
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

static void first_value(struct pl_context *x, const struct pl_message *m, const char *name, enum pl_fact fact)
{
	size_t at = 0;
	const struct pl_head_field *field = pl_head_find(&m->head, pl_str_from(name), &at);

	if (field)
		pl_row_str(&x->request, fact, field->value, value_place(m, field));
}

static void named_facts(struct pl_context *x, const struct pl_message *m)
{
	const struct pl_head_field *expect;
	size_t at = 0;

	first_value(x, m, "host", PL_FACT_request_host);
	first_value(x, m, "trailer", PL_FACT_request_trailer);
	first_value(x, m, "user-agent", PL_FACT_request_user_agent);
	first_value(x, m, "accept", PL_FACT_request_accept);
	url_facts(x, m, pl_row_text(&x->request, PL_FACT_request_host));
	override_facts(x, m);
	if ((expect = pl_head_find(&m->head, PL_STR("expect"), &at)))
		pl_row_str_lower(&x->request, PL_FACT_request_expect, expect->value, value_place(m, expect));
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

/* A wrapped value: `base64` writes a line break every 76 characters unless told otherwise. */
static bool continues_auth(const struct pl_head *head, size_t index)
{
	const struct pl_head_field *f = &head->fields[index], *before = index > 0 ? f - 1 : NULL;

	if (!f->no_colon || before == NULL || f->name.len < 2 || before->no_colon ||
	    (!pl_str_equal_nocase(before->name, PL_STR("authorization")) &&
	     !pl_str_equal_nocase(before->name, PL_STR("proxy-authorization"))))
		return false;
	for (size_t i = 0; i < f->name.len; i++)
		if (!pl_is_alpha(f->name.ptr[i]) && !pl_is_digit(f->name.ptr[i]) && !memchr("+/=-_.", f->name.ptr[i], 6))
			return false;
	return true;
}

/* `:name: value` (RFC 9113 section 8.3) reads as a line without a name. */
static bool is_pseudo(const struct pl_head_field *f)
{
	static const char *const known[] = { "method:", "scheme:", "authority:", "path:", "protocol:" };

	for (size_t i = 0; f->empty_name && i < sizeof(known) / sizeof(known[0]); i++)
		if (pl_str_starts(f->value, pl_str_from(known[i])))
			return true;
	return false;
}

static const char *pseudo_error(const struct pl_head *head, size_t index, bool is_http2)
{
	struct pl_str value = head->fields[index].value, name = { value.ptr, pl_str_find_char(value, ':') + 1 };

	if (!is_http2)
		return "HTTP/1.1 has none: method and path stand in the request line, the authority in Host";
	for (size_t i = 0; i < index; i++) {
		if (!head->fields[i].empty_name)
			return "it stands behind a header line";
		if (pl_str_starts(head->fields[i].value, name))
			return "it stands twice";
	}
	return NULL;
}

static void pseudo_facts(struct pl_context *x, const struct pl_head *head, size_t index, struct pl_span line)
{
	const char *error = pseudo_error(head, index, pl_row_get(&x->request, PL_FACT_request_is_http2)->flag);

	pl_row_flag(&x->header, PL_FACT_header_is_pseudo, line);
	if (error)
		pl_row_str(&x->header, PL_FACT_header_pseudo_error, pl_str_from(error), line);
}

static void value_facts(struct pl_context *x, const struct pl_head *head, size_t index, struct pl_span line,
                        struct pl_span value)
{
	const struct pl_head_field *f = &head->fields[index];
	struct pl_digest digests[PL_DIGESTS_MAX];
	const char *error;

	/* "Bearer $TOKEN" in a shell command is not what is sent. */
	if (pl_context_is_expanded(x, f->value))
		return;
	if (is_pseudo(f))
		pseudo_facts(x, head, index, line);
	pl_header_grammar_facts(&x->header, f->name, f->value, line, value);
	pl_digest_declared(f->name, f->value, digests, PL_DIGESTS_MAX, &error);
	if (error)
		pl_row_str(&x->header, PL_FACT_header_digest_error, pl_str_from(error), value.len ? value : line);
	if (pl_str_equal_nocase(f->name, PL_STR("authorization")) ||
	    pl_str_equal_nocase(f->name, PL_STR("proxy-authorization")))
		pl_auth_facts(&x->header, f->value, line, value);
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
		{ f->obs_fold, PL_FACT_header_obs_fold },
		{ f->leading_space, PL_FACT_header_leading_space },
		{ continues_auth(head, index), PL_FACT_header_continues_auth },
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
	value_facts(x, head, index, line, value);
}

void pl_head_facts(struct pl_context *x, const struct pl_message *m)
{
	line_facts(x, m);
	named_facts(x, m);
	pl_framing_facts(x, m);
	pl_connection_facts(x, m);
	pl_target_facts(x, m);
	pl_placeholder_head(x, m);
	x->has_expansion = m->has_expansion;
	if (x->listener.head_known)
		x->listener.head_known(x->listener.ctx, &x->request);
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
