/* Drawings to scale: SVG as wide as its place, whose horizontal positions are per cent of the bytes it shows, so that text in
 * it keeps its size. */
#ifndef PL_REPORT_DRAWING_H
#define PL_REPORT_DRAWING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct pl_drawing {
	FILE *out;
	uint64_t before;  /* bytes drawn left of zero */
	uint64_t across;  /* bytes from the left edge to the right one; more than 0 */
	bool is_log;      /* positions by magnitude; then `before` is the smallest size, at the left edge */
};

/* A limit: a line through the bars with its disc above them. */
struct pl_load_mark {
	uint64_t at;
	const char *class; /* over, holds or idle, as in html.css */
	unsigned number;   /* shown beside the disc; 0: none */
};

/* <svg …>; the caller goes on with <title> and <desc>. `height` in pixels. */
void pl_drawing_begin(const struct pl_drawing *d, const char *class, unsigned height);
void pl_drawing_end(const struct pl_drawing *d);
/* Bytes `at` … `at + bytes`, counted from the left edge (on a logarithmic scale: from nothing). */
void pl_drawing_rect(const struct pl_drawing *d, const char *class, uint64_t at, uint64_t bytes, unsigned y, unsigned height);
/* Ticks and labels below `y`, counted from zero; takes PL_DRAWING_AXIS pixels. */
#define PL_DRAWING_AXIS 22
void pl_drawing_axis(const struct pl_drawing *d, unsigned y, bool is_bytes);
/* A line without a disc, `at` counted from zero; none where that is outside. `class` as of a mark. */
void pl_drawing_line(const struct pl_drawing *d, const char *class, uint64_t at, unsigned top, unsigned bottom);
/* Pixels that the discs of these marks take above the bars. */
unsigned pl_drawing_marks_height(const struct pl_drawing *d, const struct pl_load_mark *marks, size_t len);
/* The marks, sorted by `at`, counted from zero, with their lines down to `bottom`. */
void pl_drawing_marks(const struct pl_drawing *d, const struct pl_load_mark *marks, size_t len, unsigned bottom);
#endif
