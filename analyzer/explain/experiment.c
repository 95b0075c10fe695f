/* Loading experiments. */
#include "explain/experiment.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "explain/diagnosis_text.h"
#include "explain/pack.h"
#include "rule/json_document.h"

struct loader {
	struct pl_experiments *into;
	struct pl_arena *arena;
};

const struct pl_experiment *pl_experiment_find(const struct pl_experiments *experiments, struct pl_str name)
{
	for (size_t i = 0; i < experiments->len; i++)
		if (pl_str_equal(experiments->items[i].name, name))
			return &experiments->items[i];
	return NULL;
}

const struct pl_outcome *pl_experiment_outcome(const struct pl_experiment *experiment, struct pl_str name)
{
	for (size_t i = 0; i < experiment->outcomes_len; i++)
		if (pl_str_equal(experiment->outcomes[i].name, name))
			return &experiment->outcomes[i];
	return NULL;
}

static bool read_outcomes(const struct pl_document *d, struct pl_experiment *x, struct pl_arena *arena,
                          struct plimsoll_error *err)
{
	static const char *const keys[] = { "outcome", "seen" };
	struct pl_document item = { .nodes = NULL };
	bool is_there = true;

	for (;;) {
		struct pl_outcome *outcome = &x->outcomes[x->outcomes_len];

		if (!pl_document_next(d, "outcomes", &is_there, &item, err))
			return false;
		if (!is_there)
			break;
		if (x->outcomes_len == PL_OUTCOMES_MAX)
			return pl_document_fail(d, "outcomes", 0, err, "more than 4 outcomes");
		if (!pl_document_knows(&item, keys, sizeof(keys) / sizeof(keys[0]), err) ||
		    !pl_document_string(&item, "outcome", &outcome->name, err) ||
		    !pl_diagnosis_text(&item, "seen", true, arena, &outcome->seen, err))
			return false;
		if (outcome->name.len == 0 || pl_experiment_outcome(x, outcome->name))
			return pl_document_fail(&item, "outcome", 0, err, "an outcome needs a name of its own");
		x->outcomes_len++;
	}
	return x->outcomes_len >= 2 || pl_document_fail(d, "outcomes", 0, err, "an experiment has at least two outcomes");
}

static bool read_experiment(const struct pl_document *d, struct pl_experiment *x, struct pl_arena *arena,
                            struct plimsoll_error *err)
{
	static const char *const keys[] = { "experiment", "when", "run", "by_hand", "outcomes" };

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "experiment", &x->name, err) || !pl_diagnosis_condition(d, arena, &x->when, err) ||
	    !pl_diagnosis_text(d, "run", true, arena, &x->run, err) ||
	    !pl_document_flag(d, "by_hand", &x->by_hand, err) || !read_outcomes(d, x, arena, err))
		return false;
	return pl_str_equal(x->name, pl_pack_stem(x->path.ptr)) ||
	       pl_document_fail(d, "experiment", 0, err, "the experiment's name and its file's name differ");
}

/* Where the experiment goes: the place of one of the same name, or a new one. */
static struct pl_experiment *place_of(struct pl_experiments *all, struct pl_str name)
{
	for (size_t i = 0; i < all->len; i++)
		if (pl_str_equal(all->items[i].name, name))
			return &all->items[i];
	return all->len < PL_EXPERIMENTS_MAX ? &all->items[all->len++] : NULL;
}

static bool read_file(void *ctx, const char *path, struct pl_str text, struct plimsoll_error *err)
{
	struct loader *l = ctx;
	struct pl_experiment read = { .path = pl_str_from(path) }, *place;
	struct pl_document d;
	bool is_good;

	if (!pl_document_open(&d, path, text, l->arena, err))
		return false;
	is_good = read_experiment(&d, &read, l->arena, err);
	pl_document_close(&d);
	if (!is_good)
		return false;
	place = place_of(l->into, read.name);
	if (place == NULL) {
		pl_fail(err, PLIMSOLL_RULES, path, "more than 64 experiments");
		return false;
	}
	*place = read;
	return true;
}

bool pl_experiments_load(struct pl_experiments *experiments, const char *const *dirs, struct pl_arena *arena,
                         struct plimsoll_error *err)
{
	struct loader l = { experiments, arena };

	*experiments = (struct pl_experiments){ .items = pl_arena_alloc(arena, PL_EXPERIMENTS_MAX * sizeof(*experiments->items)) };
	return pl_pack_read("experiments", dirs, arena, (struct pl_pack_reader){ &l, read_file }, err);
}
