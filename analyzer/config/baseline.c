/* The baseline file: entries are compared as they are written, printable, so that what was written is found again. */
#include "config/baseline.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"
#include "base/glyph.h"
#include "base/limits.h"
#include "base/memory.h"
#include "config/text_file.h"
#include "rule/json_document.h"

#define VERSION 1

static int by_content(const void *a, const void *b)
{
	const struct pl_known *x = a, *y = b;
	int order = pl_str_order(x->request, y->request);

	if (order == 0)
		order = pl_str_order(x->rule, y->rule);
	if (order == 0)
		order = pl_str_order(x->header, y->header);
	if (order == 0)
		order = pl_str_order(x->part, y->part);
	return order ? order : pl_str_order(x->pointer, y->pointer);
}

static void sort(struct pl_baseline *b)
{
	size_t kept = 0;

	if (b->len > 0)
		qsort(b->entries, b->len, sizeof(*b->entries), by_content);
	for (size_t i = 0; i < b->len; i++)
		if (kept == 0 || by_content(&b->entries[kept - 1], &b->entries[i]) != 0)
			b->entries[kept++] = b->entries[i];
	b->len = kept;
}

static void keep(struct pl_baseline *b, struct pl_known entry)
{
	if (b->len == b->room) {
		b->room = b->room ? 2 * b->room : 64;
		b->entries = pl_memory_grow(b->entries, b->room * sizeof(*b->entries));
	}
	b->entries[b->len++] = entry;
}

static bool read_entry(struct pl_baseline *b, const struct pl_document *d, struct plimsoll_error *err)
{
	static const char *const keys[] = { "rule", "request", "header", "part", "pointer" };
	struct pl_known entry = { .is_met = false };

	if (!pl_document_knows(d, keys, sizeof(keys) / sizeof(keys[0]), err) ||
	    !pl_document_string(d, "rule", &entry.rule, err) || !pl_document_string(d, "request", &entry.request, err) ||
	    !pl_document_string(d, "header", &entry.header, err) || !pl_document_string(d, "part", &entry.part, err) ||
	    !pl_document_string(d, "pointer", &entry.pointer, err))
		return false;
	if (entry.rule.len == 0 || entry.request.len == 0)
		return pl_document_fail(d, entry.rule.len ? "request" : "rule", 0, err, "an entry needs a rule and a request");
	keep(b, entry);
	return true;
}

static bool read_entries(struct pl_baseline *b, const struct pl_document *d, struct plimsoll_error *err)
{
	static const char *const keys[] = { "baseline", "findings" };
	struct pl_document item = { .nodes = NULL };
	bool is_there = true;
	uint64_t version;

	if (!pl_document_knows(d, keys, 2, err) || !pl_document_int(d, "baseline", &is_there, &version, err))
		return false;
	if (!is_there || version != VERSION)
		return pl_document_fail(d, "baseline", 0, err, "\"baseline\": 1 is due: the version of this file's form");
	for (;;) {
		if (!pl_document_next(d, "findings", &is_there, &item, err))
			return false;
		if (!is_there)
			return true;
		if (!read_entry(b, &item, err))
			return false;
	}
}

bool pl_baseline_read(struct pl_baseline *b, const char *path, struct plimsoll_error *err)
{
	struct pl_document document;
	struct pl_str text;
	bool is_good;

	*b = (struct pl_baseline){ .path = path };
	if (!pl_text_file_read(path, PL_LIMIT_BASELINE, &b->arena, &text, err) ||
	    !pl_document_open(&document, path, text, &b->arena, err))
		return false;
	is_good = read_entries(b, &document, err);
	pl_document_close(&document);
	sort(b);
	return is_good;
}

void pl_baseline_free(struct pl_baseline *b)
{
	pl_arena_free(&b->arena);
	free(b->entries);
	*b = (struct pl_baseline){ .len = 0 };
}

static void add_printable(struct pl_buf *buf, struct pl_str text)
{
	while (text.len > 0) {
		struct pl_glyph g = pl_glyph_at(text);

		pl_buf_add_str(buf, pl_str_from(g.text));
		text = pl_str_after(text, g.len);
	}
}

static struct pl_str printable(struct pl_arena *arena, struct plimsoll_text text)
{
	struct pl_str copy;
	struct pl_buf buf;

	pl_buf_init(&buf, PL_LIMIT_HEAD);
	add_printable(&buf, (struct pl_str){ text.ptr, text.len });
	copy = pl_arena_str(arena, pl_buf_str(&buf));
	pl_buf_free(&buf);
	return copy;
}

/* "POST http://host/path?a&b": the values of the query tell calls apart, not requests. */
static struct pl_str request_name(struct pl_arena *arena, const struct plimsoll_request *request)
{
	struct pl_str url = { request->url.ptr, request->url.len }, copy;
	size_t query = pl_str_find_char(url, '?');
	bool is_value = false;
	struct pl_buf buf;

	pl_buf_init(&buf, PL_LIMIT_HEAD);
	add_printable(&buf, (struct pl_str){ request->method.ptr, request->method.len });
	pl_buf_add_char(&buf, ' ');
	add_printable(&buf, (struct pl_str){ url.ptr, query });
	for (size_t i = query; i < url.len; i++) {
		size_t len = pl_glyph_at(pl_str_after(url, i)).len;

		is_value = url.ptr[i] != '&' && (is_value || url.ptr[i] == '=');
		if (!is_value)
			add_printable(&buf, (struct pl_str){ url.ptr + i, len });
		i += len - 1;
	}
	copy = pl_arena_str(arena, pl_buf_str(&buf));
	pl_buf_free(&buf);
	return copy;
}

static struct pl_known known(struct pl_arena *arena, const struct plimsoll_request *request,
                             const struct plimsoll_finding *finding)
{
	return (struct pl_known){ .request = request_name(arena, request),
		                  .rule = printable(arena, finding->rule),
		                  .header = printable(arena, finding->place.header),
		                  .part = printable(arena, finding->place.part),
		                  .pointer = printable(arena, finding->place.pointer) };
}

void pl_baseline_see(struct pl_baseline *b, const struct plimsoll_request *request)
{
	struct pl_arena arena = { .blocks = NULL };
	struct pl_str name = request_name(&arena, request);
	size_t low = 0, high = b->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pl_str_order(b->entries[middle].request, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->len && pl_str_equal(b->entries[low].request, name); low++)
		b->entries[low].is_seen = true;
	pl_arena_free(&arena);
}

bool pl_baseline_has(struct pl_baseline *b, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	struct pl_arena arena = { .blocks = NULL };
	struct pl_known key = known(&arena, request, finding), *entry = NULL;

	if (b->len > 0)
		entry = bsearch(&key, b->entries, b->len, sizeof(key), by_content);
	if (entry)
		entry->is_met = true;
	pl_arena_free(&arena);
	return entry != NULL;
}

void pl_baseline_add(struct pl_baseline *b, const struct plimsoll_request *request, const struct plimsoll_finding *finding)
{
	struct pl_known entry;

	if (b->is_full)
		return;
	entry = known(&b->arena, request, finding);
	b->bytes += entry.request.len + entry.rule.len + entry.header.len + entry.part.len + entry.pointer.len + 64;
	b->is_full = b->bytes > PL_LIMIT_BASELINE;
	if (!b->is_full)
		keep(b, entry);
}

/* A printable text has nothing else that JSON would have to escape. */
static void write_member(FILE *out, const char *key, struct pl_str text)
{
	if (text.len == 0)
		return;
	fprintf(out, ", \"%s\": \"", key);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			fputc('\\', out);
		fputc(text.ptr[i], out);
	}
	fputc('"', out);
}

void pl_baseline_write(struct pl_baseline *b, FILE *out)
{
	sort(b);
	fprintf(out, "{\n\"baseline\": %d,\n\"findings\": [", VERSION);
	for (size_t i = 0; i < b->len; i++) {
		const struct pl_known *entry = &b->entries[i];

		/* A rule's name is a file's name: it has none of the two. */
		fprintf(out, "%s\n{\"rule\": \"%.*s\"", i ? "," : "", PL_STR_ARG(entry->rule));
		write_member(out, "request", entry->request);
		write_member(out, "header", entry->header);
		write_member(out, "part", entry->part);
		write_member(out, "pointer", entry->pointer);
		fputc('}', out);
	}
	fputs(b->len ? "\n]\n}\n" : "]\n}\n", out);
}
