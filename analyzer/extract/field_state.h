/* The insides of a field, shared by field.c (its life), field_text.c (what its text shows), blob_facts.c (what it carries)
 * and json_siblings.c (where it waits). */
#ifndef PL_EXTRACT_FIELD_STATE_H
#define PL_EXTRACT_FIELD_STATE_H

#include "extract/field.h"
#include "extract/tripwire.h"
#include "extract/twin_hash.h"
#include "parse/base64.h"

enum pl_field_prefix {
	PL_PREFIX_UNKNOWN,  /* nothing seen, or a beginning of "data:" */
	PL_PREFIX_DATA_URI, /* inside a data: URI, before its comma */
	PL_PREFIX_OVER,
};

/* Base64 and hexadecimal text have so many characters; a value of fewer is not looked at for them. */
#define PL_CANDIDATE_MIN PL_FIELD_PLAIN_MAX

struct pl_field {
	struct pl_context *x;
	struct pl_row row;
	struct pl_row *up;
	const char *kind;
	struct pl_str name, pointer;
	struct pl_span at;
	uint64_t bytes, chars; /* as they stand; unescaped */
	char head[PL_LIMIT_FIELD_HEAD], tail[PL_LIMIT_FIELD_TAIL];
	size_t head_len, tail_len;
	enum pl_field_prefix prefix;
	size_t data_uri_len; /* up to its comma, which is at this index; 0 when there is none */
	struct pl_base64 base64;
	struct pl_tripwire tripwire;
	bool is_watched; /* by the tripwire */
	bool is_judged;  /* base64 and is_hex are in use */
	struct pl_run first; /* until then: a short first run, which `head` holds */
	size_t first_source;
	struct pl_twin_hash *hash; /* of a value longer than `head` */
	bool is_hashed;      /* by who asks for twins */
	bool has_raw_breaks;
	bool is_settled; /* not base64, whatever follows */
	bool is_hex;     /* so far */
	bool is_unread, is_nested;
};

/* Sets the facts of a finished field that its text alone shows. */
void pl_field_text_facts(struct pl_field *f);
/* Characters that base64 text does not have. In a form, a + that was not encoded has become a space: one in 64 is none. */
uint64_t pl_blob_odd_chars(const struct pl_field *f);
/* Is the value base64 but for a second sign that keys beside it could give? */
bool pl_blob_may_be_base64(const struct pl_field *f);
/* Sets the facts of a finished field that is base64 or hexadecimal; returns its encoding, or "none". */
const char *pl_blob_facts(struct pl_field *f, const struct pl_sibling *sibling);
/* Sets magic, and magic_declared where the two disagree. */
void pl_blob_magic(struct pl_field *f, const unsigned char *bytes, size_t len, const struct pl_sibling *sibling);
#endif
