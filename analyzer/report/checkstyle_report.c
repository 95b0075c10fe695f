/* Checkstyle XML: findings under the file that they stand in. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/xml_text.h"
#include "report/report.h"

struct checkstyle {
	FILE *out;
	char *file; /* whose element is open, or NULL */
};

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct checkstyle *c = pl_memory_alloc(sizeof(*c));

	(void)options;
	c->out = out;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n", out);
	return c;
}

static void leave_file(struct checkstyle *c)
{
	if (c->file)
		fputs("</file>\n", c->out);
	free(c->file);
	c->file = NULL;
}

static void enter_file(struct checkstyle *c, struct plimsoll_text path)
{
	if (c->file && strlen(c->file) == path.len && memcmp(c->file, path.ptr, path.len) == 0)
		return;
	leave_file(c);
	c->file = pl_memory_alloc(path.len + 1);
	memcpy(c->file, path.ptr, path.len);
	fputs("<file", c->out);
	pl_xml_text_attribute(c->out, "name", (struct pl_str){ path.ptr, path.len });
	fputs(">\n", c->out);
}

static void finding(struct checkstyle *c, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	static const char *const severities[] = { "info", "warning", "error" };

	enter_file(c, f->place.path.len > 0 ? f->place.path : r->file);
	fputs(" <error", c->out);
	if (f->place.line > 0)
		fprintf(c->out, " line=\"%llu\" column=\"%llu\"", (unsigned long long)f->place.line,
		        (unsigned long long)f->place.column);
	fprintf(c->out, " severity=\"%s\"", severities[f->severity]);
	pl_xml_text_attribute(c->out, "message", (struct pl_str){ f->message.ptr, f->message.len });
	fprintf(c->out, " source=\"plimsoll.%.*s\"/>\n", (int)f->rule.len, f->rule.ptr);
}

static void request(void *state, const struct plimsoll_request *r)
{
	for (size_t i = 0; i < r->findings_len; i++)
		finding(state, r, &r->findings[i]);
}

static void end(void *state, const struct pl_report_summary *summary)
{
	struct checkstyle *c = state;

	(void)summary;
	leave_file(c);
	fputs("</checkstyle>\n", c->out);
	free(c);
}

const struct pl_report pl_checkstyle_report = { "checkstyle", "Checkstyle XML", begin, request, end };
