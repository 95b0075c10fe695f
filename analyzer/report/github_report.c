/* GitHub's workflow commands: an annotation for each of the most severe findings (GitHub shows ten of a step), and a summary. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/report.h"

#define MOST 10

struct annotation {
	int severity;
	char *text;
};

/* Most severe first, then as they came. */
struct github {
	FILE *out;
	struct annotation kept[MOST];
	size_t len;
};

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct github *g = pl_memory_alloc(sizeof(*g));

	(void)options;
	g->out = out;
	return g;
}

/* Percent-encoded as GitHub's toolkit does; a property's value more than a message. */
static void write(FILE *out, struct plimsoll_text text, bool is_property)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20 || c == 0x7F || c == '%' || (is_property && (c == ':' || c == ',')))
			fprintf(out, "%%%02X", c);
		else
			fputc(c, out);
	}
}

static char *annotation(const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	static const char *const commands[] = { "notice", "warning", "error" };
	char *text;
	size_t len;
	FILE *out = pl_memory_stream(&text, &len);

	fprintf(out, "::%s file=", commands[f->severity]);
	write(out, f->place.path.len > 0 ? f->place.path : r->file, true);
	if (f->place.line > 0)
		fprintf(out, ",line=%llu,col=%llu", (unsigned long long)f->place.line, (unsigned long long)f->place.column);
	fputs(",title=", out);
	write(out, f->rule, true);
	fputs("::", out);
	write(out, f->message, false);
	if (f->fix.len > 0) {
		fputs("; ", out);
		write(out, f->fix, false);
	}
	fputc('\n', out);
	pl_memory_stream_end(out);
	return text;
}

/* A consequence is left to its cause. */
static void keep(struct github *g, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	size_t at = g->len;

	while (at > 0 && g->kept[at - 1].severity < (int)f->severity)
		at--;
	if (at == MOST || f->explained_by.len > 0)
		return;
	if (g->len == MOST)
		free(g->kept[--g->len].text);
	memmove(&g->kept[at + 1], &g->kept[at], (g->len - at) * sizeof(*g->kept));
	g->kept[at] = (struct annotation){ (int)f->severity, annotation(r, f) };
	g->len++;
}

static void request(void *state, const struct plimsoll_request *r)
{
	for (size_t i = 0; i < r->findings_len; i++)
		keep(state, r, &r->findings[i]);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct github *g = state;

	for (size_t i = 0; i < g->len; i++) {
		fputs(g->kept[i].text, g->out);
		free(g->kept[i].text);
	}
	fprintf(g->out, "plimsoll: %llu request%s: %llu error%s, %llu warning%s, %llu note%s, %llu undecided\n",
	        (unsigned long long)s->requests, s->requests == 1 ? "" : "s", (unsigned long long)s->errors,
	        s->errors == 1 ? "" : "s", (unsigned long long)s->warnings, s->warnings == 1 ? "" : "s",
	        (unsigned long long)s->notes, s->notes == 1 ? "" : "s", (unsigned long long)s->undecided);
	free(g);
}

const struct pl_report pl_github_report = { "github", "annotations of GitHub Actions, most severe first", begin, request, end };
