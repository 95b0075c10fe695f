/* Each text begins with a rare character, which memchr finds. Nothing is lost between two runs: the last bytes of one are
 * searched again with the first of the next. */
#include "extract/tripwire.h"

#include "base/bytes.h"

static const struct {
	const char *name;
	unsigned char first; /* looked for */
	size_t before;       /* bytes of the text that stand before it */
} wires[] = {
	{ "\\u and four hexadecimal digits", '\\', 0 },
	{ "a tag of HTML", '<', 0 },
	{ "an HTTP version", '/', 5 },
};

#define SHORT 64 /* bytes that a plain look is cheaper for */

static bool is_word(unsigned char c)
{
	return pl_is_alpha((char)c) || pl_is_digit((char)c) || c == '_';
}

static bool is_unicode_escape(const unsigned char *p, size_t len)
{
	if (len < 6 || pl_lower((char)p[1]) != 'u')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!pl_is_digit((char)p[i]) && !(pl_lower((char)p[i]) >= 'a' && pl_lower((char)p[i]) <= 'f'))
			return false;
	return true;
}

static bool is_tag(const unsigned char *p, size_t len)
{
	struct pl_str text = { (const char *)p, len };

	return len >= 6 && !is_word(p[5]) &&
	       (pl_str_starts_nocase(text, PL_STR("<html")) || pl_str_starts_nocase(text, PL_STR("<meta")));
}

/* The byte before "http" is there: a blank is put before the value. After one of base64 nothing is a version, so that base64
 * need not be looked into. */
static bool is_version(const unsigned char *p, size_t len)
{
	struct pl_str text = { (const char *)p + 1, len - 1 };

	return len >= 7 && !is_word(p[0]) && !memchr("+/-=", p[0], 4) && pl_str_starts_nocase(text, PL_STR("http/")) && pl_is_digit((char)p[6]);
}

static void search(struct pl_tripwire *t, const unsigned char *bytes, size_t len, size_t wires_len)
{
	for (size_t w = t->is_json ? 1 : 0; t->found == NULL && w < wires_len; w++) {
		const unsigned char *end = bytes + len, *p = bytes;

		for (; (p = memchr(p, wires[w].first, (size_t)(end - p))); p++) {
			const unsigned char *at = p - wires[w].before;

			if ((size_t)(p - bytes) < wires[w].before)
				continue;
			if (w == 0   ? is_unicode_escape(at, (size_t)(end - at))
			    : w == 1 ? is_tag(at, (size_t)(end - at))
			             : is_version(at, (size_t)(end - at))) {
				t->found = wires[w].name;
				break;
			}
		}
	}
}

void pl_tripwire_begin(struct pl_tripwire *t, bool is_json)
{
	*t = (struct pl_tripwire){ .carry = " ", .carry_len = 1, .is_json = is_json };
}

static bool has_first(const unsigned char *bytes, size_t len)
{
	bool has = false;

	for (size_t i = 0; i < len; i++)
		has |= bytes[i] == '\\' || bytes[i] == '<' || bytes[i] == '/';
	return has;
}

static void keep(struct pl_tripwire *t, const unsigned char *bytes, size_t len)
{
	size_t n = len < PL_TRIPWIRE_CARRY ? len : PL_TRIPWIRE_CARRY,
	       old = t->carry_len + n > PL_TRIPWIRE_CARRY ? PL_TRIPWIRE_CARRY - n : t->carry_len;

	memmove(t->carry, t->carry + t->carry_len - old, old);
	memcpy(t->carry + old, bytes + len - n, n);
	t->carry_len = old + n;
}

void pl_tripwire_add(struct pl_tripwire *t, const unsigned char *bytes, size_t len, bool is_base64)
{
	const size_t all = sizeof(wires) / sizeof(wires[0]);
	unsigned char joined[2 * PL_TRIPWIRE_CARRY];
	size_t more = len < PL_TRIPWIRE_CARRY ? len : PL_TRIPWIRE_CARRY;

	if (t->found || len == 0)
		return;
	if (t->is_live || len > SHORT || has_first(bytes, len)) {
		memcpy(joined, t->carry, t->carry_len);
		memcpy(joined + t->carry_len, bytes, more);
		search(t, joined, t->carry_len + more, all);
		search(t, bytes, len, is_base64 ? all - 1 : all);
		keep(t, bytes, len);
		t->is_live = has_first(t->carry, t->carry_len);
	} else {
		keep(t, bytes, len);
	}
}

const char *pl_tripwire_finish(struct pl_tripwire *t)
{
	pl_tripwire_add(t, (const unsigned char *)" ", 1, false);
	return t->found;
}
