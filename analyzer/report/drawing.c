/* Bars, axes and load lines. */
#include "report/drawing.h"

#include <math.h>

#include "base/number.h"

#define TICKS 5
#define ROW 20      /* pixels of a row of discs */
#define ROWS 4
#define APART 7.0   /* per cent between discs of one row, so that their numbers do not meet on a telephone */

/* Per cent from the left edge. */
static double place(const struct pl_drawing *d, uint64_t at)
{
	double low = d->before > 0 ? (double)d->before : 1, high = (double)d->across > low ? (double)d->across : low * 2;

	if (!d->is_log)
		return (double)at / (double)d->across * 100;
	return (double)at <= low ? 0 : log((double)at / low) / log(high / low) * 100;
}

static double from_zero(const struct pl_drawing *d, uint64_t bytes)
{
	return place(d, d->is_log ? bytes : pl_add_capped(d->before, bytes));
}

void pl_drawing_begin(const struct pl_drawing *d, const char *class, unsigned height)
{
	fprintf(d->out, "<svg class=\"drawing %s\" role=\"img\" width=\"100%%\" height=\"%u\">", class, height);
}

void pl_drawing_end(const struct pl_drawing *d)
{
	fputs("</svg>\n", d->out);
}

void pl_drawing_rect(const struct pl_drawing *d, const char *class, uint64_t at, uint64_t bytes, unsigned y, unsigned height)
{
	double left = place(d, at), right = place(d, pl_add_capped(at, bytes));

	if (bytes > 0)
		fprintf(d->out, "<rect class=\"%s\" x=\"%.6f%%\" width=\"%.6f%%\" y=\"%u\" height=\"%u\" data-bytes=\"%llu\" />", class, left,
		        right - left, y, height, (unsigned long long)bytes);
}

static void write_tick(const struct pl_drawing *d, uint64_t at, unsigned y, bool is_bytes)
{
	char number[PL_NUMBER_TEXT];
	double x = from_zero(d, at);

	if (x > 100)
		return;
	fprintf(d->out, "<line class=\"tick\" x1=\"%.4f%%\" x2=\"%.4f%%\" y1=\"%u\" y2=\"%u\" /><text class=\"tick\" x=\"%.4f%%\" y=\"%u\"%s>%s</text>", x,
	        x, y, y + 5, x, y + 17, x < 4 ? " text-anchor=\"start\"" : x > 93 ? " text-anchor=\"end\"" : " text-anchor=\"middle\"",
	        is_bytes ? pl_number_short(number, at) : pl_number_grouped(number, at));
}

/* Sizes at equal distances, or, by magnitude, powers at equal distances. */
void pl_drawing_axis(const struct pl_drawing *d, unsigned y, bool is_bytes)
{
	uint64_t step = 1, most = d->across;

	fprintf(d->out, "<line class=\"axis\" x1=\"0%%\" x2=\"100%%\" y1=\"%u\" y2=\"%u\" />", y, y);
	if (!d->is_log) {
		while (step <= most / TICKS)
			step *= 2;
		for (uint64_t at = 0; at <= most - d->before; at += step)
			write_tick(d, at, y, is_bytes);
		return;
	}
	while (step < d->before)
		step *= 2;
	for (double factor = 2; step <= most; step = (uint64_t)((double)step * factor)) {
		while (log((double)most / (double)step) / log(factor) > TICKS)
			factor *= 2;
		write_tick(d, step, y, is_bytes);
	}
}

void pl_drawing_line(const struct pl_drawing *d, const char *class, uint64_t at, unsigned top, unsigned bottom)
{
	double x = from_zero(d, at);

	if (x <= 100)
		fprintf(d->out, "<g class=\"load %s\"><line class=\"halo\" x1=\"%.4f%%\" x2=\"%.4f%%\" y1=\"%u\" y2=\"%u\" />"
		                "<line x1=\"%.4f%%\" x2=\"%.4f%%\" y1=\"%u\" y2=\"%u\" /></g>", class, x, x, top, bottom, x, x, top, bottom);
}

/* The row of each disc: the lowest where it does not meet its neighbour. Returns the rows taken. */
static unsigned rows(const struct pl_drawing *d, const struct pl_load_mark *marks, size_t len, size_t one, unsigned *row)
{
	double last[ROWS] = { -APART, -APART, -APART, -APART };
	unsigned most = 0;

	for (size_t i = 0; i < len; i++) {
		double x = from_zero(d, marks[i].at);
		unsigned at = 0;

		while (at + 1 < ROWS && x - last[at] < APART)
			at++;
		last[at] = x;
		most = at + 1 > most ? at + 1 : most;
		if (i == one)
			*row = at;
	}
	return most;
}

unsigned pl_drawing_marks_height(const struct pl_drawing *d, const struct pl_load_mark *marks, size_t len)
{
	unsigned row;

	return rows(d, marks, len, len, &row) * ROW;
}

void pl_drawing_marks(const struct pl_drawing *d, const struct pl_load_mark *marks, size_t len, unsigned bottom)
{
	/* Lines first: none crosses a disc or a number. */
	for (size_t i = 0; i < len; i++) {
		unsigned row = 0, all = rows(d, marks, len, i, &row);

		pl_drawing_line(d, marks[i].class, marks[i].at, (all - row) * ROW - ROW / 2, bottom);
	}
	for (size_t i = 0; i < len; i++) {
		unsigned row = 0, all = rows(d, marks, len, i, &row), middle = (all - row) * ROW - ROW / 2;
		double x = from_zero(d, marks[i].at);

		if (x > 100)
			continue;
		fprintf(d->out, "<g class=\"load %s\"><circle cx=\"%.4f%%\" cy=\"%u\" r=\"6\" /><line x1=\"%.4f%%\" x2=\"%.4f%%\" y1=\"%u\" y2=\"%u\" />",
		        marks[i].class, x, middle, x, x, middle - 6, middle + 6);
		if (marks[i].number > 0)
			fprintf(d->out, "<text x=\"%.4f%%\" dx=\"%d\" y=\"%u\" text-anchor=\"%s\">%u</text>", x, x > 90 ? -10 : 10, middle + 4,
			        x > 90 ? "end" : "start", marks[i].number);
		fputs("</g>", d->out);
	}
}
