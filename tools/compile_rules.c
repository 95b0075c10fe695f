/* A build step: compiles the rules below a folder and writes them as C, so that the program need not do so each time it
 * starts. Written are tables of constants; what one entry holds of another kind stands before it in that one's table. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "rule/built_in.h"
#include "rule/expression_node.h"
#include "rule/message_piece.h"

/* A member that is new to one of these must be written here too: write_rule and its kin, then this. */
_Static_assert(sizeof(void *) != 8 ||
                       (sizeof(struct pl_rule) == sizeof(struct pl_guard) + 248 && sizeof(struct pl_expression) == 48 &&
                        sizeof(struct pl_message_piece) == 40 && sizeof(struct pl_message_template) == 32),
               "tools/compile_rules.c must write every member");

/* This step comes before there is anything built in. */
const struct pl_rule pl_built_in_rules[1];
const size_t pl_built_in_rules_len = 0;
const bool pl_built_in_wanted[PL_FACTS];

struct table {
	const char *type, *name;
	FILE *out;
	char *text;
	size_t size, len; /* of the text; how many entries */
};

static struct table texts = { .type = "pl_str", .name = "texts" }, values = { .type = "pl_result", .name = "values" },
		    nodes = { .type = "pl_expression", .name = "nodes" },
		    pieces = { .type = "pl_message_piece", .name = "pieces" },
		    templates = { .type = "pl_message_template", .name = "templates" };
static struct table *const tables[] = { &texts, &values, &nodes, &pieces, &templates };
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static void write_str(FILE *out, struct pl_str text)
{
	fputs(text.ptr ? "{ \"" : "{ NULL", out);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		/* ? may begin a trigraph. */
		if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%03o", c);
		else
			putc(c, out);
	}
	fprintf(out, "%s, %zu }", text.ptr ? "\"" : "", text.len);
}

/* PL_FACT_request_content_length of request.content_length. */
static void write_fact(FILE *out, enum pl_fact fact)
{
	const char *name = fact == PL_FACTS ? "" : pl_fact_info(fact)->name;

	fputs(fact == PL_FACTS ? "PL_FACTS" : "PL_FACT_", out);
	for (; *name; name++)
		putc(*name == '.' ? '_' : *name, out);
}

/* Returns where in the table of texts they stand. */
static size_t add_texts(const struct pl_str *items, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		fputc('\t', texts.out);
		write_str(texts.out, items[i]);
		fputs(",\n", texts.out);
	}
	texts.len += len;
	return texts.len - len;
}

static size_t add_value(const struct pl_result *value)
{
	size_t items = add_texts(value->items, value->items_len);

	fprintf(values.out, "\t{ .kind = %d, .flag = %d, .number = ", value->kind, value->flag);
	fprintf(values.out, value->number == INT64_MIN ? "INT64_MIN" : "%lld", (long long)value->number);
	fputs(", .text = ", values.out);
	write_str(values.out, value->text);
	fprintf(values.out, ", .items = texts + %zu, .items_len = %zu },\n", items, value->items_len);
	return values.len++;
}

static size_t add_node(const struct pl_expression *n)
{
	const struct pl_expression *const children[] = { n->a, n->b, n->c };
	size_t at[3] = { 0 }, literal = n->literal ? add_value(n->literal) : 0;

	for (size_t i = 0; i < 3; i++)
		at[i] = children[i] ? add_node(children[i]) : 0;
	fprintf(nodes.out, "\t{ .kind = %d, .type = %d, .operator = %d, .uses_gateway = %d", n->kind, n->type, n->operator,
	        n->uses_gateway);
	if (n->kind == PL_NODE_FACT || n->kind == PL_NODE_HAS) {
		fputs(", .fact = ", nodes.out);
		write_fact(nodes.out, n->fact);
	}
	if (n->literal)
		fprintf(nodes.out, ", .literal = values + %zu", literal);
	for (size_t i = 0; i < 3; i++)
		if (children[i])
			fprintf(nodes.out, ", .%c = nodes + %zu", "abc"[i], at[i]);
	fputs(" },\n", nodes.out);
	return nodes.len++;
}

static size_t add_template(const struct pl_message_template *message)
{
	for (const struct pl_message_piece *p = message->first; p; p = p->next) {
		size_t value = p->value ? add_node(p->value) : 0;

		fprintf(pieces.out, "\t{ .role = %d, .filter = %d, .text = ", p->role, p->filter);
		write_str(pieces.out, p->text);
		if (p->value)
			fprintf(pieces.out, ", .value = nodes + %zu", value);
		pieces.len++;
		if (p->next)
			fprintf(pieces.out, ", .next = pieces + %zu", pieces.len);
		fputs(" },\n", pieces.out);
		if (p == message->first)
			fprintf(templates.out, "\t{ .first = pieces + %zu, ", pieces.len - 1);
	}
	fprintf(templates.out, ".uses_gateway = %d, .text = ", message->uses_gateway);
	write_str(templates.out, message->text);
	fputs(" },\n", templates.out);
	return templates.len++;
}

static void write_set(FILE *out, const struct pl_fact_set *set)
{
	fputs("{ { ", out);
	for (size_t i = 0; i < PL_FACT_WORDS; i++)
		fprintf(out, "%s0x%llxU", i ? ", " : "", (unsigned long long)set->bits[i]);
	fputs(" } }", out);
}

static void write_text(FILE *out, const char *member, struct pl_str text)
{
	fprintf(out, "\t  .%s = ", member);
	write_str(out, text);
	fputs(",\n", out);
}

static void write_list(FILE *out, const char *member, const struct pl_str *items, size_t len)
{
	fprintf(out, "\t  .%s = texts + %zu, .%s_len = %zu,\n", member, add_texts(items, len), member, len);
}

static void write_edit(FILE *out, const struct pl_rule_edit *edit)
{
	fprintf(out, "\t  .edit = { .kind = %d, .is_safe = %d, .at = ", edit->kind, edit->is_safe);
	write_fact(out, edit->at);
	if (edit->with)
		fprintf(out, ", .with = templates + %zu", add_template(edit->with));
	fputs(" },\n", out);
}

static void write_rule(FILE *out, const struct pl_rule *r)
{
	write_text(out, "name", r->name);
	write_text(out, "topic", r->topic);
	write_text(out, "path", r->path);
	write_text(out, "confidence", r->confidence);
	write_text(out, "summary", r->summary);
	write_text(out, "bad", r->bad);
	write_text(out, "good", r->good);
	write_list(out, "explain", r->explain, r->explain_len);
	write_list(out, "see", r->see, r->see_len);
	write_list(out, "explains", r->explains, r->explains_len);
	fprintf(out, "\t  .severity = %d, .persona = %d, .each = PL_SCOPE_%s, .uses_gateway = %d, .at = ", r->severity,
	        r->persona, pl_scope_names[r->each], r->uses_gateway);
	write_fact(out, r->at);
	fprintf(out, ",\n\t  .when = nodes + %zu, ", add_node(r->when));
	fprintf(out, ".message = templates + %zu, ", add_template(r->message));
	fprintf(out, ".fix = templates + %zu,\n", add_template(r->fix));
	fprintf(out, "\t  .guard = { .exists = %d, .cost = %u, .facts = ", r->guard.exists, r->guard.cost);
	write_set(out, &r->guard.facts);
	fputs(", .known = ", out);
	write_set(out, &r->guard.known);
	fputs(" },\n", out);
	write_edit(out, &r->edit);
}

static void write_all(FILE *out, const struct pl_rule_set *set)
{
	char *rules = NULL;
	size_t size;
	FILE *text = pl_memory_stream(&rules, &size);

	for (size_t i = 0; i < TABLES; i++)
		tables[i]->out = pl_memory_stream(&tables[i]->text, &tables[i]->size);
	for (size_t i = 0; i < set->len; i++) {
		fputs("\t{\n", text);
		write_rule(text, set->rules[i]);
		fprintf(text, "\t  .order = %zu },\n", set->rules[i]->order);
	}
	pl_memory_stream_end(text);
	fputs("/* Written by tools/compile_rules.c. */\n#include \"rule/built_in.h\"\n#include \"rule/expression_node.h\"\n"
	      "#include \"rule/message_piece.h\"\n", out);
	for (size_t i = 0; i < TABLES; i++) {
		pl_memory_stream_end(tables[i]->out);
		fprintf(out, "\nstatic const struct %s %s[] = {\n%s};\n", tables[i]->type, tables[i]->name, tables[i]->text);
		free(tables[i]->text);
	}
	fprintf(out, "\nconst struct pl_rule pl_built_in_rules[] = {\n%s};\nconst size_t pl_built_in_rules_len = %zu;\n", rules,
	        set->len);
	fputs("\nconst bool pl_built_in_wanted[PL_FACTS] = {\n", out);
	for (size_t i = 0; i < PL_FACTS; i++)
		fprintf(out, "\t%s,\n", set->wanted[i] ? "true" : "false");
	fputs("};\n", out);
	free(rules);
}

int main(int argc, char **argv)
{
	const char *const dirs[] = { argc > 1 ? argv[1] : "rules", NULL };
	struct pl_rule_set set;
	struct plimsoll_error err;
	bool is_good = pl_rule_set_load(&set, dirs, &err);

	if (is_good)
		write_all(stdout, &set);
	else
		fprintf(stderr, "%s:%llu:%llu: %s\n", err.path, (unsigned long long)err.line, (unsigned long long)err.column,
		        err.message);
	pl_rule_set_free(&set);
	return is_good && fflush(stdout) == 0 ? 0 : 1;
}
