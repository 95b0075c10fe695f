/* An explanation as a page: the verdict, the sizes to scale with the limits among them, each diagnosis with what speaks for and
 * against it, and the experiment that would tell. */
#include "cli/explain_report.h"

#include "base/number.h"
#include "report/drawing.h"
#include "report/html.h"

#define BAR 18 /* pixels */
#define ROW 26
#define MARKS 12

/* A size that is known, as a bar. */
struct size {
	const char *name, *class;
	uint64_t bytes;
};

struct sizes {
	struct size items[8];
	size_t len;
	struct pl_load_mark marks[MARKS];
	struct pl_str names[MARKS], settings[MARKS];
	bool is_exact[MARKS];
	size_t marks_len;
	uint64_t most;
};

static void add(struct sizes *s, const char *name, const char *class, const struct pl_row *row, enum pl_fact fact)
{
	const struct pl_value *value = pl_row_get(row, fact);

	if (value->state != PL_KNOWN || s->len == sizeof(s->items) / sizeof(s->items[0]))
		return;
	s->items[s->len++] = (struct size){ name, class, (uint64_t)value->number };
	s->most = (uint64_t)value->number > s->most ? (uint64_t)value->number : s->most;
}

static void add_mark(struct sizes *s, uint64_t bytes, struct pl_str name, struct pl_str setting, bool is_exact)
{
	size_t at = s->marks_len;

	if (at == MARKS)
		return;
	for (; at > 0 && s->marks[at - 1].at > bytes; at--) {
		s->marks[at] = s->marks[at - 1];
		s->names[at] = s->names[at - 1];
		s->settings[at] = s->settings[at - 1];
		s->is_exact[at] = s->is_exact[at - 1];
	}
	s->marks[at] = (struct pl_load_mark){ .at = bytes, .class = is_exact ? "over" : "idle" };
	s->names[at] = name;
	s->settings[at] = setting;
	s->is_exact[at] = is_exact;
	s->marks_len++;
	s->most = bytes > s->most ? bytes : s->most;
}

static struct sizes sizes_of(const struct pl_explanation *x)
{
	struct sizes s = { .len = 0 };
	const struct pl_row *row = &x->row;
	const struct pl_value *wire = pl_row_get(row, PL_FACT_exchange_wire_bytes), *raw = pl_row_get(row, PL_FACT_exchange_raw_bytes);
	const struct pl_value *stated = pl_row_get(row, PL_FACT_exchange_stated_limit);

	if (raw->state == PL_KNOWN && raw->number != wire->number)
		add(&s, "the file", "raw", row, PL_FACT_exchange_raw_bytes);
	add(&s, "on the wire", "coded", row, PL_FACT_exchange_wire_bytes);
	add(&s, "sent of it", "head", row, PL_FACT_exchange_sent_bytes);
	add(&s, "what arrived", "head", row, PL_FACT_exchange_stored_bytes);
	if (x->bracket.has_below && (wire->state != PL_KNOWN || (uint64_t)wire->number != x->bracket.below))
		add(&s, "failed", "refused", row, PL_FACT_exchange_below);
	add(&s, "passed", "passes", row, PL_FACT_exchange_at_least);
	if (stated->state == PL_KNOWN)
		add_mark(&s, (uint64_t)stated->number, PL_STR("the limit that the answer names"), PL_STR(""), true);
	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < x->bracket.candidates_len; i++)
			if (x->bracket.candidates[i].is_exact == (exact == 1))
				add_mark(&s, x->bracket.candidates[i].bytes, x->bracket.candidates[i].name, x->bracket.candidates[i].setting, exact == 1);
	for (size_t i = 0; i < s.marks_len; i++)
		s.marks[i].number = (unsigned)i + 1;
	return s;
}

static void write_marks(FILE *out, const struct sizes *s, const struct pl_bracket *b)
{
	char number[PL_NUMBER_TEXT];

	if (s->marks_len == 0)
		return;
	fputs("<ol class=\"lines\">", out);
	for (size_t i = 0; i < s->marks_len; i++) {
		fprintf(out, "<li class=\"%s\">", s->marks[i].class);
		pl_html_disc(out, s->marks[i].class, s->marks[i].number);
		fputs("<span class=\"who\"><b>", out);
		pl_html_text(out, s->names[i], 120);
		fputs("</b>", out);
		if (s->settings[i].len > 0) {
			fputs(" <code>", out);
			pl_html_text(out, s->settings[i], 120);
			fputs("</code>", out);
		}
		fprintf(out, "</span><span class=\"what\">%s%s</span></li>\n", pl_number_bytes(number, s->marks[i].at),
		        s->is_exact[i] ? "" : ", between what passed and what failed");
	}
	fputs("</ol>\n", out);
	if (b->candidates_len > 0)
		fputs("<p class=\"more\">That a documented limit lies there is a hint, and no proof.</p>\n", out);
}

static void write_picture(FILE *out, const struct pl_explanation *x)
{
	struct sizes s = sizes_of(x);
	struct pl_drawing d = { out, 0, s.most + s.most / 40 + 1, false };
	unsigned top = pl_drawing_marks_height(&d, s.marks, s.marks_len);
	char number[PL_NUMBER_TEXT];

	if (s.len + s.marks_len < 2 || s.most == 0)
		return;
	fputs("<h2>The sizes</h2>\n<ul class=\"rows\"><li><span class=\"name\">bytes</span>", out);
	pl_drawing_begin(&d, "axis", top + PL_DRAWING_AXIS);
	fputs("<title>The scale of all bars, with the limits</title>", out);
	pl_drawing_axis(&d, top, true);
	pl_drawing_marks(&d, s.marks, s.marks_len, top);
	pl_drawing_end(&d);
	fputs("</li>\n", out);
	for (size_t i = 0; i < s.len; i++) {
		fprintf(out, "<li><span class=\"name\"><b>%s</b><span class=\"said\">%s</span></span>", s.items[i].name,
		        pl_number_bytes(number, s.items[i].bytes));
		pl_drawing_begin(&d, "bar", ROW);
		fprintf(out, "<title>%s, to scale</title>", s.items[i].name);
		pl_drawing_rect(&d, s.items[i].class, 0, s.items[i].bytes, 4, BAR);
		for (size_t m = 0; m < s.marks_len; m++)
			pl_drawing_line(&d, s.marks[m].class, s.marks[m].at, 0, ROW);
		pl_drawing_end(&d);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
	write_marks(out, &s, &x->bracket);
}

static void write_reasons(FILE *out, const struct pl_suspect *s)
{
	fputs("<ul class=\"reasons\">", out);
	for (size_t i = 0; i < s->pro_len; i++)
		pl_html_element(out, "li", "pro", s->pro[i].text);
	for (size_t i = 0; i < s->contra_len; i++)
		pl_html_element(out, "li", "contra", s->contra[i].text);
	fputs("</ul>\n", out);
}

static void write_see(FILE *out, const struct pl_suspect *s)
{
	if (s->diagnosis->see_len == 0)
		return;
	fputs("<ul class=\"see\">", out);
	for (size_t i = 0; i < s->diagnosis->see_len; i++)
		pl_html_element(out, "li", "ref", s->diagnosis->see[i]);
	fputs("</ul>\n", out);
}

static void write_exchange(FILE *out, const struct pl_exchange *e)
{
	if (e->method.len == 0 && e->response.status == 0)
		return;
	fputs("<header>", out);
	if (e->file.len > 0) {
		fputs("<p class=\"file\">", out);
		pl_html_text(out, e->file, 300);
		if (e->has_entry)
			fprintf(out, ", entry %llu", (unsigned long long)e->entry);
		fputs("</p>\n", out);
	}
	fputs("<p class=\"asked\"><code>", out);
	pl_html_text(out, e->method, 40);
	fputs(e->method.len > 0 ? " " : "", out);
	pl_html_text(out, e->url, 300);
	fputs("</code> ", out);
	if (e->response.status > 0)
		fprintf(out, "answered <b>%llu</b>", (unsigned long long)e->response.status);
	else
		fputs("without an answer", out);
	fputs("</p></header>\n", out);
}

static void write_next(FILE *out, const struct pl_explanation *x)
{
	const struct pl_next *next = &x->next;

	if (next->experiment == NULL)
		return;
	fputs("<h2>What would tell</h2>\n", out);
	pl_html_element(out, next->experiment->by_hand ? "p" : "pre", next->experiment->by_hand ? "hand" : "command", next->run);
	fputs("<ul class=\"outcomes\">", out);
	for (size_t i = 0; i < next->outcomes_len; i++) {
		const struct pl_next_outcome *o = &next->outcomes[i];

		fputs("<li>", out);
		pl_html_text(out, o->seen, 400);
		fputs(" → ", out);
		if (o->means_len == 0)
			fputs("not ", out);
		for (size_t m = 0; m < o->means_len || m == 0; m++) {
			fputs(m ? " or <code>" : "<code>", out);
			pl_html_text(out, (o->means_len ? o->means[m] : &x->suspects[0])->diagnosis->name, 120);
			fputs("</code>", out);
		}
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void write_others(FILE *out, const struct pl_explanation *x)
{
	if (x->suspects_len < 2)
		return;
	fputs("<h2>What else it may be</h2>\n", out);
	for (size_t i = 1; i < x->suspects_len; i++) {
		const struct pl_suspect *s = &x->suspects[i];

		fputs("<details class=\"suspect\"><summary>", out);
		pl_html_text(out, s->diagnosis->title, 300);
		fprintf(out, " <span class=\"tag\">%s</span></summary>\n", pl_confidence_names[s->confidence]);
		pl_html_element(out, "p", "why", s->verdict);
		write_reasons(out, s);
		pl_html_element(out, "p", "fix", s->fix);
		write_see(out, s);
		fputs("</details>\n", out);
	}
}

void pl_explain_html(FILE *out, const struct pl_exchange *exchange, const struct pl_explanation *x, size_t number,
                     const struct pl_config_file *config, const char *path, struct pl_arena *arena)
{
	const struct pl_suspect *s = x->suspects_len > 0 ? &x->suspects[0] : NULL;

	if (number == 0)
		fputs("<section class=\"sheet\" id=\"summary\">", out);
	else
		fprintf(out, "<section class=\"sheet\" id=\"e%zu\">", number);
	write_exchange(out, exchange);
	fputs("<h2 class=\"lead\">", out);
	pl_html_disc(out, s ? "over" : "idle", 0);
	fputs(" ", out);
	pl_html_text(out, x->verdict, 1200);
	fputs("</h2>\n", out);
	if (s) {
		fputs("<ul class=\"tags\">", out);
		pl_html_element(out, "li", "tag rule", s->diagnosis->name);
		pl_html_element(out, "li", "tag", pl_str_from(pl_confidence_names[s->confidence]));
		fputs("</ul>\n", out);
		write_picture(out, x);
		fputs("<h2>Why</h2>\n", out);
		write_reasons(out, s);
		write_see(out, s);
		fputs("<h2>What to do</h2>\n", out);
		pl_html_element(out, "p", "fix", s->fix);
		write_next(out, x);
		write_others(out, x);
	}
	if (config)
		pl_explain_config(NULL, out, path, config, exchange, x, arena);
	fputs("</section>\n", out);
}
