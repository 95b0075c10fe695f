/* Edits tell which lines change, so that nothing is compared: a region is whole lines that edits touch, a hunk is regions
 * near each other with the lines around them. */
#include "fix/diff.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "fix/lines.h"
#include "secret_scan.h"

#define CONTEXT 3
#define LONG_LINE 400
#define BEFORE_FOCUS 80
#define SHOWN ((uint64_t)1 << 20) /* of the lines that change together; of longer ones the first change is shown */

struct region {
	uint64_t from, to;     /* in the file */
	size_t first, behind;  /* edits of it */
};

struct diff {
	struct pl_fixer *fixer;
	FILE *out;
	bool shows_secrets;
	size_t edit;        /* the next one that is in no region */
	int64_t more_lines; /* that the new file has before the hunk in hand */
};

/* The lines that one edit touches: none of the old where it puts in, or takes out, whole lines. */
static struct region lines_of(const struct diff *d, const struct pl_edit *edit, size_t index)
{
	const struct pl_original *original = &d->fixer->original;
	uint64_t end = edit->at + edit->len;
	struct region r = { pl_line_start(original, edit->at), end, index, index + 1 };
	bool ends_line = edit->text.len > 0 ? edit->text.ptr[edit->text.len - 1] == '\n'
	                                    : end == 0 || pl_line_start(original, end) == end;

	if (r.from != edit->at || !ends_line || (edit->len > 0 && pl_line_start(original, end) != end))
		r.to = pl_line_end(original, end);
	return r;
}

static bool next_region(struct diff *d, struct region *r)
{
	const struct pl_edits *edits = &d->fixer->edits;

	if (d->edit >= edits->len)
		return false;
	*r = lines_of(d, &edits->items[d->edit], d->edit);
	while (++d->edit < edits->len) {
		const struct pl_edit *edit = &edits->items[d->edit];
		struct region next;

		/* One line may have very many. */
		if (edit->at + edit->len < r->to) {
			r->behind = d->edit + 1;
			continue;
		}
		next = lines_of(d, edit, d->edit);

		if (next.from > r->to)
			break;
		r->to = next.to > r->to ? next.to : r->to;
		r->behind = d->edit + 1;
	}
	return true;
}

/* The region as it will be; it was read into `old`. */
static void mend(const struct diff *d, const struct region *r, struct pl_str old, struct pl_buf *fresh)
{
	uint64_t at = r->from;

	for (size_t i = r->first; i < r->behind; i++) {
		const struct pl_edit *edit = &d->fixer->edits.items[i];

		pl_buf_add(fresh, old.ptr + (at - r->from), (size_t)(edit->at - at));
		pl_buf_add_str(fresh, edit->text);
		at = edit->at + edit->len;
	}
	pl_buf_add(fresh, old.ptr + (at - r->from), (size_t)(r->to - at));
}

/* Asterisks in place of secrets; `line` is copied. */
static struct pl_str without_secrets(const struct diff *d, struct pl_str line)
{
	struct pl_str copy = pl_arena_str(&d->fixer->scratch, line), secret;
	char *bytes = pl_arena_bytes(&d->fixer->scratch, line.len + 1);
	size_t at = 0;

	if (d->shows_secrets || line.len == 0)
		return copy;
	memcpy(bytes, line.ptr, line.len);
	while (pl_secret_next(copy, d->fixer->is_command, &at, &secret))
		memset(bytes + (secret.ptr - copy.ptr), '*', secret.len);
	return (struct pl_str){ bytes, line.len };
}

static void write_bytes(const struct diff *d, struct pl_str text)
{
	struct pl_utf8 utf8 = { 0 };
	bool is_utf8 = pl_utf8_add(&utf8, (const unsigned char *)text.ptr, text.len);

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		bool is_line_end = c == '\n' || (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n');

		if ((c < ' ' && c != '\t' && !is_line_end) || c == 0x7F || (c >= 0x80 && !is_utf8))
			fprintf(d->out, "\\x%02x", c);
		else
			putc(c, d->out);
	}
}

/* What stands around `focus` in a line of `whole` bytes, of which `line` is known. */
static void write_long(const struct diff *d, char sign, struct pl_str line, size_t focus, uint64_t whole)
{
	size_t from = focus > BEFORE_FOCUS ? focus - BEFORE_FOCUS : 0, to = line.len;

	if (to - from > LONG_LINE / 2)
		to = from + LONG_LINE / 2;
	fprintf(d->out, "%c%s", sign, from > 0 || line.len < whole ? "…" : "");
	for (size_t i = from; i < to; i++)
		if (line.ptr[i] >= ' ' && line.ptr[i] < 0x7F)
			putc(line.ptr[i], d->out);
		else
			fprintf(d->out, "\\x%02x", (unsigned char)line.ptr[i]);
	fprintf(d->out, "…  [of %llu bytes]\n", (unsigned long long)whole);
}

/* One line with its sign. */
static void write_line(const struct diff *d, char sign, struct pl_str whole, size_t focus)
{
	struct pl_str line = without_secrets(d, whole);
	bool is_ended = line.len > 0 && line.ptr[line.len - 1] == '\n';

	if (line.len > LONG_LINE) {
		write_long(d, sign, line, focus, line.len);
		return;
	}
	putc(sign, d->out);
	write_bytes(d, line);
	fputs(is_ended ? "" : "\n\\ No newline at end of file\n", d->out);
}

/* Every line of `text`; the first one at or behind `focus`, an index into the text, is shown from there. */
static void write_lines(const struct diff *d, char sign, struct pl_str text, size_t focus)
{
	while (text.len > 0) {
		const char *feed = memchr(text.ptr, '\n', text.len);
		size_t len = feed ? (size_t)(feed - text.ptr) + 1 : text.len;

		write_line(d, sign, (struct pl_str){ text.ptr, len }, focus < len ? focus : 0);
		focus = focus > len ? focus - len : 0;
		text = (struct pl_str){ text.ptr + len, text.len - len };
	}
}

static void write_context(const struct diff *d, uint64_t from, uint64_t to)
{
	while (from < to) {
		uint64_t end = pl_line_end(&d->fixer->original, from);
		struct pl_str line;

		pl_arena_reset(&d->fixer->scratch);
		if (end - from > LONG_LINE && pl_original_read(&d->fixer->original, from, LONG_LINE, &d->fixer->scratch, &line))
			write_long(d, ' ', without_secrets(d, line), 0, end - from);
		else if (pl_original_read(&d->fixer->original, from, end - from, &d->fixer->scratch, &line))
			write_line(d, ' ', line, 0);
		from = end;
	}
}

/* Reads bytes [from, to) of the region's lines and makes them anew. */
static bool read_lines(const struct diff *d, const struct region *r, struct pl_str *old, struct pl_buf *fresh)
{
	size_t most = (size_t)(r->to - r->from);

	pl_arena_reset(&d->fixer->scratch);
	for (size_t i = r->first; i < r->behind; i++)
		most += d->fixer->edits.items[i].text.len;
	pl_buf_init(fresh, most);
	if (!pl_original_read(&d->fixer->original, r->from, r->to - r->from, &d->fixer->scratch, old))
		return false;
	mend(d, r, *old, fresh);
	return true;
}

/* Around the first of very many edits, or in a very long line. */
static void write_glimpse(const struct diff *d, const struct region *whole)
{
	const struct pl_edit *edit = &d->fixer->edits.items[whole->first];
	struct region r = { edit->at, edit->at + edit->len, whole->first, whole->first + 1 };
	uint64_t before = edit->at - whole->from < BEFORE_FOCUS ? edit->at - whole->from : BEFORE_FOCUS,
	         behind = whole->to - r.to < BEFORE_FOCUS ? whole->to - r.to : BEFORE_FOCUS;
	struct pl_buf fresh;
	struct pl_str old;

	r.from -= before;
	r.to += behind;
	if (r.to - r.from <= SHOWN && read_lines(d, &r, &old, &fresh)) {
		write_long(d, '-', old, 0, whole->to - whole->from);
		write_long(d, '+', pl_buf_str(&fresh), 0, whole->to - whole->from);
		pl_buf_free(&fresh);
	}
}

static void write_region(const struct diff *d, const struct region *r)
{
	struct pl_buf fresh;
	struct pl_str old;
	size_t focus = 0;

	if (r->to - r->from > SHOWN) {
		write_glimpse(d, r);
		return;
	}
	if (read_lines(d, r, &old, &fresh)) {
		while (focus < old.len && focus < fresh.len && old.ptr[focus] == fresh.ptr[focus])
			focus++;
		write_lines(d, '-', old, focus);
		write_lines(d, '+', pl_buf_str(&fresh), focus);
	}
	pl_buf_free(&fresh);
}

/* How many lines the new file gains in the region. */
static int64_t gain(const struct diff *d, const struct region *r)
{
	int64_t lines = 0;

	for (size_t i = r->first; i < r->behind; i++) {
		const struct pl_edit *edit = &d->fixer->edits.items[i];

		for (size_t k = 0; k < edit->text.len; k++)
			lines += edit->text.ptr[k] == '\n';
		lines -= (int64_t)pl_line_count(&d->fixer->original, edit->at, edit->at + edit->len);
	}
	return lines;
}

/* `lines` lines before `at`, and behind it. */
static uint64_t up(const struct diff *d, uint64_t at, int lines)
{
	for (; lines > 0 && at > 0; lines--)
		at = pl_line_start(&d->fixer->original, at - 1);
	return at;
}

static uint64_t down(const struct diff *d, uint64_t at, int lines)
{
	for (; lines > 0; lines--)
		at = pl_line_end(&d->fixer->original, at);
	return at;
}

/* The number of a hunk's first line; of one without lines that of the line before. */
static void write_range(const struct diff *d, char sign, uint64_t before, uint64_t lines)
{
	fprintf(d->out, "%c%llu", sign, (unsigned long long)(lines > 0 ? before + 1 : before));
	if (lines != 1)
		fprintf(d->out, ",%llu", (unsigned long long)lines);
}

/* Regions first to last of one hunk. */
static void write_hunk(struct diff *d, const struct region *regions, size_t len)
{
	const struct pl_original *original = &d->fixer->original;
	uint64_t from = up(d, regions[0].from, CONTEXT), to = down(d, regions[len - 1].to, CONTEXT), size = (uint64_t)original->state.st_size;
	uint64_t before = pl_line_count(original, 0, from), lines = pl_line_count(original, from, to), at = from;
	int64_t gained = 0;

	lines += to == size && to > from && pl_line_start(original, to) != to;
	for (size_t i = 0; i < len; i++)
		gained += gain(d, &regions[i]);
	fputs("@@ ", d->out);
	write_range(d, '-', before, lines);
	putc(' ', d->out);
	write_range(d, '+', (uint64_t)((int64_t)before + d->more_lines), (uint64_t)((int64_t)lines + gained));
	fputs(" @@\n", d->out);
	for (size_t i = 0; i < len; i++) {
		write_context(d, at, regions[i].from);
		write_region(d, &regions[i]);
		at = regions[i].to;
	}
	write_context(d, at, to);
	d->more_lines += gained;
}

void pl_fixer_diff(struct pl_fixer *fixer, FILE *out, bool shows_secrets)
{
	struct diff d = { .fixer = fixer, .out = out, .shows_secrets = shows_secrets };
	struct region *hunk = pl_arena_alloc(&fixer->arena, fixer->edits.len * sizeof(*hunk)), next;
	size_t len = 0;

	fprintf(out, "--- %s\n+++ %s\n", fixer->original.path, fixer->original.path);
	while (next_region(&d, &next)) {
		if (len > 0 && down(&d, hunk[len - 1].to, 2 * CONTEXT) < next.from) {
			write_hunk(&d, hunk, len);
			len = 0;
		}
		hunk[len++] = next;
	}
	if (len > 0)
		write_hunk(&d, hunk, len);
}
