/* A probe for people: the limit, whose it is, and how the bracket closed. */
#include <math.h>

#include "base/glyph.h"
#include "base/number.h"
#include "cli/probe_run.h"

#define BAR 40         /* columns of the picture */
#define CANDIDATES 5   /* that are named */

static void write_text(FILE *out, struct pl_str text)
{
	while (text.len > 0) {
		struct pl_glyph g = pl_glyph_at(text);

		fputs(g.text, out);
		text = pl_str_after(text, g.len);
	}
}

static void write_refusal(FILE *out, const struct pl_seen *refusal)
{
	if (!refusal)
		return;
	if (refusal->outcome == PL_OUTCOME_TRUNCATED)
		fprintf(out, "  answered as usual, but the answer says that %llu arrived", (unsigned long long)refusal->echo);
	else if (refusal->outcome == PL_OUTCOME_SOFT)
		fprintf(out, "  status %llu as ever, with another answer: it may drop the data in silence", (unsigned long long)refusal->status);
	else if (refusal->ending != PL_ENDED_ANSWERED)
		fprintf(out, "  the connection ends without an answer (%s)", pl_ending_name(refusal->ending));
	else
		fprintf(out, "  status %llu", (unsigned long long)refusal->status);
}

static const char *how(const struct pl_search *s, const struct pl_found_limit *f)
{
	if (pl_dimension_is_of_head(s->dimension))
		return "told by whole requests";
	return f->ways & PL_WAY(PL_STRATEGY_HEADERS_EXPECT)                  ? "told by headers, with Expect: 100-continue"
	       : f->ways & PL_WAY(PL_STRATEGY_HEADERS)                       ? "told by headers"
	       : f->ways & PL_WAY(PL_STRATEGY_H2_HEADERS)                    ? "told by headers, over HTTP/2"
	       : s->is_http2                                                 ? "told by whole bodies, over HTTP/2"
	       : f->bracket.refusal->trial.strategy == PL_STRATEGY_LADDER ? "told by bodies that were cut off"
	       : pl_search_inflates(s)                                       ? "told by compressed bodies, and at both sizes by whole ones"
	                                                                     : "told by whole bodies";
}

static void write_limit(FILE *out, const struct pl_probe_run *run, const struct pl_found_limit *f)
{
	char number[PL_NUMBER_TEXT];

	if (f->found != PL_FOUND_LIMIT)
		return;
	fprintf(out, "  largest accepted  %s\n", pl_probe_size(run, number, f->bracket.accepted));
	fprintf(out, "  smallest refused  %s", pl_probe_size(run, number, f->bracket.refused));
	write_refusal(out, f->bracket.refusal);
	fprintf(out, "\n  %s\n", how(&run->probe.search, f));
	if (f->bracket.wraps)
		fputs("  a declared length of 2^40 passes: the limit is not in force from 2^31 on\n", out);
}

static void write_setting(FILE *out, const struct pl_candidate *c)
{
	const struct pl_limit *l = c->limit;

	if (l && l->setting.len > 0)
		fprintf(out, "'s %s%.*s", c->is_default ? "default " : "", PL_STR_ARG(l->setting));
	else
		fprintf(out, "'s %s", c->is_default ? "documented limit" : "limit");
}

static void write_candidate(FILE *out, const struct pl_probe_run *run, const struct pl_candidate *c)
{
	bool is_certain = pl_str_equal(c->confidence, PL_STR("certain"));
	char number[PL_NUMBER_TEXT];

	fprintf(out, "\n%s %s %.*s", pl_number_grouped(number, run->found.bracket.accepted), is_certain || c->is_default ? "=" : "may be",
	        PL_STR_ARG(c->name));
	write_setting(out, c);
	fprintf(out, "; %s%s (%.*s)\n", !c->is_refuser ? "the number is the same" : is_certain ? "the refusal is its own" : "the refusal looks like its own",
	        c->is_named && !is_certain ? ", and answers name it" : "", PL_STR_ARG(c->confidence));
	if (!c->limit && c->note.len > 0)
		fprintf(out, "  note     %.*s\n", PL_STR_ARG(c->note));
	if (c->limit && c->limit->has_value && c->limit->value != run->found.bracket.accepted)
		fprintf(out, "  default  %s\n", pl_probe_size(run, number, c->limit->value));
	if (c->limit && c->limit->where.len > 0)
		fprintf(out, "  where    %.*s\n", PL_STR_ARG(c->limit->where));
	if (c->limit && c->limit->fix.len > 0)
		fprintf(out, "  fix      %.*s\n", PL_STR_ARG(c->limit->fix));
	if (c->limit && c->limit->unit.len > 0)
		fprintf(out, "  unit     %.*s\n", PL_STR_ARG(c->limit->unit));
}

static void write_attribution(FILE *out, const struct pl_probe_run *run)
{
	if (run->found.found != PL_FOUND_LIMIT)
		return;
	if (run->candidates_len == 0)
		fputs("\nNo known product refuses so, and none has this number by default.\n", out);
	else
		write_candidate(out, run, &run->candidates[0]);
	for (size_t i = 1; i < run->candidates_len && i < CANDIDATES; i++)
		fprintf(out, "%s%.*s", i == 1 ? "  others   " : ", ", PL_STR_ARG(run->candidates[i].name));
	if (run->candidates_len > CANDIDATES)
		fprintf(out, " and %zu more", run->candidates_len - CANDIDATES);
	fputs(run->candidates_len > 1 ? "\n" : "", out);
}

static void write_path(FILE *out, const struct pl_probe_run *run)
{
	char number[PL_NUMBER_TEXT];

	if (run->behind.found == PL_FOUND_LIMIT) {
		fputs("\nBehind it is a lower one:\n", out);
		write_limit(out, run, &run->behind);
	} else if (run->behind.found == PL_FOUND_NO_LIMIT) {
		fprintf(out, "\nThis is the first limit on this path; a whole body of %s passed all of it.\n",
		        pl_number_bytes(number, run->behind.bracket.accepted));
	} else if (run->found.found == PL_FOUND_LIMIT) {
		fprintf(out, "\nThis is the first limit on this path%s\n",
		        (run->found.ways & PL_WAY(PL_STRATEGY_WHOLE)) ? "."
		                                                      : "; --deeper sends bodies to see whether a lower one is behind it.");
	}
}

/* Where a size stands in the picture, by its magnitude. */
static int column(const struct pl_probe *p, uint64_t size)
{
	uint64_t low = pl_search_base(&p->search), high = low + 1;
	double at;

	for (size_t i = 0; i < p->search.seen_len; i++)
		if (p->seen[i].trial.bytes > high)
			high = p->seen[i].trial.bytes;
	at = log2((double)(size > low ? size : low) / (double)low) / log2((double)high / (double)low);
	return (int)(at * (BAR - 1) + 0.5);
}

static void write_bar(FILE *out, const struct pl_probe *p, size_t seen_len)
{
	const struct pl_seen *last = &p->seen[seen_len - 1];
	unsigned deflated = pl_search_inflates(&p->search) ? PL_WAY_DEFLATED : 0;
	struct pl_bracket b = pl_evidence(p->seen, seen_len, PL_WAY(last->trial.strategy) | deflated);
	int low = b.has_accepted ? column(p, b.accepted) : -1, high = b.has_refused ? column(p, b.refused) : BAR;

	for (int i = 0; i < BAR; i++)
		fputc(i == column(p, last->trial.bytes) ? '*' : i <= low ? '=' : i >= high ? 'x' : '.', out);
}

static void write_picture(FILE *out, const struct pl_probe_run *run)
{
	const struct pl_probe *p = &run->probe;
	char number[PL_NUMBER_TEXT];

	if (p->search.seen_len == 0)
		return;
	fputs("\nhow the bracket closed (= passes, x refused, * this trial)\n", out);
	for (size_t i = 0; i < p->search.seen_len; i++) {
		const struct pl_seen *s = &p->seen[i];

		fprintf(out, "  %17s  %-14s ", pl_number_grouped(number, s->trial.bytes),
		        s->trial.is_deflated ? "compressed" : pl_strategy_name(s->trial.strategy));
		write_bar(out, p, i + 1);
		/* As the smallest request, which was not taken either. */
		fprintf(out, "  %s", s->outcome == PL_OUTCOME_ACCEPTED && s->status >= 300 ? "the same answer" : pl_outcome_name(s->outcome));
		if (s->status > 0)
			fprintf(out, " %llu", (unsigned long long)s->status);
		fputc('\n', out);
	}
}

static void write_cost(FILE *out, const struct pl_probe_run *run)
{
	const struct pl_probe *p = &run->probe;
	char number[PL_NUMBER_TEXT];

	fprintf(out, "\n%llu request%s, %s sent, %.2f s; the application may have seen %llu of them\n", (unsigned long long)p->requests,
	        p->requests == 1 ? "" : "s", pl_number_short(number, p->bytes_sent), (double)p->micros / 1e6,
	        (unsigned long long)pl_attribution_passed_on(p, &run->found, run->candidates, run->candidates_len));
}

static void write_head(FILE *out, const struct pl_probe_run *run)
{
	struct pl_arena arena = { .blocks = NULL };
	const char *advice = pl_probe_advice(run);
	char number[PL_NUMBER_TEXT];

	write_text(out, (struct pl_str){ run->target.url, strcspn(run->target.url, "?#") });
	fprintf(out, "  %s, %s\n", run->target.method, pl_dimension_name(run->probe.search.dimension));
	write_limit(out, run, &run->found);
	fputs("  ", out);
	write_text(out, pl_probe_sentence(run, &arena));
	fputc('\n', out);
	if (run->found.is_verified)
		fputs("  verified: whole bodies of both sizes were sent\n", out);
	if (pl_search_inflates(&run->probe.search) && !run->probe.search.inflates)
		fputs("  the server inflates what is compressed: --inflate begins with such bodies, and sends less\n", out);
	if (run->probe.upload_limit > 0)
		fprintf(out, "  the server itself states a limit of %s%s\n", pl_number_bytes(number, run->probe.upload_limit),
		        run->found.is_exact && run->found.bracket.accepted != run->probe.upload_limit ? ", which is not the one found" : "");
	if (advice)
		fprintf(out, "  %s\n", advice);
	pl_arena_free(&arena);
}

static bool is_of_headers(const struct pl_found_limit *found)
{
	return (found->ways & (PL_WAY(PL_STRATEGY_WHOLE) | PL_WAY(PL_STRATEGY_CHUNKED) | PL_WAY(PL_STRATEGY_LADDER))) == 0;
}

/* The same limit at the origin is the origin's; another one is drawn between here and there. */
static void write_comparison(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *other)
{
	bool has_both = run->found.found == PL_FOUND_LIMIT && other->found.found == PL_FOUND_LIMIT;

	if (has_both && run->found.bracket.accepted == other->found.bracket.accepted)
		fputs("\nBoth have the same limit: it is drawn at the second URL, or behind it.\n", out);
	else if (run->found.found == PL_FOUND_LIMIT &&
	         (other->found.found == PL_FOUND_NO_LIMIT || (has_both && run->found.bracket.accepted < other->found.bracket.accepted)))
		fputs("\nThe first URL's limit is the lower: it is drawn before the second URL.\n", out);
	else if (has_both && run->behind.found == PL_FOUND_LIMIT && run->behind.bracket.accepted == other->found.bracket.accepted)
		fputs("\nThe lower limit behind the first one is that of the second URL.\n", out);
	else if (has_both && is_of_headers(&run->found))
		fputs("\nThe second URL's limit is the lower: larger bodies pass the first one, which headers show, and are refused behind it.\n",
		      out);
	else if (has_both)
		fputs("\nThe second URL's limit is the lower: what stands before it does not pass bodies on as they are.\n", out);
}

void pl_probe_write_human(FILE *out, const struct pl_probe_run *run, const struct pl_probe_run *compare)
{
	write_head(out, run);
	write_attribution(out, run);
	write_path(out, run);
	write_picture(out, run);
	write_cost(out, run);
	if (!compare)
		return;
	fputc('\n', out);
	write_head(out, compare);
	write_attribution(out, compare);
	write_cost(out, compare);
	write_comparison(out, run, compare);
}

void pl_probe_progress(const struct pl_probe_run *run)
{
	const struct pl_probe *p = &run->probe;
	const struct pl_seen *last = &p->seen[p->search.seen_len - 1];
	struct pl_found_limit f = pl_search_found(&p->search, NULL);
	char size[PL_NUMBER_TEXT], low[PL_NUMBER_TEXT], high[PL_NUMBER_TEXT];

	fprintf(stderr, "\r\033[Ktrial %zu: %s %s %s; %s to %s", p->search.seen_len, pl_strategy_name(last->trial.strategy),
	        pl_number_grouped(size, last->trial.bytes), pl_outcome_name(last->outcome), pl_number_grouped(low, f.bracket.accepted),
	        f.bracket.has_refused ? pl_number_grouped(high, f.bracket.refused) : "?");
	if (last->outcome == PL_OUTCOME_UNDECIDED && last->retry_after > 0)
		fprintf(stderr, "; it asks to wait %llu s", (unsigned long long)last->retry_after);
	fflush(stderr);
}

void pl_probe_progress_end(const struct pl_probe_run *run)
{
	if (run->is_shown && run->probe.search.seen_len > 0)
		fputs("\r\033[K", stderr);
}
