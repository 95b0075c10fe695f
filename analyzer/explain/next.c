/* Choosing an experiment: the first that the likeliest suspect names and of which the second predicts another outcome. */
#include "explain/next.h"

#include "base/buf.h"
#include "base/bytes.h"

struct choice {
	const struct pl_explainer *explainer;
	struct pl_explanation *e;
	struct pl_buf text;
};

static bool is_true(const struct pl_expression *when, const struct pl_row *row)
{
	struct pl_result result;

	if (when == NULL)
		return true;
	result = pl_expression_evaluate(when, row);
	return result.kind == PL_RESULT_FLAG && result.flag;
}

static struct pl_str written(struct choice *c, const struct pl_message_template *message)
{
	pl_buf_clear(&c->text);
	pl_message_write(message, &c->e->row, &c->text);
	return pl_arena_str(c->explainer->arena, pl_buf_str(&c->text));
}

/* What the diagnosis predicts of the experiment in this exchange, or NULL. */
static const struct pl_outcome *predicted(const struct choice *c, const struct pl_suspect *s, const struct pl_experiment *x)
{
	for (size_t i = 0; i < s->diagnosis->predictions_len; i++) {
		const struct pl_prediction *p = &s->diagnosis->predictions[i];

		if (p->experiment == x && is_true(p->when, &c->e->row))
			return p->outcome;
	}
	return NULL;
}

/* The first experiment of a suspect that can be made here, and that tells it from `other` when there is one. */
static const struct pl_experiment *experiment_of(const struct choice *c, const struct pl_suspect *s, const struct pl_suspect *other)
{
	for (size_t i = 0; i < s->diagnosis->predictions_len; i++) {
		const struct pl_prediction *p = &s->diagnosis->predictions[i];
		const struct pl_outcome *theirs;

		if (!is_true(p->when, &c->e->row) || !is_true(p->experiment->when, &c->e->row))
			continue;
		if (other == NULL)
			return p->experiment;
		theirs = predicted(c, other, p->experiment);
		if (theirs && theirs != predicted(c, s, p->experiment))
			return p->experiment;
	}
	return NULL;
}

/* What each outcome would mean: the suspects that predict it. */
static void read_outcomes(struct choice *c, struct pl_next *next)
{
	for (size_t i = 0; i < next->experiment->outcomes_len; i++) {
		struct pl_next_outcome *o = &next->outcomes[i];

		o->name = next->experiment->outcomes[i].name;
		o->seen = written(c, next->experiment->outcomes[i].seen);
		o->means = pl_arena_alloc(c->explainer->arena, (c->e->suspects_len + 1) * sizeof(*o->means));
		for (size_t k = 0; k < c->e->suspects_len; k++)
			if (predicted(c, &c->e->suspects[k], next->experiment) == &next->experiment->outcomes[i])
				o->means[o->means_len++] = &c->e->suspects[k];
	}
	next->outcomes_len = next->experiment->outcomes_len;
}

void pl_next_choose(const struct pl_explainer *explainer, struct pl_explanation *e)
{
	struct choice c = { .explainer = explainer, .e = e };
	struct pl_next *next = &e->next;

	pl_buf_init(&c.text, (size_t)16 << 10);
	for (size_t i = 0; i < e->suspects_len; i++) {
		const struct pl_experiment *x = experiment_of(&c, &e->suspects[i], NULL);

		if (x)
			e->suspects[i].next = written(&c, x->run);
	}
	if (e->suspects_len > 1)
		next->experiment = experiment_of(&c, &e->suspects[0], &e->suspects[1]);
	next->separates = next->experiment != NULL;
	if (e->suspects_len > 0 && next->experiment == NULL)
		next->experiment = experiment_of(&c, &e->suspects[0], NULL);
	if (next->experiment) {
		next->run = e->suspects[0].next = written(&c, next->experiment->run);
		read_outcomes(&c, next);
	}
	pl_buf_free(&c.text);
}
