/* What the files of the human report share: text in the columns of a terminal. */
#ifndef PL_REPORT_HUMAN_H
#define PL_REPORT_HUMAN_H

#include "base/glyph.h"
#include "report/report.h"

struct pl_human {
	FILE *out;
	struct pl_report_options options;
	bool has_request;                   /* one was written */
	const struct plimsoll_place *place; /* of the finding before, in the same request */
};

/* Columns that text may fill: the terminal's, within reason. */
unsigned pl_human_columns(const struct pl_human *h);
/* Switches a colour on ("1;31") or, with NULL, all off; nothing when there are none. */
void pl_human_colour(struct pl_human *h, const char *colour);
/* Writes text that may take any bytes; what does not fit `columns` cells is left out and an ellipsis says so. Returns the
 * cells taken. */
unsigned pl_human_write(struct pl_human *h, struct plimsoll_text text, unsigned columns);

/* Words in lines: every line but the first begins behind `indent` cells. */
struct pl_human_lines {
	struct pl_human *h;
	unsigned indent, at;  /* cells; at: taken of the line in hand */
	bool is_line_begin;   /* no word stands in it yet */
};

/* Starts lines with `lead` (which may be empty), whose cells are `indent` too. */
struct pl_human_lines pl_human_lines(struct pl_human *h, const char *lead, unsigned indent);
/* The words of a text; breaks stand where the text has blanks. */
void pl_human_words(struct pl_human_lines *lines, struct plimsoll_text text);
void pl_human_end(struct pl_human_lines *lines);

/* The request's bytes: how many, what they are made of, and the load line. */
void pl_human_weight(struct pl_human *h, const struct plimsoll_weight *weight);
/* The line of a place with carets under its bytes, or its bytes in hexadecimal when they are no text. */
void pl_human_excerpt(struct pl_human *h, const struct plimsoll_place *place, const char *colour);
#endif
