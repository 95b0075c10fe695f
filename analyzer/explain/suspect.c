/* Clues are summed, and the sum ranks; how sure a diagnosis is follows from the kind of its clues alone. */
#include "explain/suspect.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "explain/exchange_row.h"

const char *const pl_confidence_names[3] = { "possible", "likely", "certain" };

struct ranking {
	const struct pl_explainer *explainer;
	const struct pl_exchange *exchange;
	struct pl_explanation *e;
	struct pl_buf text;
	struct pl_row told; /* that of the exchange, with a text of the clue's choice */
};

static struct pl_str written(struct ranking *r, const struct pl_message_template *message, const struct pl_row *row)
{
	pl_buf_clear(&r->text);
	pl_message_write(message, row, &r->text);
	return pl_arena_str(r->explainer->arena, pl_buf_str(&r->text));
}

static bool is_listed(const struct pl_str *list, size_t len, struct pl_str item)
{
	for (size_t i = 0; i < len; i++)
		if (pl_str_equal(list[i], item))
			return true;
	return false;
}

/* The first finding of the request that the clue goes by, or NULL. */
static const struct pl_exchange_finding *finding_of(const struct pl_clue *clue, const struct pl_exchange *exchange)
{
	for (size_t i = 0; i < exchange->findings_len; i++)
		if (is_listed(clue->findings, clue->findings_len, exchange->findings[i].rule))
			return &exchange->findings[i];
	return NULL;
}

/* The row in which exchange.told is the text that tells what the clue goes by; NULL when nothing does. */
static const struct pl_row *row_of(struct ranking *r, const struct pl_clue *clue)
{
	for (size_t i = 0; i < r->e->matches_len; i++) {
		const struct pl_error_match *m = &r->e->matches[i];

		if (!is_listed(clue->tells, clue->tells_len, m->error->tells))
			continue;
		pl_row_borrow(&r->told, &r->e->row);
		r->told.up = r->e->row.up;
		pl_row_str(&r->told, PL_FACT_exchange_told_by, m->error->by, (struct pl_span){ 0 });
		pl_row_str(&r->told, PL_FACT_exchange_told, pl_exchange_masked(pl_explain_told(r->e, i), r->explainer->arena), (struct pl_span){ 0 });
		return &r->told;
	}
	return clue->tells_len == 0 ? &r->e->row : NULL;
}

/* Does the clue hold? Then *reason is filled. What could not be looked at is no evidence. */
static bool holds(struct ranking *r, const struct pl_clue *clue, struct pl_reason *reason)
{
	const struct pl_exchange_finding *finding = finding_of(clue, r->exchange);
	const struct pl_row *row = row_of(r, clue);

	if (row == NULL || (clue->findings_len > 0 && finding == NULL))
		return false;
	if (clue->when) {
		struct pl_result result = pl_expression_evaluate(clue->when, row);

		if (result.kind != PL_RESULT_FLAG || !result.flag)
			return false;
	}
	*reason = (struct pl_reason){ .weight = clue->weight, .kind = clue->kind };
	if (clue->because)
		reason->text = written(r, clue->because, row);
	else if (finding)
		reason->text = finding->message;
	return true;
}

static int by_weight(const void *a, const void *b)
{
	const struct pl_reason *x = a, *y = b;

	return (x->weight < y->weight) - (x->weight > y->weight);
}

/* The clues that hold; their sum. The lightest are left out of the list when there are too many, and count all the same. */
static int64_t sum(struct ranking *r, const struct pl_clues *clues, struct pl_reason *reasons, size_t *len,
                   enum pl_clue_kind *best)
{
	int64_t weight = 0;
	struct pl_reason reason;

	for (size_t i = 0; i < clues->len; i++) {
		if (!holds(r, &clues->items[i], &reason))
			continue;
		weight += (int64_t)reason.weight;
		if (reason.kind > *best)
			*best = reason.kind;
		if (*len < PL_SUSPECT_REASONS)
			reasons[(*len)++] = reason;
	}
	/* Insertion by weight keeps equal ones in the order of the file. */
	for (size_t i = 1; i < *len; i++)
		for (size_t k = i; k > 0 && by_weight(&reasons[k - 1], &reasons[k]) > 0; k--) {
			struct pl_reason swapped = reasons[k];

			reasons[k] = reasons[k - 1];
			reasons[k - 1] = swapped;
		}
	return weight;
}

/* What speaks against it takes one step off, or as far down as its own kind goes when it is weightier than all that speaks
 * for it in that kind. */
static enum pl_clue_kind confidence(enum pl_clue_kind pro, enum pl_clue_kind contra, bool has_contra)
{
	if (!has_contra || contra == PL_CLUE_HINT)
		return pro;
	return pro > PL_CLUE_HINT ? pro - 1 : pro;
}

static bool suspect(struct ranking *r, const struct pl_diagnosis *diagnosis, struct pl_suspect *s)
{
	enum pl_clue_kind pro = PL_CLUE_HINT, contra = PL_CLUE_HINT;

	*s = (struct pl_suspect){ .diagnosis = diagnosis };
	s->score = sum(r, &diagnosis->pro, s->pro, &s->pro_len, &pro);
	if (s->pro_len == 0)
		return false;
	s->score -= sum(r, &diagnosis->contra, s->contra, &s->contra_len, &contra);
	if (s->score <= 0)
		return false;
	s->confidence = confidence(pro, contra, s->contra_len > 0);
	s->verdict = written(r, diagnosis->verdict, &r->e->row);
	s->fix = written(r, diagnosis->fix, &r->e->row);
	return true;
}

static int by_score(const void *a, const void *b)
{
	const struct pl_suspect *x = a, *y = b;

	if (x->score != y->score)
		return (x->score < y->score) - (x->score > y->score);
	return pl_str_order(x->diagnosis->name, y->diagnosis->name);
}

/* What a text says of an exchange that has no suspect, or NULL. */
static const char *told_story(const struct pl_exchange *exchange, const struct pl_explanation *e)
{
	static const struct {
		struct pl_str tells;
		const char *story;
	} stories[] = {
		{ { "unreachable", 11 }, "no connection was made, so nothing was sent: it is about the address, the port or the certificate" },
		{ { "parse-error", 11 }, "an answer that is no JSON was read as JSON: what it says, and its status, is what matters, and is not here" },
		{ { "hidden-error", 12 }, "the client hides what happened: the browser's network panel, or curl -v, shows the status" },
	};

	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]) && exchange->response.status == 0; i++)
		for (size_t k = 0; k < e->matches_len; k++)
			if (pl_str_equal(e->matches[k].error->tells, stories[i].tells))
				return stories[i].story;
	return NULL;
}

/* What an exchange is about that has no suspect. */
static const char *other_story(const struct pl_exchange *exchange, const struct pl_explanation *e)
{
	static const struct {
		uint64_t status;
		const char *story;
	} stories[] = {
		{ 0, "no answer is here, and nothing else says why the request failed" },
		{ 400, "400 says that the request is wrong and not what is wrong with it; its size is no reason that the evidence gives" },
		{ 401, "401 asks for credentials; it says nothing of the body" },
		{ 403, "403 refuses permission; nothing here says that it is about the body" },
		{ 404, "404 says that nothing is at this URL; nothing here says that the body is the reason" },
		{ 405, "405 says that this URL does not take this method" },
		{ 409, "409 is a conflict with what the server holds; it is not about the body's size" },
		{ 422, "422 says that the content was read and its values are not accepted; its size is not the reason" },
		{ 429, "429 says that there were too many requests; wait as long as Retry-After says" },
	};
	uint64_t status = exchange->response.status;
	const char *story = told_story(exchange, e);

	if (story)
		return story;
	if (status >= 200 && status < 300)
		return "the request was accepted, and nothing here says that its body came to harm";
	if (status >= 300 && status < 400)
		return "the answer sends the client elsewhere; nothing here says that the body was lost on the way";
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
		if (stories[i].status == status)
			return stories[i].story;
	return status >= 500 ? "the server failed; nothing here says that the body's size or form is the reason"
	                     : "nothing here says that the body's size or form is the reason";
}

void pl_suspects_rank(const struct pl_explainer *explainer, const struct pl_exchange *exchange,
                      struct pl_explanation *explanation)
{
	struct ranking r = { .explainer = explainer, .exchange = exchange, .e = explanation };
	const struct pl_diagnoses *all = &explainer->diagnoses;

	pl_buf_init(&r.text, (size_t)16 << 10);
	pl_row_init(&r.told, PL_SCOPE_exchange, explainer->arena);
	explanation->suspects = pl_arena_alloc(explainer->arena, (all->len + 1) * sizeof(*explanation->suspects));
	for (size_t i = 0; i < all->len; i++)
		if (suspect(&r, &all->items[i], &explanation->suspects[explanation->suspects_len]))
			explanation->suspects_len++;
	if (explanation->suspects_len > 1)
		qsort(explanation->suspects, explanation->suspects_len, sizeof(*explanation->suspects), by_score);
	explanation->verdict = explanation->suspects_len > 0 ? explanation->suspects[0].verdict
	                                                     : pl_str_from(other_story(exchange, explanation));
	pl_buf_free(&r.text);
}
