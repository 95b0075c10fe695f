/* `explain --config-of`: what the limits of a configuration have to do with what failed. A limit holds for requests that come in to its
 * server, so the first question is whether that server is on the path at all. */
#include "base/json_text.h"
#include "base/number.h"
#include "cli/explain_report.h"
#include "gateway/config_file.h"
#include "report/html.h"

enum verdict { IS_OFF, IS_NO_NUMBER, PASSED_MORE, LETS_PASS, MAY_REFUSE, NO_SIZE };

static const char *const verdict_ids[] = { "off", "no-number", "passed-more", "lets-it-pass", "may-refuse", "no-size" };

/* The least size on the wire that is known to have failed; 0 when none is. */
static uint64_t failed_bytes(const struct pl_exchange *e, const struct pl_explanation *x)
{
	return x->bracket.has_below ? x->bracket.below : e->has_body_bytes ? e->body_bytes : 0;
}

static bool is_of_bodies(const struct pl_config_entry *entry)
{
	return entry->kind == PL_CONFIG_LIMIT && !entry->is_count && pl_str_equal(entry->dimension, PL_STR("body"));
}

static enum verdict judge(const struct pl_config_entry *entry, const struct pl_exchange *e, const struct pl_explanation *x)
{
	uint64_t failed = failed_bytes(e, x);

	if (entry->is_off)
		return IS_OFF;
	if (!entry->has_value)
		return IS_NO_NUMBER;
	if (x->bracket.has_least && x->bracket.at_least > entry->value)
		return PASSED_MORE;
	if (failed == 0)
		return NO_SIZE;
	return failed <= entry->value ? LETS_PASS : MAY_REFUSE;
}

/* Does the answer show the product that the configuration is of? */
static bool is_seen(const struct pl_explanation *x, struct pl_str gateway)
{
	for (size_t i = 0; i < x->chain_len; i++)
		if (pl_str_equal(x->chain[i].gateway, gateway))
			return true;
	for (size_t i = 0; i < x->refusers_len; i++)
		if (pl_str_equal(x->refusers[i].gateway, gateway))
			return true;
	return false;
}

static struct pl_str sentence(const struct pl_config_entry *entry, enum verdict verdict, const struct pl_exchange *e,
                              const struct pl_explanation *x, struct pl_arena *arena)
{
	char limit[PL_NUMBER_TEXT], failed[PL_NUMBER_TEXT], passed[PL_NUMBER_TEXT];

	pl_number_bytes(limit, entry->value);
	pl_number_bytes(failed, failed_bytes(e, x));
	pl_number_bytes(passed, x->bracket.at_least);
	switch (verdict) {
	case IS_OFF:
		return PL_STR("is off: it refuses nothing");
	case IS_NO_NUMBER:
		return PL_STR("is no number that can be read here");
	case PASSED_MORE:
		return pl_arena_printf(arena, "allows %s, and %s passed: it is not on this path, or not in force there", limit, passed);
	case LETS_PASS:
		return pl_arena_printf(arena, "allows %s, and %s failed: it is not what refused, and raising it changes nothing", limit, failed);
	case MAY_REFUSE:
		return pl_arena_printf(arena, "allows %s, less than the %s that failed: it refuses such a request if it is on the path", limit,
		                       failed);
	case NO_SIZE:
		break;
	}
	return pl_arena_printf(arena, "allows %s; what failed has no known size to hold against it", limit);
}

/* Where the text goes: a terminal, or a page. */
static void write_paragraph(struct pl_human *h, FILE *page, struct pl_str text)
{
	struct pl_human_lines lines;

	if (page) {
		pl_html_element(page, "p", "why", text);
		return;
	}
	lines = pl_human_lines(h, "  ", 4);
	pl_human_words(&lines, (struct plimsoll_text){ text.ptr, text.len });
	pl_human_end(&lines);
}

void pl_explain_config(struct pl_human *h, FILE *page, const char *path, const struct pl_config_file *config, const struct pl_exchange *e,
                       const struct pl_explanation *x, struct pl_arena *arena)
{
	struct pl_str gateway = { 0 };

	fputs(page ? "<h2>Your configuration</h2>\n" : "\nYour configuration\n", page ? page : h->out);
	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *entry = &config->entries[i];

		if (!is_of_bodies(entry))
			continue;
		gateway = entry->gateway;
		write_paragraph(h, page, pl_arena_printf(arena, "%s:%u: %.*s %.*s%s%.*s%s %.*s", path, entry->line, PL_STR_ARG(entry->setting),
		                                         PL_STR_ARG(entry->text), entry->scope.len ? " (" : "",
		                                         PL_STR_ARG(entry->scope), entry->scope.len ? ")" : "",
		                                         PL_STR_ARG(sentence(entry, judge(entry, e, x), e, x, arena))));
	}
	if (gateway.len == 0)
		write_paragraph(h, page, pl_arena_printf(arena, "%s: sets no limit of bodies that is known here", path));
	else if (is_seen(x, gateway))
		write_paragraph(h, page, pl_arena_printf(arena, "The answer shows %.*s on the path; whether it is this one, its log says.",
		                                   PL_STR_ARG(gateway)));
	else
		write_paragraph(h, page,
		                pl_arena_printf(arena, "Nothing in the answer shows %.*s on the path. A server's limit is for requests that come "
		                                       "in to it: it has no say in those that are sent from there to somewhere else.",
		                                PL_STR_ARG(gateway)));
}

void pl_explain_config_json(FILE *out, const struct pl_config_file *config, const struct pl_exchange *e,
                            const struct pl_explanation *x)
{
	const char *before = "";

	fputs(",\n    \"configuration\": [", out);
	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *entry = &config->entries[i];

		if (!is_of_bodies(entry))
			continue;
		fprintf(out, "%s{\"line\": %u, \"column\": %u, ", before, entry->line, entry->column);
		pl_json_text_member(out, "gateway", entry->gateway);
		fputs(", ", out);
		pl_json_text_member(out, "setting", entry->setting);
		if (entry->has_value)
			fprintf(out, ", \"bytes\": %llu", (unsigned long long)entry->value);
		fprintf(out, ", \"verdict\": \"%s\", \"on_path\": %s}", verdict_ids[judge(entry, e, x)],
		        is_seen(x, entry->gateway) ? "true" : "null");
		before = ", ";
	}
	fputc(']', out);
}
