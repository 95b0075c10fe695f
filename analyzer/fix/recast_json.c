/* From multipart to the JSON of an API's profile. */
#include "fix/recast.h"

#include "base/bytes.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "parse/base64.h"
#include "parse/multipart.h"
#include "parse/params.h"

struct part {
	struct pl_str name, filename, type, data;
	bool is_file, is_used;
};

struct parts {
	struct part *items;
	size_t len, files;
	struct pl_arena *scratch;
};

static struct pl_str param(const struct pl_params *params, const char *name, struct pl_arena *scratch)
{
	const struct pl_param *p = pl_params_find(params, pl_str_from(name));
	char *text = p ? pl_arena_bytes(scratch, p->value.len + 1) : NULL;

	return p ? pl_param_unescape(p, text, p->value.len + 1) : (struct pl_str){ NULL, 0 };
}

static void take_header(struct parts *parts, struct part *part, const struct pl_multipart_event *ev)
{
	struct pl_params params;

	if (pl_str_equal_nocase(ev->name, PL_STR("content-type")))
		part->type = pl_arena_str(parts->scratch, ev->value);
	if (!pl_str_equal_nocase(ev->name, PL_STR("content-disposition")))
		return;
	pl_params_parse(ev->value, &params);
	part->name = param(&params, "name", parts->scratch);
	part->filename = param(&params, "filename", parts->scratch);
	part->is_file = part->filename.ptr != NULL;
}

/* The parts in the order they stand in; false when there are too many. */
static bool read_parts(struct parts *parts, struct pl_str body, struct pl_str boundary)
{
	struct pl_multipart *parser = pl_multipart_start(pl_arena_alloc(parts->scratch, pl_multipart_size()), boundary);
	struct pl_run run = { (const unsigned char *)body.ptr, body.len, 1, 0 };
	struct part part = { .is_file = false };
	size_t data_at = 0, data_end = 0;

	for (;;) {
		struct pl_multipart_event ev = pl_multipart_next(parser, &run);

		if (ev.kind == PL_MULTIPART_MORE)
			ev = pl_multipart_finish(parser);
		if (ev.kind == PL_MULTIPART_END)
			return true;
		if (ev.kind == PL_MULTIPART_HEADER)
			take_header(parts, &part, &ev);
		if (ev.kind == PL_MULTIPART_DATA) {
			data_at = data_end == 0 ? (size_t)ev.run.off : data_at;
			data_end = (size_t)ev.run.off + ev.run.len;
		}
		if (ev.kind != PL_MULTIPART_PART_END)
			continue;
		if (parts->len == PL_LIMIT_FIX_PARTS)
			return false;
		part.data = (struct pl_str){ body.ptr + data_at, data_end - data_at };
		parts->files += part.is_file;
		parts->items[parts->len++] = part;
		part = (struct part){ .is_file = false };
		data_at = data_end = 0;
	}
}

static struct part *find(const struct parts *parts, bool is_file, struct pl_str name)
{
	for (size_t i = 0; i < parts->len; i++)
		if (parts->items[i].is_file == is_file && (is_file || pl_str_equal(parts->items[i].name, name)))
			return &parts->items[i];
	return NULL;
}

static void write_base64(FILE *out, struct pl_str data, struct pl_arena *scratch)
{
	char *text = pl_arena_bytes(scratch, (data.len + 2) / 3 * 4 + 1);

	fputc('"', out);
	fwrite(text, 1, pl_base64_encode((const unsigned char *)data.ptr, data.len, text), out);
	fputc('"', out);
}

static bool is_utf8(struct pl_str text)
{
	struct pl_utf8 utf8 = { 0 };

	return pl_utf8_add(&utf8, (const unsigned char *)text.ptr, text.len) && pl_utf8_finish(&utf8);
}

/* What stands for `slot`, which is without its braces. */
static const char *fill(const struct parts *parts, struct pl_str slot, FILE *out)
{
	bool is_field = pl_str_starts(slot, PL_STR("field."));
	struct part *part = find(parts, !is_field, pl_str_after(slot, is_field ? 6 : 0));

	if (part == NULL)
		return "the JSON that the API takes has a field that this multipart has not";
	if (pl_str_equal(slot, PL_STR("file.bytes"))) {
		fprintf(out, "%zu", part->data.len);
	} else if (pl_str_equal(slot, PL_STR("file.base64"))) {
		part->is_used = true;
		write_base64(out, part->data, parts->scratch);
	} else {
		struct pl_str text = is_field                                     ? part->data
		                     : pl_str_equal(slot, PL_STR("file.name"))    ? part->filename
		                     : part->type.len > 0                         ? part->type
		                                                                  : PL_STR("application/octet-stream");

		if (!is_utf8(text))
			return "a field of it is no UTF-8, and JSON is nothing else";
		part->is_used |= is_field;
		pl_json_text_write(out, text);
	}
	return NULL;
}

/* The shape is strict JSON, read before: a quote begins a string, and one that begins with a brace and ends with one is a slot. */
static const char *fill_shape(const struct parts *parts, struct pl_str shape, FILE *out)
{
	const char *why = NULL;
	size_t n;

	for (size_t i = 0; i < shape.len && !why; i += n) {
		n = 1;
		if (shape.ptr[i] == '"')
			for (; i + n < shape.len && shape.ptr[i + n] != '"'; n++)
				n += shape.ptr[i + n] == '\\';
		n += shape.ptr[i] == '"';
		if (n > 4 && shape.ptr[i + 1] == '{' && shape.ptr[i + n - 2] == '}')
			why = fill(parts, (struct pl_str){ shape.ptr + i + 2, n - 4 }, out);
		else if (strchr("\n\r\t", shape.ptr[i]) == NULL)
			fwrite(shape.ptr + i, 1, n, out);
	}
	return why;
}

const char *pl_recast_to_json(struct pl_str body, struct pl_str boundary, struct pl_str shape, struct pl_arena *scratch, FILE *out,
                              bool *is_file_gone)
{
	struct parts parts = { .items = pl_arena_alloc(scratch, PL_LIMIT_FIX_PARTS * sizeof(*parts.items)), .scratch = scratch };
	const char *why;

	if (!read_parts(&parts, body, boundary))
		return "it has more than 4,096 parts";
	if (parts.len == 0)
		return "no part is found in it";
	if (parts.files > 1)
		return "it has several files, and the JSON of the API has a place for one";
	if ((why = fill_shape(&parts, shape, out)))
		return why;
	*is_file_gone = false;
	for (size_t i = 0; i < parts.len; i++) {
		if (!parts.items[i].is_file && !parts.items[i].is_used)
			return "a field of it has no place in the JSON that the API takes";
		*is_file_gone |= parts.items[i].is_file && !parts.items[i].is_used;
	}
	return NULL;
}
