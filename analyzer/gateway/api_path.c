/* Templates and paths, segment by segment. */
#include "gateway/api_path.h"

#include "base/bytes.h"
#include "rule/rule.h"

#define SEGMENTS_MAX 32 /* a longer path is near to none */
#define WHOLE 4         /* cost of a segment more or less, or of one for quite another */

static struct pl_str without_slash(struct pl_str path)
{
	if (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

/* Takes what stands up to the next slash. */
static struct pl_str next_segment(struct pl_str *rest)
{
	struct pl_str segment = pl_str_after(*rest, rest->len > 0 && rest->ptr[0] == '/');

	segment.len = pl_str_find_char(segment, '/');
	*rest = pl_str_after(*rest, (size_t)(segment.ptr + segment.len - rest->ptr));
	return segment;
}

/* A {name} stands for any characters, at least one. Only the last one passed is tried again, as for the star of a glob. */
static bool segment_matches(struct pl_str pattern, struct pl_str text)
{
	size_t p = 0, t = 0, after_name = 0, tried = 0;

	while (t < text.len || p < pattern.len) {
		if (p < pattern.len && pattern.ptr[p] == '{' && t < text.len) {
			p += pl_str_find_char(pl_str_after(pattern, p), '}') + 1;
			p = p < pattern.len ? p : pattern.len;
			after_name = p;
			tried = ++t;
		} else if (p < pattern.len && t < text.len && pattern.ptr[p] == text.ptr[t] && pattern.ptr[p] != '{') {
			p++;
			t++;
		} else if (after_name > 0 && tried < text.len) {
			p = after_name;
			t = ++tried;
		} else {
			return false;
		}
	}
	return true;
}

static bool path_matches(struct pl_str template, struct pl_str path)
{
	while (template.len > 0) {
		struct pl_str pattern = next_segment(&template);

		if (pl_str_equal(pattern, PL_STR("**")))
			return true;
		if (path.len == 0 || !segment_matches(pattern, next_segment(&path)))
			return false;
	}
	return path.len == 0;
}

/* How little of a template is said; the most literal one is the one meant. */
static size_t vagueness(struct pl_str template)
{
	size_t names = pl_str_ends(template, PL_STR("/**")) ? SEGMENTS_MAX : 0;

	for (size_t i = 0; i < template.len; i++)
		names += template.ptr[i] == '{';
	return names;
}

const struct pl_api_path *pl_api_path_find(const struct pl_api *api, struct pl_str path)
{
	const struct pl_api_path *found = NULL;

	path = without_slash(path);
	for (size_t i = 0; i < api->paths_len; i++) {
		const struct pl_api_path *candidate = &api->paths[i];

		if (path_matches(without_slash(candidate->template), path) &&
		    (!found || vagueness(candidate->template) < vagueness(found->template)))
			found = candidate;
	}
	return found;
}

const struct pl_api_operation *pl_api_path_operation(const struct pl_api_path *path, struct pl_str method)
{
	for (size_t i = 0; i < path->operations_len; i++)
		if (pl_str_equal(path->operations[i].method, method))
			return &path->operations[i];
	return NULL;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t split(struct pl_str path, struct pl_str segments[SEGMENTS_MAX])
{
	size_t len = 0;

	while (path.len > 0 && len <= SEGMENTS_MAX) {
		struct pl_str segment = next_segment(&path);

		if (len < SEGMENTS_MAX)
			segments[len] = segment;
		len++;
	}
	return len;
}

/* An identifier has a digit mostly, or is a placeholder still; a word where a name is due is rather another path's. */
static bool looks_varied(struct pl_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (pl_is_digit(text.ptr[i]) || text.ptr[i] == '{' || text.ptr[i] == ':' || text.ptr[i] == '$')
			return true;
	return false;
}

/* Of one segment in place of another. */
static size_t replacement(struct pl_str pattern, struct pl_str text)
{
	size_t longer = pattern.len > text.len ? pattern.len : text.len, distance;

	if (pl_str_equal(pattern, text))
		return 0;
	if (segment_matches(pattern, text))
		return looks_varied(text) ? 1 : WHOLE - 1;
	distance = pl_rule_distance(pattern, text);
	return distance > longer ? WHOLE : 1 + (WHOLE - 1) * distance / longer;
}

/* Levenshtein's distance over segments; SIZE_MAX for what is farther than `most`. */
static size_t distance(struct pl_str template, const struct pl_str *path, size_t len, size_t most)
{
	struct pl_str pattern[SEGMENTS_MAX];
	size_t row[SEGMENTS_MAX + 1], patterns = split(template, pattern);

	if (patterns > SEGMENTS_MAX || (patterns > len ? patterns - len : len - patterns) * WHOLE > most)
		return SIZE_MAX;
	for (size_t j = 0; j <= len; j++)
		row[j] = j * WHOLE;
	for (size_t i = 1; i <= patterns; i++) {
		size_t diagonal = row[0];

		row[0] = i * WHOLE;
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j], best = diagonal + replacement(pattern[i - 1], path[j - 1]);

			row[j] = least(best, least(above, row[j - 1]) + WHOLE);
			diagonal = above;
		}
	}
	return row[len] <= most ? row[len] : SIZE_MAX;
}

const struct pl_api_path *pl_api_path_nearest(const struct pl_api *api, struct pl_str path, struct pl_str method)
{
	const struct pl_api_path *nearest = NULL;
	struct pl_str segments[SEGMENTS_MAX];
	size_t len = split(without_slash(path), segments), best = len + 1;

	for (size_t i = 0; i < api->paths_len && len <= SEGMENTS_MAX; i++) {
		const struct pl_api_path *candidate = &api->paths[i];
		size_t penalty = pl_api_path_operation(candidate, method) ? 0 : WHOLE / 2, d;

		if (pl_str_ends(candidate->template, PL_STR("/**")) || best < penalty)
			continue;
		d = distance(without_slash(candidate->template), segments, len, best - penalty);
		if (d != SIZE_MAX && (!nearest || d + penalty < best)) {
			nearest = candidate;
			best = d + penalty;
		}
	}
	return nearest;
}
