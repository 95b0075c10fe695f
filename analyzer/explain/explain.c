/* Who answered, what the texts say, which sizes bracket the limit: then every diagnosis is held against that. */
#include "explain/explain.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "explain/exchange_row.h"
#include "explain/next.h"
#include "explain/suspect.h"
#include "extract/authority.h"
#include "gateway/api_answer.h"
#include "gateway/profile.h"

#define MATCHES_MAX 64

bool pl_explainer_open(struct pl_explainer *explainer, const char *const *dirs, struct pl_arena *arena,
                       struct plimsoll_error *err)
{
	*explainer = (struct pl_explainer){ .dirs = dirs, .arena = arena };
	return pl_experiments_load(&explainer->experiments, dirs, arena, err) &&
	       pl_diagnoses_load(&explainer->diagnoses, &explainer->experiments, dirs, arena, err) &&
	       pl_error_texts_load(&explainer->errors, dirs, arena, err);
}

void pl_exchange_say(struct pl_exchange *exchange, struct pl_str text)
{
	if (exchange->texts_len < PL_EXCHANGE_TEXTS && text.len > 0)
		exchange->texts[exchange->texts_len++] = text;
}

struct pl_str pl_explain_told(const struct pl_explanation *explanation, size_t i)
{
	const struct pl_error_match *m = &explanation->matches[i];

	return (struct pl_str){ explanation->matched_texts[i].ptr + m->at, m->len };
}

/* A text of a client says nothing where it stands in an answer. */
static void match_text(const struct pl_explainer *x, struct pl_explanation *e, struct pl_str text, bool is_answer)
{
	for (size_t i = 0; i < x->errors.len && e->matches_len < MATCHES_MAX; i++) {
		const struct pl_error_text *error = &x->errors.items[i];

		if (is_answer && (error->from == PL_ERROR_FROM_CLIENT || error->from == PL_ERROR_FROM_LOG))
			continue;
		if (!pl_error_text_find(error, text, &e->matches[e->matches_len]))
			continue;
		e->matched_texts[e->matches_len++] = text;
	}
}

static void match_texts(const struct pl_explainer *x, const struct pl_exchange *exchange, struct pl_explanation *e)
{
	e->matches = pl_arena_alloc(x->arena, MATCHES_MAX * sizeof(*e->matches));
	e->matched_texts = pl_arena_alloc(x->arena, MATCHES_MAX * sizeof(*e->matched_texts));
	for (size_t i = 0; i < exchange->texts_len; i++)
		match_text(x, e, exchange->texts[i], false);
	if (exchange->has_response)
		match_text(x, e, exchange->response.body, true);
}

/* An error that names the status of an answer that is not here. */
static void take_status(struct pl_exchange *exchange, const struct pl_explanation *e)
{
	for (size_t i = 0; i < e->matches_len && exchange->response.status == 0; i++) {
		uint64_t status = e->matches[i].numbers[PL_ERROR_STATUS];

		if (!e->matches[i].has[PL_ERROR_STATUS] || status < 100 || status > 599)
			continue;
		exchange->has_response = true;
		exchange->response.status = status;
	}
}

static void take_seconds(struct pl_exchange *exchange, const struct pl_explanation *e)
{
	for (size_t i = 0; i < e->matches_len && !exchange->has_seconds; i++)
		if (e->matches[i].has[PL_ERROR_SECONDS]) {
			exchange->has_seconds = true;
			exchange->seconds = e->matches[i].numbers[PL_ERROR_SECONDS];
		}
}

/* A product whose own words or log were recognised; NULL when none names one. */
static const struct pl_error_match *named_match(const struct pl_explanation *e, bool in_log)
{
	for (size_t i = 0; i < e->matches_len; i++)
		if (e->matches[i].error->gateway.len > 0 && (e->matches[i].error->from == PL_ERROR_FROM_LOG) == in_log)
			return &e->matches[i];
	return NULL;
}

static void put_first(struct pl_explanation *e, const struct pl_error_match *m, const char *confidence,
                      const struct pl_explainer *x)
{
	struct pl_refuser *grown = pl_arena_alloc(x->arena, (e->refusers_len + 1) * sizeof(*grown));
	struct pl_profile profile;
	struct plimsoll_error err;

	grown[0] = (struct pl_refuser){ .gateway = m->error->gateway, .name = m->error->gateway,
		                        .confidence = pl_str_from(confidence),
		                        .stated_limit = m->has[PL_ERROR_LIMIT] ? m->numbers[PL_ERROR_LIMIT] : 0 };
	if (pl_profile_load(&profile, m->error->gateway, x->dirs, x->arena, &err))
		grown[0].name = profile.name;
	for (size_t i = 0; i < e->refusers_len; i++)
		if (!pl_str_equal(e->refusers[i].gateway, m->error->gateway))
			grown[1 + i] = e->refusers[i];
	e->refusers_len++;
	e->refusers = grown;
}

/* The page of HTML in a text, or nothing. */
static struct pl_str page_in(struct pl_str text)
{
	static const char *const begins[] = { "<!DOCTYPE html", "<!doctype html", "<html", "<HTML" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		size_t at = pl_str_find(text, pl_str_from(begins[i])), end;

		if (at == text.len)
			continue;
		text = pl_str_after(text, at);
		end = pl_str_find(text, PL_STR("</html>"));
		return (struct pl_str){ text.ptr, end < text.len ? end + sizeof("</html>") - 1 : text.len };
	}
	return (struct pl_str){ NULL, 0 };
}

/* The URL that a client names with its error, where none is known: "for url: http://…", "Post \"https://…\"". */
static void take_url(struct pl_exchange *exchange, struct pl_arena *arena)
{
	static const char *const leads[] = { "for url: ", "for URL: ", "Post \"", "Put \"", "Patch \"", "file_get_contents(", "fopen(" };

	for (size_t i = 0; i < exchange->texts_len && exchange->url.len == 0; i++)
		for (size_t k = 0; k < sizeof(leads) / sizeof(leads[0]) && exchange->url.len == 0; k++) {
			struct pl_str text = exchange->texts[i];
			size_t at = pl_str_find(text, pl_str_from(leads[k])), len = 0;

			text = pl_str_after(text, at < text.len ? at + strlen(leads[k]) : at);
			if (!pl_str_starts(text, PL_STR("http://")) && !pl_str_starts(text, PL_STR("https://")))
				continue;
			while (len < text.len && (unsigned char)text.ptr[len] > ' ' && !strchr("\"')<>\\", text.ptr[len]))
				len++;
			exchange->url = pl_exchange_masked((struct pl_str){ text.ptr, len }, arena);
		}
}

/* A server's log is the surest word on who refused; a product's words in an answer come behind its whole page. */
static void find_refusers(const struct pl_explainer *x, const struct pl_exchange *exchange, struct pl_explanation *e)
{
	const struct pl_error_match *log = named_match(e, true), *words = named_match(e, false);
	const struct pl_refuser *list = NULL;

	if (exchange->has_response)
		e->refusers_len = pl_refusers(&exchange->response, x->dirs, x->arena, &list);
	/* A page that was printed with the client's error, or pasted. */
	for (size_t i = 0; i < exchange->texts_len && e->refusers_len == 0 && !exchange->response.has_body; i++) {
		struct pl_response printed = exchange->response;

		printed.body = page_in(exchange->texts[i]);
		printed.has_body = true;
		if (printed.body.len > 0)
			e->refusers_len = pl_refusers(&printed, x->dirs, x->arena, &list);
	}
	e->refusers = pl_arena_alloc(x->arena, (e->refusers_len + 1) * sizeof(*e->refusers));
	if (list)
		memcpy(e->refusers, list, e->refusers_len * sizeof(*list));
	if (exchange->has_response)
		e->chain_len = pl_response_chain(&exchange->response, x->dirs, x->arena, &e->chain);
	if (log)
		put_first(e, log, "certain", x);
	else if (words && (e->refusers_len == 0 || pl_str_equal(e->refusers[0].confidence, PL_STR("possible"))))
		put_first(e, words, "likely", x);
}

const struct pl_refuser *pl_explain_refuser(const struct pl_explanation *e)
{
	bool is_vague = e->refusers_len > 0 && pl_str_equal(e->refusers[0].confidence, PL_STR("possible"));

	if (e->refusers_len == 0 || (is_vague && (e->refusers_len > 1 || e->is_relayed)))
		return NULL;
	return &e->refusers[0];
}

/* Without a refusal that is known, the only hop that shows itself answered, when it is an end server or the page is one of
 * its own; a proxy that only signs what it passes on is not blamed. */
struct pl_str pl_explain_gateway(const struct pl_suspect *suspect, const struct pl_explanation *e)
{
	const struct pl_refuser *refuser = pl_explain_refuser(e);
	const struct pl_hop_sign *hop = e->chain_len == 1 ? &e->chain[0] : NULL;

	if (suspect->diagnosis->is_client)
		return (struct pl_str){ NULL, 0 };
	if (refuser)
		return refuser->gateway;
	if (hop == NULL || e->is_relayed)
		return (struct pl_str){ NULL, 0 };
	if (pl_str_equal(hop->kind, PL_STR("server")) || pl_str_equal(hop->kind, PL_STR("store")) ||
	    pl_str_equal(hop->kind, PL_STR("framework")) || pl_row_get(&e->row, PL_FACT_exchange_body_is_html)->flag)
		return hop->gateway;
	return (struct pl_str){ NULL, 0 };
}

static void add_kind(const struct pl_explainer *x, struct pl_explanation *e)
{
	struct pl_profile profile;
	struct plimsoll_error err;

	if (pl_explain_refuser(e) && pl_profile_load(&profile, e->refusers[0].gateway, x->dirs, x->arena, &err))
		pl_row_str(&e->row, PL_FACT_exchange_refuser_kind, profile.kind, (struct pl_span){ 0 });
}

bool pl_explainer_apis(struct pl_explainer *x, const char *name, struct plimsoll_error *err)
{
	return pl_apis_load(&x->apis, name, NULL, x->dirs, x->arena, err);
}

static void add_api(const struct pl_explainer *x, const struct pl_exchange *exchange, struct pl_row *row)
{
	const struct pl_api *api = pl_apis_choose(&x->apis, pl_authority_host(pl_authority_of(exchange->url)));
	enum pl_likeness likeness;

	if (api == NULL)
		return;
	pl_row_str(row, PL_FACT_exchange_api, api->hop.name, (struct pl_span){ 0 });
	likeness = exchange->has_response ? pl_api_likeness(api, &exchange->response) : PL_LIKENESS_UNKNOWN;
	if (likeness == PL_LIKENESS_UNKNOWN)
		return;
	pl_row_str(row, PL_FACT_exchange_api_shape, pl_api_shape(api, x->arena), (struct pl_span){ 0 });
	pl_row_flag(row, likeness == PL_LIKENESS_LIKE ? PL_FACT_exchange_api_like : PL_FACT_exchange_api_unlike, (struct pl_span){ 0 });
}

void pl_explain(const struct pl_explainer *x, struct pl_exchange *exchange, struct pl_explanation *e)
{
	*e = (struct pl_explanation){ .suspects_len = 0 };
	match_texts(x, exchange, e);
	take_status(exchange, e);
	take_seconds(exchange, e);
	take_url(exchange, x->arena);
	find_refusers(x, exchange, e);
	pl_bracket_find(&e->bracket, exchange, x->dirs, x->arena);
	/* Who answers before the body is there has not waited for another's word. */
	e->is_relayed = exchange->response.status >= 502 && exchange->response.status <= 504 && !exchange->answered_early;
	pl_exchange_row(exchange, e, x->arena);
	add_kind(x, e);
	add_api(x, exchange, &e->row);
	pl_suspects_rank(x, exchange, e);
	pl_next_choose(x, e);
}
