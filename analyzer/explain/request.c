/* From what `check` says of a request to the request's side of an exchange. */
#include "explain/request.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/number.h"

static const struct pl_span nowhere = { 0 };

struct reading {
	struct pl_exchange *exchange;
	struct pl_arena *arena;
};

static struct pl_str kept(struct pl_arena *arena, struct plimsoll_text text)
{
	return pl_arena_str(arena, (struct pl_str){ text.ptr, text.len });
}

static void add_fact(struct pl_row *row, const struct plimsoll_fact *fact)
{
	enum pl_fact id = pl_fact_find((struct pl_str){ fact->name.ptr, fact->name.len });

	if (id == PL_FACTS || pl_fact_info(id)->scope != PL_SCOPE_request)
		return;
	switch (fact->kind) {
	case PLIMSOLL_FLAG:
		if (fact->truth)
			pl_row_flag(row, id, nowhere);
		break;
	case PLIMSOLL_NUMBER:
		pl_row_int(row, id, (uint64_t)fact->number, nowhere);
		break;
	case PLIMSOLL_STRING:
		pl_row_str(row, id, (struct pl_str){ fact->string.ptr, fact->string.len }, nowhere);
		break;
	case PLIMSOLL_LIST:
		for (size_t i = 0; i < fact->list_len; i++)
			pl_row_add(row, id, (struct pl_str){ fact->list[i].ptr, fact->list[i].len }, nowhere);
		break;
	case PLIMSOLL_UNKNOWN:
		pl_row_unknown(row, id);
		break;
	}
}

/* What a body that is not here whole would be blamed for. */
static bool is_of_the_end(struct pl_str rule)
{
	static const char *const rules[] = {
		"json-invalid", "json-empty-body", "xml-invalid", "multipart-no-close", "multipart-part-incomplete",
		"multipart-no-delimiter", "multipart-no-parts", "multipart-unmatched-boundary", "content-length-too-big",
		"base64-truncated", "base64-padding", "content-encoding-broken", "digest-mismatch", "chunk-terminators",
		"chunk-size", "form-percent", "utf8-invalid", "gzip-header-plain-body", "content-vs-type",
		"content-length-is-characters", "content-length-is-utf16-units", "content-length-is-decoded",
		"content-length-crlf", "content-length-stale", "base64-newlines", "expect-without-body", "metadata-on-empty",
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (pl_str_equal(rule, pl_str_from(rules[i])))
			return true;
	return false;
}

static void add_findings(struct reading *r, const struct plimsoll_request *request)
{
	struct pl_exchange_finding *list = pl_arena_alloc(r->arena, (request->findings_len + 1) * sizeof(*list));
	size_t len = 0;

	for (size_t i = 0; i < request->findings_len; i++) {
		const struct plimsoll_finding *f = &request->findings[i];
		struct pl_str rule = { f->rule.ptr, f->rule.len };

		if (!r->exchange->is_cut || !is_of_the_end(rule))
			list[len++] = (struct pl_exchange_finding){ kept(r->arena, f->rule), kept(r->arena, f->message) };
	}
	r->exchange->findings = list;
	r->exchange->findings_len = len;
}

static bool is_encoded(const struct plimsoll_contribution *c)
{
	return c->encoding.len > 0 && !(c->encoding.len == 4 && memcmp(c->encoding.ptr, "none", 4) == 0) && c->raw_bytes > 0;
}

/* What the body carries, when most of it is encoded. Of a body that is cut, the rest is taken to go on as it begins. */
static uint64_t raw_bytes(const struct pl_exchange *e, const struct plimsoll_weight *w)
{
	const struct plimsoll_contribution *largest = w->largest_len > 0 ? &w->largest[0] : NULL;
	uint64_t seen = w->decoded_bytes, rest = e->body_bytes > w->body_bytes ? e->body_bytes - w->body_bytes : 0, encoded, raw;

	if (w->base64_bytes > seen / 2) {
		encoded = w->base64_bytes;
		raw = w->raw_bytes;
	} else if (largest && is_encoded(largest) && largest->bytes > seen / 2) {
		encoded = largest->bytes;
		raw = largest->raw_bytes;
	} else {
		return 0;
	}
	return raw + (e->is_cut && encoded > 0 ? (uint64_t)((double)rest * ((double)raw / (double)encoded)) : 0);
}

static void add_sizes(struct pl_exchange *e, const struct plimsoll_request *request)
{
	const struct pl_value *declared = pl_row_get(e->request, PL_FACT_request_content_length);
	const struct pl_value *there = pl_row_get(e->request, PL_FACT_request_body_bytes);

	if (declared->state == PL_KNOWN && (there->state != PL_KNOWN || there->number < declared->number)) {
		e->is_cut = true;
		e->seen_bytes = there->state == PL_KNOWN ? (uint64_t)there->number : 0;
		e->has_body_bytes = true;
		e->body_bytes = (uint64_t)declared->number;
	} else if (there->state == PL_KNOWN) {
		e->is_cut = false;
		e->has_body_bytes = true;
		e->body_bytes = (uint64_t)there->number;
	}
	if (request->weight.is_known)
		e->raw_bytes = raw_bytes(e, &request->weight);
}

static int take(void *ctx, const struct plimsoll_request *request)
{
	struct reading *r = ctx;
	struct pl_exchange *e = r->exchange;

	e->request = pl_arena_alloc(r->arena, sizeof(*e->request));
	pl_row_init(e->request, PL_SCOPE_request, r->arena);
	for (size_t i = 0; i < request->facts_len; i++)
		if (request->facts[i].row == 0)
			add_fact(e->request, &request->facts[i]);
	e->method = kept(r->arena, request->method);
	e->url = kept(r->arena, request->url);
	add_sizes(e, request);
	add_findings(r, request);
	return 1;
}

/* The first request stops the check; the end of the input says that there is none. */
static enum plimsoll_status first_of(enum plimsoll_status status, const struct plimsoll_input *input,
                                          struct plimsoll_error *err)
{
	if (status == PLIMSOLL_STOPPED)
		return PLIMSOLL_OK;
	if (status == PLIMSOLL_OK)
		return pl_fail(err, PLIMSOLL_FORMAT, input->path, "holds no request");
	return status;
}

enum plimsoll_status pl_exchange_read_request(struct pl_exchange *exchange, const struct plimsoll_rules *rules,
                                              const struct plimsoll_input *input, struct pl_arena *arena,
                                              struct plimsoll_error *err)
{
	struct reading r = { exchange, arena };
	const struct plimsoll_sink sink = { &r, take };

	return first_of(plimsoll_check_file(rules, input, &sink, err), input, err);
}

enum plimsoll_status pl_exchange_read_head(struct pl_exchange *exchange, const struct plimsoll_rules *rules,
                                           struct pl_str head, struct pl_arena *arena, struct plimsoll_error *err)
{
	const struct plimsoll_input input = { .path = "", .format = "raw" };
	struct reading r = { exchange, arena };
	const struct plimsoll_sink sink = { &r, take };

	return first_of(plimsoll_check_memory(rules, &input, head.ptr, head.len, &sink, err), &input, err);
}
