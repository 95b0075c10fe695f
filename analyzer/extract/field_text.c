/* What the text of a value shows by itself: that something else was made text. */
#include "base/bytes.h"
#include "extract/field_state.h"
#include "extract/placeholder.h"
#include "extract/target_facts.h"

/* b'...', with nothing inside that would have ended it. */
static bool is_python_bytes(const struct pl_field *f)
{
	char quote = f->head_len > 3 ? f->head[1] : 0;
	size_t end = f->chars > f->head_len ? f->head_len : f->head_len - 1;

	if (f->chars < 4 || f->head[0] != 'b' || (quote != '\'' && quote != '"') || f->tail[f->tail_len - 1] != quote)
		return false;
	for (size_t i = 2; i < end; i++)
		if (f->head[i] == quote && f->head[i - 1] != '\\')
			return false;
	return true;
}

/* [object File], undefined; null and NaN have a type of their own in JSON, and none in a form. */
static bool is_stringified(const struct pl_field *f)
{
	struct pl_str text = pl_field_text(f);

	if (f->bytes >= 64 || text.len < 3)
		return false;
	if (text.ptr[0] == '[')
		return pl_str_starts(text, PL_STR("[object ")) && text.ptr[text.len - 1] == ']';
	if (text.ptr[0] == 'u')
		return pl_str_equal(text, PL_STR("undefined"));
	return (pl_str_equal(text, PL_STR("null")) || pl_str_equal(text, PL_STR("NaN"))) &&
	       (strcmp(f->kind, "form") == 0 || strcmp(f->kind, "part") == 0);
}

#define LOST "\xEF\xBF\xBD" /* U+FFFD, which decoders put in place of what is not UTF-8 */

/* The name of the format whose signature the value begins with, after a decoder of UTF-8 has been through; or NULL. */
static const char *mangled(const struct pl_field *f)
{
	static const struct {
		struct pl_str begin, further;
		const char *format;
	} signatures[] = {
		{ { LOST "PNG\r\n", 8 }, { "IHDR", 4 }, "PNG" },
		{ { LOST LOST LOST LOST, 12 }, { "JFIF\0", 5 }, "JPEG" },
		{ { LOST LOST LOST LOST, 12 }, { "Exif\0", 5 }, "JPEG" },
		{ { "%PDF-", 5 }, { "%" LOST LOST, 7 }, "PDF" },
		{ { "PK\3\4", 4 }, { LOST, 3 }, "ZIP" },
	};
	struct pl_str text = pl_field_text(f);

	if (text.len < 16 || (text.ptr[0] != LOST[0] && text.ptr[0] != '%' && text.ptr[0] != 'P'))
		return NULL;
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (pl_str_starts(text, signatures[i].begin) && pl_str_find(text, signatures[i].further) < text.len)
			return signatures[i].format;
	return NULL;
}

/* The text of the CRS rules begins with one of these. */
static bool may_trip(struct pl_str text)
{
	bool may = false;

	for (size_t i = 0; i < text.len; i++)
		may |= text.ptr[i] == '<' || text.ptr[i] == '/';
	return may;
}

/* b'…', undefined, and of pl_placeholder_is_value: your, insert, replace, enter, change. */
const unsigned char pl_field_odd_begin[256] = {
	['['] = PL_FIELD_ODD, ['{'] = PL_FIELD_ODD, [' '] = PL_FIELD_ODD, ['<'] = PL_FIELD_ODD, ['$'] = PL_FIELD_ODD,
	['b'] = '\'', ['u'] = 'n', ['y'] = 'o', ['i'] = 'n', ['r'] = 'e', ['e'] = 'n', ['c'] = 'h', ['Y'] = 'o', ['I'] = 'n',
	['R'] = 'e', ['E'] = 'n', ['C'] = 'h'
};

bool pl_field_is_plain(struct pl_str text)
{
	struct pl_tripwire tripwire;

	switch (text.ptr[0]) {
	case '[': case '{': case ' ':
		return false;
	case 'b':
		if (text.len > 1 && text.ptr[1] == '\'')
			return false;
		break;
	case 'u':
		if (pl_str_equal(text, PL_STR("undefined")))
			return false;
		break;
	default:
		if (pl_placeholder_is_value(text))
			return false;
	}
	if (!may_trip(text))
		return true;
	pl_tripwire_begin(&tripwire, true);
	pl_tripwire_add(&tripwire, (const unsigned char *)text.ptr, text.len, false);
	return pl_tripwire_finish(&tripwire) == NULL;
}

void pl_field_text_facts(struct pl_field *f)
{
	const char *format = mangled(f);

	if (is_stringified(f))
		pl_row_flag(&f->row, PL_FACT_field_stringified, f->at);
	if (strcmp(f->kind, "form") == 0 && pl_is_still_encoded(pl_field_text(f)))
		pl_row_flag(&f->row, PL_FACT_field_is_double_encoded, f->at);
	if (is_python_bytes(f))
		pl_row_flag(&f->row, PL_FACT_field_python_bytes, f->at);
	if (format)
		pl_row_str(&f->row, PL_FACT_field_utf8_mangled, pl_str_from(format), f->at);
	if (f->is_nested)
		pl_row_flag(&f->row, PL_FACT_field_json_nested, f->at);
}
