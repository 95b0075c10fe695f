/* Loading diagnoses: each file becomes one, its conditions compiled for rows of scope exchange. */
#include "explain/diagnosis.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "explain/diagnosis_text.h"
#include "explain/pack.h"
#include "rule/json_document.h"

#define CLUES_MAX 64

struct loader {
	struct pl_diagnoses *into;
	const struct pl_experiments *experiments;
	struct pl_arena *arena;
};

static bool read_kind(const struct pl_document *d, struct pl_clue *clue, struct plimsoll_error *err)
{
	static const char *const kinds[] = { "hint", "sign", "proof" };
	struct pl_str kind;

	if (!pl_document_string(d, "kind", &kind, err))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (pl_str_equal(kind, pl_str_from(kinds[i]))) {
			clue->kind = (enum pl_clue_kind)i;
			return true;
		}
	return pl_document_fail(d, "kind", 0, err, "\"kind\" takes one of these: hint, sign, proof");
}

static bool read_clue(const struct pl_document *d, struct pl_arena *arena, struct pl_clue *clue, struct plimsoll_error *err)
{
	static const char *const keys[] = { "when", "tells", "findings", "because", "weight", "kind" };
	bool is_there;

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) || !pl_diagnosis_condition(d, arena, &clue->when, err) ||
	    !pl_document_strings(d, "tells", arena, &clue->tells, &clue->tells_len, err) ||
	    !pl_document_strings(d, "findings", arena, &clue->findings, &clue->findings_len, err) ||
	    !pl_diagnosis_text(d, "because", clue->when || clue->tells_len > 0, arena, &clue->because, err) || !read_kind(d, clue, err) ||
	    !pl_document_int(d, "weight", &is_there, &clue->weight, err))
		return false;
	if ((clue->when || clue->tells_len > 0) == (clue->findings_len > 0))
		return pl_document_fail(d, "when", 0, err, "a clue has either \"findings\" or \"tells\" and \"when\"");
	return (clue->weight >= 1 && clue->weight <= 100) ||
	       pl_document_fail(d, "weight", 0, err, "a weight from 1 to 100 is due");
}

static bool read_clues(const struct pl_document *d, const char *key, struct pl_arena *arena, struct pl_clues *clues,
                       struct plimsoll_error *err)
{
	struct pl_document item = { .nodes = NULL };
	bool is_there = true;

	clues->items = pl_arena_alloc(arena, CLUES_MAX * sizeof(*clues->items));
	while (clues->len < CLUES_MAX) {
		if (!pl_document_next(d, key, &is_there, &item, err))
			return false;
		if (!is_there)
			return true;
		if (!read_clue(&item, arena, &clues->items[clues->len++], err))
			return false;
	}
	return pl_document_fail(d, key, 0, err, "more clues than a diagnosis may have (63)");
}

static bool read_where(const struct pl_document *d, struct pl_diagnosis *g, struct plimsoll_error *err)
{
	struct pl_str where;

	if (!pl_document_string(d, "where", &where, err))
		return false;
	g->is_client = pl_str_equal(where, PL_STR("client"));
	return where.len == 0 || g->is_client || pl_str_equal(where, PL_STR("hop")) ||
	       pl_document_fail(d, "where", 0, err, "\"where\" takes one of these: client, hop");
}

/* {"experiment": …, "outcome": …, "when": …} */
static bool read_prediction(const struct pl_document *d, const struct loader *l, struct pl_prediction *p,
                            struct plimsoll_error *err)
{
	static const char *const keys[] = { "experiment", "outcome", "when" };
	struct pl_str experiment, outcome;

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "experiment", &experiment, err) || !pl_document_string(d, "outcome", &outcome, err) ||
	    !pl_diagnosis_condition(d, l->arena, &p->when, err))
		return false;
	p->experiment = pl_experiment_find(l->experiments, experiment);
	if (p->experiment == NULL)
		return pl_document_fail(d, "experiment", 0, err, "there is no such experiment");
	p->outcome = pl_experiment_outcome(p->experiment, outcome);
	return p->outcome || pl_document_fail(d, "outcome", 0, err, "the experiment has no such outcome");
}

static bool read_predictions(const struct pl_document *d, const struct loader *l, struct pl_diagnosis *g,
                             struct plimsoll_error *err)
{
	struct pl_document item = { .nodes = NULL };
	size_t count = pl_document_count(d, "predicts");
	bool is_there = true;

	g->predictions = pl_arena_alloc(l->arena, (count + 1) * sizeof(*g->predictions));
	while (pl_document_next(d, "predicts", &is_there, &item, err)) {
		if (!is_there)
			return g->predictions_len > 0 || pl_document_fail(d, "predicts", 0, err, "nothing can decide it");
		if (!read_prediction(&item, l, &g->predictions[g->predictions_len++], err))
			return false;
	}
	return false;
}

static bool read_diagnosis(const struct pl_document *d, struct pl_diagnosis *g, const struct loader *l,
                           struct plimsoll_error *err)
{
	struct pl_arena *arena = l->arena;
	static const char *const keys[] = { "diagnosis", "title", "where", "verdict", "for", "against", "fix", "predicts", "see" };

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "diagnosis", &g->name, err) || !pl_document_string(d, "title", &g->title, err) ||
	    !read_where(d, g, err) || !pl_diagnosis_text(d, "verdict", true, arena, &g->verdict, err) ||
	    !pl_diagnosis_text(d, "fix", true, arena, &g->fix, err) || !read_predictions(d, l, g, err) ||
	    !read_clues(d, "for", arena, &g->pro, err) || !read_clues(d, "against", arena, &g->contra, err) ||
	    !pl_document_strings(d, "see", arena, &g->see, &g->see_len, err))
		return false;
	if (!pl_str_equal(g->name, pl_pack_stem(g->path.ptr)))
		return pl_document_fail(d, "diagnosis", 0, err, "the diagnosis' name and its file's name differ");
	if (g->title.len == 0)
		return pl_document_fail(d, "title", 0, err, "the diagnosis needs a title");
	return g->pro.len > 0 || pl_document_fail(d, "for", 0, err, "nothing speaks for it");
}

/* Where the diagnosis goes: the place of one of the same name, or a new one. */
static struct pl_diagnosis *place_of(struct pl_diagnoses *all, struct pl_str name)
{
	for (size_t i = 0; i < all->len; i++)
		if (pl_str_equal(all->items[i].name, name))
			return &all->items[i];
	return all->len < PL_DIAGNOSES_MAX ? &all->items[all->len++] : NULL;
}

static bool read_file(void *ctx, const char *path, struct pl_str text, struct plimsoll_error *err)
{
	struct loader *l = ctx;
	struct pl_diagnosis read = { .path = pl_str_from(path) }, *place;
	struct pl_document d;
	bool is_good;

	if (!pl_document_open(&d, path, text, l->arena, err))
		return false;
	is_good = read_diagnosis(&d, &read, l, err);
	pl_document_close(&d);
	if (!is_good)
		return false;
	place = place_of(l->into, read.name);
	if (place == NULL) {
		pl_fail(err, PLIMSOLL_RULES, path, "more than 128 diagnoses");
		return false;
	}
	*place = read;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return pl_str_order(((const struct pl_diagnosis *)a)->name, ((const struct pl_diagnosis *)b)->name);
}

bool pl_diagnoses_load(struct pl_diagnoses *diagnoses, const struct pl_experiments *experiments, const char *const *dirs,
                       struct pl_arena *arena, struct plimsoll_error *err)
{
	struct loader l = { diagnoses, experiments, arena };

	*diagnoses = (struct pl_diagnoses){ .items = pl_arena_alloc(arena, PL_DIAGNOSES_MAX * sizeof(*diagnoses->items)) };
	if (!pl_pack_read("diagnoses", dirs, arena, (struct pl_pack_reader){ &l, read_file }, err))
		return false;
	qsort(diagnoses->items, diagnoses->len, sizeof(*diagnoses->items), by_name);
	return true;
}
