/* Hints only order the trials: a limit is claimed when its two sides were seen. */
#include "probe/hints.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "rule/json_document.h"

#define HINT_WEIGHT 200.0
#define GUESS_WEIGHT 20.0 /* of a product that only may be there */
#define FIRST 4.0         /* times as likely as the others is the likeliest */
#define NUMBERS_MOST 4   /* in a refusal's page */
#define NUMBER_LEAST 500 /* smaller ones are statuses and versions */

/* Products that look at a body only once it is there, so that an upload that is cut off tells nothing
 * (https://github.com/expressjs/body-parser reads off the whole request before it answers; the proxies buffer). */
static const char *const whole_deciders[] = { "express", "nestjs", "koa",   "hapi",     "multer",      "php-fpm", "laravel",
	                                      "nginx",   "flask",  "openresty", "lighttpd", "modsecurity", "h2o",     "varnish" };

/* What stands inside of a product and leaves no sign of its own, what is likelier to be there first. */
static const char *const inside[][2] = {
	{ "php", "php-fpm" }, { "nginx", "modsecurity" }, { "openresty", "modsecurity" }, { "apache", "modsecurity2" },
};

/* One entry a number, with the most that anyone gives for it. */
static void hint(struct pl_probe *p, uint64_t most, double weight)
{
	size_t i = 0;

	while (i < p->search.hints_len && p->hints[i].most != most)
		i++;
	if (i == PL_LIMIT_HINTS || most == 0 || (i < p->search.hints_len && p->hints[i].weight >= weight))
		return;
	p->hints[i] = (struct pl_prior){ most, weight };
	p->search.hints_len += i == p->search.hints_len;
}

static void hint_product(struct pl_probe *p, struct pl_str gateway, double weight)
{
	for (size_t i = 0; i < p->documented_len; i++)
		if (pl_str_equal(p->documented[i].gateway, gateway))
			hint(p, p->documented[i].most, weight);
}

/* Who answers as ever and drops what is too much: Tomcat as the head tells, PHP once the body is there. What was guessed before
 * does not do that. */
static void hint_droppers(struct pl_probe *p, enum pl_strategy strategy)
{
	bool is_whole = strategy == PL_STRATEGY_WHOLE || strategy == PL_STRATEGY_CHUNKED;

	p->search.hints_len = 0;
	if (!is_whole)
		hint_product(p, PL_STR("tomcat"), FIRST * HINT_WEIGHT);
	hint_product(p, PL_STR("php-fpm"), GUESS_WEIGHT);
	hint_product(p, PL_STR("php"), GUESS_WEIGHT);
}

static void hint_refusers(struct pl_probe *p, const struct pl_response *response, uint64_t tried)
{
	const struct pl_refuser *refusers;
	size_t len = pl_refusers(response, p->rule_dirs, &p->arena, &refusers);

	for (size_t i = 0; i < len; i++) {
		double weight = pl_str_equal(refusers[i].confidence, PL_STR("certain")) ? HINT_WEIGHT : GUESS_WEIGHT;

		if (refusers[i].stated_limit > 0 && refusers[i].stated_limit != tried)
			hint(p, refusers[i].stated_limit, FIRST * HINT_WEIGHT);
		hint_product(p, refusers[i].gateway, i == 0 ? FIRST * weight : weight);
	}
}

/* Numbers that stand in the page by themselves: "maximum is 10485760 bytes", "limit: 1,048,576". */
static void hint_numbers(struct pl_probe *p, struct pl_str page, uint64_t tried)
{
	int found = 0;

	for (size_t i = 0; i < page.len && found < NUMBERS_MOST; i++) {
		uint64_t number = 0;
		size_t digits = 0;

		for (; i < page.len && ((page.ptr[i] >= '0' && page.ptr[i] <= '9') || (digits > 0 && page.ptr[i] == ',')); i++)
			if (page.ptr[i] != ',' && digits++ < 16)
				number = number * 10 + (uint64_t)(page.ptr[i] - '0');
		if (digits > 0 && digits <= 16 && number >= NUMBER_LEAST && number < tried) {
			hint(p, number, HINT_WEIGHT);
			found++;
		}
	}
}

static bool is_whole_decider(struct pl_str gateway)
{
	for (size_t i = 0; i < sizeof(whole_deciders) / sizeof(whole_deciders[0]); i++)
		if (pl_str_equal(gateway, pl_str_from(whole_deciders[i])))
			return true;
	return false;
}

static void hint_chain(struct pl_probe *p, const struct pl_response *response)
{
	const struct pl_hop_sign *signs;
	size_t len = pl_response_chain(response, p->rule_dirs, &p->arena, &signs);

	/* The application's own limit first: the proxy's would have shown by headers. */
	for (size_t i = 0; i < len; i++)
		if (pl_str_equal(signs[i].kind, PL_STR("framework")))
			hint_product(p, signs[i].gateway, HINT_WEIGHT);
	for (size_t k = 0; k < sizeof(inside) / sizeof(inside[0]); k++)
		for (size_t i = 0; i < len; i++)
			if (pl_str_equal(signs[i].gateway, pl_str_from(inside[k][0])))
				hint_product(p, pl_str_from(inside[k][1]), HINT_WEIGHT);
	for (size_t i = len; i-- > 0;) {
		p->search.decides_whole |= is_whole_decider(signs[i].gateway);
		hint_product(p, signs[i].gateway, HINT_WEIGHT);
	}
}

uint64_t pl_hints_stated(const struct pl_response *response)
{
	struct pl_str tus = pl_response_header(response, "Tus-Max-Size"), limit = pl_response_header(response, "Upload-Limit");
	const char *at = limit.len ? memmem(limit.ptr, limit.len, "max-size=", 9) : NULL;
	uint64_t bytes = 0;

	if (tus.len > 0 && pl_number_decimal(tus, &bytes) == PL_NUMBER_OK)
		return bytes;
	if (at) {
		struct pl_str number = { at + 9, 0 };

		while (number.ptr + number.len < limit.ptr + limit.len && number.ptr[number.len] >= '0' &&
		       number.ptr[number.len] <= '9')
			number.len++;
		if (pl_number_decimal(number, &bytes) == PL_NUMBER_OK)
			return bytes;
	}
	return 0;
}

void pl_hints_options(struct pl_probe *p)
{
	if ((p->upload_limit = pl_hints_stated(&p->options)) > 0)
		hint(p, p->upload_limit, HINT_WEIGHT);
}

/* The same answer says nothing new. */
static bool is_known(const struct pl_probe *p, const struct pl_seen *last)
{
	for (const struct pl_seen *s = p->seen; s < last; s++)
		if (s->status == last->status && s->look == last->look && s->outcome == last->outcome)
			return true;
	return false;
}

void pl_hints_take(struct pl_probe *p)
{
	const struct pl_seen *last = &p->search.seen[p->search.seen_len - 1];
	const struct pl_response *response = pl_probe_response(p, last);

	if (response->status == 0 || is_known(p, last))
		return;
	if (p->upload_limit == 0 && (p->upload_limit = pl_hints_stated(response)) > 0)
		hint(p, p->upload_limit, HINT_WEIGHT);
	if (last->outcome == PL_OUTCOME_REFUSED) {
		hint_refusers(p, response, last->trial.bytes);
		hint_numbers(p, response->body, last->trial.bytes);
	} else if (last->outcome == PL_OUTCOME_TRUNCATED || last->outcome == PL_OUTCOME_SOFT) {
		hint_droppers(p, last->trial.strategy);
	} else if (last->trial.bytes == pl_search_base(&p->search)) {
		hint_chain(p, response);
	}
}

static bool read_number(const struct pl_document *at, const char *key, uint64_t *length)
{
	struct plimsoll_error err;
	struct pl_str text;
	bool is_there = false;

	if (pl_document_int(at, key, &is_there, length, &err) && is_there)
		return true;
	return pl_document_string(at, key, &text, &err) && text.ptr && pl_number_decimal(text, length) == PL_NUMBER_OK;
}

bool pl_hints_echo(const struct pl_response *response, const char *where, uint64_t *length)
{
	struct pl_arena arena = { 0 };
	struct pl_document document, at, inner;
	struct plimsoll_error err;
	bool is_found = false, is_there = true;

	if (strncmp(where, "header:", 7) == 0)
		return pl_number_decimal(pl_response_header(response, where + 7), length) == PL_NUMBER_OK;
	if (!pl_document_open(&document, "answer", response->body, &arena, &err)) {
		pl_arena_free(&arena);
		return false;
	}
	at = document;
	for (const char *key = where + (where[0] == '/'); is_there; key += strcspn(key, "/") + 1) {
		struct pl_str name = pl_arena_str(&arena, (struct pl_str){ key, strcspn(key, "/") });

		if (key[name.len] == '\0') {
			is_found = read_number(&at, name.ptr, length);
			break;
		}
		is_there = pl_document_object(&at, name.ptr, &is_there, &inner, &err) && is_there;
		at = inner;
	}
	pl_document_close(&document);
	pl_arena_free(&arena);
	return is_found;
}
