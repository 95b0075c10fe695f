/* The nearest of some names to a misspelt one, by edit distance. */
#include "rule/rule.h"

#define NAME_MAX_LEN 64

/* Over one row of the table; names longer than the row are not near. */
size_t pl_rule_distance(struct pl_str a, struct pl_str b)
{
	size_t row[NAME_MAX_LEN + 1];

	if (a.len > NAME_MAX_LEN || b.len > NAME_MAX_LEN)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j], best = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);

			best = above + 1 < best ? above + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			diagonal = above;
			row[j] = best;
		}
	}
	return row[b.len];
}

struct pl_str pl_rule_nearest(struct pl_str name, const struct pl_str *names, size_t count)
{
	struct pl_str nearest = { NULL, 0 };
	size_t least = name.len / 3 + 1;

	for (size_t i = 0; i < count; i++) {
		size_t d = pl_rule_distance(name, names[i]);

		if (d <= least && (d < least || nearest.len == 0)) {
			least = d;
			nearest = names[i];
		}
	}
	return nearest;
}
