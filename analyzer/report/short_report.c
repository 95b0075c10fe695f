/* One line a finding, as compilers write them: what editors, problem matchers and grep read. */
#include <stdlib.h>
#include <string.h>

#include "base/glyph.h"
#include "base/memory.h"
#include "report/report.h"

static void *begin(FILE *out, const struct pl_report_options *options)
{
	FILE **state = pl_memory_alloc(sizeof(*state));

	(void)options;
	*state = out;
	return state;
}

static void write_text(FILE *out, struct plimsoll_text text)
{
	struct pl_str rest = { text.ptr, text.len };

	while (rest.len > 0) {
		struct pl_glyph g = pl_glyph_at(rest);

		fputs(g.text, out);
		rest = pl_str_after(rest, g.len);
	}
}

static void write_finding(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	static const char *const severities[] = { "note", "warning", "error" };

	write_text(out, f->place.path.len > 0 ? f->place.path : r->file);
	if (f->place.line > 0)
		fprintf(out, ":%llu:%llu", (unsigned long long)f->place.line, (unsigned long long)f->place.column);
	fprintf(out, ": %s: ", severities[f->severity]);
	write_text(out, f->message);
	fprintf(out, " [%.*s]\n", (int)f->rule.len, f->rule.ptr);
}

static bool is_same(struct plimsoll_text a, struct plimsoll_text b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* The rules that miss the same fact as the `first` one, on one line; nothing when an earlier one did that. */
static void write_undecided(FILE *out, const struct plimsoll_request *r, size_t first)
{
	struct plimsoll_text missing = r->undecided[first].missing;

	for (size_t i = 0; i < first; i++)
		if (is_same(r->undecided[i].missing, missing))
			return;
	write_text(out, r->file);
	fprintf(out, ": undecided: %.*s could not be looked at", (int)missing.len, missing.ptr);
	for (size_t i = first; i < r->undecided_len; i++)
		if (is_same(r->undecided[i].missing, missing))
			fprintf(out, "%s%.*s", i == first ? " [" : ", ", (int)r->undecided[i].rule.len, r->undecided[i].rule.ptr);
	fputs("]\n", out);
}

/* A consequence is left to its cause. */
static void request(void *state, const struct plimsoll_request *r)
{
	FILE **out = state;

	for (size_t i = 0; i < r->findings_len; i++)
		if (r->findings[i].explained_by.len == 0)
			write_finding(*out, r, &r->findings[i]);
	for (size_t i = 0; i < r->undecided_len; i++)
		write_undecided(*out, r, i);
}

static void end(void *state, const struct pl_report_summary *s)
{
	(void)s;
	free(state);
}

const struct pl_report pl_short_report = { "short", "one line a finding: FILE:LINE:COLUMN: error: …", begin, request, end };
