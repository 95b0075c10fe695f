/* A build step: compiles the rules below a folder and writes them as C, so that the program need not do so each time it
 * starts: what is asked of every rule as a table, and the rest as bytes without a pointer in them, which the loader would have
 * to relocate, for rule/built_in.c to read when a rule is first needed. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "rule/built_in.h"
#include "rule/expression_node.h"
#include "rule/json_document.h"
#include "rule/message_piece.h"

/* A member that is new to one of these must be written here and read in rule/built_in.c. */
_Static_assert(sizeof(void *) != 8 ||
                       (sizeof(struct pl_rule) == 240 && sizeof(struct pl_expression) == 48 &&
                        sizeof(struct pl_message_piece) == 40 && sizeof(struct pl_message_template) == 32),
               "tools/compile_rules.c must write every member");

/* This step comes before there is anything built in. */
const struct pl_rule_traits pl_built_in_traits[1];
const uint32_t pl_built_in_starts[1];
const unsigned char pl_built_in_bytes[1];
const size_t pl_built_in_len = 0;
const bool pl_built_in_wanted[PL_FACTS];
const struct pl_built_in_host pl_built_in_hosts[1];

/* Seven bits a byte, the lowest first. */
static void put_number(FILE *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		putc((int)(number & 0x7F) | 0x80, out);
	putc((int)number, out);
}

/* A number that is one more than the length, or 0 for no text; the text; NUL. */
static void put_text(FILE *out, struct pl_str text)
{
	put_number(out, text.ptr ? text.len + 1 : 0);
	if (text.ptr == NULL)
		return;
	if (text.len > 0)
		fwrite(text.ptr, 1, text.len, out);
	putc(0, out);
}

static void put_texts(FILE *out, const struct pl_str *items, size_t len)
{
	put_number(out, len);
	for (size_t i = 0; i < len; i++)
		put_text(out, items[i]);
}

static void put_value(FILE *out, const struct pl_result *value)
{
	put_number(out, (uint64_t)value->kind);
	put_number(out, value->flag);
	put_number(out, (uint64_t)value->number);
	put_text(out, value->text);
	put_texts(out, value->items, value->items_len);
}

/* A byte tells which of its parts follow. */
static void put_node(FILE *out, const struct pl_expression *n)
{
	const struct pl_expression *const children[] = { n->a, n->b, n->c };

	put_number(out, (n->literal ? 1U : 0U) | (n->a ? 2U : 0U) | (n->b ? 4U : 0U) | (n->c ? 8U : 0U) | (n->uses_gateway ? 16U : 0U));
	put_number(out, (uint64_t)n->kind);
	put_number(out, (uint64_t)n->type);
	put_number(out, (uint64_t)n->fact);
	put_number(out, (unsigned char)n->operator);
	if (n->literal)
		put_value(out, n->literal);
	for (size_t i = 0; i < 3; i++)
		if (children[i])
			put_node(out, children[i]);
}

static void put_template(FILE *out, const struct pl_message_template *message)
{
	put_number(out, message != NULL);
	if (message == NULL)
		return;
	put_number(out, message->uses_gateway);
	put_text(out, message->text);
	for (const struct pl_message_piece *p = message->first; p; p = p->next) {
		put_number(out, p->value ? 2 : 1);
		put_number(out, (uint64_t)p->role);
		put_number(out, (uint64_t)p->filter);
		put_text(out, p->text);
		if (p->value)
			put_node(out, p->value);
	}
	put_number(out, 0);
}

static void put_rule(FILE *out, const struct pl_rule *r)
{
	const struct pl_str texts[] = { r->name, r->topic, r->path, r->confidence, r->summary, r->bad, r->good };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		put_text(out, texts[i]);
	put_texts(out, r->explain, r->explain_len);
	put_texts(out, r->see, r->see_len);
	put_texts(out, r->explains, r->explains_len);
	put_number(out, (uint64_t)r->severity);
	put_number(out, (uint64_t)r->at);
	put_node(out, r->when);
	put_template(out, r->message);
	put_template(out, r->fix);
	put_number(out, (uint64_t)r->edit.kind);
	put_number(out, r->edit.is_safe);
	put_number(out, (uint64_t)r->edit.at);
	put_template(out, r->edit.with);
}

static void write_set(FILE *out, const struct pl_fact_set *set)
{
	fputs("{ { ", out);
	for (size_t i = 0; i < PL_FACT_WORDS; i++)
		fprintf(out, "%s0x%llxU", i ? ", " : "", (unsigned long long)set->bits[i]);
	fputs(" } }", out);
}

static void write_traits(FILE *out, const struct pl_rule_traits *t)
{
	fprintf(out, "\t{ .each = PL_SCOPE_%s, .persona = %d, .uses_gateway = %d,\n\t  .guard = { .exists = %d, .cost = %u, .facts = ",
	        pl_scope_names[t->each], t->persona, t->uses_gateway, t->guard.exists, t->guard.cost);
	write_set(out, &t->guard.facts);
	fputs(", .known = ", out);
	write_set(out, &t->guard.known);
	fputs(" } },\n", out);
}

static void write_bytes(FILE *out, const char *bytes, size_t len)
{
	fputs("\nconst unsigned char pl_built_in_bytes[] =\n", out);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		fputs(i % 64 == 0 ? "\t\"" : "", out);
		/* ? may begin a trigraph. */
		if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%03o", c);
		else
			putc(c, out);
		fputs(i % 64 == 63 || i + 1 == len ? "\"\n" : "", out);
	}
	fputs("\t;\n", out);
}

static void write_all(FILE *out, const struct pl_rule_set *set)
{
	char *bytes = NULL;
	size_t len;
	FILE *packed = pl_memory_stream(&bytes, &len);

	fputs("/* Written by tools/compile_rules.c. */\n#include \"rule/built_in.h\"\n", out);
	fputs("\nconst struct pl_rule_traits pl_built_in_traits[] = {\n", out);
	for (size_t i = 0; i < set->len; i++)
		write_traits(out, &set->traits[i]);
	fputs("};\n\nconst uint32_t pl_built_in_starts[] = {\n", out);
	for (size_t i = 0; i < set->len; i++) {
		fprintf(out, "\t%ld,\n", ftell(packed));
		put_rule(packed, pl_rule_set_rule(set, i));
	}
	pl_memory_stream_end(packed);
	fprintf(out, "};\n\nconst size_t pl_built_in_len = %zu;\n", set->len);
	write_bytes(out, bytes, len);
	free(bytes);
	fputs("\nconst bool pl_built_in_wanted[PL_FACTS] = {\n", out);
	for (size_t i = 0; i < PL_FACTS; i++)
		fprintf(out, "\t%s,\n", set->wanted[i] ? "true" : "false");
	fputs("};\n", out);
}

/* The hosts of one API's file. */
static bool write_hosts(FILE *out, const char *path, struct pl_arena *arena, struct plimsoll_error *err)
{
	FILE *in = fopen(path, "rb");
	char *text = pl_arena_bytes(arena, PL_LIMIT_RULE_FILE);
	struct pl_str bytes = { text, in ? fread(text, 1, PL_LIMIT_RULE_FILE, in) : 0 }, id;
	const struct pl_str *hosts;
	struct pl_document d;
	bool is_good;
	size_t len;

	if (in)
		fclose(in);
	if (!pl_document_open(&d, path, bytes, arena, err))
		return false;
	is_good = pl_document_string(&d, "api", &id, err) && pl_document_strings(&d, "hosts", arena, &hosts, &len, err);
	for (size_t i = 0; is_good && i < len; i++)
		fprintf(out, "\t{ \"%.*s\", \"%.*s\" },\n", PL_STR_ARG(id), PL_STR_ARG(hosts[i]));
	pl_document_close(&d);
	return is_good;
}

static bool write_all_hosts(FILE *out, const char *dir, struct plimsoll_error *err)
{
	struct pl_arena arena = { 0 };
	bool is_good = true;
	glob_t files;

	fputs("\nconst struct pl_built_in_host pl_built_in_hosts[] = {\n", out);
	if (glob(pl_arena_printf(&arena, "%s/apis/*.json", dir).ptr, 0, NULL, &files) == 0) {
		for (size_t i = 0; is_good && i < files.gl_pathc; i++)
			is_good = write_hosts(out, files.gl_pathv[i], &arena, err);
		globfree(&files);
	}
	fputs("\t{ NULL, NULL }\n};\n", out);
	pl_arena_free(&arena);
	return is_good;
}

int main(int argc, char **argv)
{
	const char *const dirs[] = { argc > 1 ? argv[1] : "rules", NULL };
	struct pl_rule_set set;
	struct plimsoll_error err;
	bool is_good = pl_rule_set_load(&set, dirs, &err);

	if (is_good)
		write_all(stdout, &set);
	is_good = is_good && write_all_hosts(stdout, dirs[0], &err);
	if (!is_good)
		fprintf(stderr, "%s:%llu:%llu: %s\n", err.path, (unsigned long long)err.line, (unsigned long long)err.column,
		        err.message);
	pl_rule_set_free(&set);
	return is_good && fflush(stdout) == 0 ? 0 : 1;
}
