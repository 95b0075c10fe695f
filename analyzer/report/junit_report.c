/* JUnit XML as Jenkins and GitLab read it: a suite, a test case for each request. Its counts stand before the cases, which wait in
 * a temporary file. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/temporary.h"
#include "base/xml_text.h"
#include "report/report.h"

struct junit {
	FILE *out, *cases;
	bool is_in_memory; /* no temporary file could be made: the cases stand in `text` */
	char *text;
	size_t len;
	int fail_on;
	uint64_t tests, failures;
};

static const char *const severities[] = { "note", "warning", "error" };

static void attribute(FILE *out, const char *name, struct plimsoll_text text)
{
	pl_xml_text_attribute(out, name, (struct pl_str){ text.ptr, text.len });
}

static void write(FILE *out, struct plimsoll_text text)
{
	pl_xml_text_write(out, (struct pl_str){ text.ptr, text.len });
}

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct junit *j = pl_memory_alloc(sizeof(*j));
	int fd;

	*j = (struct junit){ .out = out, .fail_on = options->fail_on };
	fd = pl_temporary_open();
	j->cases = fd < 0 ? NULL : fdopen(fd, "w+");
	j->is_in_memory = j->cases == NULL;
	if (j->is_in_memory)
		j->cases = pl_memory_stream(&j->text, &j->len);
	return j;
}

static void finding(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	write(out, f->place.path.len > 0 ? f->place.path : r->file);
	if (f->place.line > 0)
		fprintf(out, ":%llu:%llu", (unsigned long long)f->place.line, (unsigned long long)f->place.column);
	fprintf(out, ": %s: ", severities[f->severity]);
	write(out, f->message);
	if (f->fix.len > 0) {
		fputs("; ", out);
		write(out, f->fix);
	}
	fprintf(out, " [%.*s]\n", (int)f->rule.len, f->rule.ptr);
}

static void failure(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	fputs("\n   <failure", out);
	attribute(out, "type", f->rule);
	attribute(out, "message", f->message);
	fputc('>', out);
	finding(out, r, f);
	fputs("</failure>", out);
}

/* Findings that fail nothing, and what could not be looked at. */
static void remarks(const struct junit *j, const struct plimsoll_request *r)
{
	bool has_any = r->undecided_len > 0;

	for (size_t i = 0; i < r->findings_len; i++)
		has_any |= (int)r->findings[i].severity < j->fail_on;
	if (!has_any)
		return;
	fputs("\n   <system-out>", j->cases);
	for (size_t i = 0; i < r->findings_len; i++)
		if ((int)r->findings[i].severity < j->fail_on)
			finding(j->cases, r, &r->findings[i]);
	for (size_t i = 0; i < r->undecided_len; i++) {
		fputs("undecided: ", j->cases);
		write(j->cases, r->undecided[i].missing);
		fprintf(j->cases, " could not be looked at [%.*s]\n", (int)r->undecided[i].rule.len, r->undecided[i].rule.ptr);
	}
	fputs("</system-out>", j->cases);
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct junit *j = state;
	bool has_failed = false;

	j->tests++;
	fputs("\n  <testcase name=\"", j->cases);
	write(j->cases, r->method);
	fputs(r->method.len > 0 && r->url.len > 0 ? " " : "", j->cases);
	write(j->cases, r->url);
	fprintf(j->cases, " (%llu)\"", (unsigned long long)r->entry);
	attribute(j->cases, "classname", r->file);
	fputc('>', j->cases);
	for (size_t i = 0; i < r->findings_len; i++)
		if ((int)r->findings[i].severity >= j->fail_on) {
			failure(j->cases, r, &r->findings[i]);
			has_failed = true;
		}
	j->failures += has_failed;
	remarks(j, r);
	fputs("</testcase>", j->cases);
}

/* What waited goes out. */
static void release(struct junit *j)
{
	char block[16384];
	size_t len;

	if (j->is_in_memory) {
		pl_memory_stream_end(j->cases);
		fwrite(j->text, 1, j->len, j->out);
		free(j->text);
		return;
	}
	rewind(j->cases); /* writes what is pending, too */
	while ((len = fread(block, 1, sizeof(block), j->cases)) > 0)
		fwrite(block, 1, len, j->out);
	fclose(j->cases);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct junit *j = state;

	fprintf(j->out,
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"plimsoll\">\n"
	        " <testsuite name=\"plimsoll check\" tests=\"%llu\" failures=\"%llu\" errors=\"%llu\">",
	        (unsigned long long)(j->tests + s->unreadable), (unsigned long long)j->failures,
	        (unsigned long long)s->unreadable);
	release(j);
	for (uint64_t i = 0; i < s->unreadable; i++)
		fprintf(j->out,
		        "\n  <testcase name=\"input that could not be read (%llu)\" classname=\"plimsoll\">"
		        "<error message=\"could not be read; standard error says why\"/></testcase>",
		        (unsigned long long)i + 1);
	fputs("\n </testsuite>\n</testsuites>\n", j->out);
	free(j);
}

const struct pl_report pl_junit_report = { "junit", "JUnit XML: a test case for each request", begin, request, end };
