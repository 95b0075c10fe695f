/* SARIF 2.1.0 (OASIS, 2020): one run. Results stream; the rules that they name are kept and stand behind them. */
#include <stdlib.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "report/report.h"
#include "report/fixable.h"
#include "report/same.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* What a rule says of itself, written as JSON when its first finding came. */
struct rule {
	char *id, *json;
};

struct sarif {
	FILE *out;
	struct rule *rules;
	size_t len, room;
	bool has_result;
};

static const char *const levels[] = { "note", "warning", "error" };

static void write(FILE *out, struct plimsoll_text text)
{
	pl_json_text_write(out, (struct pl_str){ text.ptr, text.len });
}

/* `"key": {"text": "…"}` */
static void message(FILE *out, const char *key, struct plimsoll_text text)
{
	fprintf(out, "\"%s\": {\"text\": ", key);
	write(out, text);
	fputc('}', out);
}

/* Paragraphs as one JSON string; `mark` stands before each reference. */
static void help(FILE *out, const struct plimsoll_finding *f, const char *mark)
{
	char *text;
	size_t len;
	FILE *whole = pl_memory_stream(&text, &len);

	for (size_t i = 0; i < f->explain_len; i++)
		fprintf(whole, "%s%.*s", i ? "\n\n" : "", (int)f->explain[i].len, f->explain[i].ptr);
	for (size_t i = 0; i < f->see_len; i++)
		fprintf(whole, "%s%s%.*s", i ? "\n" : "\n\n", mark, (int)f->see[i].len, f->see[i].ptr);
	pl_memory_stream_end(whole);
	pl_json_text_write(out, (struct pl_str){ text, len });
	free(text);
}

static void describe(FILE *out, const struct plimsoll_finding *f)
{
	fputs("{\"id\": ", out);
	write(out, f->rule);
	fputs(", ", out);
	message(out, "shortDescription", f->summary);
	fputs(",\n      \"help\": {\"text\": ", out);
	help(out, f, "");
	fputs(", \"markdown\": ", out);
	help(out, f, "- ");
	fprintf(out, "},\n      \"defaultConfiguration\": {\"level\": \"%s\"}", levels[f->severity]);
	fputs(", \"properties\": {\"precision\": ", out);
	fputs(f->confidence.len == 0 || f->confidence.ptr[0] == 'c' ? "\"very-high\"" :
	      f->confidence.ptr[0] == 'l'                           ? "\"high\"" :
	                                                              "\"medium\"",
	      out);
	fputs("}}", out);
}

static char *text_of(struct plimsoll_text text)
{
	char *copy = pl_memory_alloc(text.len + 1);

	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

/* The number of the finding's rule in the run's list. */
static size_t rule_index(struct sarif *s, const struct plimsoll_finding *f)
{
	size_t len;
	FILE *json;

	for (size_t i = 0; i < s->len; i++)
		if (strlen(s->rules[i].id) == f->rule.len && memcmp(s->rules[i].id, f->rule.ptr, f->rule.len) == 0)
			return i;
	if (s->len == s->room) {
		s->room = s->room ? 2 * s->room : 16;
		s->rules = pl_memory_grow(s->rules, s->room * sizeof(*s->rules));
	}
	s->rules[s->len].id = text_of(f->rule);
	json = pl_memory_stream(&s->rules[s->len].json, &len);
	describe(json, f);
	pl_memory_stream_end(json);
	return s->len++;
}

/* A path as a URI reference (RFC 3986); an absolute one as a file: URI. */
static void write_uri(FILE *out, struct plimsoll_text path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

	fputs(path.len > 0 && path.ptr[0] == '/' ? "\"file://" : "\"", out);
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] && strchr(plain, path.ptr[i]))
			fputc(path.ptr[i], out);
		else
			fprintf(out, "%%%02X", (unsigned char)path.ptr[i]);
	fputc('"', out);
}

static void logical(FILE *out, struct plimsoll_text name, const char *kind, size_t *count)
{
	if (name.len == 0)
		return;
	fputs((*count)++ ? ", {\"fullyQualifiedName\": " : ", \"logicalLocations\": [{\"fullyQualifiedName\": ", out);
	write(out, name);
	fprintf(out, ", \"kind\": \"%s\"}", kind);
}

static void location(FILE *out, const struct plimsoll_request *r, const struct plimsoll_place *p)
{
	size_t count = 0;

	fputs("{\"physicalLocation\": {\"artifactLocation\": {\"uri\": ", out);
	write_uri(out, p->path.len > 0 ? p->path : r->file);
	fputc('}', out);
	if (p->is_known) {
		fprintf(out, ", \"region\": {\"byteOffset\": %llu, \"byteLength\": %llu", (unsigned long long)p->offset,
		        (unsigned long long)p->length);
		if (p->line > 0)
			fprintf(out, ", \"startLine\": %llu, \"startColumn\": %llu", (unsigned long long)p->line,
			        (unsigned long long)p->column);
		fputc('}', out);
	}
	fputc('}', out);
	logical(out, p->pointer, "member", &count);
	logical(out, p->part, "element", &count);
	logical(out, p->header, "parameter", &count);
	fputs(count ? "]}" : "}", out);
}

static void suppression(FILE *out, const struct plimsoll_finding *f)
{
	fprintf(out, ",\n     \"suppressions\": [{\"kind\": \"%.*s\"", (int)f->suppression.len, f->suppression.ptr);
	if (f->justification.len > 0) {
		fputs(", \"justification\": ", out);
		write(out, f->justification);
	}
	fputs("}]", out);
}

/* The text that a service shows: what is wrong, and what would be right. */
static void finding_text(FILE *out, const struct plimsoll_finding *f)
{
	char *text;
	size_t len;
	FILE *whole = pl_memory_stream(&text, &len);

	fprintf(whole, "%.*s", (int)f->message.len, f->message.ptr);
	if (f->fix.len > 0)
		fprintf(whole, "; %.*s", (int)f->fix.len, f->fix.ptr);
	if (f->more > 0)
		fprintf(whole, " (and %llu more)", (unsigned long long)f->more);
	pl_memory_stream_end(whole);
	message(out, "message", (struct plimsoll_text){ text, len });
	free(text);
}

/* Edits whose bytes are known without reading the value again (section 3.55); the others are --fix's alone. */
static void fixes(FILE *out, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	const struct plimsoll_edit *edit = &f->edit;
	bool is_added = edit->kind == PLIMSOLL_EDIT_ADD;

	if (!pl_fixable(r, f))
		return;
	fprintf(out, ",\n     \"properties\": {\"fixable\": \"%s\"}", pl_fixable(r, f));
	if (r->frame.is_command || (!is_added && edit->kind != PLIMSOLL_EDIT_REPLACE))
		return;
	fputs(",\n     \"fixes\": [{\"artifactChanges\": [{\"artifactLocation\": {\"uri\": ", out);
	write_uri(out, f->place.path.len > 0 ? f->place.path : r->file);
	fprintf(out, "}, \"replacements\": [{\"deletedRegion\": {\"byteOffset\": %llu, \"byteLength\": %llu}",
	        (unsigned long long)(edit->offset + (is_added ? edit->length : 0)), (unsigned long long)(is_added ? 0 : edit->length));
	if (edit->text.len > 0) {
		fputs(", \"insertedContent\": {\"text\": ", out);
		write(out, edit->text);
		fputs("}", out);
	}
	fputs("}]}]}]", out);
}

static void begin_result(struct sarif *s)
{
	fputs(s->has_result ? ",\n    {" : "\n    {", s->out);
	s->has_result = true;
}

static void finding(struct sarif *s, const struct plimsoll_request *r, const struct plimsoll_finding *f)
{
	size_t index = rule_index(s, f);

	begin_result(s);
	fputs("\"ruleId\": ", s->out);
	write(s->out, f->rule);
	fprintf(s->out, ", \"ruleIndex\": %zu, \"level\": \"%s\",\n     ", index, levels[f->severity]);
	finding_text(s->out, f);
	fputs(",\n     \"locations\": [", s->out);
	location(s->out, r, &f->place);
	fprintf(s->out, "],\n     \"partialFingerprints\": {\"plimsollFinding/v1\": \"%016llx\"}",
	        (unsigned long long)pl_same_finding(r, f));
	if (f->suppression.len > 0)
		suppression(s->out, f);
	fixes(s->out, r, f);
	fputc('}', s->out);
}

/* What could not be looked at is neither a pass nor a failure: SARIF's kind "open" (section 3.27.9). */
static void undecided(struct sarif *s, const struct plimsoll_request *r, const struct plimsoll_undecided *u)
{
	begin_result(s);
	fputs("\"ruleId\": ", s->out);
	write(s->out, u->rule);
	fputs(", \"kind\": \"open\", \"level\": \"none\", \"message\": {\"text\": \"undecided: ", s->out);
	fprintf(s->out, "%.*s could not be looked at\"}, \"locations\": [", (int)u->missing.len, u->missing.ptr);
	location(s->out, r, &(struct plimsoll_place){ .is_known = false });
	fputs("]}", s->out);
}

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct sarif *s = pl_memory_alloc(sizeof(*s));

	(void)options;
	*s = (struct sarif){ .out = out };
	fputs("{\"$schema\": \"" SCHEMA "\",\n \"version\": \"2.1.0\",\n \"runs\": [{\n   \"results\": [", out);
	return s;
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct sarif *s = state;

	for (size_t i = 0; i < r->findings_len; i++)
		finding(s, r, &r->findings[i]);
	for (size_t i = 0; i < r->suppressed_len; i++)
		finding(s, r, &r->suppressed[i]);
	for (size_t i = 0; i < r->undecided_len; i++)
		undecided(s, r, &r->undecided[i]);
}

static void end(void *state, const struct pl_report_summary *summary)
{
	struct sarif *s = state;

	fprintf(s->out,
	        "],\n   \"invocations\": [{\"executionSuccessful\": %s}],\n"
	        "   \"tool\": {\"driver\": {\"name\": \"plimsoll\", \"version\": \"%s\", \"rules\": [",
	        summary->unreadable ? "false" : "true", PLIMSOLL_VERSION);
	for (size_t i = 0; i < s->len; i++) {
		fprintf(s->out, "%s%s", i ? ",\n     " : "\n     ", s->rules[i].json);
		free(s->rules[i].id);
		free(s->rules[i].json);
	}
	fputs("]}}}]}\n", s->out);
	free(s->rules);
	free(s);
}

const struct pl_report pl_sarif_report = { "sarif", "SARIF 2.1.0, for code scanning", begin, request, end };
