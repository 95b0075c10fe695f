/* What is secret is kept as its runs of eight bytes, so that any piece of it that long is known again wherever a text cuts it;
 * what is shorter, and the ends of what is longer, are kept whole and known where a word, or the text, ends. */
#include "redact.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "parse/base64.h"
#include "secret_names.h"
#include "secret_scan.h"

#define GRAM 8    /* bytes of a run */
#define SHORT 3   /* bytes of the shortest secret that is looked for in texts; shorter ones are known by their place only */

/* The kind of an entry that is shorter than a run, in its topmost byte beside its length. */
enum { WORD = 0x10, BEGINNING = 0x20, END = 0x30 };

struct pl_redactor {
	struct pl_judged_names names; /* of fields */
	uint64_t *grams; /* open addressing; 0 is free */
	size_t len, room;
	struct pl_span spans[PL_LIMIT_SECRET_PLACES];
	size_t spans_len;
	bool is_full;    /* more secrets than limits allow: nothing of the request may be shown */
	bool is_command;
};

struct pl_redactor *pl_redactor_open(void)
{
	struct pl_redactor *r = pl_memory_alloc(sizeof(*r));

	r->room = 1024;
	r->grams = pl_memory_alloc(r->room * sizeof(*r->grams));
	return r;
}

void pl_redactor_close(struct pl_redactor *r)
{
	free(r->grams);
	free(r);
}

void pl_redactor_begin(struct pl_redactor *r)
{
	if (r->len > 0)
		memset(r->grams, 0, r->room * sizeof(*r->grams));
	r->len = r->spans_len = 0;
	r->is_full = r->is_command = false;
}

static uint64_t *slot(uint64_t *grams, size_t room, uint64_t gram)
{
	size_t at = (size_t)(gram * 0x9E3779B97F4A7C15U >> 32) & (room - 1);

	while (grams[at] != 0 && grams[at] != gram)
		at = (at + 1) & (room - 1);
	return &grams[at];
}

static void grow(struct pl_redactor *r)
{
	uint64_t *grams = pl_memory_alloc(2 * r->room * sizeof(*grams));

	for (size_t i = 0; i < r->room; i++)
		if (r->grams[i] != 0)
			*slot(grams, 2 * r->room, r->grams[i]) = r->grams[i];
	free(r->grams);
	r->grams = grams;
	r->room *= 2;
}

static void add_gram(struct pl_redactor *r, uint64_t gram)
{
	uint64_t *at = slot(r->grams, r->room, gram);

	if (gram == 0 || *at == gram)
		return;
	if (r->len == PL_LIMIT_SECRET_BYTES) {
		r->is_full = true;
		return;
	}
	*at = gram;
	if (2 * ++r->len > r->room)
		grow(r);
}

static uint64_t gram_at(const char *ptr)
{
	uint64_t gram;

	memcpy(&gram, ptr, sizeof(gram));
	return gram;
}

static uint64_t piece_at(const char *ptr, size_t len, unsigned kind)
{
	uint64_t piece = (uint64_t)(kind | len) << 56;

	for (size_t i = 0; i < len; i++)
		piece |= (uint64_t)(unsigned char)ptr[i] << (8 * i);
	return piece;
}

static bool is_literal(struct pl_str s)
{
	return pl_str_equal(s, PL_STR("true")) || pl_str_equal(s, PL_STR("false")) || pl_str_equal(s, PL_STR("null"));
}

static void add_text(struct pl_redactor *r, struct pl_str s)
{
	if (s.len < SHORT || is_literal(s))
		return;
	if (s.len < GRAM)
		add_gram(r, piece_at(s.ptr, s.len, WORD));
	for (size_t len = SHORT; len < GRAM && len < s.len; len++) {
		add_gram(r, piece_at(s.ptr, len, BEGINNING));
		add_gram(r, piece_at(s.ptr + s.len - len, len, END));
	}
	for (size_t i = 0; i + GRAM <= s.len; i++)
		add_gram(r, gram_at(s.ptr + i));
}

static void add_place(struct pl_redactor *r, struct pl_span at)
{
	if (at.origin == 0 || at.len == 0)
		return;
	if (r->spans_len == PL_LIMIT_SECRET_PLACES)
		r->is_full = true;
	else
		r->spans[r->spans_len++] = at;
}

/* The user and the password that HTTP's Basic scheme writes as base64 (RFC 7617). */
static void add_basic(struct pl_redactor *r, struct pl_str secret)
{
	struct pl_base64 base64 = { 0 };
	struct pl_str pair;
	size_t colon;

	pl_base64_add(&base64, (struct pl_run){ .ptr = (const unsigned char *)secret.ptr, .len = secret.len });
	if (secret.len == 0 || base64.foreign > 0)
		return;
	pair = (struct pl_str){ (const char *)base64.head, base64.head_len };
	colon = pl_str_find_char(pair, ':');
	add_text(r, pair);
	if (colon < pair.len)
		add_text(r, pl_str_after(pair, colon + 1));
}

/* A slice of a value that stands at `at`: there when the value stands byte for byte, else at the whole of it. */
static struct pl_span slice_place(struct pl_str value, struct pl_str slice, struct pl_span at)
{
	if (at.len != value.len)
		return at;
	return (struct pl_span){ at.origin, at.off + (uint64_t)(slice.ptr - value.ptr), slice.len };
}

static void add_named(struct pl_redactor *r, struct pl_str text, struct pl_span at)
{
	struct pl_str secret;
	size_t from = 0;

	while (pl_secret_next(text, false, &from, &secret)) {
		add_text(r, secret);
		add_place(r, slice_place(text, secret, at));
	}
}

/* Of schemes that list parameters, only what proves is secret: user, realm and the names of signed headers are words that
 * stand in other texts too (RFC 7616 section 3.4; Signature Version 4, Authorization header). */
static bool add_parameters(struct pl_redactor *r, struct pl_str value)
{
	enum { CREDENTIAL = 3 };
	static const char *const names[] = { "response", "cnonce", "Signature", [CREDENTIAL] = "Credential" };

	if (!pl_str_starts_nocase(value, PL_STR("digest ")) && !pl_str_starts_nocase(value, PL_STR("aws4-hmac-")))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct pl_str name = pl_str_from(names[i]), rest = value;
		size_t at, len = 0;

		while ((at = pl_str_find(rest, name)) < rest.len) {
			rest = pl_str_after(rest, at + name.len);
			if (rest.len > 0 && rest.ptr[0] == '=')
				break;
		}
		rest = rest.len > 0 && rest.ptr[0] == '=' ? pl_str_after(rest, 1) : PL_STR("");
		rest = rest.len > 0 && rest.ptr[0] == '"' ? pl_str_after(rest, 1) : rest;
		/* Behind the key's id stand a date, a region and a service. */
		while (len < rest.len && strchr(i == CREDENTIAL ? "\", \t/" : "\", \t", rest.ptr[len]) == NULL)
			len++;
		add_text(r, (struct pl_str){ rest.ptr, len });
	}
	return true;
}

static void add_header(struct pl_redactor *r, const struct pl_row *row)
{
	const struct pl_value *value = pl_row_get(row, PL_FACT_header_value);
	struct pl_str secret;

	if (pl_row_get(row, PL_FACT_header_continues_auth)->flag) {
		add_text(r, pl_row_text(row, PL_FACT_header_raw_name));
		add_place(r, row->at);
		return;
	}
	if (value->state != PL_KNOWN || value->text.len == 0)
		return;
	if (!pl_secret_name(pl_row_text(row, PL_FACT_header_name), PL_SECRET_HEADER)) {
		add_named(r, value->text, value->at);
		return;
	}
	secret = pl_secret_of_header(value->text);
	if (!add_parameters(r, value->text))
		add_text(r, secret);
	if (pl_str_starts_nocase(value->text, PL_STR("basic ")))
		add_basic(r, secret);
	if (value->at.len > value->text.len) /* the row keeps the beginning of a long value */
		add_place(r, (struct pl_span){ value->at.origin, value->at.off + (value->text.len - secret.len),
		                               value->at.len - (value->text.len - secret.len) });
	else
		add_place(r, slice_place(value->text, secret, value->at));
}

/* Of what stands in an array, the name of the array: {"tokens": ["…"]}. */
static struct pl_str field_name(const struct pl_row *row)
{
	struct pl_str pointer = pl_row_text(row, PL_FACT_field_pointer), name = pl_row_text(row, PL_FACT_field_name);
	size_t end = pointer.len, start, digits;

	for (; name.len == 0 && end > 0; end = start > 0 ? start - 1 : 0) {
		for (start = end; start > 0 && pointer.ptr[start - 1] != '/'; start--)
			;
		for (digits = start; digits < end && pl_is_digit(pointer.ptr[digits]); digits++)
			;
		if (digits < end)
			return (struct pl_str){ pointer.ptr + start, end - start };
	}
	return name;
}

static void add_field(struct pl_redactor *r, const struct pl_row *row)
{
	const struct pl_value *text = pl_row_get(row, PL_FACT_field_text);
	bool is_form = pl_str_equal(pl_row_text(row, PL_FACT_field_kind), PL_STR("form"));

	if (pl_secret_name_again(&r->names, field_name(row), PL_SECRET_FIELD | (is_form ? PL_SECRET_QUERY : 0U))) {
		add_place(r, row->at);
		if (text->state == PL_KNOWN)
			add_text(r, text->text);
	} else if (text->state == PL_KNOWN) {
		add_named(r, text->text, row->at);
	}
}

bool pl_redactor_wants(struct pl_redactor *r, struct pl_str name, struct pl_str text)
{
	return pl_secret_name_again(&r->names, name, PL_SECRET_FIELD) ||
	       pl_secret_next(text, false, &(size_t){ 0 }, &(struct pl_str){ NULL, 0 });
}

void pl_redactor_row(struct pl_redactor *r, const struct pl_row *row)
{
	if (row->scope == PL_SCOPE_header)
		add_header(r, row);
	else if (row->scope == PL_SCOPE_field)
		add_field(r, row);
}

void pl_redactor_message(struct pl_redactor *r, const struct pl_message *message)
{
	const struct pl_head *head = &message->head;

	r->is_command = message->input == PL_INPUT_CURL;
	if (head->target.len > 0)
		add_named(r, head->target, pl_message_place(message, head->target_at, head->target.len));
	add_named(r, message->url, (struct pl_span){ 0 });
}

static bool holds(const struct pl_redactor *r, uint64_t gram)
{
	return gram != 0 && *slot(r->grams, r->room, gram) == gram;
}

#define IS_WORD(c) (pl_is_alpha(c) || pl_is_digit(c))

/* Does the text end at `at`, or is it shown as cut there? */
static bool ends_at(struct pl_str t, size_t at)
{
	return at == t.len || (unsigned char)t.ptr[at] == 0xE2;
}

/* Length of what is secret of the text at `at`. */
static size_t secret_at(const struct pl_redactor *r, struct pl_str t, size_t at)
{
	bool begins = at == 0 || !IS_WORD(t.ptr[at - 1]), ends;

	if (at + GRAM <= t.len && holds(r, gram_at(t.ptr + at)))
		return GRAM;
	for (size_t len = GRAM - 1; len >= SHORT; len--) {
		if (at + len > t.len)
			continue;
		ends = at + len == t.len || !IS_WORD(t.ptr[at + len]);
		if (begins && ends && holds(r, piece_at(t.ptr + at, len, WORD)))
			return len;
		if (begins && ends_at(t, at + len) && holds(r, piece_at(t.ptr + at, len, BEGINNING)))
			return len;
		if (at == 0 && ends && holds(r, piece_at(t.ptr, len, END)))
			return len;
	}
	return 0;
}

static void mask(char *out, size_t from, size_t to)
{
	memset(out + from, '*', to - from);
}

static void mask_known(const struct pl_redactor *r, struct pl_str t, char *out)
{
	for (size_t i = 0; i < t.len && r->len > 0; i++) {
		size_t len = secret_at(r, t, i);

		mask(out, i, i + len);
	}
	if (r->is_full)
		mask(out, 0, t.len);
}

static void mask_named(const struct pl_redactor *r, struct pl_str t, char *out)
{
	struct pl_str secret;
	size_t at = 0;

	while (pl_secret_next(t, r->is_command, &at, &secret))
		mask(out, (size_t)(secret.ptr - t.ptr), (size_t)(secret.ptr - t.ptr) + secret.len);
}

static char *copy(struct plimsoll_text text, struct pl_arena *arena)
{
	char *out = pl_arena_alloc(arena, text.len + 1);

	memcpy(out, text.ptr, text.len);
	return out;
}

struct plimsoll_text pl_redactor_text(const struct pl_redactor *r, struct plimsoll_text text, struct pl_arena *arena)
{
	char *out;

	if (text.len == 0 || (r->len == 0 && !r->is_full))
		return text;
	out = copy(text, arena);
	mask_known(r, (struct pl_str){ text.ptr, text.len }, out);
	return (struct plimsoll_text){ out, text.len };
}

struct plimsoll_text pl_redactor_named(const struct pl_redactor *r, struct plimsoll_text text, struct pl_arena *arena)
{
	char *out;

	if (text.len == 0)
		return text;
	out = copy(text, arena);
	mask_known(r, (struct pl_str){ text.ptr, text.len }, out);
	mask_named(r, (struct pl_str){ text.ptr, text.len }, out);
	return (struct plimsoll_text){ out, text.len };
}

static void mask_place(struct pl_span secret, const struct plimsoll_place *place, char *out)
{
	uint64_t start = place->excerpt_offset, end = start + place->excerpt.len, secret_end = secret.off + secret.len;
	uint64_t from = secret.off > start ? secret.off : start, to = secret_end < end ? secret_end : end;

	if (from < to)
		mask(out, (size_t)(from - start), (size_t)(to - start));
}

void pl_redactor_excerpt(const struct pl_redactor *r, const struct pl_origins *origins, struct plimsoll_place *place,
                         struct pl_arena *arena)
{
	struct pl_str t = { place->excerpt.ptr, place->excerpt.len };
	char *out;

	if (t.len == 0)
		return;
	out = copy(place->excerpt, arena);
	mask_known(r, t, out);
	mask_named(r, t, out);
	for (size_t i = 0; i < r->spans_len; i++) {
		const char *path = pl_origin_path(origins, r->spans[i].origin);

		if (path && pl_str_equal(pl_str_from(path), (struct pl_str){ place->path.ptr, place->path.len }))
			mask_place(r->spans[i], place, out);
	}
	place->excerpt.ptr = out;
}
