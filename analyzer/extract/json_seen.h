/* Keys by the depth of the object they stand in, as often as they are seen: what a key's text tells is judged once, and
 * which key mostly comes next is remembered, so that the millionth record costs a comparison a key. */
#ifndef PL_EXTRACT_JSON_SEEN_H
#define PL_EXTRACT_JSON_SEEN_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/span.h"
#include "fact/row.h"

#define PL_JSON_SEEN_KEY 32                    /* bytes of the longest key that is kept */
#define PL_JSON_SEEN_MAX PL_LIMIT_KEYS         /* keys that are kept */
#define PL_JSON_SEEN_SLOTS (2 * PL_LIMIT_KEYS) /* a power of two */
#define PL_JSON_SEEN_CHUNK 64                  /* keys allocated at once */

struct pl_json_key {
	char text[PL_JSON_SEEN_KEY];
	unsigned char len;
	bool is_wanted;            /* a value of this name is somebody's concern, whatever it is */
	bool speaks;               /* it says something of its neighbours */
	bool is_segment;           /* it stands in a pointer as it is, and is no index */
	unsigned depth;
	uint64_t object;           /* the last one that had it */
	struct pl_json_key *next;  /* the key that came behind it the last time; NULL: none yet */
	struct pl_json_key *inner; /* the first one of the last object in its value */
};

/* Zero-initialise to start, but for these two. */
struct pl_json_seen {
	struct pl_arena *arena;
	const struct pl_listener *listener;
	struct pl_json_key *chunks[PL_JSON_SEEN_MAX / PL_JSON_SEEN_CHUNK];
	size_t len;
	struct pl_json_key *first;          /* of the last outermost object */
	uint16_t slots[PL_JSON_SEEN_SLOTS]; /* numbers of keys from 1; 0 is free */
};

/* Makes room when there is none; what was found before is gone then. */
void pl_json_seen_begin(struct pl_json_seen *seen);
/* The key, which is kept when it is new. NULL when it is too long, or new and there is no room. */
struct pl_json_key *pl_json_seen_find(struct pl_json_seen *seen, unsigned depth, struct pl_str text);

static inline bool pl_json_same_word(const void *a, const void *b, size_t size, size_t off)
{
	uint64_t x = 0, y = 0;

	memcpy(&x, (const char *)a + off, size);
	memcpy(&y, (const char *)b + off, size);
	return x == y;
}

/* Two overlapping words hold most keys. */
static inline bool pl_json_key_is(const struct pl_json_key *key, unsigned depth, const void *text, size_t len)
{
	if (key->depth != depth || key->len != len)
		return false;
	if (len > 16)
		return memcmp(key->text, text, len) == 0;
	if (len >= 8)
		return pl_json_same_word(key->text, text, 8, 0) && pl_json_same_word(key->text, text, 8, len - 8);
	if (len >= 4)
		return pl_json_same_word(key->text, text, 4, 0) && pl_json_same_word(key->text, text, 4, len - 4);
	return len == 0 || (pl_json_same_word(key->text, text, 1, 0) && pl_json_same_word(key->text, text, 1, len / 2) &&
	                    pl_json_same_word(key->text, text, 1, len - 1));
}
#endif
