/* Facts of header lines that must agree with each other: Host, Connection, Upgrade, TE, conditions, Range. */
#include "extract/connection_facts.h"

#include "base/bytes.h"
#include "extract/authority.h"
#include "extract/head_facts.h"

struct lines {
	struct pl_context *x;
	const struct pl_message *m;
};

static const struct pl_head_field *find(const struct lines *l, const char *name)
{
	size_t at = 0;

	return pl_head_find(&l->m->head, pl_str_from(name), &at);
}

static struct pl_span place(const struct lines *l, struct pl_str text)
{
	return pl_message_place(l->m, (size_t)(text.ptr - l->m->head.text.ptr), text.len);
}

static struct pl_span line(const struct lines *l, const struct pl_head_field *field)
{
	return pl_message_place(l->m, field->at, field->len);
}

static void problem(const struct lines *l, enum pl_fact fact, const char *text, const struct pl_head_field *field)
{
	if (!pl_row_has(&l->x->request, fact))
		pl_row_str(&l->x->request, fact, pl_str_from(text), line(l, field));
}

static void host_facts(const struct lines *l)
{
	const struct pl_head_field *host = find(l, "host"), *field;
	struct pl_row *row = &l->x->request;
	const char *error;
	size_t at = 0;

	pl_row_int(row, PL_FACT_request_hosts, 0, row->at);
	if (host == NULL)
		return;
	while ((field = pl_head_find(&l->m->head, PL_STR("host"), &at)))
		pl_row_int(row, PL_FACT_request_hosts, (uint64_t)pl_row_get(row, PL_FACT_request_hosts)->number + 1,
		           line(l, field));
	if (pl_str_find_char(host->value, '@') < host->value.len)
		pl_row_flag(row, PL_FACT_request_has_userinfo, line(l, host));
	if ((error = pl_authority_problem(pl_authority_without_user(host->value))))
		pl_row_str(row, PL_FACT_request_host_error, pl_str_from(error), place(l, host->value));
	if (pl_authority_is_ip(host->value))
		pl_row_flag(row, PL_FACT_request_host_is_ip, place(l, host->value));
	if (host != l->m->head.fields)
		pl_row_flag(row, PL_FACT_request_host_not_first, line(l, host));
}

/* Does a list header name `option`? */
static bool names(const struct lines *l, const char *header, const char *option)
{
	const struct pl_head_field *field;
	size_t at = 0;

	while ((field = pl_head_find(&l->m->head, pl_str_from(header), &at))) {
		struct pl_str rest = field->value, element;

		while (pl_list_next(&rest, &element))
			if (pl_str_equal_nocase(element, pl_str_from(option)))
				return true;
	}
	return false;
}

/* Fields that every recipient on the path needs (RFC 9110 section 7.6.1): a proxy would take them off. */
static bool is_end_to_end(struct pl_str option)
{
	static const char *const fields[] = { "host",          "content-length", "content-type",  "content-encoding",
		                              "authorization", "cookie",         "cache-control", "accept",
		                              "accept-encoding", "user-agent",   "origin",        "referer",
		                              "range",         "if-match",       "if-none-match", "transfer-encoding" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (pl_str_equal_nocase(option, pl_str_from(fields[i])))
			return true;
	return false;
}

static void connection_facts(const struct lines *l)
{
	const struct pl_head_field *field;
	size_t at = 0;
	struct pl_row *row = &l->x->request;

	while ((field = pl_head_find(&l->m->head, PL_STR("connection"), &at))) {
		struct pl_str rest = field->value, element;
		unsigned closes = 0, keeps = 0;

		while (pl_list_next(&rest, &element)) {
			closes += pl_str_equal_nocase(element, PL_STR("close"));
			keeps += pl_str_equal_nocase(element, PL_STR("keep-alive"));
			if (is_end_to_end(element))
				pl_row_str(row, PL_FACT_request_connection_end_to_end, element, place(l, element));
		}
		if (closes > 0 && keeps > 0)
			problem(l, PL_FACT_request_connection_conflict, "keep-alive and close stand together", field);
		if (closes > 1 || keeps > 1)
			problem(l, PL_FACT_request_connection_conflict, "the same option stands twice", field);
	}
	if (names(l, "connection", "close") && names(l, "connection", "keep-alive"))
		problem(l, PL_FACT_request_connection_conflict, "keep-alive and close stand in two lines", find(l, "connection"));
}

/* RFC 9110 section 7.8; h2c is RFC 7540 section 3.2, since withdrawn; h2 is agreed on in TLS. */
static void upgrade_facts(const struct lines *l)
{
	const struct pl_head_field *upgrade = find(l, "upgrade");
	bool is_h2c = names(l, "upgrade", "h2c");

	if (upgrade == NULL)
		return;
	if (!names(l, "connection", "upgrade"))
		problem(l, PL_FACT_request_upgrade_error, "Connection does not name it, so no server acts on it", upgrade);
	if (names(l, "upgrade", "h2"))
		problem(l, PL_FACT_request_upgrade_error, "h2 is agreed on in the TLS handshake, not with Upgrade", upgrade);
	if (is_h2c && find(l, "http2-settings") == NULL)
		problem(l, PL_FACT_request_upgrade_error, "h2c needs an HTTP2-Settings line", upgrade);
	if (is_h2c && find(l, "http2-settings") && !names(l, "connection", "http2-settings"))
		problem(l, PL_FACT_request_upgrade_error, "Connection does not name HTTP2-Settings", upgrade);
}

static void te_facts(const struct lines *l)
{
	const struct pl_head_field *te = find(l, "te");

	if (te == NULL)
		return;
	if (names(l, "te", "chunked"))
		problem(l, PL_FACT_request_te_error, "chunked is always understood and may not be listed", te);
	if (!names(l, "connection", "te"))
		problem(l, PL_FACT_request_te_error, "Connection does not name it", te);
}

static bool is_read(struct pl_str method)
{
	return pl_str_equal(method, PL_STR("GET")) || pl_str_equal(method, PL_STR("HEAD"));
}

/* RFC 9110 sections 13.1.3, 13.1.5 and 13.2.1: conditions that a server has to pass over. */
static void condition_facts(const struct lines *l)
{
	static const char *const conditions[] = { "if-match", "if-none-match", "if-modified-since", "if-unmodified-since" };
	const struct pl_head_field *since = find(l, "if-modified-since"), *if_range = find(l, "if-range"), *field;
	struct pl_str method = l->m->head.method;
	bool is_blind = pl_str_equal(method, PL_STR("CONNECT")) || pl_str_equal(method, PL_STR("OPTIONS")) ||
	                pl_str_equal(method, PL_STR("TRACE"));

	if (since && !is_read(method))
		problem(l, PL_FACT_request_condition_error, "If-Modified-Since counts on GET and HEAD alone", since);
	if (if_range && find(l, "range") == NULL)
		problem(l, PL_FACT_request_condition_error, "If-Range without Range is ignored", if_range);
	if (if_range && pl_str_starts(if_range->value, PL_STR("W/")))
		problem(l, PL_FACT_request_condition_error, "If-Range with a weak entity tag never matches", if_range);
	for (size_t i = 0; is_blind && i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if ((field = find(l, conditions[i])))
			problem(l, PL_FACT_request_condition_error, "this method has no condition that a server looks at", field);
}

static void range_facts(const struct lines *l)
{
	const struct pl_head_field *range = find(l, "range");
	struct pl_str rest, element;
	int64_t ranges = 0;

	if (range == NULL)
		return;
	for (rest = range->value; pl_list_next(&rest, &element);)
		ranges++;
	pl_row_int(&l->x->request, PL_FACT_request_ranges, (uint64_t)ranges, line(l, range));
}

void pl_connection_facts(struct pl_context *x, const struct pl_message *m)
{
	struct lines l = { x, m };

	host_facts(&l);
	connection_facts(&l);
	upgrade_facts(&l);
	te_facts(&l);
	condition_facts(&l);
	range_facts(&l);
}
