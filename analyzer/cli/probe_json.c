/* A probe for programs. What is not known is null or left out. */
#include "base/json_text.h"
#include "cli/probe_run.h"

static unsigned long long number(uint64_t value)
{
	return (unsigned long long)value;
}

static void write_limit(FILE *out, const char *key, const struct pl_found_limit *f)
{
	fprintf(out, ",\n  \"%s\": {\"largest_accepted\": ", key);
	if (f->bracket.has_accepted)
		fprintf(out, "%llu", number(f->bracket.accepted));
	else
		fputs("null", out);
	fputs(", \"smallest_refused\": ", out);
	if (f->bracket.has_refused)
		fprintf(out, "%llu", number(f->bracket.refused));
	else
		fputs("null", out);
	fprintf(out, ", \"exact\": %s, \"verified\": %s, \"soft\": %s, \"wraps\": %s}", f->is_exact ? "true" : "false",
	        f->is_verified ? "true" : "false", f->bracket.is_soft ? "true" : "false", f->bracket.wraps ? "true" : "false");
}

static void write_member(FILE *out, const char *key, struct pl_str text)
{
	fputs(", ", out);
	pl_json_text_member(out, key, text.len ? text : (struct pl_str){ NULL, 0 });
}

static void write_refusal(FILE *out, const struct pl_probe_run *run)
{
	const struct pl_seen *refusal = run->found.bracket.refusal;
	const struct pl_candidate *c = run->candidates_len ? &run->candidates[0] : NULL;

	if (run->found.found != PL_FOUND_LIMIT || !refusal)
		return;
	fputs(",\n  \"refusal\": {\"status\": ", out);
	if (refusal->status > 0)
		fprintf(out, "%llu", number(refusal->status));
	else
		fputs("null", out);
	write_member(out, "ending", pl_str_from(pl_ending_name(refusal->ending)));
	if (c) {
		write_member(out, "gateway", c->gateway);
		write_member(out, "setting", c->limit ? c->limit->setting : PL_STR(""));
		write_member(out, "confidence", c->confidence);
		write_member(out, "fix", c->limit ? c->limit->fix : PL_STR(""));
	}
	fputs("}", out);
}

static void write_candidates(FILE *out, const struct pl_probe_run *run)
{
	fputs(",\n  \"candidates\": [", out);
	for (size_t i = 0; i < run->candidates_len; i++) {
		const struct pl_candidate *c = &run->candidates[i];

		fputs(i ? ",\n    {" : "\n    {", out);
		pl_json_text_member(out, "gateway", c->gateway);
		write_member(out, "setting", c->limit ? c->limit->setting : PL_STR(""));
		fprintf(out, ", \"default\": %s, \"refuser\": %s", c->is_default ? "true" : "false", c->is_refuser ? "true" : "false");
		write_member(out, "confidence", c->confidence);
		fputs("}", out);
	}
	fputs("]", out);
}

static void write_trials(FILE *out, const struct pl_probe *p)
{
	fputs(",\n  \"trials\": [", out);
	for (size_t i = 0; i < p->search.seen_len; i++) {
		const struct pl_seen *s = &p->seen[i];

		fprintf(out, "%s\n    {\"bytes\": %llu, \"strategy\": \"%s\", \"outcome\": \"%s\"", i ? "," : "", number(s->trial.bytes),
		        pl_strategy_name(s->trial.strategy), pl_outcome_name(s->outcome));
		if (s->status > 0)
			fprintf(out, ", \"status\": %llu", number(s->status));
		else
			fprintf(out, ", \"ending\": \"%s\"", pl_ending_name(s->ending));
		if (s->trial.is_deflated)
			fputs(", \"compressed\": true", out);
		fprintf(out, ", \"bytes_sent\": %llu}", number(s->bytes_sent));
	}
	fputs("]", out);
}

static void write_run(FILE *out, const struct pl_probe_run *run)
{
	struct pl_arena arena = { .blocks = NULL };
	const char *advice = pl_probe_advice(run);

	fputs("\"url\": ", out);
	pl_json_text_write(out, (struct pl_str){ run->target.url, strcspn(run->target.url, "?#") });
	write_member(out, "method", pl_str_from(run->target.method));
	write_member(out, "dimension", pl_str_from(pl_dimension_name(run->probe.search.dimension)));
	write_member(out, "result", pl_probe_sentence(run, &arena));
	if (advice)
		write_member(out, "advice", pl_str_from(advice));
	write_limit(out, "limit", &run->found);
	if (run->behind.found != PL_FOUND_NOTHING_YET)
		write_limit(out, "behind", &run->behind);
	write_refusal(out, run);
	write_candidates(out, run);
	if (pl_search_inflates(&run->probe.search))
		fputs(",\n  \"inflates\": true", out);
	fprintf(out, ",\n  \"cost\": {\"requests\": %llu, \"bytes_sent\": %llu, \"seconds\": %.3f, \"application_may_have_seen\": %llu}",
	        number(run->probe.requests), number(run->probe.bytes_sent), (double)run->probe.micros / 1e6,
	        number(pl_attribution_passed_on(&run->probe, &run->found, run->candidates, run->candidates_len)));
	write_trials(out, &run->probe);
	pl_arena_free(&arena);
}

void pl_probe_write_json(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare)
{
	fputs("{", out);
	write_run(out, run);
	if (compare) {
		fputs(",\n \"compare\": {", out);
		write_run(out, compare);
		fputs("}", out);
	}
	fputs("}\n", out);
}
