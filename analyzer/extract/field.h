/* A leaf value (a JSON string, a form field, a part's content, a body that is no container): its size, what it is
 * encoded in, what it carries. Fed in unescaped runs, in constant memory. */
#ifndef PL_EXTRACT_FIELD_H
#define PL_EXTRACT_FIELD_H

#include "extract/context.h"

struct pl_field;

/* What the keys beside a value say of it. */
struct pl_sibling {
	char key[32], type[128]; /* type: a media type, empty when none is declared */
	size_t key_len, type_len;
	struct pl_span at;       /* of the type */
	bool says_base64;        /* "encoding": "base64" and such */
	bool is_unknown;         /* the keys were not looked at; nothing else is set */
};

/* Bytes that are written as numbers: their count, the first of them, and where they stand. */
struct pl_number_bytes {
	const char *shape; /* byte-array, node-buffer, typed-array-object */
	uint64_t raw_bytes, bytes;
	const unsigned char *head;
	size_t head_len;
	struct pl_span at;
};

/* A field that is used again and again; memory from x->forever. */
struct pl_field *pl_field_new(struct pl_context *x);
/* `kind` is "json", "form", "part" or "body"; `up` the content row; `name` and `pointer` may be empty (absent then) and
 * are lent until the field's end. */
void pl_field_begin(struct pl_field *field, struct pl_row *up, const char *kind, struct pl_str name, struct pl_str pointer);
/* The next unescaped bytes, which take source_len bytes where they stand. A hole makes the facts of the bytes unknown. */
void pl_field_add(struct pl_field *field, struct pl_run run, size_t source_len);
/* The first unescaped bytes so far, at most PL_LIMIT_FIELD_HEAD. */
struct pl_str pl_field_text(const struct pl_field *field);
/* Of a string of JSON that is shorter than this, has no escape and no U+FFFD and is UTF-8: does its text set no fact? */
#define PL_FIELD_PLAIN_MAX 64
bool pl_field_is_plain(struct pl_str text);
/* May it set one, for how it begins? Else only < and / in it can. */
extern const unsigned char pl_field_odd_begin[256];
#define PL_FIELD_ODD 1 /* in that table: whatever comes behind; else the second byte in lower case that makes it odd, or 0 */
static inline bool pl_field_may_be_odd(const unsigned char *text, size_t len)
{
	unsigned char second = pl_field_odd_begin[text[0]];

	return second == PL_FIELD_ODD || (second && len > 1 && (text[1] | 0x20) == second);
}
/* Such a text with escapes, as it stands in the input, that does not begin so: Python's b"…" does, and what begins with
 * an escape of ASCII may. */
static inline bool pl_field_is_plain_escaped(const unsigned char *text)
{
	return text[0] == '\\' ? text[1] == 'u' : text[0] != 'b';
}
/* The value holds a whole JSON object or array. */
void pl_field_set_nested(struct pl_field *field);
/* The value is over: its row gets what the value alone tells. True when the keys beside it may tell more; then nothing
 * borrowed is needed any longer. */
bool pl_field_finish(struct pl_field *field);
/* Fills the rest of the row of a finished field, closes it and adds it to the weight. `sibling` may be NULL. */
void pl_field_close(struct pl_field *field, const struct pl_sibling *sibling);
/* pl_field_finish and pl_field_close. */
void pl_field_end(struct pl_field *field);
/* One whole field that is no text: bytes written as numbers; an empty object. */
void pl_field_numbers(struct pl_field *field, const struct pl_number_bytes *numbers, const struct pl_sibling *sibling);
void pl_field_empty_object(struct pl_field *field, struct pl_span at);
/* Shannon's entropy, in bits a byte. */
double pl_field_entropy(const unsigned char *bytes, size_t len);
#endif
