/* Keys by the depth of the object they stand in, as often as they are seen: what a key's text tells is judged once, and
 * which key mostly comes next is remembered, so that the millionth record costs a comparison a key. */
#ifndef PL_EXTRACT_JSON_SEEN_H
#define PL_EXTRACT_JSON_SEEN_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/span.h"
#include "fact/row.h"
#include "parse/json.h"

#define PL_JSON_SEEN_MAX PL_LIMIT_KEYS         /* keys that are kept */
#define PL_JSON_SEEN_SLOTS (2 * PL_LIMIT_KEYS) /* a power of two */
#define PL_JSON_SEEN_CHUNK 64                  /* keys allocated at once */

struct pl_json_key {
	struct pl_json_guess guess; /* first: what the parser takes for one is one */
	bool is_as_written;         /* its text can be guessed to stand in the input */
	bool is_wanted;             /* a value of this name is somebody's concern, whatever it is */
	bool is_quiet;              /* neither that, nor does a value say something of its neighbours */
	bool is_segment;            /* it stands in a pointer as it is, and is no index */
	uint64_t object;            /* the last one that had it */
};

/* Zero-initialise to start, but for these two. */
struct pl_json_seen {
	struct pl_arena *arena;
	const struct pl_listener *listener;
	struct pl_json_key *chunks[PL_JSON_SEEN_MAX / PL_JSON_SEEN_CHUNK];
	size_t len;
	struct pl_json_key *last;           /* that stood somewhere; NULL: none, or it is not kept */
	uint16_t slots[PL_JSON_SEEN_SLOTS]; /* numbers of keys from 1; 0 is free */
};

/* Makes room when there is none; what was found before is gone then. */
void pl_json_seen_begin(struct pl_json_seen *seen);
/* The key, which is kept when it is new, and is the last one from here on. NULL when it is too long, or new and there is no room. */
struct pl_json_key *pl_json_seen_find(struct pl_json_seen *seen, unsigned depth, struct pl_str text);
static inline struct pl_str pl_json_key_text(const struct pl_json_key *key)
{
	return (struct pl_str){ key->guess.text, key->guess.len };
}
#endif
