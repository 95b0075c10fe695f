/* A gateway's page: its limits, how it refuses, and by what it is known. */
#include "cli/gateways_page.h"

#include "base/number.h"
#include "cli/limits.h"
#include "report/human.h"

#define INDENT 13

static bool is_count(struct pl_str dimension)
{
	static const char *const counts[] = { "fields", "parts", "files", "json-depth", "header-count" };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (pl_str_equal(dimension, pl_str_from(counts[i])))
			return true;
	return false;
}

static void line(struct pl_human *h, const char *key, struct pl_str text)
{
	char lead[INDENT + 1];
	struct pl_human_lines lines;

	if (text.len == 0)
		return;
	snprintf(lead, sizeof(lead), "    %-8s ", key);
	lines = pl_human_lines(h, lead, INDENT);
	pl_human_words(&lines, (struct plimsoll_text){ text.ptr, text.len });
	pl_human_end(&lines);
}

static void write_limit(struct pl_human *h, const struct pl_limit *limit)
{
	char number[PL_NUMBER_TEXT];

	fprintf(h->out, "\n  %.*s: %s\n", PL_STR_ARG(limit->dimension),
	        !limit->has_value            ? "no limit by default, or none that is documented" :
	        is_count(limit->dimension) ? pl_number_grouped(number, limit->value) :
	                                       pl_number_bytes(number, limit->value));
	line(h, "setting", limit->setting);
	line(h, "where", limit->where);
	line(h, "unit", limit->unit);
	line(h, "counts", limit->counts);
	line(h, "off", limit->off);
	if (limit->status > 0)
		fprintf(h->out, "    %-8s %llu\n", "status", (unsigned long long)limit->status);
	if (limit->refuses_exactly)
		line(h, "exactly", PL_STR("a size of exactly this is refused"));
	if (limit->spares_multipart)
		line(h, "but", PL_STR("does not hold for multipart bodies, which something else reads"));
	if (limit->multipart_only)
		line(h, "but", PL_STR("holds for multipart bodies only"));
	if (limit->needs_length)
		line(h, "but", PL_STR("once it is set, a body of undeclared length is refused"));
	line(h, "fix", limit->fix);
	line(h, "source", limit->source);
}

void pl_cli_write_limits(struct pl_human *h, const struct pl_profile *profile)
{
	for (size_t i = 0; i < profile->limits_len; i++)
		write_limit(h, &profile->limits[i]);
}

/* "413, 400" */
static void write_status(FILE *out, const struct pl_refusal *r)
{
	if (r->no_answer)
		fputs("no answer", out);
	for (size_t i = 0; i < r->status_len; i++)
		fprintf(out, "%s%llu", i ? ", " : "", (unsigned long long)r->status[i]);
}

static void write_refusal(struct pl_human *h, const struct pl_refusal *r)
{
	fprintf(h->out, "\n  refusal %.*s: ", PL_STR_ARG(r->id));
	write_status(h->out, r);
	fprintf(h->out, " (%.*s)\n", PL_STR_ARG(pl_confidence_name(r->confidence)));
	line(h, "about", r->dimension);
	for (size_t i = 0; i < r->headers_len; i++) {
		fprintf(h->out, "    %-8s %.*s: %.*s\n", "header", PL_STR_ARG(r->headers[i].name), PL_STR_ARG(r->headers[i].value));
	}
	for (size_t i = 0; i < r->without_len; i++)
		line(h, "without", r->without[i]);
	for (size_t i = 0; i < r->body_len; i++)
		line(h, "holds", r->body[i]);
	line(h, "body", r->body_empty ? PL_STR("(empty)") : r->body_is);
	line(h, "note", r->note);
	line(h, "source", r->source);
}

/* Refusals of other profiles that this one gives too. */
static void write_shared(struct pl_human *h, const struct pl_profile *p, const struct pl_profile *all, size_t len)
{
	for (size_t i = 0; i < len; i++)
		for (size_t r = 0; r < all[i].refusals_len; r++)
			for (size_t a = 0; a < all[i].refusals[r].also_len; a++)
				if (pl_str_equal(all[i].refusals[r].also[a], p->id)) {
					write_refusal(h, &all[i].refusals[r]);
					line(h, "as", all[i].id);
				}
}

static void write_signs(struct pl_human *h, const struct pl_profile *p)
{
	if (p->signs_len > 0)
		fputs("\n  known by\n", h->out);
	for (size_t i = 0; i < p->signs_len; i++) {
		const struct pl_sign *sign = &p->signs[i];

		if (sign->page.len > 0)
			line(h, "page", sign->page);
		else
			fprintf(h->out, "    %-8s %.*s: %.*s\n", "header", PL_STR_ARG(sign->header.name),
			        PL_STR_ARG(sign->header.value));
	}
}

/* `to`: which bodies, or nothing. */
static void write_answer(struct pl_human *h, const char *to, const struct pl_refusing *refusal)
{
	static const char *const then[] = { "reads the rest of the body and keeps the connection", "reads the rest of the body, then closes",
		                            "closes its own side and reads on for a while", "closes", "resets the connection" };
	char text[160];

	if (refusal->status == 0)
		snprintf(text, sizeof(text), "%snothing, and %s", to, then[refusal->closes]);
	else
		snprintf(text, sizeof(text), "%s%llu%s%.*s, and %s", to, (unsigned long long)refusal->status,
		         refusal->reason.len ? " " : "", PL_STR_ARG(refusal->reason), then[refusal->closes]);
	line(h, "answers", pl_str_from(text));
}

/* How it goes about refusing: what capture --as plays. */
static void write_behaviour(struct pl_human *h, const struct pl_profile *p)
{
	static const char *const decides[] = { "by the declared length", "by the bytes that have come", "by the whole body", "never" };
	const struct pl_behaviour *b = &p->behaviour;

	if (!b->is_there)
		return;
	fprintf(h->out, "\n  as a server (plimsoll capture --as %.*s)\n", PL_STR_ARG(p->id));
	line(h, "judges", b->dimension);
	line(h, "length", pl_str_from(decides[b->decides]));
	line(h, "chunked", pl_str_from(decides[b->decides_chunked]));
	if (b->continues_first)
		line(h, "expect", PL_STR("100 comes before the refusal"));
	write_answer(h, "", &b->refusal);
	if (b->decides_chunked != PL_DECIDES_NEVER && !pl_str_equal(b->chunked.reason, b->refusal.reason))
		write_answer(h, "to chunked ones ", &b->chunked);
	line(h, "source", b->source);
}

void pl_gateways_page(const struct pl_cli *cli, const struct pl_profile *p, const struct pl_profile *all, size_t all_len)
{
	struct pl_human h = { .out = cli->out, .options = pl_cli_layout(cli) };

	fprintf(cli->out, "%.*s: %.*s", PL_STR_ARG(p->id), PL_STR_ARG(p->name));
	if (p->kind.len > 0)
		fprintf(cli->out, " (%.*s)", PL_STR_ARG(p->kind));
	fputc('\n', cli->out);
	pl_cli_write_limits(&h, p);
	for (size_t i = 0; i < p->refusals_len; i++)
		write_refusal(&h, &p->refusals[i]);
	write_shared(&h, p, all, all_len);
	write_signs(&h, p);
	write_behaviour(&h, p);
}

void pl_gateways_row(FILE *out, const struct pl_profile *p)
{
	const struct pl_limit *body = pl_profile_limit(p, "body");
	char number[PL_NUMBER_TEXT];

	fprintf(out, "%-28.*s %-34.*s %s\n", PL_STR_ARG(p->id), PL_STR_ARG(p->name),
	        body ? pl_number_bytes(number, body->value) : "-");
}

static void write_entry(struct pl_human *h, const struct pl_config_entry *e)
{
	char number[PL_NUMBER_TEXT];
	struct pl_arena arena = { 0 };
	struct pl_str text;

	if (e->kind == PL_CONFIG_INCLUDE)
		text = PL_STR("another file, which is not read");
	else if (e->kind == PL_CONFIG_SWITCH)
		text = PL_STR("");
	else if (e->is_off)
		text = pl_arena_printf(&arena, "%.*s: no limit", PL_STR_ARG(e->dimension));
	else if (!e->has_value)
		text = pl_arena_printf(&arena, "%.*s: no number that plimsoll can read", PL_STR_ARG(e->dimension));
	else
		text = pl_arena_printf(&arena, "%.*s: %s%s%.*s", PL_STR_ARG(e->dimension),
		                       e->is_count ? pl_number_grouped(number, e->value) : pl_number_bytes(number, e->value),
		                       e->unit.len > 0 && !pl_str_equal(e->unit, PL_STR("bytes")) ? "; " : "",
		                       e->unit.len > 0 && !pl_str_equal(e->unit, PL_STR("bytes")) ? (int)e->unit.len : 0, e->unit.ptr);
	fprintf(h->out, "    %u:%u  %.*s ", e->line, e->column, PL_STR_ARG(e->setting));
	pl_human_write(h, (struct plimsoll_text){ e->text.ptr, e->text.len }, 48);
	fputc('\n', h->out);
	line(h, "", text);
	pl_arena_free(&arena);
}

/* Without a setting for the body, the default holds. */
static void write_default(FILE *out, const struct pl_config_file *config, const struct pl_profile *all, size_t len)
{
	const struct pl_profile *profile = config->len ? pl_profiles_find(all, len, config->entries[0].gateway) : NULL;
	const struct pl_limit *body = profile ? pl_profile_limit(profile, "body") : NULL;
	char number[PL_NUMBER_TEXT];

	for (size_t i = 0; i < config->len; i++)
		if (config->entries[i].kind == PL_CONFIG_LIMIT && pl_str_equal(config->entries[i].dimension, PL_STR("body")))
			return;
	if (body)
		fprintf(out, "\n  nothing here limits the body: the default of %.*s holds, %s\n", PL_STR_ARG(body->setting),
		        pl_number_bytes(number, body->value));
}

static bool has_setting(const struct pl_profile *profile, struct pl_str setting)
{
	for (size_t i = 0; i < profile->limits_len; i++)
		if (pl_str_equal(profile->limits[i].setting, setting))
			return true;
	return false;
}

/* The first limit of a body as --via takes it, in bytes, since its units are not those of every product. */
static void write_advice(FILE *out, const struct pl_config_file *config, const struct pl_profile *all, size_t len)
{
	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *e = &config->entries[i];
		const struct pl_profile *profile = pl_profiles_find(all, len, e->gateway);

		if (e->kind != PL_CONFIG_LIMIT || !e->has_value || !pl_str_equal(e->dimension, PL_STR("body")) || !profile ||
		    !has_setting(profile, e->setting))
			continue;
		fprintf(out, "\n  a request is checked against line %u with\n    --via %.*s:%.*s=%llu\n", e->line,
		        PL_STR_ARG(e->gateway), PL_STR_ARG(e->setting), (unsigned long long)e->value);
		return;
	}
}

void pl_gateways_config(const struct pl_cli *cli, const char *path, const struct pl_config_file *config,
                        const struct pl_profile *all, size_t all_len)
{
	struct pl_human h = { .out = cli->out, .options = pl_cli_layout(cli) };
	struct pl_str scope = { NULL, 0 };

	pl_human_write(&h, (struct plimsoll_text){ path, strlen(path) }, pl_human_columns(&h) - 16);
	if (config->len == 0)
		fputs(": sets no limit that plimsoll knows", cli->out);
	else
		fprintf(cli->out, " (%.*s)", PL_STR_ARG(config->dialect));
	fputc('\n', cli->out);
	for (size_t i = 0; i < config->len; i++) {
		const struct pl_config_entry *e = &config->entries[i];

		if (i == 0 || !pl_str_equal(scope, e->scope)) {
			fputs("\n  ", cli->out);
			pl_human_write(&h, e->scope.len > 0 ? (struct plimsoll_text){ e->scope.ptr, e->scope.len } :
			                                      (struct plimsoll_text){ "everywhere", 10 },
			               pl_human_columns(&h) - 2);
			fputc('\n', cli->out);
		}
		scope = e->scope;
		write_entry(&h, e);
	}
	if (config->is_cut)
		fputs("\n  there are more settings than the 1,024 that are read\n", cli->out);
	write_default(cli->out, config, all, all_len);
	write_advice(cli->out, config, all, all_len);
}
