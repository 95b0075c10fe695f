/* The facts of an exchange. */
#include "explain/exchange_row.h"

#include "base/bytes.h"
#include "extract/authority.h"
#include "secret_scan.h"

static const struct pl_span nowhere = { 0 };

static void flag(struct pl_row *row, enum pl_fact fact, bool is_set)
{
	if (is_set)
		pl_row_flag(row, fact, nowhere);
}

static void number(struct pl_row *row, enum pl_fact fact, bool is_known, uint64_t value)
{
	if (is_known)
		pl_row_int(row, fact, value, nowhere);
}

static void text(struct pl_row *row, enum pl_fact fact, struct pl_str value)
{
	if (value.len > 0)
		pl_row_str(row, fact, value, nowhere);
}

static void lower(struct pl_row *row, enum pl_fact fact, struct pl_str value)
{
	if (value.len > 0)
		pl_row_str_lower(row, fact, value, nowhere);
}

static struct pl_str lowered(struct pl_str s, struct pl_arena *arena)
{
	char *copy = pl_arena_bytes(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = pl_lower(s.ptr[i]);
	return (struct pl_str){ copy, s.len };
}

static bool is_html(struct pl_str body)
{
	body = pl_str_trim(body);
	while (body.len > 0 && strchr("\r\n.", body.ptr[0])) /* a trace of curl writes a line end as a dot */
		body = pl_str_after(body, 1);
	return pl_str_starts_nocase(body, PL_STR("<!doctype html")) || pl_str_starts_nocase(body, PL_STR("<html")) ||
	       pl_str_starts_nocase(body, PL_STR("<h1>")) || pl_str_starts_nocase(body, PL_STR("<head>"));
}

struct pl_str pl_exchange_masked(struct pl_str text, struct pl_arena *arena)
{
	struct pl_str secret, copy = pl_arena_str(arena, text);
	char *out = pl_arena_bytes(arena, text.len + 1);
	size_t at = 0;

	if (text.len > 0)
		memcpy(out, text.ptr, text.len);
	while (pl_secret_next(copy, false, &at, &secret))
		memset(out + (secret.ptr - copy.ptr), '*', secret.len);
	return (struct pl_str){ out, text.len };
}

static void add_response(struct pl_row *row, const struct pl_response *r, struct pl_arena *arena)
{
	struct pl_str type = pl_response_header(r, "content-type");

	pl_row_flag(row, PL_FACT_exchange_has_response, nowhere);
	number(row, PL_FACT_exchange_status, r->status > 0, r->status);
	text(row, PL_FACT_exchange_version, r->version);
	for (size_t i = 0; i < r->headers_len; i++)
		pl_row_add(row, PL_FACT_exchange_headers, lowered(r->headers[i].name, arena), nowhere);
	lower(row, PL_FACT_exchange_server, pl_response_header(r, "server"));
	lower(row, PL_FACT_exchange_via, pl_response_header(r, "via"));
	lower(row, PL_FACT_exchange_content_type, pl_str_trim((struct pl_str){ type.ptr, pl_str_find_char(type, ';') }));
	text(row, PL_FACT_exchange_location, pl_exchange_masked(pl_response_header(r, "location"), arena));
	text(row, PL_FACT_exchange_body, r->body);
	flag(row, PL_FACT_exchange_body_is_empty, r->has_body && r->body.len == 0);
	flag(row, PL_FACT_exchange_body_is_html, is_html(r->body));
}

static void add_refusers(struct pl_row *row, const struct pl_explanation *x)
{
	const struct pl_refuser *r = pl_explain_refuser(x);

	for (size_t i = 0; i < x->refusers_len; i++)
		pl_row_add(row, PL_FACT_exchange_refusers, x->refusers[i].gateway, nowhere);
	if (r) {
		text(row, PL_FACT_exchange_refuser, r->gateway);
		text(row, PL_FACT_exchange_refuser_name, r->name);
		text(row, PL_FACT_exchange_refuser_confidence, r->confidence);
		text(row, PL_FACT_exchange_refuser_dimension, r->dimension);
		text(row, PL_FACT_exchange_refuser_note, r->note);
	}
	if (x->refusers_len > 0)
		number(row, PL_FACT_exchange_stated_limit, x->refusers[0].stated_limit > 0, x->refusers[0].stated_limit);
	for (size_t i = 0; i < x->chain_len; i++)
		pl_row_add(row, PL_FACT_exchange_chain, x->chain[i].gateway.len > 0 ? x->chain[i].gateway : x->chain[i].name, nowhere);
}

static bool is_listed(const struct pl_value *list, struct pl_str item)
{
	for (size_t i = 0; list->state == PL_KNOWN && i < list->list.len; i++)
		if (pl_str_equal(list->list.items[i], item))
			return true;
	return false;
}

static void add_matches(struct pl_row *row, const struct pl_explanation *x, struct pl_arena *arena)
{
	for (size_t i = 0; i < x->matches_len; i++) {
		const struct pl_error_match *m = &x->matches[i];

		if (!is_listed(pl_row_get(row, PL_FACT_exchange_tells), m->error->tells))
			pl_row_add(row, PL_FACT_exchange_tells, m->error->tells, nowhere);
		if (i == 0) {
			text(row, PL_FACT_exchange_told_by, m->error->by);
			text(row, PL_FACT_exchange_told, pl_exchange_masked(pl_explain_told(x, 0), arena));
		}
		flag(row, PL_FACT_exchange_told_by_log, m->error->from == PL_ERROR_FROM_LOG);
		flag(row, PL_FACT_exchange_told_by_client, m->error->from == PL_ERROR_FROM_CLIENT);
		if (m->has[PL_ERROR_LIMIT] && !pl_row_has(row, PL_FACT_exchange_stated_limit))
			number(row, PL_FACT_exchange_stated_limit, true, m->numbers[PL_ERROR_LIMIT]);
		if (m->has[PL_ERROR_SENT] && !pl_row_has(row, PL_FACT_exchange_stated_bytes))
			number(row, PL_FACT_exchange_stated_bytes, true, m->numbers[PL_ERROR_SENT]);
	}
}

static bool tells_size(const struct pl_value *tells)
{
	return is_listed(tells, PL_STR("size-refused")) || is_listed(tells, PL_STR("framework-limit")) ||
	       is_listed(tells, PL_STR("platform-cap")) || is_listed(tells, PL_STR("buffer-limit"));
}

static void add_refusal(struct pl_row *row, const struct pl_exchange *e, const struct pl_explanation *x)
{
	bool is_error = e->response.status == 0 || e->response.status >= 400;

	flag(row, PL_FACT_exchange_size_refused,
	     e->response.status == 413 || (is_error && tells_size(pl_row_get(row, PL_FACT_exchange_tells))) ||
	         (e->response.status >= 400 && x->refusers_len > 0 && pl_str_equal(x->refusers[0].dimension, PL_STR("body"))));
}

static void add_course(struct pl_row *row, const struct pl_exchange *e)
{
	number(row, PL_FACT_exchange_sent_bytes, e->has_sent, e->sent_bytes);
	flag(row, PL_FACT_exchange_sent_whole,
	     e->sent_whole || (e->has_sent && e->has_body_bytes && e->body_bytes > 0 && e->sent_bytes >= e->body_bytes));
	flag(row, PL_FACT_exchange_answered_early, e->answered_early);
	flag(row, PL_FACT_exchange_saw_continue, e->saw_continue);
	flag(row, PL_FACT_exchange_waited_continue, e->waited_continue);
	number(row, PL_FACT_exchange_redirects, e->redirects > 0, e->redirects);
	number(row, PL_FACT_exchange_redirect_status, e->redirect_status > 0, e->redirect_status);
	text(row, PL_FACT_exchange_method_after_redirect, e->method_after_redirect);
	number(row, PL_FACT_exchange_seconds, e->has_seconds, e->seconds);
	number(row, PL_FACT_exchange_stored_bytes, e->has_stored, e->stored_bytes);
	flag(row, PL_FACT_exchange_is_cut, e->is_cut);
	flag(row, PL_FACT_exchange_raw_is_estimate, e->is_cut && e->raw_bytes > 0);
	number(row, PL_FACT_exchange_seen_bytes, e->is_cut, e->seen_bytes);
}

/* The body that failed: of the request, else of what was observed, else what the refusal says was sent. */
static void add_sizes(struct pl_row *row, const struct pl_exchange *e, const struct pl_bracket *b)
{
	uint64_t wire = 0, raw = 0;

	if (e->has_body_bytes) {
		wire = e->body_bytes;
		raw = e->raw_bytes;
	} else if (b->has_below) {
		wire = b->below;
		raw = b->failed_raw;
	} else if (pl_row_has(row, PL_FACT_exchange_stated_bytes)) {
		wire = (uint64_t)pl_row_get(row, PL_FACT_exchange_stated_bytes)->number;
	}
	number(row, PL_FACT_exchange_wire_bytes, wire > 0 || e->has_body_bytes, wire);
	number(row, PL_FACT_exchange_raw_bytes, raw > 0, raw);
	if (raw > 0 && wire > raw && raw < UINT64_MAX / 100)
		number(row, PL_FACT_exchange_growth_percent, true, (wire - raw) * 100 / raw);
	text(row, PL_FACT_exchange_encoding, e->encoding);
	number(row, PL_FACT_exchange_at_least, b->has_least, b->at_least);
	number(row, PL_FACT_exchange_below, b->has_below, b->below);
	flag(row, PL_FACT_exchange_edge_is_exact, b->has_least && b->has_below && b->below == b->at_least + 1);
	flag(row, PL_FACT_exchange_sizes_overlap, b->overlaps);
	number(row, PL_FACT_exchange_passes, e->passed.len > 0, e->passed.len);
	number(row, PL_FACT_exchange_failures, e->failed.len > 0, e->failed.len);
	for (size_t i = 0; i < b->candidates_len; i++)
		pl_row_add(row, PL_FACT_exchange_candidates, b->candidates[i].gateway, nowhere);
}

void pl_exchange_row(const struct pl_exchange *e, struct pl_explanation *x, struct pl_arena *arena)
{
	struct pl_row *row = &x->row;

	pl_row_init(row, PL_SCOPE_exchange, arena);
	row->up = e->request;
	flag(row, PL_FACT_exchange_has_request, e->request != NULL);
	text(row, PL_FACT_exchange_url, e->url);
	text(row, PL_FACT_exchange_host, pl_authority_host(pl_authority_of(e->url)));
	if (e->has_response)
		add_response(row, &e->response, arena);
	add_refusers(row, x);
	add_matches(row, x, arena);
	add_refusal(row, e, x);
	add_course(row, e);
	add_sizes(row, e, &x->bracket);
	for (size_t i = 0; i < e->findings_len; i++)
		if (!is_listed(pl_row_get(row, PL_FACT_exchange_findings), e->findings[i].rule))
			pl_row_add(row, PL_FACT_exchange_findings, e->findings[i].rule, nowhere);
}
