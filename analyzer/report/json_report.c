/* The report as one JSON object, and the same requests as one object a line. A member that has no value is null or left
 * out; text that is not UTF-8 has U+FFFD where it is not. */
#include "report/fixable.h"
#include "report/report.h"

#include <stdlib.h>

#include "base/json_text.h"
#include "base/memory.h"

struct json {
	FILE *out;
	const char *line; /* what begins a line inside a request */
	bool shows_facts, is_lines, has_request;
};

static const char *const severities[] = { "note", "warning", "error" };

static void string(FILE *out, const char *key, struct plimsoll_text text)
{
	pl_json_text_member(out, key, (struct pl_str){ text.len > 0 ? text.ptr : NULL, text.len });
}

/* A member that follows others. */
static void more_string(FILE *out, const char *key, struct plimsoll_text text)
{
	fputs(", ", out);
	string(out, key, text);
}

static void number(FILE *out, const char *key, uint64_t value)
{
	fprintf(out, "\"%s\": %llu", key, (unsigned long long)value);
}

static void more_number(FILE *out, const char *key, uint64_t value)
{
	fputs(", ", out);
	number(out, key, value);
}

static void weight(const struct json *j, const struct plimsoll_weight *w)
{
	FILE *out = j->out;

	fprintf(out, ",%s\"weight\": ", j->line);
	if (!w->is_known) {
		fputs("null", out);
		return;
	}
	fputc('{', out);
	number(out, "head_bytes", w->head_bytes);
	more_number(out, "body_bytes", w->body_bytes);
	more_number(out, "framing_bytes", w->framing_bytes);
	more_number(out, "decoded_bytes", w->decoded_bytes);
	more_number(out, "base64_bytes", w->base64_bytes);
	more_number(out, "raw_bytes", w->raw_bytes);
	more_number(out, "envelope_bytes", w->envelope_bytes);
	fprintf(out, ", \"inflation\": %.4f", w->inflation);
	if (w->limit > 0) {
		more_number(out, "limit", w->limit);
		more_string(out, "limit_name", w->limit_name);
	}
	fputc('}', out);
}

static void largest(const struct json *j, const struct plimsoll_weight *w)
{
	FILE *out = j->out;

	fprintf(out, ",%s\"largest\": [", j->line);
	for (size_t i = 0; i < w->largest_len; i++) {
		const struct plimsoll_contribution *c = &w->largest[i];

		fputs(i ? ", {" : "{", out);
		string(out, "pointer", c->pointer);
		more_string(out, "part", c->part);
		more_number(out, "bytes", c->bytes);
		more_number(out, "raw_bytes", c->raw_bytes);
		more_string(out, "encoding", c->encoding);
		more_string(out, "media_type", c->media_type);
		fputc('}', out);
	}
	fputc(']', out);
}

static void fact_value(FILE *out, const struct plimsoll_fact *f)
{
	switch (f->kind) {
	case PLIMSOLL_FLAG:
		fputs(f->truth ? "true" : "false", out);
		break;
	case PLIMSOLL_NUMBER:
		fprintf(out, "%lld", (long long)f->number);
		break;
	case PLIMSOLL_STRING:
		pl_json_text_write(out, (struct pl_str){ f->string.ptr, f->string.len });
		break;
	case PLIMSOLL_LIST:
		fputc('[', out);
		for (size_t i = 0; i < f->list_len; i++) {
			fputs(i ? ", " : "", out);
			pl_json_text_write(out, (struct pl_str){ f->list[i].ptr, f->list[i].len });
		}
		fputc(']', out);
		break;
	case PLIMSOLL_UNKNOWN:
		fputs("null", out);
		break;
	}
}

/* The facts of the row that fact `i` begins, as one object; returns the index behind them. */
static size_t row(FILE *out, const struct plimsoll_request *r, size_t i)
{
	const uint64_t number_of_row = r->facts[i].row;
	const char *before = "{";

	for (; i < r->facts_len && r->facts[i].row == number_of_row; i++) {
		fprintf(out, "%s\"%.*s\": ", before, (int)r->facts[i].name.len, r->facts[i].name.ptr);
		fact_value(out, &r->facts[i]);
		before = ", ";
	}
	fputc('}', out);
	return i;
}

static size_t row_end(const struct plimsoll_request *r, size_t i)
{
	const uint64_t number_of_row = r->facts[i].row;

	while (i < r->facts_len && r->facts[i].row == number_of_row)
		i++;
	return i;
}

/* `facts` are the request's own; `rows` those of each header, part, content and field, an object each, as they closed. */
static void facts(const struct json *j, const struct plimsoll_request *r)
{
	const char *before = "";
	bool has_own = false;

	fprintf(j->out, ",%s\"facts\": ", j->line);
	for (size_t i = 0; i < r->facts_len && !has_own; i++)
		if (r->facts[i].row == 0) {
			row(j->out, r, i);
			has_own = true;
		}
	fprintf(j->out, "%s,%s\"rows\": [", has_own ? "" : "{}", j->line);
	for (size_t i = 0; i < r->facts_len;) {
		if (r->facts[i].row == 0) {
			i = row_end(r, i);
			continue;
		}
		fputs(before, j->out);
		i = row(j->out, r, i);
		before = ", ";
	}
	fputc(']', j->out);
}

/* "gzip/base64" as a list. */
static void via(FILE *out, struct plimsoll_text layers)
{
	struct pl_str rest = { layers.ptr, layers.len };

	fputs(", \"via\": [", out);
	while (rest.len > 0) {
		size_t len = 0;

		while (len < rest.len && rest.ptr[len] != '/')
			len++;
		pl_json_text_write(out, (struct pl_str){ rest.ptr, len });
		rest = pl_str_after(rest, len < rest.len ? len + 1 : len);
		fputs(rest.len > 0 ? ", " : "", out);
	}
	fputc(']', out);
}

static void place(FILE *out, const struct plimsoll_request *r, const struct plimsoll_place *p)
{
	if (p->is_known) {
		if (p->path.len != r->file.len || memcmp(p->path.ptr, r->file.ptr, p->path.len) != 0)
			more_string(out, "path", p->path);
		more_number(out, "offset", p->offset);
		more_number(out, "length", p->length);
	}
	if (p->line > 0) {
		more_number(out, "line", p->line);
		more_number(out, "column", p->column);
	}
	more_string(out, "pointer", p->pointer);
	more_string(out, "part", p->part);
	via(out, p->via);
}

static void finding(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	fputc('{', out);
	string(out, "rule", f->rule);
	fprintf(out, ", \"severity\": \"%s\"", severities[f->severity]);
	more_string(out, "message", f->message);
	more_string(out, "fix", f->fix);
	more_string(out, "gateway", f->gateway);
	more_string(out, "confidence", f->confidence);
	more_string(out, "explained_by", f->explained_by);
	if (pl_fixable(r, f))
		fprintf(out, ", \"fixable\": \"%s\"", pl_fixable(r, f));
	place(out, r, &f->place);
	if (f->more > 0)
		more_number(out, "more", f->more);
	fputc('}', out);
}

static void findings(const struct json *j, const struct plimsoll_request *r)
{
	FILE *out = j->out;

	fprintf(out, ",%s\"findings\": [", j->line);
	for (size_t i = 0; i < r->findings_len; i++) {
		fprintf(out, "%s%s", i ? "," : "", j->is_lines ? "" : "\n     ");
		finding(out, r, &r->findings[i]);
	}
	fprintf(out, "],%s\"undecided\": [", j->line);
	for (size_t i = 0; i < r->undecided_len; i++) {
		fputs(i ? ", {" : "{", out);
		string(out, "rule", r->undecided[i].rule);
		more_string(out, "missing", r->undecided[i].missing);
		fputc('}', out);
	}
	fputc(']', out);
}

static void object(const struct json *j, const struct plimsoll_request *r)
{
	FILE *out = j->out;

	fputc('{', out);
	string(out, "file", r->file);
	more_number(out, "entry", r->entry);
	if (r->id.len > 0)
		more_string(out, "id", r->id);
	more_string(out, "method", r->method);
	more_string(out, "url", r->url);
	weight(j, &r->weight);
	largest(j, &r->weight);
	if (j->shows_facts)
		facts(j, r);
	findings(j, r);
	fputc('}', out);
}

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct json *j = pl_memory_alloc(sizeof(*j));

	*j = (struct json){ .out = out, .line = "\n   ", .shows_facts = options->shows_facts };
	fprintf(out, "{\"plimsoll\": \"%s\", \"schema\": %d,\n \"requests\": [", PLIMSOLL_VERSION, PLIMSOLL_SCHEMA);
	return j;
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct json *j = state;

	fputs(j->has_request ? ",\n  " : "\n  ", j->out);
	j->has_request = true;
	object(j, r);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct json *j = state;

	fputs("],\n \"summary\": {", j->out);
	number(j->out, "requests", s->requests);
	more_number(j->out, "errors", s->errors);
	more_number(j->out, "warnings", s->warnings);
	more_number(j->out, "notes", s->notes);
	more_number(j->out, "undecided", s->undecided);
	if (s->ignored > 0)
		more_number(j->out, "ignored", s->ignored);
	if (s->silenced > 0)
		more_number(j->out, "silenced", s->silenced);
	fputs("}}\n", j->out);
	free(j);
}

static void *begin_lines(FILE *out, const struct pl_report_options *options)
{
	struct json *j = pl_memory_alloc(sizeof(*j));

	*j = (struct json){ .out = out, .line = " ", .shows_facts = options->shows_facts, .is_lines = true };
	return j;
}

static void request_line(void *state, const struct plimsoll_request *r)
{
	struct json *j = state;

	object(j, r);
	fputc('\n', j->out);
	fflush(j->out); /* whoever waits at the other end of a pipe has it now; a failure stays with the stream */
}

static void end_lines(void *state, const struct pl_report_summary *summary)
{
	(void)summary;
	free(state);
}

const struct pl_report pl_json_report = { "json", "one JSON object", begin, request, end };
const struct pl_report pl_ndjson_report = { "ndjson", "one JSON object a line for each request", begin_lines, request_line,
	                                    end_lines };
