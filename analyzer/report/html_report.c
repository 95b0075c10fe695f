/* The report as a page that a person can send: each request in full, then the summary, which the style sheet puts first, so
 * that nothing has to be kept. Memory does not grow with the requests. */
#include "report/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

#define WITH_FINDINGS 1000 /* requests that are drawn */
#define WITHOUT 100
#define INDEXED 100        /* requests that the summary lists */
#define LABEL 160          /* bytes of a name kept for that */

struct entry {
	char file[LABEL], label[LABEL];
	size_t file_len, label_len;
	uint64_t number, entry, body_bytes;
	bool is_known, is_file_cut, is_cut;
	size_t counts[3];
};

struct page {
	FILE *out;
	struct pl_report_options options;
	uint64_t requests, with_findings, without, not_drawn, not_drawn_failing;
	bool has_failed;
	struct entry entries[INDEXED];
	size_t entries_len;
};

static const char *const severities[] = { "note", "warning", "error" };

static void *begin(FILE *out, const struct pl_report_options *options)
{
	struct page *page = pl_memory_alloc(sizeof(*page));

	*page = (struct page){ .out = out, .options = *options };
	pl_html_begin(out, "check", PL_STR(""));
	return page;
}

static void count(const struct plimsoll_request *r, size_t counts[3])
{
	for (size_t i = 0; i < r->findings_len; i++)
		counts[r->findings[i].severity] += 1 + (size_t)r->findings[i].more;
}

/* As many whole characters as an entry holds: the first, or of a path the last. */
static size_t keep_text(char *into, struct plimsoll_text text, bool is_end)
{
	size_t len = text.len < LABEL ? text.len : LABEL;

	if (is_end) {
		text.ptr += text.len - len;
		for (; len > 0 && len < text.len && (*text.ptr & 0xC0) == 0x80; len--)
			text.ptr++;
	} else {
		while (len > 0 && len < text.len && (text.ptr[len] & 0xC0) == 0x80)
			len--;
	}
	if (len > 0)
		memcpy(into, text.ptr, len);
	return len;
}

static void keep(struct page *page, const struct plimsoll_request *r, const size_t counts[3])
{
	struct entry *entry = &page->entries[page->entries_len];

	if (page->entries_len == INDEXED)
		return;
	page->entries_len++;
	*entry = (struct entry){ .number = page->requests, .entry = r->entry, .body_bytes = r->weight.body_bytes, .is_known = r->weight.is_known };
	memcpy(entry->counts, counts, sizeof(entry->counts));
	entry->file_len = keep_text(entry->file, r->file, true);
	entry->is_file_cut = entry->file_len < r->file.len;
	entry->label_len = keep_text(entry->label, r->url, false);
	entry->is_cut = entry->label_len < r->url.len;
}

static void write_badges(FILE *out, const size_t counts[3])
{
	fputs("<ul class=\"badges\">", out);
	for (int s = PLIMSOLL_ERROR; s >= PLIMSOLL_NOTE; s--)
		if (counts[s] > 0) {
			fprintf(out, "<li class=\"badge %s\">", severities[s]);
			pl_html_count(out, counts[s], severities[s]);
			fputs("</li>", out);
		}
	fputs(counts[0] + counts[1] + counts[2] == 0 ? "<li class=\"badge none\">nothing found</li></ul>\n" : "</ul>\n", out);
}

static void write_title(FILE *out, const struct plimsoll_request *r, uint64_t number, const size_t counts[3])
{
	fprintf(out, "<header><p class=\"file\">");
	pl_html_text(out, pl_html_str(r->file), 300);
	if (r->entry > 0)
		fprintf(out, ", entry %llu", (unsigned long long)r->entry);
	fprintf(out, "</p>\n<h2 id=\"r%llu\"><span class=\"method\">", (unsigned long long)number);
	pl_html_text(out, pl_html_str(r->method), 40);
	fputs("</span> ", out);
	pl_html_text(out, pl_html_str(r->url), 300);
	fputs("</h2>\n", out);
	write_badges(out, counts);
	fputs("</header>\n", out);
}

static void write_undecided(FILE *out, const struct plimsoll_request *r)
{
	if (r->undecided_len == 0)
		return;
	fputs("<details class=\"undecided\"><summary>", out);
	pl_html_count(out, r->undecided_len, "rule");
	fputs(" could not be decided</summary><ul>\n", out);
	for (size_t i = 0; i < r->undecided_len; i++) {
		fputs("<li><code>", out);
		pl_html_text(out, pl_html_str(r->undecided[i].rule), 120);
		fputs("</code> needs <code>", out);
		pl_html_text(out, pl_html_str(r->undecided[i].missing), 120);
		fputs("</code>, which is not known</li>\n", out);
	}
	fputs("</ul></details>\n", out);
}

static void write_suppressed(FILE *out, const struct plimsoll_request *r)
{
	if (r->suppressed_len == 0)
		return;
	fputs("<details class=\"undecided\"><summary>", out);
	pl_html_count(out, r->suppressed_len, "finding");
	fputs(" known to a baseline or ignored</summary><ul>\n", out);
	for (size_t i = 0; i < r->suppressed_len; i++) {
		fputs("<li><code>", out);
		pl_html_text(out, pl_html_str(r->suppressed[i].rule), 120);
		fputs("</code> ", out);
		pl_html_text(out, pl_html_str(r->suppressed[i].message), 400);
		if (r->suppressed[i].justification.len > 0) {
			fputs("; ignored because: ", out);
			pl_html_text(out, pl_html_str(r->suppressed[i].justification), 400);
		}
		fputs("</li>\n", out);
	}
	fputs("</ul></details>\n", out);
}

static void write_value(FILE *out, const struct plimsoll_fact *f)
{
	switch (f->kind) {
	case PLIMSOLL_FLAG:
		fputs(f->truth ? "true" : "false", out);
		break;
	case PLIMSOLL_NUMBER:
		fprintf(out, "%lld", (long long)f->number);
		break;
	case PLIMSOLL_STRING:
		pl_html_text(out, pl_html_str(f->string), 400);
		break;
	case PLIMSOLL_LIST:
		for (size_t i = 0; i < f->list_len; i++) {
			fputs(i ? ", " : "", out);
			pl_html_text(out, pl_html_str(f->list[i]), 120);
		}
		break;
	case PLIMSOLL_UNKNOWN:
		fputs("not known", out);
		break;
	}
}

static void write_facts(FILE *out, const struct plimsoll_request *r)
{
	if (r->facts_len == 0)
		return;
	fputs("<details class=\"facts\"><summary>", out);
	pl_html_count(out, r->facts_len, "fact");
	fputs("</summary><dl>\n", out);
	for (size_t i = 0; i < r->facts_len; i++) {
		fputs("<dt>", out);
		pl_html_text(out, pl_html_str(r->facts[i].name), 120);
		fputs("</dt><dd>", out);
		write_value(out, &r->facts[i]);
		fputs("</dd>\n", out);
	}
	fputs("</dl></details>\n", out);
}

/* A page of many thousand drawings is of no use to anyone: requests behind those are counted. */
static bool is_drawn(struct page *page, const struct plimsoll_request *r)
{
	return r->findings_len > 0 ? page->with_findings++ < WITH_FINDINGS : page->without++ < WITHOUT;
}

static void request(void *state, const struct plimsoll_request *r)
{
	struct page *page = state;
	size_t counts[3] = { 0, 0, 0 };
	bool fails = false;

	count(r, counts);
	for (int s = PLIMSOLL_NOTE; s <= PLIMSOLL_ERROR; s++)
		fails |= counts[s] > 0 && s >= page->options.fail_on;
	page->has_failed |= fails;
	page->requests++;
	if (!is_drawn(page, r)) {
		page->not_drawn++;
		page->not_drawn_failing += fails;
		return;
	}
	keep(page, r, counts);
	fprintf(page->out, "<section class=\"request\" aria-labelledby=\"r%llu\">", (unsigned long long)page->requests);
	write_title(page->out, r, page->requests, counts);
	if (!page->options.is_quiet)
		pl_html_weight(page->out, r);
	pl_html_findings(page->out, r);
	write_undecided(page->out, r);
	write_suppressed(page->out, r);
	write_facts(page->out, r);
	fputs("</section>\n", page->out);
}

static void write_verdict(const struct page *page, const struct pl_report_summary *s)
{
	static const char *const asked[] = { "a note or worse fails", "a warning or worse fails", "an error fails", "nothing fails" };
	bool is_failing = page->has_failed && !page->options.exits_zero;
	unsigned status = s->unreadable > 0 ? 3 : is_failing ? 1 : 0;

	fprintf(page->out, "<p class=\"verdict %s\">", status > 0 ? "over" : "holds");
	pl_html_disc(page->out, status > 0 ? "over" : "holds", 0);
	fputs(status == 3 ? "Not every input could be read" : status == 1 ? "These requests should not be sent as they are" : page->has_failed ? "There are findings, and the check was told not to fail" : "Nothing here makes the check fail", page->out);
	fprintf(page->out, "</p>\n<p class=\"exit\">Exit status <b>%u</b>: ", status);
	if (status == 3)
		pl_html_count(page->out, s->unreadable, "input");
	if (status == 3)
		fputs(" could not be read.</p>\n", page->out);
	else
		fprintf(page->out, "%s the check%s.</p>\n", asked[page->options.fail_on], page->options.exits_zero ? ", were it not told to end with 0" : "");
}

static void write_number(FILE *out, const char *class, uint64_t number, const char *what)
{
	char text[PL_NUMBER_TEXT];

	fprintf(out, "<div class=\"%s\"><dt>%s%s</dt><dd>%s</dd></div>", number > 0 ? class : "zero", what,
	        strcmp(what, "undecided") == 0 || strcmp(what, "known before") == 0 || strcmp(what, "ignored") == 0 || number == 1 ? "" : "s",
	        pl_number_grouped(text, number));
}

static void write_numbers(FILE *out, const struct pl_report_summary *s)
{
	fputs("<dl class=\"numbers\">", out);
	write_number(out, "all", s->requests, "request");
	write_number(out, "error", s->errors, "error");
	write_number(out, "warning", s->warnings, "warning");
	write_number(out, "note", s->notes, "note");
	write_number(out, "all", s->undecided, "undecided");
	if (s->silenced > 0)
		write_number(out, "all", s->silenced, "known before");
	if (s->ignored > 0)
		write_number(out, "all", s->ignored, "ignored");
	fputs("</dl>\n", out);
}

/* Every body at the same scale, so that the heavy ones are seen at once. */
static void write_index(const struct page *page)
{
	char number[PL_NUMBER_TEXT];
	uint64_t most = 1;

	if (page->requests < 2)
		return;
	for (size_t i = 0; i < page->entries_len; i++)
		most = page->entries[i].body_bytes > most ? page->entries[i].body_bytes : most;
	fputs("<nav aria-label=\"Requests\"><ol class=\"index\">\n", page->out);
	for (size_t i = 0; i < page->entries_len; i++) {
		const struct entry *e = &page->entries[i];

		fprintf(page->out, "<li><a href=\"#r%llu\">", (unsigned long long)e->number);
		fputs(e->is_file_cut ? "…" : "", page->out);
		pl_html_text(page->out, (struct pl_str){ e->file, e->file_len }, LABEL);
		if (e->entry > 0)
			fprintf(page->out, ", entry %llu", (unsigned long long)e->entry);
		fputs("<span class=\"url\">", page->out);
		pl_html_text(page->out, (struct pl_str){ e->label, e->label_len }, LABEL);
		fputs(e->is_cut ? "…</span></a>" : "</span></a>", page->out);
		write_badges(page->out, e->counts);
		fprintf(page->out, "<span class=\"size\">%s</span><svg class=\"spark\" width=\"100%%\" height=\"4\" aria-hidden=\"true\">"
		                   "<rect class=\"raw\" width=\"%.4f%%\" height=\"4\" /></svg></li>\n",
		        e->is_known ? pl_number_bytes(number, e->body_bytes) : "body not known", (double)e->body_bytes / (double)most * 100);
	}
	fputs("</ol></nav>\n", page->out);
}

static void write_left_out(const struct page *page)
{
	FILE *out = page->out;

	if (page->requests - page->not_drawn > page->entries_len)
		fprintf(out, "<p class=\"more\">The list names the first %d requests of this page.</p>\n", INDEXED);
	if (page->not_drawn == 0)
		return;
	fputs("<p class=\"more\">", out);
	pl_html_count(out, page->not_drawn, "request");
	fprintf(out, " more %s counted here and not drawn, ", page->not_drawn == 1 ? "is" : "are");
	fprintf(out, "%llu of them failing the check: a page draws at most %d requests with findings and %d without. "
	             "<code>--format ndjson</code> has them all.</p>\n", (unsigned long long)page->not_drawn_failing, WITH_FINDINGS, WITHOUT);
}

static void end(void *state, const struct pl_report_summary *s)
{
	struct page *page = state;

	fputs("<section id=\"summary\" class=\"summary\" aria-labelledby=\"summary-title\"><h2 id=\"summary-title\">Summary</h2>\n", page->out);
	write_verdict(page, s);
	write_numbers(page->out, s);
	write_index(page);
	write_left_out(page);
	fputs("</section>\n", page->out);
	pl_html_end(page->out);
	free(page);
}

const struct pl_report pl_html_report = { "html", "one page to send to a person, with drawings to scale", begin, request, end };
