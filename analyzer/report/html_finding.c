/* Findings beside their bytes. What another finding explains stands below that one. */
#include "report/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "report/fixable.h"

#define SHOWN 200       /* findings of a request */
#define CONSEQUENCES 20 /* of a finding */
#define CHAIN 8         /* causes of causes that are followed */

static const char *const severities[] = { "note", "warning", "error" };

static bool is_same(struct plimsoll_text a, struct plimsoll_text b)
{
	return a.len == b.len && a.len > 0 && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Is there no finding of that rule in front of this one? */
static bool is_first_of_rule(const struct plimsoll_request *r, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(r->findings[i].rule, r->findings[at].rule))
			return false;
	return true;
}

static void write_detail(FILE *out, const char *name, struct plimsoll_text text)
{
	if (text.len == 0)
		return;
	fprintf(out, ", %s<code>", name);
	pl_html_text(out, pl_html_str(text), 120);
	fputs("</code>", out);
}

static void write_place(FILE *out, const struct plimsoll_place *place)
{
	char number[PL_NUMBER_TEXT];

	if (!place->is_known)
		return;
	fputs("<figure class=\"bytes\"><figcaption><b>", out);
	pl_html_text(out, pl_html_str(place->path), 200);
	if (place->line > 0)
		fprintf(out, ":%llu:%llu", (unsigned long long)place->line, (unsigned long long)place->column);
	fprintf(out, "</b>, offset %s, ", pl_number_grouped(number, place->offset));
	pl_html_count(out, place->length, "byte");
	write_detail(out, "header ", place->header);
	write_detail(out, "part ", place->part);
	write_detail(out, "", place->pointer);
	write_detail(out, "within ", place->via);
	fputs("</figcaption>\n", out);
	pl_html_excerpt(out, place);
	fputs("</figure>\n", out);
}

static void write_why(FILE *out, const struct plimsoll_finding *f)
{
	if (f->explain_len == 0 && f->see_len == 0)
		return;
	fprintf(out, "<details%s><summary>Why it matters</summary>\n", f->severity == PLIMSOLL_ERROR ? " open=\"open\"" : "");
	for (size_t i = 0; i < f->explain_len; i++)
		pl_html_element(out, "p", "why", pl_html_str(f->explain[i]));
	if (f->see_len > 0) {
		fputs("<ul class=\"see\">", out);
		for (size_t i = 0; i < f->see_len; i++)
			pl_html_element(out, "li", "ref", pl_html_str(f->see[i]));
		fputs("</ul>", out);
	}
	fputs("</details>\n", out);
}

static void write_tags(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	fputs("<ul class=\"tags\">", out);
	pl_html_element(out, "li", "tag rule", pl_html_str(f->rule));
	if (f->gateway.len > 0) {
		fputs("<li class=\"tag\">at ", out);
		pl_html_text(out, pl_html_str(f->gateway), 80);
		fputs("</li>\n", out);
	}
	if (f->confidence.len > 0 && !is_same(f->confidence, (struct plimsoll_text){ "certain", 7 }))
		pl_html_element(out, "li", "tag", pl_html_str(f->confidence));
	if (pl_fixable(r, f))
		fprintf(out, "<li class=\"tag fixable\">%s</li>\n", pl_fixable(r, f)[0] == 's' ? "--fix mends it" : "--fix --unsafe-fixes mends it");
	fputs("</ul>\n", out);
}

static void write_heading(FILE *out, const struct plimsoll_finding *f)
{
	fprintf(out, "<h4><span class=\"severity\">%s</span> ", severities[f->severity]);
	pl_html_text(out, pl_html_str(f->message), 1200);
	fputs("</h4>\n", out);
}

static void write_consequence(FILE *out, const struct plimsoll_finding *f)
{
	fprintf(out, "<li class=\"%s\"><span class=\"severity\">%s</span> ", severities[f->severity], severities[f->severity]);
	pl_html_text(out, pl_html_str(f->message), 1200);
	write_detail(out, "", f->rule);
	if (f->place.is_known && f->place.line > 0) {
		fputs(" at ", out);
		pl_html_text(out, pl_html_str(f->place.path), 200);
		fprintf(out, ":%llu:%llu", (unsigned long long)f->place.line, (unsigned long long)f->place.column);
	}
	fputs("</li>\n", out);
}

/* The findings that `cause` is the root of. */
static void write_consequences(FILE *out, const struct plimsoll_request *r, const size_t *roots, size_t cause)
{
	size_t count = 0;

	for (size_t i = 0; i < r->findings_len; i++)
		count += i != cause && roots[i] == cause;
	if (count == 0)
		return;
	fputs("<details class=\"consequences\"><summary>Because of this: ", out);
	pl_html_count(out, count, "more finding");
	fputs("</summary><ul>\n", out);
	for (size_t i = 0, shown = 0; i < r->findings_len && shown < CONSEQUENCES; i++)
		if (i != cause && roots[i] == cause) {
			write_consequence(out, &r->findings[i]);
			shown++;
		}
	if (count > CONSEQUENCES)
		fprintf(out, "<li>and %zu more</li>", count - CONSEQUENCES);
	fputs("</ul></details>\n", out);
}

static void write_finding(FILE *out, const struct plimsoll_request *r, const size_t *roots, size_t at)
{
	const struct plimsoll_finding *f = &r->findings[at];

	fprintf(out, "<article class=\"finding %s\">", severities[f->severity]);
	write_heading(out, f);
	fputs("<div class=\"beside\">", out);
	write_place(out, &f->place);
	fputs("<div class=\"advice\">", out);
	if (f->fix.len > 0) {
		fputs("<p class=\"fix\"><b>Fix</b> ", out);
		pl_html_text(out, pl_html_str(f->fix), 1200);
		fputs("</p>\n", out);
	}
	if (is_first_of_rule(r, at))
		write_why(out, f);
	write_tags(out, r, f);
	fputs("</div></div>\n", out);
	write_consequences(out, r, roots, at);
	if (f->more > 0) {
		fputs("<p class=\"more\">and ", out);
		pl_html_count(out, f->more, "more finding");
		fputs(" of this rule</p>\n", out);
	}
	fputs("</article>\n", out);
}

/* The first finding of a rule; `other` when there is none, since a baseline may have silenced it. */
static size_t first_of(const struct plimsoll_request *r, struct plimsoll_text rule, size_t other)
{
	for (size_t i = 0; i < r->findings_len; i++)
		if (is_same(r->findings[i].rule, rule))
			return i;
	return other;
}

/* For each finding the one that it follows from in the end, or itself. */
static void find_roots(const struct plimsoll_request *r, size_t *roots)
{
	for (size_t i = 0; i < r->findings_len; i++) {
		size_t at = i;

		for (size_t steps = 0; steps < CHAIN && r->findings[at].explained_by.len > 0; steps++)
			at = first_of(r, r->findings[at].explained_by, at);
		roots[i] = at;
	}
}

/* What the whole request's findings come to; returns those left out. */
static size_t write_all(FILE *out, const struct plimsoll_request *r, const size_t *roots)
{
	size_t shown = 0, left_out = 0;

	for (int severity = PLIMSOLL_ERROR; severity >= PLIMSOLL_NOTE; severity--)
		for (size_t i = 0; i < r->findings_len; i++) {
			if ((int)r->findings[i].severity != severity || roots[i] != i)
				continue;
			if (shown++ < SHOWN)
				write_finding(out, r, roots, i);
			else
				left_out++;
		}
	return left_out;
}

void pl_html_findings(FILE *out, const struct plimsoll_request *r)
{
	size_t *roots = pl_memory_alloc((r->findings_len + 1) * sizeof(*roots)), left_out;

	find_roots(r, roots);
	left_out = write_all(out, r, roots);
	free(roots);
	if (left_out == 0)
		return;
	fputs("<p class=\"more\">and ", out);
	pl_html_count(out, left_out, "more finding");
	fputs(" in this request; <code>--format ndjson</code> has them all</p>\n", out);
}
