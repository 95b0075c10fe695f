/* A rule that the schedule leaves out of a row would neither have fired nor have been undecided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "extract/extract.h"
#include "rule/rule.h"
#include "rule/schedule.h"
#include "source/format.h"

struct setup {
	struct pl_rule_set set;
	struct pl_arena arena;
	size_t *indexes[PL_SCOPES], len[PL_SCOPES];
	struct pl_schedule *schedules[PL_SCOPES];
	size_t rows, run, left_out;
};

static void open_setup(struct setup *s)
{
	struct plimsoll_error err = { 0 };

	*s = (struct setup){ .rows = 0 };
	assert_true(pl_rule_set_load(&s->set, NULL, &err));
	for (size_t scope = 0; scope < PL_SCOPES; scope++) {
		s->indexes[scope] = pl_arena_alloc(&s->arena, s->set.len * sizeof(size_t));
		for (size_t i = 0; i < s->set.len; i++)
			if (s->set.traits[i].each == scope)
				s->indexes[scope][s->len[scope]++] = i;
		s->schedules[scope] = pl_schedule_new(&s->arena, s->set.traits, s->indexes[scope], s->len[scope]);
	}
}

static void close_setup(struct setup *s)
{
	pl_arena_free(&s->arena);
	pl_rule_set_free(&s->set);
}

static void check_quiet(const struct pl_rule *rule, const struct pl_row *row)
{
	struct pl_result r = pl_expression_evaluate(rule->when, row);
	bool is_quiet = r.kind == PL_RESULT_ABSENT || (r.kind == PL_RESULT_FLAG && !r.flag);

	if (!is_quiet)
		print_error("%.*s was left out\n", PL_STR_ARG(rule->name));
	assert_true(is_quiet);
}

/* What is left out is quiet with hops that tell nothing, and with hops of which nothing is known. */
static void check_row(struct setup *s, const struct pl_row *closed)
{
	const uint64_t *due = pl_schedule_due(s->schedules[closed->scope], closed);
	struct pl_arena arena = { 0 };
	struct pl_row row = *closed, *top = &row, gateway;

	while (top->up)
		top = top->up;
	pl_row_init(&gateway, PL_SCOPE_gateway, &arena);
	s->rows++;
	for (size_t i = 0; i < s->len[closed->scope]; i++) {
		const struct pl_rule *rule = pl_rule_set_rule(&s->set, s->indexes[closed->scope][i]);

		if (due && (due[i / 64] >> (i % 64) & 1)) {
			s->run++;
			continue;
		}
		s->left_out++;
		pl_row_reset(&gateway, NULL);
		top->up = &gateway;
		check_quiet(rule, &row);
		for (size_t f = 0; f < pl_fact_count(PL_SCOPE_gateway); f++)
			pl_row_unknown(&gateway, (enum pl_fact)((size_t)PL_FIRST_gateway + f));
		check_quiet(rule, &row);
	}
	top->up = NULL;
	pl_arena_free(&arena);
}

static void row_closed(void *ctx, const struct pl_row *row)
{
	check_row(ctx, row);
}

static void check_requests(struct setup *s, struct pl_source *source, struct pl_origins *origins)
{
	const struct pl_extract_options options = { .max_decoded = PL_LIMIT_DECODED };
	struct pl_extract *x = pl_extract_open(&options, origins, (struct pl_listener){ .ctx = s, .row_closed = row_closed });
	struct pl_message message = { 0 };
	struct plimsoll_error err;
	struct pl_run run;

	while (source->format->next_request(source, &message, &err) == PL_STEP_OK) {
		pl_extract_head(x, &message);
		while (source->format->next_body(source, &message, &run, &err) == PL_STEP_OK && run.len > 0)
			pl_extract_body(x, run);
		pl_extract_finish(x, &message);
		message = (struct pl_message){ 0 };
	}
	pl_extract_close(x);
}

static void check_folder(struct setup *s, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	assert_true(count > 2);
	for (int i = 0; i < count; i++) {
		struct pl_origins *origins = pl_origins_open();
		struct pl_source source = { 0 };
		struct pl_arena arena = { 0 };
		struct plimsoll_error err;
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && !pl_str_ends(pl_str_from(path), PL_STR(".args")) &&
		    pl_source_open(&source, &(struct plimsoll_input){ .path = path }, origins, &arena, &err) == PLIMSOLL_OK) {
			check_requests(s, &source, origins);
			pl_source_close(&source);
		}
		pl_origins_close(origins);
		pl_arena_free(&arena);
		free(entries[i]);
	}
	free(entries);
}

static void a_rule_left_out_of_a_sample_would_be_quiet(void **state)
{
	struct setup s;

	(void)state;
	open_setup(&s);
	check_folder(&s, "samples/ok");
	check_folder(&s, "samples/bad");
	assert_true(s.rows > 1000);
	assert_true(s.left_out > 4 * s.run);
	close_setup(&s);
}

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static void set_fact(struct pl_row *row, enum pl_fact fact, unsigned *seed)
{
	static const struct pl_str texts[] = { { "json", 4 }, { "", 0 }, { "POST", 4 }, { "image/png", 9 } };
	const struct pl_span at = { 1, 2, 3 };
	struct pl_str text = texts[next(seed) % 4];

	if (next(seed) % 4 == 0) {
		pl_row_unknown(row, fact);
		return;
	}
	switch (pl_fact_info(fact)->type) {
	case PL_TYPE_FLAG:
		pl_row_flag(row, fact, at);
		break;
	case PL_TYPE_INT:
		pl_row_int(row, fact, next(seed) % 3 == 0 ? INT64_MAX : next(seed) % 200, at);
		break;
	case PL_TYPE_STR:
		pl_row_str(row, fact, text, at);
		break;
	case PL_TYPE_LIST:
		pl_row_add(row, fact, text, at);
		break;
	}
}

/* The row and those above it, with each fact there once in `rarity` times. */
static void fill(struct pl_row *row, unsigned rarity, unsigned *seed)
{
	for (; row; row = row->up) {
		pl_row_reset(row, row->up);
		for (size_t f = 0; f < pl_fact_count(row->scope); f++)
			if (next(seed) % rarity == 0)
				set_fact(row, (enum pl_fact)((size_t)pl_fact_first(row->scope) + f), seed);
	}
}

static void a_rule_left_out_of_any_row_would_be_quiet(void **state)
{
	struct pl_row rows[PL_SCOPES];
	struct setup s;
	unsigned seed = 1;

	(void)state;
	open_setup(&s);
	for (size_t scope = 0; scope < PL_SCOPES; scope++) {
		pl_row_init(&rows[scope], (enum pl_scope)scope, &s.arena);
		/* a header hangs on its request, whatever stands between their scopes */
		rows[scope].up = scope == PL_SCOPE_part     ? &rows[PL_SCOPE_request]
		                 : scope > PL_SCOPE_request ? &rows[scope - 1]
		                                            : NULL;
	}
	for (unsigned round = 0; round < 400; round++)
		for (size_t scope = PL_SCOPE_request; scope < PL_SCOPES; scope++) {
			fill(&rows[scope], 2 + round % 40, &seed);
			check_row(&s, &rows[scope]);
		}
	assert_true(s.run > 1000 && s.left_out > 1000);
	close_setup(&s);
}

static void a_row_above_counts_like_the_row_itself(void **state)
{
	struct setup s;
	struct pl_row request, content;
	size_t with = 0, without = 0;
	const uint64_t *due;

	(void)state;
	open_setup(&s);
	pl_row_init(&request, PL_SCOPE_request, &s.arena);
	pl_row_init(&content, PL_SCOPE_content, &s.arena);
	content.up = &request;
	due = pl_schedule_due(s.schedules[PL_SCOPE_content], &content);
	for (size_t w = 0; due && 64 * w < s.len[PL_SCOPE_content]; w++)
		without += (size_t)__builtin_popcountll(due[w]);
	pl_row_unknown(&content, PL_FACT_content_json_dialect);
	for (size_t f = 0; f < pl_fact_count(PL_SCOPE_request); f++)
		pl_row_unknown(&request, (enum pl_fact)((size_t)PL_FIRST_request + f));
	due = pl_schedule_due(s.schedules[PL_SCOPE_content], &content);
	assert_non_null(due);
	for (size_t w = 0; 64 * w < s.len[PL_SCOPE_content]; w++)
		with += (size_t)__builtin_popcountll(due[w]);
	assert_true(with > without);
	close_setup(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_left_out_of_a_sample_would_be_quiet),
		cmocka_unit_test(a_rule_left_out_of_any_row_would_be_quiet),
		cmocka_unit_test(a_row_above_counts_like_the_row_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
