/* The report for people: each request's line and weight, then its findings with the bytes they stand at. */
#include "report/report.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

struct human {
	FILE *out;
	struct pl_report_options options;
};

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct human *h = pl_memory_alloc(sizeof(*h));

	h->out = out;
	h->options = *options;
	return h;
}

/* Text of the input: a control character would speak to the terminal. */
static void write_text(struct human *h, struct plimsoll_text text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		fputc(c < 0x20 || c == 0x7F ? '.' : c, h->out);
	}
}

static void write_request(struct human *h, const struct plimsoll_request *r)
{
	char number[PL_NUMBER_TEXT], raw[PL_NUMBER_TEXT];

	write_text(h, r->file);
	fputs(": ", h->out);
	write_text(h, r->method);
	fputc(' ', h->out);
	write_text(h, r->url);
	fputc('\n', h->out);
	if (!r->weight.is_known)
		return;
	fprintf(h->out, "  body: %s", pl_number_bytes(number, r->weight.body_bytes));
	if (r->weight.limit > 0)
		fprintf(h->out, " of at most %s (%.*s)", pl_number_bytes(number, r->weight.limit), (int)r->weight.limit_name.len,
		        r->weight.limit_name.ptr);
	fputc('\n', h->out);
	if (r->weight.base64_bytes > 0)
		fprintf(h->out, "  base64: %s that carry %s\n", pl_number_bytes(number, r->weight.base64_bytes),
		        pl_number_bytes(raw, r->weight.raw_bytes));
}

/* The line of the place, what does not fit the width left out, and a caret under the bytes. */
static void write_excerpt(struct human *h, const struct plimsoll_place *place)
{
	size_t at = (size_t)(place->offset - place->excerpt_offset), start = at, end = at, width = h->options.columns - 12;
	size_t len = place->length ? (size_t)(place->length < width ? place->length : width) : 1;

	if (place->excerpt.len <= at)
		return;
	while (start > 0 && place->excerpt.ptr[start - 1] != '\n' && at - start < width / 3)
		start--;
	while (end < place->excerpt.len && place->excerpt.ptr[end] != '\n' && place->excerpt.ptr[end] != '\r' &&
	       end - start < width)
		end++;
	fprintf(h->out, "    | ");
	for (size_t i = start; i < end; i++) {
		unsigned char c = (unsigned char)place->excerpt.ptr[i];

		fputc(c < 0x20 || c >= 0x7F ? '.' : c, h->out);
	}
	fprintf(h->out, "\n    | %*s", (int)(at - start), "");
	for (size_t i = 0; i < len && (i == 0 || at + i < end); i++)
		fputc('^', h->out);
	fputc('\n', h->out);
}

static bool is_same(struct plimsoll_text a, struct plimsoll_text b)
{
	return a.len == b.len && a.len > 0 && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* The rules whose findings this one explains, in one line. */
static void write_consequences(struct human *h, const struct plimsoll_request *r, const struct plimsoll_finding *cause)
{
	const char *before = "    because of this: ";

	for (size_t i = 0; i < r->findings_len; i++)
		if (is_same(r->findings[i].explained_by, cause->rule)) {
			fprintf(h->out, "%s%.*s", before, (int)r->findings[i].rule.len, r->findings[i].rule.ptr);
			before = ", ";
		}
	if (before[0] == ',')
		fputc('\n', h->out);
}

static void write_finding(struct human *h, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	static const char *const severities[] = { "note", "warning", "error" }, *const colours[] = { "36", "33", "31" };
	bool colour = h->options.colour;

	if (colour)
		fprintf(h->out, "  \033[1;%sm%s\033[0m: ", colours[f->severity], severities[f->severity]);
	else
		fprintf(h->out, "  %s: ", severities[f->severity]);
	write_text(h, f->message);
	fprintf(h->out, " [%.*s]\n", (int)f->rule.len, f->rule.ptr);
	if (f->place.is_known && f->place.line > 0)
		fprintf(h->out, "    at %.*s:%llu:%llu\n", (int)f->place.path.len, f->place.path.ptr,
		        (unsigned long long)f->place.line, (unsigned long long)f->place.column);
	if (f->place.is_known)
		write_excerpt(h, &f->place);
	fputs("    fix: ", h->out);
	write_text(h, f->fix);
	fputc('\n', h->out);
	write_consequences(h, r, f);
	if (f->more > 0)
		fprintf(h->out, "    and %llu more of this rule\n", (unsigned long long)f->more);
}

static void write_string(struct human *h, struct plimsoll_text text)
{
	fputc('"', h->out);
	write_text(h, text);
	fputs("\"\n", h->out);
}

static void write_facts(struct human *h, const struct plimsoll_request *r)
{
	for (size_t i = 0; i < r->facts_len; i++) {
		const struct plimsoll_fact *f = &r->facts[i];

		fprintf(h->out, "  %.*s = ", (int)f->name.len, f->name.ptr);
		if (f->kind == PLIMSOLL_STRING)
			write_string(h, f->string);
		else if (f->kind == PLIMSOLL_NUMBER)
			fprintf(h->out, "%lld\n", (long long)f->number);
		else
			fprintf(h->out, "%s\n", f->kind == PLIMSOLL_FLAG ? "true" : f->kind == PLIMSOLL_LIST ? "(list)" : "(unknown)");
	}
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct human *h = state;

	if (!h->options.is_quiet)
		write_request(h, r);
	if (h->options.shows_facts)
		write_facts(h, r);
	for (size_t i = 0; i < r->findings_len; i++)
		if (r->findings[i].explained_by.len == 0)
			write_finding(h, r, &r->findings[i]);
	for (size_t i = 0; i < r->undecided_len; i++)
		fprintf(h->out, "  undecided: %.*s (%.*s could not be looked at)\n", (int)r->undecided[i].rule.len,
		        r->undecided[i].rule.ptr, (int)r->undecided[i].missing.len, r->undecided[i].missing.ptr);
}

static void write_count(struct human *h, uint64_t count, const char *what, const char *after)
{
	fprintf(h->out, "%llu %s%s%s", (unsigned long long)count, what, count == 1 ? "" : "s", after);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct human *h = state;

	if (!h->options.is_quiet) {
		write_count(h, s->requests, "request", ": ");
		write_count(h, s->errors, "error", ", ");
		write_count(h, s->warnings, "warning", ", ");
		write_count(h, s->notes, "note", ", ");
		fprintf(h->out, "%llu undecided\n", (unsigned long long)s->undecided);
	}
	free(h);
}

const struct pl_report pl_human_report = { "human", "for people, on a terminal", begin, request, end };
