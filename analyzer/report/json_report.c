/* The report as one JSON object. Bytes that are not ASCII text come out as \u escapes of their values. */
#include "report/report.h"

#include "base/memory.h"

#include <stdlib.h>

struct json {
	FILE *out;
	bool shows_facts, has_request;
};

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct json *j = pl_memory_alloc(sizeof(*j));

	*j = (struct json){ out, options->shows_facts, false };
	fprintf(out, "{\"plimsoll\": \"%s\", \"schema\": %d,\n \"requests\": [", PLIMSOLL_VERSION, PLIMSOLL_SCHEMA);
	return j;
}

static void string(FILE *out, const char *key, struct plimsoll_text text)
{
	fprintf(out, "\"%s\": ", key);
	if (text.ptr == NULL || text.len == 0) {
		fputs("null", out);
		return;
	}
	fputc('"', out);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7F)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void number(FILE *out, const char *key, uint64_t value)
{
	fprintf(out, "\"%s\": %llu", key, (unsigned long long)value);
}

static void weight(FILE *out, const struct plimsoll_weight *w)
{
	fputs(",\n   \"weight\": ", out);
	if (!w->is_known) {
		fputs("null", out);
		return;
	}
	fprintf(out, "{\"head_bytes\": %llu, \"body_bytes\": %llu, \"decoded_bytes\": %llu, \"base64_bytes\": %llu, ",
	        (unsigned long long)w->head_bytes, (unsigned long long)w->body_bytes, (unsigned long long)w->decoded_bytes,
	        (unsigned long long)w->base64_bytes);
	fprintf(out, "\"raw_bytes\": %llu, \"envelope_bytes\": %llu, \"inflation\": %.4f}", (unsigned long long)w->raw_bytes,
	        (unsigned long long)w->envelope_bytes, w->inflation);
}

static void largest(FILE *out, const struct plimsoll_weight *w)
{
	fputs(",\n   \"largest\": [", out);
	for (size_t i = 0; i < w->largest_len; i++) {
		const struct plimsoll_contribution *c = &w->largest[i];

		fputs(i ? ", {" : "{", out);
		string(out, "pointer", c->pointer);
		fputs(", ", out);
		string(out, "part", c->part);
		fprintf(out, ", \"bytes\": %llu, \"raw_bytes\": %llu, ", (unsigned long long)c->bytes,
		        (unsigned long long)c->raw_bytes);
		string(out, "encoding", c->encoding);
		fputs(", ", out);
		string(out, "media_type", c->media_type);
		fputc('}', out);
	}
	fputc(']', out);
}

static void place(FILE *out, const struct plimsoll_place *p)
{
	if (p->is_known) {
		fputs(", ", out);
		number(out, "offset", p->offset);
		fputs(", ", out);
		number(out, "length", p->length);
	}
	if (p->line > 0)
		fprintf(out, ", \"line\": %llu, \"column\": %llu", (unsigned long long)p->line, (unsigned long long)p->column);
	fputs(", ", out);
	string(out, "pointer", p->pointer);
	fputs(", ", out);
	string(out, "part", p->part);
}

static void findings(FILE *out, const struct plimsoll_request *r)
{
	static const char *const severities[] = { "note", "warning", "error" };

	fputs(",\n   \"findings\": [", out);
	for (size_t i = 0; i < r->findings_len; i++) {
		const struct plimsoll_finding *f = &r->findings[i];

		fputs(i ? ",\n     {" : "\n     {", out);
		string(out, "rule", f->rule);
		fprintf(out, ", \"severity\": \"%s\", ", severities[f->severity]);
		string(out, "message", f->message);
		fputs(", ", out);
		string(out, "fix", f->fix);
		fputs(", ", out);
		string(out, "gateway", f->gateway);
		fputs(", ", out);
		string(out, "explained_by", f->explained_by);
		place(out, &f->place);
		fputc('}', out);
	}
	fputs("],\n   \"undecided\": [", out);
	for (size_t i = 0; i < r->undecided_len; i++) {
		fputs(i ? ", {" : "{", out);
		string(out, "rule", r->undecided[i].rule);
		fputs(", ", out);
		string(out, "missing", r->undecided[i].missing);
		fputc('}', out);
	}
	fputc(']', out);
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct json *j = state;
	FILE *out = j->out;

	fputs(j->has_request ? ",\n  {" : "\n  {", out);
	j->has_request = true;
	string(out, "file", r->file);
	fputs(", ", out);
	number(out, "entry", r->entry);
	fputs(", ", out);
	string(out, "method", r->method);
	fputs(", ", out);
	string(out, "url", r->url);
	weight(out, &r->weight);
	largest(out, &r->weight);
	findings(out, r);
	fputc('}', out);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct json *j = state;

	fprintf(j->out, "],\n \"summary\": {\"requests\": %llu, \"errors\": %llu, \"warnings\": %llu, \"notes\": %llu, ",
	        (unsigned long long)s->requests, (unsigned long long)s->errors, (unsigned long long)s->warnings,
	        (unsigned long long)s->notes);
	fprintf(j->out, "\"undecided\": %llu}}\n", (unsigned long long)s->undecided);
	free(j);
}

const struct pl_report pl_json_report = { "json", "one JSON object", begin, request, end };
