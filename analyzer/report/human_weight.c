/* The weight of a request: a line of numbers and, where there is a load line or a file of real size, a bar to scale. */
#include "report/human.h"

#include <string.h>

#include "base/number.h"
#include "report/shares.h"

#define BLOB_MIN ((uint64_t)64 << 10) /* bytes of files that make a bar worth its lines */
#define SHOWN 3                       /* largest values named */

enum sign { FILES, GROWTH, REST, FREE, LINE };

static const char *sign(const struct pl_human *h, enum sign which)
{
	static const char *const blocks[] = { "█", "▓", "░", "·", "┃" }, *const ascii[] = { "#", "=", "-", ".", "|" };

	return h->options.is_ascii ? ascii[which] : blocks[which];
}

static void write_size(struct pl_human *h, const struct plimsoll_weight *w)
{
	struct pl_human_lines lines = pl_human_lines(h, "  body: ", 8);
	char number[PL_NUMBER_TEXT], text[160];
	int len = snprintf(text, sizeof(text), "%s", pl_number_bytes(number, w->body_bytes));

	if (w->decoded_bytes != w->body_bytes)
		len += snprintf(text + len, sizeof(text) - (size_t)len, ", %s decoded", pl_number_bytes(number, w->decoded_bytes));
	pl_human_words(&lines, (struct plimsoll_text){ text, (size_t)len });
	if (w->limit > 0) {
		len = snprintf(text, sizeof(text), "of at most %s (%.*s)", pl_number_bytes(number, w->limit),
		               w->limit_name.len < 60 ? (int)w->limit_name.len : 60, w->limit_name.ptr);
		pl_human_words(&lines, (struct plimsoll_text){ text, (size_t)len });
	}
	pl_human_end(&lines);
}

/* The cell of `columns` that `bytes` of `scale` reach. */
static unsigned cell(uint64_t bytes, uint64_t scale, unsigned columns)
{
	return (unsigned)((double)bytes / (double)scale * columns + 0.5);
}

static void write_bar(struct pl_human *h, const struct plimsoll_weight *w, const struct pl_shares *s)
{
	uint64_t total = s->files + s->growth + s->rest, scale = total > w->limit ? total : w->limit;
	unsigned columns = pl_human_columns(h) - 4, files = cell(s->files, scale, columns);
	unsigned growth = cell(s->files + s->growth, scale, columns), end = cell(total, scale, columns);
	unsigned line = w->limit > 0 ? cell(w->limit, scale, columns) : columns + 1;

	if (line == columns)
		line--;
	fputs("  ", h->out);
	for (unsigned i = 0; i < columns; i++) {
		if (i == line)
			pl_human_colour(h, total > w->limit ? "1;31" : "1;32");
		fputs(sign(h, i == line ? LINE : i < files ? FILES : i < growth ? GROWTH : i < end ? REST : FREE), h->out);
		if (i == line)
			pl_human_colour(h, NULL);
	}
	fputc('\n', h->out);
}

static void write_key(struct pl_human *h, const struct plimsoll_weight *w, const struct pl_shares *s)
{
	const struct {
		enum sign sign;
		const char *what;
		uint64_t bytes;
	} shares[] = {
		{ FILES, s->growth ? "on disk" : "files", s->files },
		{ GROWTH, "encoding", s->growth },
		{ REST, s->files ? "rest" : "body", s->rest },
		{ LINE, "load line", w->limit },
	};
	char number[PL_NUMBER_TEXT], item[128];
	unsigned at = 0;

	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		struct plimsoll_text text = { item, 0 };

		if (shares[i].bytes == 0)
			continue;
		text.len = (size_t)snprintf(item, sizeof(item), "  %s %s%s%s", sign(h, shares[i].sign),
		                            shares[i].sign == LINE ? "" : pl_number_grouped(number, shares[i].bytes),
		                            shares[i].sign == LINE ? "" : " ", shares[i].what);
		if (at > 0 && at + text.len - strlen(sign(h, shares[i].sign)) + 1 > pl_human_columns(h)) {
			fputc('\n', h->out);
			at = 0;
		}
		at += pl_human_write(h, text, pl_human_columns(h));
	}
	fputc('\n', h->out);
}

static void write_largest(struct pl_human *h, const struct plimsoll_contribution *c)
{
	char number[PL_NUMBER_TEXT];

	fputs("  ", h->out);
	if (c->part.len > 0)
		fputs("part ", h->out);
	pl_human_write(h, c->part.len > 0 ? c->part : c->pointer, 40);
	fprintf(h->out, ": %s bytes", pl_number_grouped(number, c->bytes));
	if (pl_shares_is_encoded(c))
		fprintf(h->out, ", %.*s of %s", (int)c->encoding.len, c->encoding.ptr, pl_number_grouped(number, c->raw_bytes));
	if (c->media_type.len > 0) {
		fputs(", ", h->out);
		pl_human_write(h, c->media_type, 40);
	}
	fputc('\n', h->out);
}

void pl_human_weight(struct pl_human *h, const struct plimsoll_weight *w)
{
	struct pl_shares s;

	if (!w->is_known) {
		fputs("  body: not known\n", h->out);
		return;
	}
	s = pl_shares_of(w);
	write_size(h, w);
	if (w->decoded_bytes != w->body_bytes || w->body_bytes == 0 || (w->limit == 0 && s.files < BLOB_MIN))
		return;
	write_bar(h, w, &s);
	write_key(h, w, &s);
	for (size_t i = 0; i < w->largest_len && i < SHOWN; i++)
		if (w->largest[i].bytes >= BLOB_MIN && (w->largest[i].pointer.len > 0 || w->largest[i].part.len > 0))
			write_largest(h, &w->largest[i]);
}
