/* What the keys beside a value say of it. Fields wait as on a stack: an inner object's are above its outer one's. */
#include "extract/json_siblings.h"

#include "base/bytes.h"
#include "extract/field_state.h"
#include "extract/media_type.h"

#define BIG 256 /* characters that a signature or token beside the file seldom has */

enum { SAYS_NOTHING, SAYS_FORMAT, SAYS_TYPE, SAYS_MEDIA_TYPE };

struct pl_field *pl_json_siblings_field(struct pl_json_siblings *s)
{
	if (s->pool[s->len] == NULL)
		s->pool[s->len] = pl_field_new(s->x);
	return s->pool[s->len];
}

/* The key in lower case without what is no letter, so that mimeType, mime_type and MIME-Type are one. */
static struct pl_str letters(struct pl_str key, char out[32])
{
	size_t n = 0;

	for (size_t i = 0; i < key.len && n < 32; i++)
		if (pl_is_alpha(key.ptr[i]))
			out[n++] = pl_lower(key.ptr[i]);
	return (struct pl_str){ out, n };
}

static unsigned rank_of(struct pl_str word)
{
	static const struct {
		const char *word;
		unsigned rank;
	} words[] = { { "contenttype", SAYS_MEDIA_TYPE }, { "filetype", SAYS_TYPE },        { "format", SAYS_FORMAT },
		      { "mediatype", SAYS_MEDIA_TYPE },   { "mime", SAYS_MEDIA_TYPE },      { "mimetype", SAYS_MEDIA_TYPE },
		      { "type", SAYS_TYPE } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pl_str_equal(word, pl_str_from(words[i].word)))
			return words[i].rank;
	return SAYS_NOTHING;
}

/* Most keys end otherwise than in type, mime, format or encoding. */
static bool may_say_type(struct pl_str key)
{
	return key.len > 0 && memchr("eEtTgG", key.ptr[key.len - 1], 6);
}

bool pl_json_siblings_speaks(struct pl_str key)
{
	char buffer[32];
	struct pl_str word;

	if (!may_say_type(key))
		return false;
	word = letters(key, buffer);
	return rank_of(word) != SAYS_NOTHING || pl_str_ends(word, PL_STR("encoding"));
}

void pl_json_siblings_add(struct pl_json_members *m, struct pl_str key, const struct pl_field *value)
{
	struct pl_sibling *s = &m->sibling;
	char buffer[32];
	struct pl_str word, text = pl_field_text(value), type = text;
	unsigned rank;

	if (!may_say_type(key) || value->is_unread || value->chars > text.len)
		return;
	word = letters(key, buffer);
	rank = rank_of(word);
	if ((rank == SAYS_TYPE || pl_str_ends(word, PL_STR("encoding"))) && pl_str_equal_nocase(text, PL_STR("base64")))
		s->says_base64 = true;
	if (rank == SAYS_FORMAT)
		type = pl_media_type_of_format(text);
	if (rank <= m->rank || type.len > sizeof(s->type) || key.len > sizeof(s->key) || !pl_media_type_is(type))
		return;
	m->rank = rank;
	memcpy(s->key, key.ptr, key.len);
	memcpy(s->type, type.ptr, type.len);
	s->key_len = key.len;
	s->type_len = type.len;
	s->at = value->at;
}

void pl_json_siblings_wait(struct pl_json_siblings *s, struct pl_json_members *m)
{
	static const struct pl_sibling unknown = { .is_unknown = true };
	struct pl_field *f = s->pool[s->len];

	if (s->len == PL_LIMIT_PENDING) {
		pl_field_close(f, &unknown);
		return;
	}
	m->waiting++;
	m->big += f->base64.chars >= BIG;
	s->len++;
}

/* Of several blobs in an object nobody can tell which one its type is of, unless one of them is big. */
static bool is_meant(const struct pl_json_members *m, const struct pl_field *f)
{
	struct pl_str name = pl_row_text(&f->row, PL_FACT_field_name);

	if (m->big > 1 || (m->big == 0 && m->waiting > 1) || (m->big == 1 && f->base64.chars < BIG))
		return false;
	/* A format beside an image may be the one to convert it to. */
	return m->rank != SAYS_FORMAT || pl_str_equal(name, PL_STR("data")) || pl_str_equal(name, PL_STR("bytes"));
}

void pl_json_siblings_close(struct pl_json_siblings *s, struct pl_json_members *m)
{
	size_t first = s->len - m->waiting;

	for (size_t i = first; i < s->len; i++)
		pl_field_close(s->pool[i], is_meant(m, s->pool[i]) ? &m->sibling : NULL);
	s->len = first;
	m->waiting = 0;
}

void pl_json_siblings_flush(struct pl_json_siblings *s)
{
	static const struct pl_sibling unknown = { .is_unknown = true };

	for (size_t i = 0; i < s->len; i++)
		pl_field_close(s->pool[i], &unknown);
	s->len = 0;
}
