/* From JSON to multipart/form-data. The values are listed first: a file's name and type may stand behind it. */
#include "fix/recast.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "extract/sniff.h"
#include "parse/base64.h"
#include "parse/json.h"

#define DEEPEST 32

/* A string, number or word of the JSON text. */
struct leaf {
	struct pl_str name, key, text;
	struct pl_str bytes; /* decoded; ptr NULL when it is no file */
	size_t object;       /* number of the container that it stands in */
	bool is_string;
};

struct container {
	bool is_array;
	uint64_t index;
	size_t number, name_len; /* of the name that its members' names begin with */
};

struct leaves {
	struct leaf *items;
	size_t len, containers;
	struct container open[DEEPEST];
	size_t depth;
	struct pl_buf name, text;
	struct pl_str key, body;
	struct pl_arena *scratch;
};

/* The name of the value that comes now: behind that of what it stands in. */
static void name_value(struct leaves *l)
{
	struct container *c = &l->open[l->depth - 1];

	l->name.len = c->name_len;
	if (c->is_array)
		pl_buf_printf(&l->name, "[%llu]", (unsigned long long)c->index++);
	else if (l->depth > 1)
		pl_buf_printf(&l->name, "[%.*s]", PL_STR_ARG(l->key));
	else
		pl_buf_add_str(&l->name, l->key);
}

static const char *open_container(struct leaves *l, bool is_array)
{
	if (l->depth == DEEPEST)
		return "its JSON is nested deeper than 32";
	if (l->depth > 0)
		name_value(l);
	else if (is_array)
		return "its JSON is no object";
	l->open[l->depth++] = (struct container){ .is_array = is_array, .number = l->containers++, .name_len = l->name.len };
	return NULL;
}

static const char *add_leaf(struct leaves *l, struct pl_str text, bool is_string)
{
	if (l->depth == 0)
		return "its JSON is no object";
	if (l->len == PL_LIMIT_FIX_PARTS)
		return "it has more than 4,096 values";
	name_value(l);
	if (l->name.is_full)
		return "the name of a value in it is too long";
	l->items[l->len++] = (struct leaf){ .name = pl_arena_str(l->scratch, pl_buf_str(&l->name)), .text = text,
		                            .key = l->open[l->depth - 1].is_array ? PL_STR("") : l->key,
		                            .object = l->open[l->depth - 1].number, .is_string = is_string };
	return NULL;
}

static const char *take_string(struct leaves *l, bool is_key)
{
	struct pl_str text = pl_arena_str(l->scratch, pl_buf_str(&l->text));

	if (!is_key)
		return add_leaf(l, text, true);
	l->key = text;
	return NULL;
}

static const char *take_event(struct leaves *l, const struct pl_json_event *ev)
{
	struct pl_str token = { l->body.ptr + ev->span.off, (size_t)ev->span.len };

	switch (ev->kind) {
	case PL_JSON_OBJECT_BEGIN:
	case PL_JSON_ARRAY_BEGIN:
		return open_container(l, ev->kind == PL_JSON_ARRAY_BEGIN);
	case PL_JSON_OBJECT_END:
	case PL_JSON_ARRAY_END:
		l->depth--;
		return NULL;
	case PL_JSON_STRING_BEGIN:
		pl_buf_clear(&l->text);
		return NULL;
	case PL_JSON_TEXT:
		pl_buf_add(&l->text, ev->run.ptr, ev->run.len);
		return NULL;
	case PL_JSON_STRING_END:
		return take_string(l, ev->is_key);
	case PL_JSON_NUMBER:
		return add_leaf(l, token, false);
	case PL_JSON_LITERAL:
		return add_leaf(l, ev->literal == 'n' ? PL_STR("") : token, false);
	case PL_JSON_ODDITY:
	case PL_JSON_BAD:
		return "it is not RFC 8259 JSON";
	case PL_JSON_MORE:
	case PL_JSON_END:
		break;
	}
	return NULL;
}

static const char *list_leaves(struct leaves *l)
{
	struct pl_run run = { (const unsigned char *)l->body.ptr, l->body.len, 1, 0 };
	struct pl_json p = { .depth = 0 };
	const char *why = NULL;

	pl_buf_init(&l->name, PL_LIMIT_PART_HEAD / 2);
	pl_buf_init(&l->text, l->body.len);
	while (!why) {
		const struct pl_json_event *ev = pl_json_next(&p, &run);

		if (ev->kind == PL_JSON_MORE)
			ev = pl_json_finish(&p);
		if (ev->kind == PL_JSON_END)
			break;
		why = take_event(l, ev);
	}
	pl_buf_free(&l->name);
	pl_buf_free(&l->text);
	return why;
}

/* The bytes of a long string that is base64 to its end, perhaps behind a data: URI. */
static void decode(struct leaf *leaf, struct pl_arena *scratch)
{
	size_t comma = pl_str_starts_nocase(leaf->text, PL_STR("data:")) ? pl_str_find_char(leaf->text, ',') + 1 : 0;
	struct pl_str text = comma < leaf->text.len ? pl_str_after(leaf->text, comma) : (struct pl_str){ NULL, 0 };
	unsigned char *bytes;
	struct pl_base64 b = { .chars = 0 };
	size_t len;

	if (!leaf->is_string || text.len < PL_LIMIT_FIX_BASE64)
		return;
	pl_base64_add(&b, (struct pl_run){ (const unsigned char *)text.ptr, text.len, 1, 0 });
	if (b.foreign > 0 || b.percents > 0 || b.chars % 4 == 1 || b.has_inner_padding)
		return;
	bytes = pl_arena_bytes(scratch, text.len);
	len = pl_base64_decode(text, bytes, text.len);
	if (len == pl_base64_raw_bytes(&b))
		leaf->bytes = (struct pl_str){ (const char *)bytes, len };
}

/* What a neighbour with one of these keys says. */
static struct pl_str sibling(const struct leaves *l, const struct leaf *of, const char *const *keys, size_t len)
{
	for (size_t k = 0; k < len; k++)
		for (size_t i = 0; i < l->len; i++)
			if (l->items[i].object == of->object && l->items[i].is_string && l->items[i].bytes.ptr == NULL &&
			    l->items[i].text.len > 0 && pl_str_equal_nocase(l->items[i].key, pl_str_from(keys[k])))
				return l->items[i].text;
	return PL_STR("");
}

/* As the form submission of HTML writes a name within its quotes. */
static void write_quoted(FILE *out, const char *param, struct pl_str text)
{
	fprintf(out, "; %s=\"", param);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		fputs(c == '"' ? "%22" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : "", out);
		if (c != '"' && c != '\r' && c != '\n')
			fputc(c, out);
	}
	fputc('"', out);
}

/* The type that a neighbour or a data: URI declares, else the one that the bytes show. */
static struct pl_str type_of(const struct leaves *l, const struct leaf *leaf, struct pl_sniffer *sniffer)
{
	static const char *const keys[] = { "contentType", "content_type", "mimeType", "mime_type", "mime", "media_type", "mediaType", "type" };
	struct pl_str type = sibling(l, leaf, keys, sizeof(keys) / sizeof(keys[0]));
	bool is_unknown;

	if (pl_str_find_char(type, '/') < type.len && pl_str_find_char(type, '\r') == type.len && pl_str_find_char(type, '\n') == type.len)
		return type;
	type = pl_sniff(sniffer, (const unsigned char *)leaf->bytes.ptr, leaf->bytes.len, &is_unknown);
	return type.len > 0 ? type : PL_STR("application/octet-stream");
}

static void write_parts(const struct leaves *l, struct pl_str boundary, FILE *out)
{
	static const char *const names[] = { "filename", "fileName", "file_name", "name", "title" };
	struct pl_sniffer *sniffer = pl_sniffer_open();

	for (size_t i = 0; i < l->len; i++) {
		const struct leaf *leaf = &l->items[i];
		struct pl_str content = leaf->bytes.ptr ? leaf->bytes : leaf->text;

		fprintf(out, "--%.*s\r\nContent-Disposition: form-data", PL_STR_ARG(boundary));
		write_quoted(out, "name", leaf->name);
		if (leaf->bytes.ptr) {
			struct pl_str name = sibling(l, leaf, names, sizeof(names) / sizeof(names[0]));

			write_quoted(out, "filename", name.len > 0 ? name : PL_STR("file"));
			fprintf(out, "\r\nContent-Type: %.*s", PL_STR_ARG(type_of(l, leaf, sniffer)));
		}
		fputs("\r\n\r\n", out);
		fwrite(content.ptr, 1, content.len, out);
		fputs("\r\n", out);
	}
	fprintf(out, "--%.*s--\r\n", PL_STR_ARG(boundary));
	pl_sniffer_close(sniffer);
}

static bool is_in(const struct leaves *l, struct pl_str boundary)
{
	for (size_t i = 0; i < l->len; i++) {
		struct pl_str content = l->items[i].bytes.ptr ? l->items[i].bytes : l->items[i].text;

		if (pl_str_find(content, boundary) < content.len)
			return true;
	}
	return false;
}

const char *pl_recast_to_multipart(struct pl_str body, struct pl_arena *scratch, FILE *out, struct pl_str *boundary)
{
	struct leaves l = { .items = pl_arena_alloc(scratch, PL_LIMIT_FIX_PARTS * sizeof(*l.items)), .body = body, .scratch = scratch };
	const char *why = list_leaves(&l);
	size_t files = 0;

	for (size_t i = 0; i < l.len && !why; i++) {
		decode(&l.items[i], scratch);
		files += l.items[i].bytes.ptr != NULL;
	}
	if (why || files == 0)
		return why ? why : "no string in it is base64 from its first character to its last";
	for (unsigned n = 0; n == 0 || is_in(&l, *boundary); n++)
		*boundary = pl_arena_printf(scratch, "plimsoll-%u", n);
	write_parts(&l, *boundary, out);
	return NULL;
}
