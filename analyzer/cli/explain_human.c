/* An explanation on one screen: the verdict, the sizes to scale, what speaks for and against it, what to do. */
#include "cli/explain_report.h"

#include "base/number.h"

#define INDENT 2
#define LABEL 22 /* cells in front of a number */
#define SHOWN_CANDIDATES 6
#define SHOWN_SUSPECTS 3

static struct plimsoll_text text(struct pl_str s)
{
	return (struct plimsoll_text){ s.ptr, s.len };
}

static void paragraph(struct pl_human *h, const char *lead, struct pl_str words)
{
	struct pl_human_lines lines = pl_human_lines(h, lead, (unsigned)strlen(lead));

	pl_human_words(&lines, text(words));
	pl_human_end(&lines);
}

static void heading(struct pl_human *h, const char *words)
{
	fputc('\n', h->out);
	pl_human_colour(h, "1");
	fputs(words, h->out);
	pl_human_colour(h, NULL);
	fputc('\n', h->out);
}

/* "upload.har: POST https://… → 413" as far as it is known. */
static void write_what(struct pl_human *h, const struct pl_exchange *e)
{
	bool has_any = e->method.len > 0;

	if (e->file.len > 0 && (has_any || e->response.status > 0)) {
		pl_human_write(h, text(e->file), 60);
		if (e->has_entry)
			fprintf(h->out, ", entry %llu", (unsigned long long)e->entry);
		fputs(": ", h->out);
	}
	if (e->method.len > 0) {
		pl_human_write(h, text(e->method), 20);
		fputc(' ', h->out);
		pl_human_write(h, text(e->url), pl_human_columns(h));
	}
	if (e->response.status > 0)
		fprintf(h->out, "%sanswered %llu", has_any ? " " : "", (unsigned long long)e->response.status);
	else if (e->method.len > 0)
		fputs(" without an answer", h->out);
	if (has_any || e->response.status > 0)
		fputs("\n\n", h->out);
}

static void write_verdict(struct pl_human *h, const struct pl_explanation *x)
{
	const struct pl_suspect *s = x->suspects_len > 0 ? &x->suspects[0] : NULL;

	pl_human_colour(h, "1");
	paragraph(h, "", x->verdict);
	pl_human_colour(h, NULL);
	if (s)
		fprintf(h->out, "%s: %.*s\n", pl_confidence_names[s->confidence], PL_STR_ARG(s->diagnosis->name));
}

/* One line of the picture. */
struct bar {
	const char *label;
	struct pl_str name; /* in place of a label */
	uint64_t bytes;
	bool is_line;       /* a limit: a mark at its place, no bar */
	bool is_exact;
};

struct picture {
	struct bar bars[SHOWN_CANDIDATES + 8];
	size_t len;
	uint64_t most;
};

static void add_bar(struct picture *p, struct bar bar)
{
	if (p->len == sizeof(p->bars) / sizeof(p->bars[0]))
		return;
	p->bars[p->len++] = bar;
	if (bar.bytes > p->most)
		p->most = bar.bytes;
}

static void add_fact(struct picture *p, const char *label, const struct pl_row *row, enum pl_fact fact, bool is_line)
{
	const struct pl_value *value = pl_row_get(row, fact);

	if (value->state == PL_KNOWN)
		add_bar(p, (struct bar){ .label = label, .bytes = (uint64_t)value->number, .is_line = is_line });
}

static void add_candidates(struct picture *p, const struct pl_bracket *b)
{
	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < b->candidates_len && p->len < SHOWN_CANDIDATES + 6; i++)
			if (b->candidates[i].is_exact == (exact == 1))
				add_bar(p, (struct bar){ .name = b->candidates[i].name, .bytes = b->candidates[i].bytes,
				                         .is_line = true, .is_exact = exact == 1 });
}

static struct picture picture_of(const struct pl_explanation *x)
{
	struct picture p = { .len = 0 };
	const struct pl_row *row = &x->row;
	const struct pl_value *wire = pl_row_get(row, PL_FACT_exchange_wire_bytes), *raw = pl_row_get(row, PL_FACT_exchange_raw_bytes);

	if (raw->state == PL_KNOWN && raw->number != wire->number)
		add_fact(&p, pl_row_has(row, PL_FACT_exchange_raw_is_estimate) ? "the file, about" : "the file", row, PL_FACT_exchange_raw_bytes,
		         false);
	add_fact(&p, "on the wire", row, PL_FACT_exchange_wire_bytes, false);
	add_fact(&p, "sent of it", row, PL_FACT_exchange_sent_bytes, false);
	add_fact(&p, "what arrived", row, PL_FACT_exchange_stored_bytes, false);
	if (x->bracket.has_below && (wire->state != PL_KNOWN || (uint64_t)wire->number != x->bracket.below))
		add_fact(&p, "failed", row, PL_FACT_exchange_below, false);
	add_fact(&p, "passed", row, PL_FACT_exchange_at_least, false);
	add_fact(&p, "limit it names", row, PL_FACT_exchange_stated_limit, true);
	add_candidates(&p, &x->bracket);
	return p;
}

static void write_bar(struct pl_human *h, const struct picture *p, const struct bar *bar)
{
	char number[PL_NUMBER_TEXT];
	unsigned columns = pl_human_columns(h) - 40, end = (unsigned)((double)bar->bytes / (double)p->most * (columns - 1) + 0.5);
	unsigned used;

	fputs(bar->is_exact ? "* " : "  ", h->out);
	used = bar->label ? pl_human_write(h, text(pl_str_from(bar->label)), LABEL) : pl_human_write(h, text(bar->name), LABEL);
	fprintf(h->out, "%*s%13s  ", LABEL - (int)used, "", pl_number_grouped(number, bar->bytes));
	for (unsigned i = 0; i <= end; i++)
		if (!bar->is_line)
			fputs(h->options.is_ascii ? "#" : "█", h->out);
		else
			fputs(i < end ? " " : h->options.is_ascii ? "|" : "┃", h->out);
	fputc('\n', h->out);
}

static void write_picture(struct pl_human *h, const struct pl_explanation *x)
{
	struct picture p = picture_of(x);
	const struct pl_bracket *b = &x->bracket;
	bool has_exact = false;
	size_t shown = 0;

	if (p.len < 2 || p.most == 0)
		return;
	fputc('\n', h->out);
	for (size_t i = 0; i < p.len; i++) {
		write_bar(h, &p, &p.bars[i]);
		has_exact |= p.bars[i].is_exact;
		shown += p.bars[i].name.len > 0;
	}
	if (b->candidates_len > 0)
		paragraph(h, "  ", pl_str_from("┃ is where a documented limit lies between what passed and what failed. That it lies there is a hint, no proof."));
	if (has_exact)
		paragraph(h, "  ", pl_str_from("* a size that passed or failed is exactly this limit: a coincidence worth a test."));
	if (b->candidates_len > shown)
		fprintf(h->out, "  %zu more are in --format json.\n", b->candidates_len - shown);
}

/* What is known of a body that is not here whole, and what is not. */
static void write_cut(struct pl_human *h, const struct pl_exchange *e)
{
	char seen[PL_NUMBER_TEXT], whole[PL_NUMBER_TEXT], line[320];

	if (!e->is_cut)
		return;
	if (e->seen_bytes == 0)
		snprintf(line, sizeof(line), "The body is not here; its length, %s bytes, is what the request says of it.", pl_number_grouped(whole, e->body_bytes));
	else
		snprintf(line, sizeof(line), "The body is cut: %s of its %s bytes are here, and Content-Length tells the rest.%s",
		         pl_number_grouped(seen, e->seen_bytes), pl_number_grouped(whole, e->body_bytes),
		         e->raw_bytes > 0 ? " The file's size is estimated from that part." : "");
	fputc('\n', h->out);
	paragraph(h, "  ", pl_str_from(line));
}

static void write_reasons(struct pl_human *h, const struct pl_suspect *s)
{
	heading(h, "Why");
	for (size_t i = 0; i < s->pro_len; i++)
		paragraph(h, "  + ", s->pro[i].text);
	for (size_t i = 0; i < s->contra_len; i++)
		paragraph(h, "  - ", s->contra[i].text);
}

static void write_others(struct pl_human *h, const struct pl_explanation *x)
{
	if (x->suspects_len < 2)
		return;
	heading(h, "Else");
	for (size_t i = 1; i < x->suspects_len && i <= SHOWN_SUSPECTS; i++) {
		const struct pl_suspect *s = &x->suspects[i];
		struct pl_human_lines lines = pl_human_lines(h, "  ", INDENT);

		pl_human_words(&lines, text(s->diagnosis->name));
		pl_human_words(&lines, text(pl_str_from(s->confidence == PL_CLUE_HINT ? "(possible):" : s->confidence == PL_CLUE_SIGN ? "(likely):" : "(certain):")));
		pl_human_words(&lines, text(s->pro[0].text));
		pl_human_end(&lines);
	}
}

/* May a line end at the blank at `i`? An option stays with its value. */
static bool is_break(struct pl_str command, size_t i)
{
	size_t word = i;

	while (word > 0 && command.ptr[word - 1] != ' ')
		word--;
	return command.ptr[i] == ' ' && command.ptr[word] != '-';
}

/* Bytes up to the last break outside quotes that `cells` bytes allow, or up to the first one behind them. */
static size_t shell_break(struct pl_str command, size_t cells)
{
	bool is_quoted = false;
	size_t best = 0;

	for (size_t i = 0; i < command.len; i++) {
		is_quoted ^= command.ptr[i] == '\'';
		if (is_quoted || !is_break(command, i))
			continue;
		if (i > cells)
			return best > 0 ? best : i;
		best = i;
	}
	return command.len > cells && best > 0 ? best : command.len;
}

/* A command is one that can be pasted: a line that goes on ends with a backslash. */
static void write_command(struct pl_human *h, struct pl_str command)
{
	fputs("  $ ", h->out);
	for (size_t cells = pl_human_columns(h) - 6;;) {
		size_t len = command.len <= cells ? command.len : shell_break(command, cells);

		pl_human_write(h, text((struct pl_str){ command.ptr, len }), (unsigned)len + 1);
		if (len == command.len)
			break;
		fputs(" \\\n      ", h->out);
		command = (struct pl_str){ command.ptr + len + 1, command.len - len - 1 };
		cells = pl_human_columns(h) - 8;
	}
	fputc('\n', h->out);
}

/* What is seen, and what it would mean; of an outcome that nothing predicts, that it is not what was thought likeliest. */
static void write_outcome(struct pl_human *h, const struct pl_next_outcome *o, const struct pl_suspect *first)
{
	struct pl_human_lines lines = pl_human_lines(h, "  - ", 4);

	pl_human_words(&lines, text(o->seen));
	pl_human_words(&lines, text(pl_str_from(h->options.is_ascii ? "->" : "→")));
	if (o->means_len == 0) {
		pl_human_words(&lines, text(PL_STR("not")));
		pl_human_words(&lines, text(first->diagnosis->name));
	}
	for (size_t i = 0; i < o->means_len && i <= SHOWN_SUSPECTS; i++) {
		if (i > 0)
			pl_human_words(&lines, text(PL_STR("or")));
		pl_human_words(&lines, text(o->means[i]->diagnosis->name));
	}
	pl_human_end(&lines);
}

static void write_next(struct pl_human *h, const struct pl_explanation *x)
{
	const struct pl_next *next = &x->next;

	if (next->experiment == NULL)
		return;
	heading(h, "Next");
	if (next->experiment->by_hand)
		paragraph(h, "  ", next->run);
	else
		write_command(h, next->run);
	for (size_t i = 0; i < next->outcomes_len; i++)
		write_outcome(h, &next->outcomes[i], &x->suspects[0]);
}

void pl_explain_human(struct pl_human *h, const struct pl_exchange *exchange, const struct pl_explanation *x)
{
	const struct pl_suspect *s = x->suspects_len > 0 ? &x->suspects[0] : NULL;

	write_what(h, exchange);
	write_verdict(h, x);
	if (s == NULL)
		return;
	write_picture(h, x);
	write_cut(h, exchange);
	write_reasons(h, s);
	heading(h, "What to do");
	paragraph(h, "  ", s->fix);
	write_next(h, x);
	write_others(h, x);
}
