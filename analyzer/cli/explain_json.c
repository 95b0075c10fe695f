/* An explanation as JSON. */
#include "cli/explain_report.h"

#include "base/json_text.h"

static struct pl_str given(struct pl_str text)
{
	return text.len > 0 ? text : (struct pl_str){ NULL, 0 };
}

static void number(FILE *out, const char *key, bool is_known, uint64_t value)
{
	if (is_known)
		fprintf(out, ", \"%s\": %llu", key, (unsigned long long)value);
	else
		fprintf(out, ", \"%s\": null", key);
}

static void member(FILE *out, const char *key, struct pl_str text)
{
	fputs(", ", out);
	pl_json_text_member(out, key, given(text));
}

static void fact(FILE *out, const struct pl_row *row, const char *key, enum pl_fact id)
{
	const struct pl_value *value = pl_row_get(row, id);

	number(out, key, value->state == PL_KNOWN, (uint64_t)value->number);
}

static void texts(FILE *out, const char *key, const struct pl_value *list)
{
	fprintf(out, ", \"%s\": [", key);
	for (size_t i = 0; list->state == PL_KNOWN && i < list->list.len; i++) {
		fputs(i ? ", " : "", out);
		pl_json_text_write(out, list->list.items[i]);
	}
	fputs("]", out);
}

static void write_refusers(FILE *out, const struct pl_explanation *x)
{
	fputs(", \"refusers\": [", out);
	for (size_t i = 0; i < x->refusers_len; i++) {
		const struct pl_refuser *r = &x->refusers[i];

		fputs(i ? ", {" : "{", out);
		pl_json_text_member(out, "gateway", given(r->gateway));
		member(out, "name", r->name);
		member(out, "fingerprint", r->fingerprint);
		member(out, "confidence", r->confidence);
		number(out, "stated_limit", r->stated_limit > 0, r->stated_limit);
		member(out, "source", r->source);
		fputs("}", out);
	}
	fputs("]", out);
}

static void write_exchange(FILE *out, const struct pl_exchange *e, const struct pl_explanation *x)
{
	const struct pl_row *row = &x->row;

	fputs("{", out);
	pl_json_text_member(out, "file", given(e->file));
	number(out, "entry", e->has_entry, e->entry);
	member(out, "method", e->method);
	member(out, "url", e->url);
	fact(out, row, "status", PL_FACT_exchange_status);
	fact(out, row, "wire_bytes", PL_FACT_exchange_wire_bytes);
	fact(out, row, "raw_bytes", PL_FACT_exchange_raw_bytes);
	fprintf(out, ", \"is_cut\": %s, \"raw_is_estimate\": %s", e->is_cut ? "true" : "false",
	        pl_row_has(row, PL_FACT_exchange_raw_is_estimate) ? "true" : "false");
	fact(out, row, "seen_bytes", PL_FACT_exchange_seen_bytes);
	fact(out, row, "sent_bytes", PL_FACT_exchange_sent_bytes);
	fact(out, row, "stated_limit", PL_FACT_exchange_stated_limit);
	fact(out, row, "stated_bytes", PL_FACT_exchange_stated_bytes);
	member(out, "encoding", e->encoding);
	write_refusers(out, x);
	texts(out, "chain", pl_row_get(row, PL_FACT_exchange_chain));
	texts(out, "tells", pl_row_get(row, PL_FACT_exchange_tells));
	texts(out, "findings", pl_row_get(row, PL_FACT_exchange_findings));
	fputs("}", out);
}

static void write_bracket(FILE *out, const struct pl_bracket *b)
{
	fputs("{\"at_least\": ", out);
	if (b->has_least)
		fprintf(out, "%llu", (unsigned long long)b->at_least);
	else
		fputs("null", out);
	number(out, "below", b->has_below, b->below);
	fputs(", \"candidates\": [", out);
	for (size_t i = 0; i < b->candidates_len; i++) {
		const struct pl_candidate *c = &b->candidates[i];

		fputs(i ? ",\n      {" : "\n      {", out);
		pl_json_text_member(out, "gateway", c->gateway);
		member(out, "name", c->name);
		member(out, "setting", c->setting);
		number(out, "bytes", true, c->bytes);
		fprintf(out, ", \"exact\": %s", c->is_exact ? "true" : "false");
		member(out, "source", c->source);
		fputs("}", out);
	}
	fputs("]}", out);
}

static void write_reasons(FILE *out, const char *key, const struct pl_reason *reasons, size_t len)
{
	fprintf(out, ",\n      \"%s\": [", key);
	for (size_t i = 0; i < len; i++) {
		fputs(i ? ",\n        " : "", out);
		pl_json_text_write(out, reasons[i].text);
	}
	fputs("]", out);
}

static void write_suspect(FILE *out, const struct pl_suspect *s, const struct pl_explanation *x)
{
	fputs("{", out);
	pl_json_text_member(out, "id", s->diagnosis->name);
	member(out, "title", s->diagnosis->title);
	fprintf(out, ", \"confidence\": \"%s\", \"score\": %lld", pl_confidence_names[s->confidence], (long long)s->score);
	member(out, "verdict", s->verdict);
	write_reasons(out, "because", s->pro, s->pro_len);
	write_reasons(out, "against", s->contra, s->contra_len);
	fputs(",\n      ", out);
	pl_json_text_member(out, "gateway", pl_explain_gateway(s, x));
	member(out, "fix", s->fix);
	member(out, "next", s->next);
	fputs(", \"see\": [", out);
	for (size_t i = 0; i < s->diagnosis->see_len; i++) {
		fputs(i ? ", " : "", out);
		pl_json_text_write(out, s->diagnosis->see[i]);
	}
	fputs("]", out);
	fputs("}", out);
}

static void write_names(FILE *out, const char *key, const struct pl_suspect *const *suspects, size_t len)
{
	fprintf(out, ", \"%s\": [", key);
	for (size_t i = 0; i < len; i++) {
		fputs(i ? ", " : "", out);
		pl_json_text_write(out, suspects[i]->diagnosis->name);
	}
	fputs("]", out);
}

static void write_next(FILE *out, const struct pl_explanation *x)
{
	const struct pl_next *next = &x->next;
	const struct pl_suspect *first_two[] = { x->suspects, x->suspects + 1 };

	if (next->experiment == NULL) {
		fputs(",\n    \"next\": null", out);
		return;
	}
	fputs(",\n    \"next\": {", out);
	pl_json_text_member(out, "experiment", next->experiment->name);
	write_names(out, "separates", first_two, next->separates ? 2 : 0);
	fputs(",\n      ", out);
	pl_json_text_member(out, "run", next->run);
	fputs(",\n      \"outcomes\": [", out);
	for (size_t i = 0; i < next->outcomes_len; i++) {
		const struct pl_next_outcome *o = &next->outcomes[i];

		fputs(i ? ",\n       {" : "\n       {", out);
		pl_json_text_member(out, "outcome", o->name);
		member(out, "seen", o->seen);
		write_names(out, "means", (const struct pl_suspect *const *)o->means, o->means_len);
		fputs("}", out);
	}
	fputs("]}", out);
}

void pl_explain_json(FILE *out, const struct pl_exchange *exchange, const struct pl_explanation *x,
                     const struct pl_config_file *config)
{
	fputs("{\"exchange\": ", out);
	write_exchange(out, exchange, x);
	fputs(",\n    \"bracket\": ", out);
	if (x->bracket.has_least || x->bracket.has_below)
		write_bracket(out, &x->bracket);
	else
		fputs("null", out);
	fputs(",\n    ", out);
	pl_json_text_member(out, "verdict", x->verdict);
	fputs(",\n    \"diagnoses\": [", out);
	for (size_t i = 0; i < x->suspects_len; i++) {
		fputs(i ? ",\n     " : "\n     ", out);
		write_suspect(out, &x->suspects[i], x);
	}
	fputc(']', out);
	write_next(out, x);
	if (config)
		pl_explain_config_json(out, config, exchange, x);
	fputc('}', out);
}
