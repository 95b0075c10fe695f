/* The scan loop: the only file that knows source, extract and rule together. */
#include "check.h"

#include "base/fail.h"
#include "base/memory.h"
#include "extract/extract.h"
#include "gateway/api.h"
#include "gateway/meeting.h"
#include "gateway/path.h"
#include "present.h"
#include "rule/evaluate.h"
#include "source/format.h"

#include <stdlib.h>

struct plimsoll_rules {
	struct plimsoll_options options; /* its lists are copied into the arena */
	struct pl_arena arena;
	struct pl_rule_set set;
	struct pl_path path;
	struct pl_apis apis;
};

/* One input being checked. */
struct check {
	const struct plimsoll_rules *rules;
	struct pl_arena arena; /* of the request */
	struct pl_arena hops;
	struct pl_meeting meeting;
	struct pl_row plain; /* of a field with nothing special */
	struct pl_row api; /* above the request's row when an API is meant */
	struct pl_origins *origins;
	struct pl_source source;
	struct pl_extract *extract;
	struct pl_evaluation *evaluation;
	struct pl_presenter presenter;
	struct pl_redactor *redactor; /* NULL when secrets are shown */
};

static const char *const *copied(const char *const *list, struct pl_arena *arena)
{
	const char **copy;
	size_t len = 0;

	while (list && list[len])
		len++;
	copy = pl_arena_alloc(arena, (len + 1) * sizeof(*copy));
	for (size_t i = 0; i < len; i++)
		copy[i] = pl_arena_str(arena, pl_str_from(list[i])).ptr;
	return copy;
}

bool plimsoll_rules_has(const struct plimsoll_rules *rules, const char *name, struct plimsoll_error *err)
{
	struct pl_str *names, nearest;

	if (pl_rule_set_find(&rules->set, pl_str_from(name)))
		return true;
	names = pl_memory_alloc(rules->set.len * sizeof(*names));
	for (size_t i = 0; i < rules->set.len; i++)
		names[i] = pl_rule_set_rule(&rules->set, i)->name;
	nearest = pl_rule_nearest(pl_str_from(name), names, rules->set.len);
	pl_fail(err, PLIMSOLL_USAGE, NULL, "there is no rule '%s'%s%.*s%s", name,
	        nearest.len ? "; did you mean '" : "; `plimsoll rules` lists them", PL_STR_ARG(nearest),
	        nearest.len ? "'?" : "");
	free(names);
	return false;
}

/* A misspelt --disable would switch nothing off and say nothing. */
static bool disabled_rules_exist(const struct plimsoll_rules *rules, struct plimsoll_error *err)
{
	for (const char *const *name = rules->options.disabled; *name; name++)
		if (!plimsoll_rules_has(rules, *name, err))
			return false;
	return true;
}

struct plimsoll_rules *plimsoll_rules_open(const struct plimsoll_options *options, struct plimsoll_error *err)
{
	struct plimsoll_rules *rules = pl_memory_alloc(sizeof(*rules));

	rules->options = *options;
	rules->options.rule_dirs = copied(options->rule_dirs, &rules->arena);
	rules->options.disabled = copied(options->disabled, &rules->arena);
	rules->options.enabled = copied(options->enabled, &rules->arena);
	rules->options.via = copied(options->via, &rules->arena);
	if (pl_rule_set_load(&rules->set, rules->options.rule_dirs, err) && disabled_rules_exist(rules, err) &&
	    pl_apis_load(&rules->apis, options->api, options->openapi, rules->options.rule_dirs, &rules->arena, err) &&
	    pl_path_load(&rules->path, rules->options.via, options->limit, rules->options.rule_dirs, &rules->arena, err)) {
		if (rules->apis.is_given)
			pl_path_add(&rules->path, &rules->apis.list[0].hop);
		return rules;
	}
	plimsoll_rules_close(rules);
	return NULL;
}

void plimsoll_rules_close(struct plimsoll_rules *rules)
{
	if (rules == NULL)
		return;
	pl_rule_set_free(&rules->set);
	pl_arena_free(&rules->arena);
	free(rules);
}

static void head_known(void *ctx, struct pl_row *request)
{
	struct check *check = ctx;

	if (!pl_apis_request(&check->rules->apis, request, &check->api))
		return;
	request->up = &check->api;
	if (check->rules->options.wants_facts)
		pl_presenter_add_facts(&check->presenter, &check->api);
}

static void row_closed(void *ctx, const struct pl_row *row)
{
	struct check *check = ctx;

	if (check->redactor)
		pl_redactor_row(check->redactor, row);
	if (row->scope == PL_SCOPE_request)
		pl_meeting_request(&check->meeting, row);
	if (check->rules->options.wants_facts)
		pl_presenter_add_facts(&check->presenter, row);
	pl_evaluation_row(check->evaluation, row);
}

/* With --facts every row is told. */
static bool is_idle(void *ctx, struct pl_row *content)
{
	struct check *check = ctx;

	check->plain.up = content;
	return !check->rules->options.wants_facts && pl_evaluation_is_idle(check->evaluation, &check->plain);
}

static bool wants(void *ctx, struct pl_str name, struct pl_str text)
{
	struct check *check = ctx;

	return check->redactor && pl_redactor_wants(check->redactor, name, text);
}

/* What a value tells that is as most are. */
static void open_plain(struct check *check)
{
	const struct pl_span nowhere = { 0 };
	struct pl_row *row = &check->plain;

	pl_row_init(row, PL_SCOPE_field, &check->hops);
	pl_row_str(row, PL_FACT_field_kind, PL_STR("json"), nowhere);
	pl_row_str(row, PL_FACT_field_name, PL_STR("name"), nowhere);
	pl_row_str(row, PL_FACT_field_pointer, PL_STR("/name"), nowhere);
	pl_row_int(row, PL_FACT_field_bytes, 4, nowhere);
	pl_row_str(row, PL_FACT_field_text, PL_STR("text"), nowhere);
	pl_row_str(row, PL_FACT_field_tail, PL_STR("text"), nowhere);
}

static enum pl_step check_body(struct check *check, struct pl_message *message, struct plimsoll_error *err)
{
	struct pl_run run;
	enum pl_step step;

	while ((step = check->source.format->next_body(&check->source, message, &run, err)) == PL_STEP_OK && run.len > 0)
		pl_extract_body(check->extract, run);
	return step;
}

/* One request from its head to the sink. */
static enum plimsoll_status check_request(struct check *check, struct pl_message *message,
                                          const struct plimsoll_sink *sink, struct plimsoll_error *err)
{
	struct plimsoll_request request;

	pl_evaluation_begin(check->evaluation);
	pl_presenter_begin(&check->presenter);
	if (check->redactor)
		pl_redactor_begin(check->redactor);
	pl_extract_head(check->extract, message);
	if (check_body(check, message, err) == PL_STEP_ERROR)
		return err->status;
	pl_extract_finish(check->extract, message);
	if (check->redactor)
		pl_redactor_message(check->redactor, message);
	pl_presenter_request(&check->presenter, message, pl_extract_weight(check->extract), check->evaluation, &request);
	request.file = (struct plimsoll_text){ check->source.path, strlen(check->source.path) };
	return sink->request(sink->ctx, &request) ? PLIMSOLL_STOPPED : PLIMSOLL_OK;
}

static enum plimsoll_status check_requests(struct check *check, const struct plimsoll_sink *sink,
                                           struct plimsoll_error *err)
{
	const uint32_t files = check->source.origin;
	enum plimsoll_status status = PLIMSOLL_OK;
	struct pl_message message;
	enum pl_step step;

	while (status == PLIMSOLL_OK && (step = pl_source_next(&check->source, &message, err)) != PL_STEP_END) {
		if (step == PL_STEP_ERROR)
			return err->status;
		status = check_request(check, &message, sink, err);
		pl_arena_reset(&check->arena);
		pl_origins_reset(check->origins, files);
	}
	return status;
}

static void open_check(struct check *check)
{
	const struct plimsoll_rules *rules = check->rules;

	pl_row_init(&check->api, PL_SCOPE_api, &check->hops);
	open_plain(check);
	pl_meeting_open(&check->meeting, &rules->path, &check->hops);
	check->extract = pl_extract_open(
		&(struct pl_extract_options){ .max_decoded = rules->options.max_decoded ? rules->options.max_decoded
	                                                                                : PL_LIMIT_DECODED,
	                                      .wanted = rules->options.wants_facts ? NULL : rules->set.wanted },
		check->origins, (struct pl_listener){ check, row_closed, head_known, is_idle, wants });
	check->evaluation =
		pl_evaluation_open(&(struct pl_evaluation_options){ .rules = &rules->set,
	                                                            .gateways = check->meeting.hops,
	                                                            .gateways_len = rules->path.len,
	                                                            .disabled = rules->options.disabled,
	                                                            .enabled = rules->options.enabled,
	                                                            .persona = rules->options.persona });
	if (!rules->options.shows_secrets)
		check->redactor = pl_redactor_open();
	check->presenter = (struct pl_presenter){ .arena = &check->arena,
		                                  .origins = check->origins,
		                                  .meeting = &check->meeting,
		                                  .input = check->source.origin,
		                                  .redactor = check->redactor };
}

enum plimsoll_status pl_check(const struct plimsoll_rules *rules, const struct plimsoll_input *input,
                              const struct pl_feed *feed, const struct pl_share *share, const struct plimsoll_sink *sink,
                              struct plimsoll_error *err)
{
	struct check check = { .rules = rules };
	enum plimsoll_status status;

	if (feed && input->body)
		return pl_fail(err, PLIMSOLL_USAGE, NULL, PL_CHECK_IS_WHOLE, input->body);
	check.origins = pl_origins_open();
	status = pl_source_feed(&check.source, input, feed, check.origins, &check.arena, err);
	if (status == PLIMSOLL_OK) {
		open_check(&check);
		if (pl_source_shares(&check.source, share))
			status = check_requests(&check, sink, err);
		pl_evaluation_close(check.evaluation);
		pl_extract_close(check.extract);
		if (check.redactor)
			pl_redactor_close(check.redactor);
		pl_source_close(&check.source);
	}
	pl_origins_close(check.origins);
	pl_arena_free(&check.arena);
	pl_arena_free(&check.hops);
	return status;
}

enum plimsoll_status plimsoll_check_file(const struct plimsoll_rules *rules, const struct plimsoll_input *input,
                                         const struct plimsoll_sink *sink, struct plimsoll_error *err)
{
	return pl_check(rules, input, NULL, NULL, sink, err);
}

enum plimsoll_status plimsoll_check_memory(const struct plimsoll_rules *rules, const struct plimsoll_input *input,
                                           const void *bytes, size_t len, const struct plimsoll_sink *sink,
                                           struct plimsoll_error *err)
{
	return pl_check(rules, input, &(struct pl_feed){ .memory = { bytes, len } }, NULL, sink, err);
}
