/* Values are read whole, and what comes out of them is at most as long; what is not as it was expected stays as it is. */
#include "fix/change.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "parse/base64.h"

struct value {
	uint64_t at; /* of its first byte in the file */
	struct pl_str text;
	struct pl_edits *edits;
};

static void cut(const struct value *v, size_t from, size_t to, struct pl_str instead)
{
	pl_edits_add(v->edits, v->at + from, to - from, instead);
}

/* Bytes of a line break at `i`, raw or as JSON or a form writes it; 0 when there is none. */
static size_t line_break(struct pl_str s, size_t i)
{
	static const char *const escapes[] = { "\\n", "\\r", "\\u000a", "\\u000d", "%0a", "%0d" };
	struct pl_str rest = pl_str_after(s, i);

	if (s.ptr[i] == '\n' || s.ptr[i] == '\r')
		return 1;
	for (size_t k = 0; k < sizeof(escapes) / sizeof(escapes[0]); k++)
		if (pl_str_starts_nocase(rest, pl_str_from(escapes[k])))
			return strlen(escapes[k]);
	return 0;
}

/* Behind a data: URI, which may go as a whole. */
static size_t content_at(const struct value *v)
{
	size_t comma = pl_str_find_char(v->text, ',');

	return pl_str_starts_nocase(v->text, PL_STR("data:")) && comma < v->text.len ? comma + 1 : 0;
}

static const char *unwrap(const struct value *v)
{
	size_t n;

	for (size_t i = content_at(v); i < v->text.len; i += n ? n : 1)
		if ((n = line_break(v->text, i)) > 0)
			cut(v, i, i + n, PL_STR(""));
	return NULL;
}

static const char *drop_data_uri(const struct value *v)
{
	if (content_at(v) == 0)
		return "it does not begin with a data: URI";
	cut(v, 0, content_at(v), PL_STR(""));
	return NULL;
}

/* The escapes of one byte become that byte, where `is_meant` says so. */
static const char *unpercent(const struct value *v, const char *bytes)
{
	for (size_t i = content_at(v); i + 2 < v->text.len; i++) {
		int high = v->text.ptr[i] == '%' ? pl_hex_value(v->text.ptr[i + 1]) : -1;
		int low = high >= 0 ? pl_hex_value(v->text.ptr[i + 2]) : -1;
		char c = (char)(low >= 0 ? high << 4 | low : 0);

		if (c == '\0' || strchr(bytes, c) == NULL)
			continue;
		cut(v, i, i + 3, (struct pl_str){ &c, 1 });
		i += 2;
	}
	return NULL;
}

/* Characters of base64, without what JSON or a line length put between them. */
static size_t base64_of(struct pl_str s, char *out)
{
	size_t len = 0, n;

	for (size_t i = 0; i < s.len; i += n) {
		n = line_break(s, i);
		if (n == 0 && s.ptr[i] == '\\' && i + 1 < s.len && s.ptr[i + 1] == '/')
			n = 1;
		else if (n == 0)
			out[len++] = s.ptr[i], n = 1;
	}
	return len;
}

/* Base64 that holds base64: the inner text takes its place. */
static const char *decode(const struct value *v, struct pl_arena *scratch)
{
	char *outer = pl_arena_bytes(scratch, v->text.len + 1);
	unsigned char *inner = pl_arena_bytes(scratch, v->text.len + 1);
	size_t len = base64_of(v->text, outer), n;

	n = pl_base64_decode((struct pl_str){ outer, len }, inner, v->text.len);
	if (n < len / 4 * 3 - 2 || n == 0)
		return "it does not decode to its end";
	for (size_t i = 0; i < n; i++)
		if (!pl_is_alpha((char)inner[i]) && !pl_is_digit((char)inner[i]) && !memchr("+/-_=", inner[i], 5))
			return "what it decodes to is not base64 alone";
	cut(v, 0, v->text.len, (struct pl_str){ (const char *)inner, n });
	return NULL;
}

/* The next number of the text, from *at on; false behind the last. */
static bool next_number(struct pl_str s, size_t *at, int *number)
{
	size_t i = *at;
	int n = 0;
	bool is_negative;

	while (i < s.len && !pl_is_digit(s.ptr[i]) && s.ptr[i] != '-')
		i++;
	is_negative = i < s.len && s.ptr[i] == '-';
	i += is_negative;
	if (i >= s.len)
		return false;
	for (; i < s.len && pl_is_digit(s.ptr[i]); i++)
		n = n < 1000 ? 10 * n + (s.ptr[i] - '0') : n;
	*at = i;
	*number = is_negative ? -n : n;
	return true;
}

/* [137,80,…], {"type":"Buffer","data":[…]} or {"0":137,"1":80,…}. */
static const char *to_base64(const struct value *v, struct pl_arena *scratch)
{
	struct pl_str s = v->text;
	size_t list = pl_str_find_char(s, '['), at = list < s.len ? list : 0, n = 0, len;
	bool has_keys = list == s.len;
	unsigned char *bytes = pl_arena_bytes(scratch, s.len / 2 + 1);
	char *text;
	int number;

	while (next_number(s, &at, &number)) {
		if (has_keys && (at >= s.len || s.ptr[at] != '"' || !next_number(s, &at, &number)))
			return "its keys are not the numbers from 0 on";
		if (number < -128 || number > 255)
			return "a number in it is no byte";
		bytes[n++] = (unsigned char)number;
	}
	text = pl_arena_bytes(scratch, (n + 2) / 3 * 4 + 2);
	len = pl_base64_encode(bytes, n, text + 1);
	text[0] = text[len + 1] = '"';
	if (len + 2 > s.len)
		return "base64 would not be shorter";
	cut(v, 0, s.len, (struct pl_str){ text, len + 2 });
	return NULL;
}

/* Four digits behind \u, or -1. */
static int unicode(struct pl_str s, size_t i)
{
	int value = 0;

	for (size_t k = i; k < i + 4; k++) {
		int digit = k < s.len ? pl_hex_value(s.ptr[k]) : -1;

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* Appends what the escape behind the backslash at `i` means; returns its bytes in the text, 0 when it is none. */
static size_t unescape(struct pl_str s, size_t i, struct pl_buf *out)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *name = i + 1 < s.len && s.ptr[i + 1] != '\0' ? strchr(names, s.ptr[i + 1]) : NULL;
	int first = i + 1 < s.len && s.ptr[i + 1] == 'u' ? unicode(s, i + 2) : -1, second;
	unsigned char utf8[4];

	if (name) {
		pl_buf_add_char(out, meant[name - names]);
		return 2;
	}
	if (first < 0)
		return 0;
	second = first >= 0xD800 && first < 0xDC00 && i + 7 < s.len && s.ptr[i + 6] == '\\' && s.ptr[i + 7] == 'u'
	             ? unicode(s, i + 8)
	             : -1;
	if (second >= 0xDC00 && second < 0xE000) {
		uint32_t point = 0x10000u + (((uint32_t)first - 0xD800u) << 10) + ((uint32_t)second - 0xDC00u);

		pl_buf_add(out, utf8, pl_utf8_encode(point, utf8));
		return 12;
	}
	if (first >= 0xD800 && first < 0xE000)
		return 0;
	pl_buf_add(out, utf8, pl_utf8_encode((uint32_t)first, utf8));
	return 6;
}

static const char *unstringify(const struct value *v)
{
	struct pl_str s = v->text;
	const char *why = NULL;
	struct pl_buf out;
	size_t n;

	if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
		return "it is no string as a whole";
	pl_buf_init(&out, s.len);
	for (size_t i = 1; i < s.len - 1 && !why; i += n) {
		n = s.ptr[i] == '\\' ? unescape(s, i, &out) : 1;
		if (s.ptr[i] != '\\')
			pl_buf_add_char(&out, s.ptr[i]);
		else if (n == 0)
			why = "an escape in it stands for no character";
	}
	if (!why)
		cut(v, 0, s.len, pl_buf_str(&out));
	pl_buf_free(&out);
	return why;
}

static const char *change(const struct plimsoll_edit *edit, const struct value *v, struct pl_arena *scratch)
{
	switch (edit->kind) {
	case PLIMSOLL_EDIT_UNWRAP:
		return unwrap(v);
	case PLIMSOLL_EDIT_DATA_URI:
		return drop_data_uri(v);
	case PLIMSOLL_EDIT_DECODE:
		return decode(v, scratch);
	case PLIMSOLL_EDIT_UNPERCENT:
		return unpercent(v, "+/=");
	case PLIMSOLL_EDIT_UNDOUBLE:
		return unpercent(v, "%");
	case PLIMSOLL_EDIT_BASE64:
		return to_base64(v, scratch);
	case PLIMSOLL_EDIT_UNSTRINGIFY:
		return unstringify(v);
	case PLIMSOLL_EDIT_NONE:
	case PLIMSOLL_EDIT_REPLACE:
	case PLIMSOLL_EDIT_ADD:
	case PLIMSOLL_EDIT_HEADER:
	case PLIMSOLL_EDIT_LENGTH:
	case PLIMSOLL_EDIT_DROP_OPTION:
	case PLIMSOLL_EDIT_OPTION_NAME:
	case PLIMSOLL_EDIT_AT_SIGN:
	case PLIMSOLL_EDIT_TO_JSON:
	case PLIMSOLL_EDIT_TO_MULTIPART:
		break;
	}
	return "it is not a value's";
}

const char *pl_change_plan(const struct plimsoll_edit *edit, const struct pl_original *original, struct pl_arena *scratch,
                           struct pl_edits *edits)
{
	struct pl_str text = { edit->text.ptr, edit->text.len };
	struct value v = { .at = edit->offset, .edits = edits };

	if (edit->kind == PLIMSOLL_EDIT_REPLACE || edit->kind == PLIMSOLL_EDIT_ADD) {
		bool is_added = edit->kind == PLIMSOLL_EDIT_ADD;

		pl_edits_add(edits, edit->offset + (is_added ? edit->length : 0), is_added ? 0 : edit->length, text);
		return NULL;
	}
	if (edit->length > PL_LIMIT_FIX_VALUE)
		return "it is larger than 64 MiB, the most that --fix rewrites of a value";
	if (!pl_original_read(original, edit->offset, edit->length, scratch, &v.text))
		return "it cannot be read again";
	return change(edit, &v, scratch);
}
