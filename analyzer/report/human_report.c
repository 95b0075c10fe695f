/* The report for people: each request's line and weight, then its findings with the bytes they stand at. */
#include "report/human.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

#define DIM "2"
#define UNDECIDED_SHOWN 6 /* rules named of those that wait for the same fact */

static const char *const severities[] = { "note", "warning", "error" };
static const char *const colours[] = { "1;36", "1;33", "1;31" };

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct pl_human *h = pl_memory_alloc(sizeof(*h));

	*h = (struct pl_human){ .out = out, .options = *options };
	return h;
}

static struct plimsoll_text plain(const char *text)
{
	return (struct plimsoll_text){ text, strlen(text) };
}

/* The file, the method and as much of the URL as two lines hold. */
static void write_title(struct pl_human *h, const struct plimsoll_request *r)
{
	pl_human_colour(h, "1");
	pl_human_write(h, r->file, 2 * pl_human_columns(h));
	pl_human_colour(h, NULL);
	fputs(": ", h->out);
	pl_human_write(h, r->method, 40);
	fputc(' ', h->out);
	pl_human_write(h, r->url, 2 * pl_human_columns(h));
	fputc('\n', h->out);
}

static bool is_same(struct plimsoll_text a, struct plimsoll_text b)
{
	return a.len == b.len && a.len > 0 && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static void write_message(struct pl_human *h, const struct plimsoll_finding *f)
{
	const char *severity = severities[f->severity];
	struct pl_human_lines lines;
	char rule[128];
	int len = snprintf(rule, sizeof(rule), "[%.*s]", (int)f->rule.len, f->rule.ptr);

	fputs("  ", h->out);
	pl_human_colour(h, colours[f->severity]);
	fputs(severity, h->out);
	pl_human_colour(h, NULL);
	lines = pl_human_lines(h, ": ", 4);
	lines.at = 4 + (unsigned)strlen(severity);
	pl_human_words(&lines, f->message);
	pl_human_colour(h, DIM);
	pl_human_words(&lines, (struct plimsoll_text){ rule, (size_t)len });
	pl_human_colour(h, NULL);
	pl_human_end(&lines);
}

static void write_detail(struct pl_human *h, const char *name, struct plimsoll_text text, const char **before)
{
	if (text.len == 0)
		return;
	fprintf(h->out, "%s%s", *before, name);
	pl_human_write(h, text, 60);
	*before = ", ";
}

/* What was shown just now is not shown again. */
static bool is_same_place(const struct plimsoll_place *place, const struct plimsoll_place *shown)
{
	return shown && shown->is_known && is_same(place->path, shown->path) && place->offset == shown->offset &&
	       place->length == shown->length && place->via.len == shown->via.len;
}

/* File, line and column, and what the bytes are part of. */
static void write_place(struct pl_human *h, const struct plimsoll_finding *f)
{
	const struct plimsoll_place *place = &f->place;
	const char *before = " (";

	fputs("    at ", h->out);
	pl_human_write(h, place->path, 200);
	if (place->line > 0)
		fprintf(h->out, ":%llu:%llu", (unsigned long long)place->line, (unsigned long long)place->column);
	else
		fprintf(h->out, ", byte %llu", (unsigned long long)place->offset);
	write_detail(h, "in ", place->via, &before);
	write_detail(h, "part ", place->part, &before);
	write_detail(h, "", place->pointer, &before);
	fputs(before[0] == ',' ? ")\n" : "\n", h->out);
	pl_human_excerpt(h, place, colours[f->severity]);
}

static void write_advice(struct pl_human *h, const char *lead, struct plimsoll_text text)
{
	struct pl_human_lines lines = pl_human_lines(h, lead, (unsigned)strlen(lead));

	pl_human_words(&lines, text);
	pl_human_end(&lines);
}

/* The rules whose findings this one explains. */
static void write_consequences(struct pl_human *h, const struct plimsoll_request *r, const struct plimsoll_finding *cause)
{
	struct pl_human_lines lines = { 0 };
	char rule[128] = "";

	for (size_t i = 0; i < r->findings_len; i++) {
		const struct plimsoll_finding *f = &r->findings[i];

		if (!is_same(f->explained_by, cause->rule) || (i > 0 && is_same(f->rule, r->findings[i - 1].rule)))
			continue;
		if (lines.h == NULL)
			lines = pl_human_lines(h, "    because of this: ", 21);
		else
			fputc(',', h->out);
		pl_human_words(&lines, (struct plimsoll_text){
		                           rule, (size_t)snprintf(rule, sizeof(rule), "%.*s", (int)f->rule.len, f->rule.ptr) });
	}
	if (lines.h)
		pl_human_end(&lines);
}

static void write_finding(struct pl_human *h, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	write_message(h, f);
	if (f->place.is_known && !is_same_place(&f->place, h->place))
		write_place(h, f);
	h->place = &f->place;
	write_advice(h, "    fix: ", f->fix);
	for (size_t i = 0; h->options.is_verbose && i < f->explain_len; i++)
		write_advice(h, i ? "         " : "    why: ", f->explain[i]);
	for (size_t i = 0; h->options.is_verbose && i < f->see_len; i++)
		write_advice(h, "    see: ", f->see[i]);
	write_consequences(h, r, f);
	if (f->more > 0)
		fprintf(h->out, "    and %llu more of this rule\n", (unsigned long long)f->more);
}

static bool is_first_of_its_fact(const struct plimsoll_request *r, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(r->undecided[i].missing, r->undecided[at].missing))
			return false;
	return true;
}

/* One paragraph for all rules that wait for the same fact. */
static void write_undecided(struct pl_human *h, const struct plimsoll_request *r, size_t at)
{
	struct pl_human_lines lines = pl_human_lines(h, "  undecided: ", 4);
	size_t count = 0, shown = h->options.is_verbose ? SIZE_MAX : UNDECIDED_SHOWN;
	char text[160];

	lines.at = 13;
	pl_human_words(&lines, r->undecided[at].missing);
	pl_human_words(&lines, plain("could not be looked at, so these rules were not:"));
	for (size_t i = at; i < r->undecided_len; i++) {
		if (!is_same(r->undecided[i].missing, r->undecided[at].missing) || count++ >= shown)
			continue;
		snprintf(text, sizeof(text), "%.*s", (int)r->undecided[i].rule.len, r->undecided[i].rule.ptr);
		if (count > 1)
			fputc(',', h->out);
		pl_human_words(&lines, plain(text));
	}
	if (count > shown) {
		snprintf(text, sizeof(text), "and %zu more", count - shown);
		pl_human_words(&lines, plain(text));
	}
	pl_human_end(&lines);
}

static void write_fact(struct pl_human *h, const struct plimsoll_fact *f)
{
	fprintf(h->out, "  %.*s = ", (int)f->name.len, f->name.ptr);
	switch (f->kind) {
	case PLIMSOLL_FLAG:
		fputs(f->truth ? "true" : "false", h->out);
		break;
	case PLIMSOLL_NUMBER:
		fprintf(h->out, "%lld", (long long)f->number);
		break;
	case PLIMSOLL_STRING:
		fputc('"', h->out);
		pl_human_write(h, f->string, 400);
		fputc('"', h->out);
		break;
	case PLIMSOLL_LIST:
		for (size_t i = 0; i < f->list_len; i++) {
			fputs(i ? ", \"" : "\"", h->out);
			pl_human_write(h, f->list[i], 80);
			fputc('"', h->out);
		}
		break;
	case PLIMSOLL_UNKNOWN:
		fputs("(unknown)", h->out);
		break;
	}
	fputc('\n', h->out);
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct pl_human *h = state;
	bool is_quiet = h->options.is_quiet;

	if (!is_quiet && h->has_request)
		fputc('\n', h->out);
	h->has_request = true;
	h->place = NULL;
	if (!is_quiet) {
		write_title(h, r);
		pl_human_weight(h, &r->weight);
	}
	for (size_t i = 0; h->options.shows_facts && i < r->facts_len; i++)
		write_fact(h, &r->facts[i]);
	for (size_t i = 0; i < r->findings_len; i++)
		if (r->findings[i].explained_by.len == 0)
			write_finding(h, r, &r->findings[i]);
	for (size_t i = 0; i < r->undecided_len; i++)
		if (is_first_of_its_fact(r, i))
			write_undecided(h, r, i);
}

static void write_count(struct pl_human *h, uint64_t count, const char *what, const char *after)
{
	fprintf(h->out, "%llu %s%s%s", (unsigned long long)count, what, count == 1 ? "" : "s", after);
}

static void write_fixable(struct pl_human *h, const struct pl_report_summary *s)
{
	if (s->fixable > 0)
		fprintf(h->out, "%llu can be fixed by --fix\n", (unsigned long long)s->fixable);
	if (s->unsafely_fixable > 0)
		fprintf(h->out, "%llu %scan be fixed by --fix --unsafe-fixes\n", (unsigned long long)s->unsafely_fixable,
		        s->fixable > 0 ? "more " : "");
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct pl_human *h = state;

	if (!h->options.is_quiet) {
		fputs(s->requests > 1 ? "\n" : "", h->out);
		write_fixable(h, s);
		write_count(h, s->requests, "request", ": ");
		write_count(h, s->errors, "error", ", ");
		write_count(h, s->warnings, "warning", ", ");
		write_count(h, s->notes, "note", ", ");
		fprintf(h->out, "%llu undecided", (unsigned long long)s->undecided);
		if (s->ignored > 0)
			fprintf(h->out, ", %llu ignored", (unsigned long long)s->ignored);
		if (s->silenced > 0)
			fprintf(h->out, ", %llu silenced", (unsigned long long)s->silenced);
		fputs("\n", h->out);
	}
	free(h);
}

const struct pl_report pl_human_report = { "human", "for people, on a terminal", begin, request, end };
