/* A hash table with linear probing; only a key that is not the expected one is looked up in it. */
#include "extract/json_seen.h"

#include <xxhash.h>

#include "base/bytes.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "extract/json_siblings.h"

void pl_json_seen_begin(struct pl_json_seen *s)
{
	if (s->len < PL_JSON_SEEN_MAX)
		return;
	memset(s->slots, 0, sizeof(s->slots));
	s->len = 0;
	s->last = NULL;
}

static struct pl_json_key *key_at(const struct pl_json_seen *s, size_t i)
{
	return &s->chunks[i / PL_JSON_SEEN_CHUNK][i % PL_JSON_SEEN_CHUNK];
}

static bool is_segment(struct pl_str text)
{
	return text.len > 0 && !pl_is_digit(text.ptr[0]) && pl_str_find_char(text, '~') == text.len &&
	       pl_str_find_char(text, '/') == text.len;
}

/* Does the key stand in JSON as it is? Bytes that are like one that was unescaped, or that has been told to be wrong, are not it. */
static bool is_as_written(struct pl_str text)
{
	const unsigned char *bytes = (const unsigned char *)text.ptr;
	struct pl_utf8 utf8 = { 0 };

	return pl_scan_json_wide(bytes, text.len) == text.len && pl_utf8_add(&utf8, bytes, text.len) && pl_utf8_finish(&utf8);
}

static struct pl_json_key *add(struct pl_json_seen *s, unsigned depth, struct pl_str text)
{
	const struct pl_listener *listener = s->listener;
	struct pl_json_key **chunk = &s->chunks[s->len / PL_JSON_SEEN_CHUNK], *key;

	if (*chunk == NULL)
		*chunk = pl_arena_alloc(s->arena, PL_JSON_SEEN_CHUNK * sizeof(**chunk));
	key = key_at(s, s->len++);
	*key = (struct pl_json_key){ .guess = { .len = (unsigned)text.len, .depth = depth },
		                     .is_as_written = is_as_written(text),
		                     .is_segment = is_segment(text),
		                     .is_wanted = listener->wants && listener->wants(listener->ctx, text, (struct pl_str){ NULL, 0 }) };
	key->is_quiet = text.len > 0 && !key->is_wanted && !pl_json_siblings_speaks(text);
	memcpy(key->guess.text, text.ptr, text.len);
	return key;
}

static struct pl_json_key *find(struct pl_json_seen *s, unsigned depth, struct pl_str text)
{
	struct pl_json_key *key;
	size_t slot;

	if (text.len > PL_JSON_GUESS)
		return NULL;
	slot = XXH3_64bits_withSeed(text.ptr, text.len, depth) % PL_JSON_SEEN_SLOTS;
	while (s->slots[slot] != 0) {
		key = key_at(s, s->slots[slot] - 1U);
		if (key->guess.depth == depth && pl_json_guess_is(&key->guess, text.ptr, text.len))
			return key;
		slot = (slot + 1) % PL_JSON_SEEN_SLOTS;
	}
	if (s->len == PL_JSON_SEEN_MAX)
		return NULL;
	key = add(s, depth, text);
	s->slots[slot] = (uint16_t)s->len;
	return key;
}

struct pl_json_key *pl_json_seen_find(struct pl_json_seen *s, unsigned depth, struct pl_str text)
{
	struct pl_json_key *key = find(s, depth, text);

	if (key && s->last)
		s->last->guess.next = key->is_as_written ? &key->guess : NULL;
	s->last = key;
	return key;
}
