/* GitLab's code quality report: a JSON array, each finding with a fingerprint of its own. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "report/report.h"
#include "report/same.h"

struct gitlab {
	FILE *out;
	bool has_finding;
};

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct gitlab *g = pl_memory_alloc(sizeof(*g));

	(void)options;
	g->out = out;
	fputc('[', out);
	return g;
}

/* How many findings before this one in the request are the same: GitLab shows one of each fingerprint. */
static size_t twins(const struct plimsoll_request *r, size_t index)
{
	uint64_t own = pl_same_finding(r, &r->findings[index]);
	size_t count = 0;

	for (size_t i = 0; i < index; i++)
		count += pl_same_finding(r, &r->findings[i]) == own;
	return count;
}

static void finding(struct gitlab *g, const struct plimsoll_request *r, size_t index)
{
	static const char *const severities[] = { "info", "minor", "major" };
	const struct plimsoll_finding *f = &r->findings[index];
	struct plimsoll_text path = f->place.path.len > 0 ? f->place.path : r->file;

	fputs(g->has_finding ? ",\n " : "\n ", g->out);
	g->has_finding = true;
	fputs("{\"description\": ", g->out);
	pl_json_text_write(g->out, (struct pl_str){ f->message.ptr, f->message.len });
	fprintf(g->out, ", \"check_name\": \"%.*s\", \"fingerprint\": \"%016" PRIx64 "-%" PRIu64 "-%zu\", \"severity\": \"%s\"",
	        (int)f->rule.len, f->rule.ptr, pl_same_finding(r, f), r->entry, twins(r, index), severities[f->severity]);
	fputs(", \"location\": {\"path\": ", g->out);
	pl_json_text_write(g->out, (struct pl_str){ path.ptr, path.len });
	fprintf(g->out, ", \"lines\": {\"begin\": %" PRIu64 "}}}", f->place.line > 0 ? f->place.line : 1);
}

static void request(void *state, const struct plimsoll_request *r)
{
	for (size_t i = 0; i < r->findings_len; i++)
		finding(state, r, i);
}

static void end(void *state, const struct pl_report_summary *summary)
{
	struct gitlab *g = state;

	(void)summary;
	fputs("\n]\n", g->out);
	free(g);
}

const struct pl_report pl_gitlab_report = { "gitlab", "GitLab code quality, as JSON", begin, request, end };
