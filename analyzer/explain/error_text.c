/* Loading error texts, and finding them. */
#include "explain/error_text.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/number.h"
#include "explain/pack.h"
#include "rule/json_document.h"

#define ANYTHING_MAX 256 /* bytes that a * may stand for */

struct loader {
	struct pl_error_texts *into;
	struct pl_arena *arena;
	struct pl_str by, gateway, source;
	enum pl_error_from from;
};

static bool one_of(const struct pl_document *d, const char *key, const char *const *names, size_t len, struct pl_str value,
                   size_t *index, struct plimsoll_error *err)
{
	for (*index = 0; *index < len; ++*index)
		if (pl_str_equal(value, pl_str_from(names[*index])))
			return true;
	return pl_document_fail(d, key, 0, err, "there is no such word here; plimsoll-explain(1) lists them");
}

static bool read_numbers(const struct pl_document *d, struct loader *l, struct pl_error_text *error,
                         struct plimsoll_error *err)
{
	static const char *const roles[PL_ERROR_NUMBERS] = { "other", "limit", "sent", "status", "seconds" };
	const struct pl_str *names;
	size_t len, role, due = 0;

	if (!pl_document_strings(d, "numbers", l->arena, &names, &len, err))
		return false;
	for (size_t i = 0; i < error->text.len; i++)
		due += error->text.ptr[i] == '#';
	if (len != due || len > PL_ERROR_NUMBERS_MAX)
		return pl_document_fail(d, "numbers", 0, err, "\"numbers\" says of each # in the text what it is, and of at most 4");
	for (size_t i = 0; i < len; i++) {
		if (!one_of(d, "numbers", roles, PL_ERROR_NUMBERS, names[i], &role, err))
			return false;
		error->numbers[i] = (enum pl_error_number)role;
	}
	return true;
}

static bool read_text(const struct pl_document *d, struct loader *l, struct plimsoll_error *err)
{
	static const char *const keys[] = { "text", "tells", "numbers", "gateway", "source" };
	struct pl_error_text *error = &l->into->items[l->into->len];

	*error = (struct pl_error_text){ .by = l->by, .from = l->from };
	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "text", &error->text, err) || !pl_document_string(d, "tells", &error->tells, err) ||
	    !pl_document_string(d, "gateway", &error->gateway, err) || !pl_document_string(d, "source", &error->source, err))
		return false;
	if (error->source.len == 0)
		error->source = l->source;
	if (error->gateway.len == 0)
		error->gateway = l->gateway;
	if (error->text.len < 4 || error->text.ptr[0] == '*')
		return pl_document_fail(d, "text", 0, err, "a text of at least four characters is due, which does not begin with *");
	if (error->tells.len == 0)
		return pl_document_fail(d, "tells", 0, err, "what the text tells is due: size-refused, reset, …");
	if (error->source.len == 0)
		return pl_document_fail(d, "source", 0, err, "where the text was seen is due, here or for the whole file: a program's source, a document, a thread");
	l->into->len++;
	return read_numbers(d, l, error, err);
}

static bool read_texts(const struct pl_document *d, struct loader *l, struct plimsoll_error *err)
{
	struct pl_document item = { .nodes = NULL };
	bool is_there = true;

	while (l->into->len < PL_ERROR_TEXTS_MAX) {
		if (!pl_document_next(d, "texts", &is_there, &item, err))
			return false;
		if (!is_there)
			return true;
		if (!read_text(&item, l, err))
			return false;
	}
	return pl_document_fail(d, "texts", 0, err, "more than 1024 error texts in all");
}

static bool read_file(void *ctx, const char *path, struct pl_str text, struct plimsoll_error *err)
{
	static const char *const keys[] = { "errors", "by", "from", "gateway", "source", "texts" };
	static const char *const froms[] = { "any", "client", "server", "log" };
	struct loader *l = ctx;
	struct pl_document d;
	struct pl_str name, from;
	size_t index = 0;
	bool is_good;

	if (!pl_document_open(&d, path, text, l->arena, err))
		return false;
	is_good = pl_document_knows(&d, keys, sizeof(keys) / sizeof(keys[0]), err) &&
	          pl_document_string(&d, "errors", &name, err) && pl_document_string(&d, "by", &l->by, err) &&
	          pl_document_string(&d, "gateway", &l->gateway, err) &&
	          pl_document_string(&d, "source", &l->source, err) && pl_document_string(&d, "from", &from, err) &&
	          one_of(&d, "from", froms, sizeof(froms) / sizeof(froms[0]), from, &index, err);
	l->from = (enum pl_error_from)index;
	if (is_good && !pl_str_equal(name, pl_pack_stem(path)))
		is_good = pl_document_fail(&d, "errors", 0, err, "the name and that of the file differ");
	is_good = is_good && read_texts(&d, l, err);
	pl_document_close(&d);
	return is_good;
}

bool pl_error_texts_load(struct pl_error_texts *errors, const char *const *dirs, struct pl_arena *arena,
                         struct plimsoll_error *err)
{
	struct loader l = { .into = errors, .arena = arena };

	*errors = (struct pl_error_texts){ .items = pl_arena_alloc(arena, PL_ERROR_TEXTS_MAX * sizeof(*errors->items)) };
	return pl_pack_read("errors", dirs, arena, (struct pl_pack_reader){ &l, read_file }, err);
}

/* Bytes of a number at the start of `text`, with its commas and its unit; 0 when there is none. */
static size_t number_at(struct pl_str text, uint64_t *value)
{
	char digits[PL_NUMBER_TEXT];
	size_t len = 0, used = 0, unit;

	while (used < text.len && len < sizeof(digits) - 8) {
		bool goes_on = used + 1 < text.len && pl_is_digit(text.ptr[used + 1]);

		if (pl_is_digit(text.ptr[used]) || (text.ptr[used] == '.' && len > 0 && goes_on))
			digits[len++] = text.ptr[used];
		else if (!((text.ptr[used] == ',' || text.ptr[used] == '_') && len > 0 && goes_on))
			break;
		used++;
	}
	if (len == 0)
		return 0;
	unit = used;
	if (unit < text.len && text.ptr[unit] == ' ')
		unit++;
	while (unit < text.len && unit < used + 5 && len < sizeof(digits) && pl_is_alpha(text.ptr[unit]))
		digits[len++] = text.ptr[unit++];
	if (pl_number_size((struct pl_str){ digits, len }, value) == PL_NUMBER_OK)
		return unit;
	while (len > 0 && pl_is_alpha(digits[len - 1]))
		len--;
	return pl_number_size((struct pl_str){ digits, len }, value) == PL_NUMBER_OK ? used : 0;
}

/* Bytes of `text` that the pattern takes up to its end or its next *; SIZE_MAX when it does not fit. */
static size_t fit(struct pl_str pattern, struct pl_str text, uint64_t *values, size_t *count)
{
	size_t used = 0;

	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] == '#') {
			size_t len = number_at(pl_str_after(text, used), &values[*count]);

			if (len == 0)
				return SIZE_MAX;
			++*count;
			used += len;
		} else if (used < text.len && pl_lower(text.ptr[used]) == pl_lower(pattern.ptr[i])) {
			used++;
		} else {
			return SIZE_MAX;
		}
	}
	return used;
}

/* The pattern at the very start of `text`. */
static size_t fit_whole(struct pl_str pattern, struct pl_str text, uint64_t *values)
{
	size_t count = 0, star = pl_str_find_char(pattern, '*');
	size_t used = fit((struct pl_str){ pattern.ptr, star }, text, values, &count);

	while (used != SIZE_MAX && star < pattern.len) {
		size_t skipped = 0, len = SIZE_MAX, before = count;

		pattern = pl_str_after(pattern, star + 1);
		star = pl_str_find_char(pattern, '*');
		for (; skipped < ANYTHING_MAX && used + skipped <= text.len; skipped++) {
			count = before;
			len = fit((struct pl_str){ pattern.ptr, star }, pl_str_after(text, used + skipped), values, &count);
			if (len != SIZE_MAX || (used + skipped < text.len && text.ptr[used + skipped] == '\n'))
				break;
		}
		used = len == SIZE_MAX ? SIZE_MAX : used + skipped + len;
	}
	return used;
}

bool pl_error_text_find(const struct pl_error_text *error, struct pl_str text, struct pl_error_match *match)
{
	uint64_t values[PL_ERROR_NUMBERS_MAX + 1] = { 0 };
	char first = pl_lower(error->text.ptr[0]);

	for (size_t at = 0; at < text.len; at++) {
		size_t len;

		if (first != '#' ? pl_lower(text.ptr[at]) != first : !pl_is_digit(text.ptr[at]))
			continue;
		len = fit_whole(error->text, pl_str_after(text, at), values);
		if (len == SIZE_MAX)
			continue;
		*match = (struct pl_error_match){ .error = error, .at = at, .len = len };
		for (size_t i = 0; i < PL_ERROR_NUMBERS_MAX; i++)
			if (error->numbers[i] != PL_ERROR_OTHER) {
				match->numbers[error->numbers[i]] = values[i];
				match->has[error->numbers[i]] = true;
			}
		return true;
	}
	return false;
}
