/* A probe as a page: the limit between its two neighbours, whose it is, and how the bracket closed, drawn to scale. */
#include "base/number.h"
#include "cli/probe_run.h"
#include "report/drawing.h"
#include "report/html.h"

#define BAR 14 /* pixels */
#define ROW 22
#define CANDIDATES 8
#define TRIALS 300 /* that are drawn */

static bool is_bytes(const struct pl_probe_run *run)
{
	enum pl_dimension d = run->probe.search.dimension;

	return d != PL_DIMENSION_HEADER_COUNT && d != PL_DIMENSION_PARTS && d != PL_DIMENSION_FIELDS && d != PL_DIMENSION_JSON_DEPTH;
}

static const char *size_text(const struct pl_probe_run *run, char out[PL_NUMBER_TEXT], uint64_t size)
{
	return is_bytes(run) ? pl_number_bytes(out, size) : pl_number_grouped(out, size);
}

static void write_pair(FILE *out, const char *name, struct pl_str text)
{
	if (text.len == 0)
		return;
	fprintf(out, "<dt>%s</dt>", name);
	pl_html_element(out, "dd", "value", text);
}

static void write_how_refused(FILE *out, const struct pl_seen *refusal)
{
	if (refusal == NULL)
		return;
	if (refusal->outcome == PL_OUTCOME_TRUNCATED)
		fprintf(out, "answered as usual, but only %llu arrived", (unsigned long long)refusal->echo);
	else if (refusal->outcome == PL_OUTCOME_SOFT)
		fprintf(out, "status %llu as ever, with another answer", (unsigned long long)refusal->status);
	else if (refusal->ending != PL_ENDED_ANSWERED)
		fprintf(out, "the connection ends without an answer (%s)", pl_ending_name(refusal->ending));
	else
		fprintf(out, "status %llu", (unsigned long long)refusal->status);
}

/* The two sizes between which the limit lies, facing each other. */
static void write_limit(FILE *out, const struct pl_probe_run *run, const struct pl_found_limit *f)
{
	char number[PL_NUMBER_TEXT];

	if (!f->bracket.has_accepted && !f->bracket.has_refused)
		return;
	fputs("<div class=\"facing\">", out);
	if (f->bracket.has_accepted)
		fprintf(out, "<dl class=\"side holds\"><dt>largest accepted</dt><dd>%s</dd></dl>", size_text(run, number, f->bracket.accepted));
	if (f->bracket.has_refused) {
		fprintf(out, "<dl class=\"side over\"><dt>smallest refused</dt><dd>%s</dd><dd class=\"small\">", size_text(run, number, f->bracket.refused));
		write_how_refused(out, f->bracket.refusal);
		fputs("</dd></dl>", out);
	}
	fputs("</div>\n", out);
}

static void write_lead(FILE *out, const struct pl_probe_run *run)
{
	struct pl_arena arena = { .blocks = NULL };
	const char *advice = pl_probe_advice(run);
	bool has_limit = run->found.found == PL_FOUND_LIMIT;
	char number[PL_NUMBER_TEXT];

	fputs("<h2 class=\"lead\">", out);
	pl_html_disc(out, has_limit ? "over" : run->found.found == PL_FOUND_NO_LIMIT ? "holds" : "idle", 0);
	if (has_limit)
		fprintf(out, " The load line is at %s", size_text(run, number, run->found.bracket.accepted));
	else
		fputs(run->found.found == PL_FOUND_NO_LIMIT ? " No limit was met" : " No limit was found", out);
	fputs("</h2>\n<dl class=\"pairs\">", out);
	write_pair(out, "url", (struct pl_str){ run->target.url, strcspn(run->target.url, "?#") });
	write_pair(out, "method", pl_str_from(run->target.method));
	write_pair(out, "measured", pl_str_from(pl_dimension_name(run->probe.search.dimension)));
	write_pair(out, "result", pl_probe_sentence(run, &arena));
	if (run->found.is_verified)
		write_pair(out, "verified", PL_STR("whole bodies of both sizes were sent"));
	if (advice)
		write_pair(out, "advice", pl_str_from(advice));
	fputs("</dl>\n", out);
	write_limit(out, run, &run->found);
	pl_arena_free(&arena);
}

static void write_candidate(FILE *out, const struct pl_probe_run *run, const struct pl_candidate *c)
{
	char number[PL_NUMBER_TEXT];

	fputs("<dl class=\"pairs\">", out);
	write_pair(out, "product", c->name);
	write_pair(out, "because", c->is_refuser ? PL_STR("the refusal is its own") : PL_STR("the number is the same"));
	write_pair(out, "confidence", c->confidence);
	if (c->limit) {
		write_pair(out, "setting", c->limit->setting);
		if (c->limit->has_value)
			write_pair(out, "default", pl_str_from(size_text(run, number, c->limit->value)));
		write_pair(out, "where", c->limit->where);
		write_pair(out, "fix", c->limit->fix);
		write_pair(out, "unit", c->limit->unit);
	}
	fputs("</dl>\n", out);
}

static void write_attribution(FILE *out, const struct pl_probe_run *run)
{
	if (run->found.found != PL_FOUND_LIMIT)
		return;
	fputs("<h2>Whose limit it is</h2>\n", out);
	if (run->candidates_len == 0)
		fputs("<p>No known product refuses so, and none has this number by default.</p>\n", out);
	else
		write_candidate(out, run, &run->candidates[0]);
	if (run->candidates_len > 1)
		fputs("<details><summary>Others that it may be</summary>\n", out);
	for (size_t i = 1; i < run->candidates_len && i < CANDIDATES; i++)
		write_candidate(out, run, &run->candidates[i]);
	if (run->candidates_len > CANDIDATES)
		fprintf(out, "<p class=\"more\">and %zu more</p>", run->candidates_len - CANDIDATES);
	if (run->candidates_len > 1)
		fputs("</details>\n", out);
}

static void write_behind(FILE *out, const struct pl_probe_run *run)
{
	if (run->behind.found != PL_FOUND_LIMIT)
		return;
	fputs("<h2>Behind it is a lower one</h2>\n", out);
	write_limit(out, run, &run->behind);
}

/* From the smallest size tried to the largest. */
static struct pl_drawing picture(FILE *out, const struct pl_probe *p)
{
	struct pl_drawing d = { out, pl_search_base(&p->search), 1, true };

	d.before = d.before > 0 ? d.before : 1;
	for (size_t i = 0; i < p->search.seen_len; i++)
		d.across = p->seen[i].trial.bytes > d.across ? p->seen[i].trial.bytes : d.across;
	d.across = d.across <= d.before ? d.before * 2 : d.across;
	return d;
}

static const char *class_of(const struct pl_seen *s)
{
	return s->outcome == PL_OUTCOME_ACCEPTED || s->outcome == PL_OUTCOME_PENDING ? "holds" : s->outcome == PL_OUTCOME_REFUSED ? "over" : "idle";
}

/* What passes and what is refused once this trial is over, the gap between them, and where the trial stood. */
static void draw_trial(const struct pl_drawing *d, const struct pl_probe *p, size_t at)
{
	const struct pl_seen *s = &p->seen[at];
	struct pl_bracket b = pl_evidence(p->seen, at + 1, PL_WAY(s->trial.strategy));
	uint64_t low = b.has_accepted ? b.accepted : d->before, high = b.has_refused ? b.refused : d->across;

	low = low < d->before ? d->before : low;
	high = high < low ? low : high;
	pl_drawing_begin(d, "trial", ROW);
	fprintf(d->out, "<title>After trial %zu</title>", at + 1);
	if (low > d->before)
		pl_drawing_rect(d, "passes", d->before, low - d->before, 4, BAR);
	if (high > low)
		pl_drawing_rect(d, "open", low, high - low, 4, BAR);
	if (d->across > high)
		pl_drawing_rect(d, "refused", high, d->across - high, 4, BAR);
	pl_drawing_line(d, class_of(s), s->trial.bytes, 0, ROW);
	pl_drawing_end(d);
}

static void write_trial(const struct pl_drawing *d, const struct pl_probe *p, size_t at)
{
	const struct pl_seen *s = &p->seen[at];
	char number[PL_NUMBER_TEXT];

	fprintf(d->out, "<li><span class=\"name %s\"><b>%s</b> %s", class_of(s), pl_number_grouped(number, s->trial.bytes), pl_outcome_name(s->outcome));
	if (s->status > 0)
		fprintf(d->out, " %llu", (unsigned long long)s->status);
	fprintf(d->out, "<span class=\"said\">%s, %s sent</span></span>", pl_strategy_name(s->trial.strategy), pl_number_short(number, s->bytes_sent));
	draw_trial(d, p, at);
	fputs("</li>\n", d->out);
}

static void write_picture(FILE *out, const struct pl_probe_run *run)
{
	const struct pl_probe *p = &run->probe;
	struct pl_drawing d = picture(out, p);
	struct pl_load_mark mark = { run->found.bracket.accepted, "over", 0 };
	bool has_limit = run->found.found == PL_FOUND_LIMIT;
	unsigned top = has_limit ? pl_drawing_marks_height(&d, &mark, 1) : 0;

	if (p->search.seen_len == 0)
		return;
	fputs("<h2>How the bracket closed</h2>\n<ul class=\"key\"><li><span class=\"swatch passes\"></span>passes</li><li><span class=\"swatch refused\"></span>"
	      "is refused</li><li><span class=\"swatch open\"></span>not known yet</li><li>a line is the trial; sizes by magnitude</li></ul>\n"
	      "<ol class=\"rows trials\"><li><span class=\"name\">size of the trial</span>", out);
	pl_drawing_begin(&d, "axis", top + PL_DRAWING_AXIS);
	fputs("<title>The scale of all trials, by magnitude</title>", out);
	pl_drawing_axis(&d, top, is_bytes(run));
	if (has_limit)
		pl_drawing_marks(&d, &mark, 1, top);
	pl_drawing_end(&d);
	fputs("</li>\n", out);
	for (size_t i = 0; i < p->search.seen_len && i < TRIALS; i++)
		write_trial(&d, p, i);
	fputs("</ol>\n", out);
	if (p->search.seen_len > TRIALS)
		fprintf(out, "<p class=\"more\">%zu more trials are not drawn; <code>--format json</code> has them all</p>\n", p->search.seen_len - TRIALS);
}

static void write_cost(FILE *out, const struct pl_probe_run *run)
{
	char number[PL_NUMBER_TEXT];

	fputs("<p class=\"more\">", out);
	pl_html_count(out, run->probe.requests, "request");
	fprintf(out, ", %s sent, %.2f s</p>\n", pl_number_bytes(number, run->probe.bytes_sent), (double)run->probe.micros / 1e6);
}

static void write_run(FILE *out, const struct pl_probe_run *run, const char *id)
{
	fprintf(out, "<section class=\"sheet\" id=\"%s\">", id);
	write_lead(out, run);
	write_attribution(out, run);
	write_behind(out, run);
	write_picture(out, run);
	write_cost(out, run);
	fputs("</section>\n", out);
}

void pl_probe_write_html(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare)
{
	pl_html_begin(out, "probe", (struct pl_str){ run->target.url, strcspn(run->target.url, "?#") });
	write_run(out, run, "summary");
	if (compare)
		write_run(out, compare, "compare");
	pl_html_end(out);
}
