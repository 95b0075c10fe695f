/* A treemap of the heaviest values: areas in proportion to bytes. Laid out in rows that keep the tiles near to squares
 * (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000). */
#include "report/html_report.h"

#include <string.h>

#include "base/number.h"
#include "report/shares.h"

#define TILES 12      /* PL_LIMIT_LARGEST and what is left */
#define WIDE 4.0      /* the drawing's width for a height of 1 */
#define WORTH 4096    /* bytes of content that make a map worth its place */
#define WHOLE 0.97    /* a value of so much of the content is all that a map would show */
#define LEAST 0.0005  /* share of a value that is worth its line */

struct tile {
	const struct plimsoll_contribution *value; /* NULL: all else */
	unsigned number;
	uint64_t bytes;
	double area, x, y, width, height; /* of a drawing of WIDE by 1 */
};

struct map {
	struct tile tiles[TILES]; /* by size, largest first */
	size_t len;
};

static bool has_name(const struct plimsoll_contribution *c)
{
	return c->pointer.len > 0 || c->part.len > 0;
}

/* Values that are named; one that would exceed the content stands within one already taken. */
static void gather(struct map *map, const struct plimsoll_weight *w)
{
	uint64_t left = w->decoded_bytes;
	size_t at;

	for (size_t i = 0; i < w->largest_len && map->len + 1 < TILES; i++) {
		const struct plimsoll_contribution *c = &w->largest[i];

		if (!has_name(c) || c->bytes == 0 || c->bytes > left)
			continue;
		map->tiles[map->len] = (struct tile){ .value = c, .number = (unsigned)map->len + 1, .bytes = c->bytes };
		map->len++;
		left -= c->bytes;
	}
	if (left == 0 || map->len == 0)
		return;
	for (at = map->len; at > 0 && map->tiles[at - 1].bytes < left; at--)
		map->tiles[at] = map->tiles[at - 1];
	map->tiles[at] = (struct tile){ .bytes = left };
	map->len++;
}

/* The worst ratio of sides when these areas fill a row along `side`. */
static double worst(const struct tile *tiles, size_t len, double side)
{
	double sum = 0, most = 0;

	for (size_t i = 0; i < len; i++)
		sum += tiles[i].area;
	for (size_t i = 0; i < len; i++) {
		double along = tiles[i].area / sum * side, across = sum / side, ratio = along > across ? along / across : across / along;

		most = ratio > most ? ratio : most;
	}
	return most;
}

/* Fills one row, along the shorter side of what is free. */
static void lay_row(struct tile *tiles, size_t len, double *x, double *y, double *width, double *height)
{
	bool is_column = *width > *height;
	double sum = 0, side = is_column ? *height : *width, at = is_column ? *y : *x, deep;

	for (size_t i = 0; i < len; i++)
		sum += tiles[i].area;
	deep = sum / side;
	for (size_t i = 0; i < len; i++) {
		double along = tiles[i].area / deep;

		tiles[i].x = is_column ? *x : at;
		tiles[i].y = is_column ? at : *y;
		tiles[i].width = is_column ? deep : along;
		tiles[i].height = is_column ? along : deep;
		at += along;
	}
	*(is_column ? x : y) += deep;
	*(is_column ? width : height) -= deep;
}

static void lay_out(struct map *map, uint64_t total)
{
	double x = 0, y = 0, width = WIDE, height = 1;

	for (size_t i = 0; i < map->len; i++)
		map->tiles[i].area = (double)map->tiles[i].bytes / (double)total * WIDE;
	for (size_t at = 0, len; at < map->len; at += len) {
		double side = width > height ? height : width;

		for (len = 1; at + len < map->len; len++)
			if (worst(map->tiles + at, len + 1, side) > worst(map->tiles + at, len, side))
				break;
		lay_row(map->tiles + at, len, &x, &y, &width, &height);
	}
}

static struct pl_str name_of(const struct tile *tile)
{
	const struct plimsoll_contribution *c = tile->value;

	return c == NULL ? PL_STR("all else") : pl_html_str(c->part.len > 0 ? c->part : c->pointer);
}

static void write_tile(FILE *out, const struct tile *tile)
{
	const struct plimsoll_contribution *c = tile->value;
	double x = tile->x / WIDE * 100, width = tile->width / WIDE * 100, carried = c ? 100 : 0;
	char number[PL_NUMBER_TEXT];

	if (c && pl_shares_is_encoded(c) && c->raw_bytes < c->bytes)
		carried = (double)c->raw_bytes / (double)c->bytes * 100;
	fprintf(out, "<svg x=\"%.4f%%\" y=\"%.4f%%\" width=\"%.4f%%\" height=\"%.4f%%\" data-bytes=\"%llu\"><title>", x, tile->y * 100, width,
	        tile->height * 100, (unsigned long long)tile->bytes);
	pl_html_plain(out, name_of(tile), 100);
	fprintf(out, ": %s</title><rect class=\"tile %s\" width=\"%.4f%%\" height=\"100%%\" />", pl_number_bytes(number, tile->bytes),
	        c ? "raw" : "rest", c ? carried : 100);
	if (c && carried < 100)
		fprintf(out, "<rect class=\"growth\" x=\"%.4f%%\" width=\"%.4f%%\" height=\"100%%\" />", carried, 100 - carried);
	fputs("<rect class=\"edge\" width=\"100%\" height=\"100%\" />", out);
	if (width > 5 && tile->height > 0.2 && c)
		fprintf(out, "<text x=\"8\" y=\"18\">%u</text>", tile->number);
	fputs("</svg>", out);
}

static void write_value(FILE *out, const struct tile *tile, uint64_t total)
{
	const struct plimsoll_contribution *c = tile->value;
	char number[PL_NUMBER_TEXT];

	fprintf(out, "<li><span class=\"no\">%u</span> <code>", tile->number);
	pl_html_text(out, name_of(tile), 160);
	fputs("</code>", out);
	if (c->part.len > 0 && c->pointer.len > 0) {
		fputs(" <code>", out);
		pl_html_text(out, pl_html_str(c->pointer), 160);
		fputs("</code>", out);
	}
	fprintf(out, " <b>%s</b> <span class=\"of\">%.1f%%", pl_number_bytes(number, c->bytes), (double)c->bytes / (double)total * 100);
	if (pl_shares_is_encoded(c)) {
		fputs(", ", out);
		pl_html_text(out, pl_html_str(c->encoding), 40);
		fprintf(out, " of %s", pl_number_grouped(number, c->raw_bytes));
	}
	if (c->media_type.len > 0) {
		fputs(", ", out);
		pl_html_text(out, pl_html_str(c->media_type), 100);
	}
	fputs("</span></li>\n", out);
}

static void draw(FILE *out, struct map *map)
{
	fputs("<svg class=\"drawing map\" role=\"img\" width=\"100%\" height=\"150\"><title>The heaviest values as areas of the content</title>",
	      out);
	for (size_t i = 0; i < map->len; i++)
		write_tile(out, &map->tiles[i]);
	fputs("</svg>\n", out);
}

void pl_html_treemap(FILE *out, const struct plimsoll_weight *w)
{
	struct map map = { .len = 0 };
	double total = (double)w->decoded_bytes;

	if (!w->is_known || w->decoded_bytes < WORTH)
		return;
	gather(&map, w);
	if (map.len == 0)
		return;
	fputs("<h4>The heaviest values</h4>\n", out);
	lay_out(&map, w->decoded_bytes);
	if ((double)map.tiles[0].bytes < total * WHOLE)
		draw(out, &map);
	fputs("<ol class=\"values\">", out);
	for (size_t i = 0; i < map.len; i++)
		if (map.tiles[i].value && (map.tiles[i].number == 1 || (double)map.tiles[i].bytes >= total * LEAST))
			write_value(out, &map.tiles[i], w->decoded_bytes);
	fputs("</ol>\n", out);
}
