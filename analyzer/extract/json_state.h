/* What the files of the JSON reader share: json_content.c takes events, json_tokens.c what the parser takes at once. */
#ifndef PL_EXTRACT_JSON_STATE_H
#define PL_EXTRACT_JSON_STATE_H

#include "extract/content.h"
#include "extract/field.h"
#include "extract/json_keys.h"
#include "extract/json_nested.h"
#include "extract/json_numbers.h"
#include "extract/json_pointer.h"
#include "extract/json_seen.h"
#include "extract/json_siblings.h"
#include "parse/json.h"

#define PL_JSON_LEVELS 64 /* of nesting that a pointer tells */

struct pl_json_level {
	size_t pointer_len; /* of the container itself, when that is built */
	bool is_pointed;
	bool is_array;
	bool is_buffer;     /* it has "type": "Buffer" */
	uint64_t place;     /* among the elements of the array around it */
	uint64_t index;     /* of the next array element */
	unsigned members;   /* of an object, as far as they were counted */
	uint64_t begin;     /* where it begins, counted in bytes of the content */
	struct pl_span at;
	uint64_t number;    /* of the container */
	size_t keys;        /* of the objects around it */
	const struct pl_json_key *key; /* it is the value of; NULL in an array, or when that is not kept */
	struct pl_json_members said;
};

struct pl_json_content {
	struct pl_context *x;
	struct pl_row *content;
	struct pl_json parser, inside; /* inside: of a string that was taken with its escapes */
	unsigned depth;            /* of the event or token in hand: the parser may be ahead */
	struct pl_json_level levels[PL_JSON_LEVELS];
	struct pl_json_pointer pointer;
	char key[256];             /* the last one, when it is not `known` */
	size_t key_len;
	const struct pl_json_key *known;
	bool key_is_cut, wants_keys, wants_nested;
	bool may_idle;             /* what a value may set besides is not asked for here */
	enum { PL_JSON_UNKNOWN, PL_JSON_IDLE, PL_JSON_BUSY } state; /* of the rules: would a plain value set one off? */
	unsigned deepest;
	uint64_t values, containers, objects; /* objects: never starts again */
	uint64_t position;         /* bytes of the content up to the event */
	struct pl_json_keys keys;
	struct pl_json_seen seen;
	struct pl_json_nested nested;
	struct pl_json_numbers numbers;
	struct pl_json_siblings siblings;
	bool is_over;
};

static inline struct pl_json_level *pl_json_here(struct pl_json_content *j)
{
	return j->depth > 0 && j->depth <= PL_JSON_LEVELS ? &j->levels[j->depth - 1] : NULL;
}

static inline struct pl_str pl_json_key_of(const struct pl_json_content *j)
{
	return j->known ? pl_json_key_text(j->known) : (struct pl_str){ j->key, j->key_len };
}

/* A key is over that is known; true when `in` has it already. */
static inline bool pl_json_level_known(struct pl_json_content *j, struct pl_json_level *in, struct pl_json_key *key)
{
	bool is_twice = key->object == in->number;

	j->known = j->seen.last = key;
	if (j->numbers.bytes.is_open)
		pl_json_bytes_key(&j->numbers.bytes, pl_json_key_of(j));
	in->members++;
	key->object = in->number;
	return is_twice;
}

/* A container, j->depth deep, begins or has ended (j->depth is that of the one around it then). */
void pl_json_level_begin(struct pl_json_content *j, bool is_array, struct pl_span at);
void pl_json_level_end(struct pl_json_content *j, struct pl_span at);
/* A key is over; the closing quote is at `at`. */
void pl_json_level_key(struct pl_json_content *j, struct pl_str key, bool is_cut, struct pl_span at);
/* The object has a key twice. */
void pl_json_level_twice(struct pl_json_content *j, struct pl_span at);
/* Sets the pointer of the value that begins. */
void pl_json_level_value(struct pl_json_content *j);

/* A string that is whole in the run, which stands between its quotes. */
void pl_json_string(struct pl_json_content *j, const struct pl_run *string, bool is_escaped);
/* As many plain tokens as come next; false when there is none. */
bool pl_json_tokens(struct pl_json_content *j, struct pl_run *run);
#endif
