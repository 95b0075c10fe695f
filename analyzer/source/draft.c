/* Head and body in stretches; the head is made one text when it is handed over. */
#include "source/draft.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"

bool pl_draft_read(struct pl_source *source, size_t max, struct pl_str *text, struct plimsoll_error *err)
{
	size_t want = PL_LIMIT_BLOCK;
	struct pl_run run;

	for (run = pl_reader_peek(source->reader, want); run.len >= want && want < max;) {
		want = 4 * want < max ? 4 * want : max;
		run = pl_reader_peek(source->reader, want);
	}
	*text = (struct pl_str){ run.len ? (const char *)run.ptr : "", run.len };
	if (run.len < max)
		return !pl_reader_failed(source->reader, err);
	pl_fail(err, PLIMSOLL_FORMAT, source->path,
	        "a %s input of more than %zu bytes is not read; put long bodies in files of their own",
	        source->format->name, max);
	return false;
}

char *pl_draft_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 1;
	char *folder = pl_memory_alloc(len + 1);

	memcpy(folder, slash ? path : ".", len);
	return folder;
}

struct pl_span pl_view_place(const struct pl_view *view, struct pl_str slice)
{
	if (view->segments_len == 0)
		return (struct pl_span){ 0 };
	return pl_segments_place(view->segments, view->segments_len, (size_t)(slice.ptr - view->text.ptr), slice.len);
}

void pl_view_add(struct pl_curl_text *to, const struct pl_view *view, struct pl_str slice)
{
	size_t at = slice.len > 0 ? (size_t)(slice.ptr - view->text.ptr) : 0, end = at + slice.len;

	for (size_t i = slice.len > 0 ? pl_segment_find(view->segments, view->segments_len, at) : 0; at < end; i++) {
		const struct pl_segment *s = &view->segments[i];
		size_t next = i + 1 < view->segments_len && s[1].at < end ? s[1].at : end;
		struct pl_str bytes = { view->text.ptr + at, next - at };

		if (s->is_exact)
			pl_curl_text_add_exact(to, bytes,
			                       (struct pl_span){ s->place.origin, s->place.off + (at - s->at), bytes.len });
		else
			pl_curl_text_add(to, bytes, s->place);
		at = next;
	}
}

void pl_draft_add_slice(struct pl_curl_text *to, const struct pl_curl_text *from, size_t at, size_t len)
{
	size_t begin = 0, end = at + len;

	for (size_t i = 0; i < from->len && begin < end; begin += from->items[i++].text.len) {
		const struct pl_curl_stretch *s = &from->items[i];
		size_t first = begin < at ? at - begin : 0;
		size_t last = begin + s->text.len > end ? end - begin : s->text.len;
		struct pl_str bytes;

		if (first >= last)
			continue;
		bytes = (struct pl_str){ s->text.ptr + first, last - first };
		if (s->is_exact)
			pl_curl_text_add_exact(to, bytes, (struct pl_span){ s->place.origin, s->place.off + first, bytes.len });
		else
			pl_curl_text_add(to, bytes, s->place);
	}
}

void pl_draft_add_all(struct pl_curl_text *to, const struct pl_curl_text *from)
{
	pl_draft_add_slice(to, from, 0, (size_t)from->bytes);
}

struct pl_str pl_draft_flat(const struct pl_curl_text *text)
{
	char *flat = pl_arena_alloc(text->arena, (size_t)text->bytes + 1);
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++) {
		if (text->items[i].text.len > 0)
			memcpy(flat + n, text->items[i].text.ptr, text->items[i].text.len);
		n += text->items[i].text.len;
	}
	return (struct pl_str){ flat, n };
}

struct pl_curl_text pl_draft_new_text(const struct pl_draft *d)
{
	return (struct pl_curl_text){ .arena = d->arena };
}

void pl_draft_begin(struct pl_draft *d, struct pl_arena *arena, const char *folder, struct pl_span at)
{
	pl_draft_end(d);
	*d = (struct pl_draft){ .arena = arena, .folder = folder, .at = at };
	d->line = d->host = d->fields = d->body = pl_draft_new_text(d);
}

/* Characters that the WHATWG URL parser encodes in a path or a query, without the braces. */
static bool is_encoded(unsigned char c)
{
	return c <= ' ' || c >= 0x7F || strchr("\"<>`^\\|", c) != NULL;
}

static void add_encoded(struct pl_draft *d, const struct pl_curl_stretch *s)
{
	struct pl_curl_stretch whole = *s;
	const struct pl_curl_text one = { .items = &whole, .len = 1 };
	size_t at = 0;

	for (size_t i = 0; i <= s->text.len; i++) {
		unsigned char c = i < s->text.len ? (unsigned char)s->text.ptr[i] : 0;
		
		if (i < s->text.len && !is_encoded(c))
			continue;
		pl_draft_add_slice(&d->line, &one, at, i - at);
		if (i < s->text.len)
			pl_curl_text_add(&d->line, pl_arena_printf(d->arena, "%%%02X", c),
			                 s->is_exact ? (struct pl_span){ s->place.origin, s->place.off + i, 1 } : s->place);
		at = i + 1;
	}
}

/* An authority ends at the path, the query or the fragment; what is before @ in it names a user. */
static void find_authority(struct pl_str flat, size_t from, size_t end, size_t *host, size_t *host_end)
{
	*host = *host_end = from;
	while (*host_end < end && !strchr("/?", flat.ptr[*host_end]))
		++*host_end;
	for (size_t i = from; i < *host_end; i++)
		if (flat.ptr[i] == '@')
			*host = i + 1;
}

void pl_draft_target(struct pl_draft *d, struct pl_str method, struct pl_span method_at, const struct pl_curl_text *url,
                     struct pl_str host_field)
{
	struct pl_str flat = pl_draft_flat(url);
	size_t end = pl_str_find_char(flat, '#'), scheme = pl_str_find((struct pl_str){ flat.ptr, end }, PL_STR("://"));
	size_t mark = pl_str_find_char(flat, '?'), host = 0, host_end = 0;
	struct pl_span at = url->len > 0 ? url->items[0].place : d->at;
	bool has_scheme = scheme < end && scheme < mark;
	struct pl_curl_text path = pl_draft_new_text(d);

	d->method = method;
	d->scheme = has_scheme ? (struct pl_str){ flat.ptr, scheme } : PL_STR("http");
	if (has_scheme || (flat.len > 0 && flat.ptr[0] != '/' && flat.ptr[0] != '?' && flat.ptr[0] != '*'))
		find_authority(flat, has_scheme ? scheme + 3 : 0, end, &host, &host_end);
	(method_at.len == method.len ? pl_curl_text_add_exact : pl_curl_text_add)(&d->line, method, method_at);
	pl_curl_text_add(&d->line, PL_STR(" "), method_at);
	if (host_end == end || flat.ptr[host_end] == '?')
		pl_curl_text_add(&d->line, PL_STR("/"), at);
	pl_draft_add_slice(&path, url, host_end, end - host_end);
	for (size_t i = 0; i < path.len; i++)
		add_encoded(d, &path.items[i]);
	pl_curl_text_add(&d->line, PL_STR(" HTTP/1.1\r\n"), at);
	pl_draft_add_slice(&d->host, url, host, host_end - host);
	if (host_end > host)
		host_field = (struct pl_str){ flat.ptr + host, host_end - host };
	d->url = pl_arena_printf(d->arena, "%.*s://%.*s", PL_STR_ARG(d->scheme), PL_STR_ARG(host_field));
}

static void note_field(struct pl_draft *d, struct pl_str name, struct pl_str value)
{
	d->has_host |= pl_str_equal_nocase(name, PL_STR("host"));
	d->has_length |= pl_str_equal_nocase(name, PL_STR("content-length"));
	d->has_type |= pl_str_equal_nocase(name, PL_STR("content-type"));
	d->is_chunked |= pl_str_equal_nocase(name, PL_STR("transfer-encoding")) && value.len > 0;
}

void pl_draft_field(struct pl_draft *d, const struct pl_curl_text *name, const struct pl_curl_text *value)
{
	struct pl_span at = name->len > 0 ? name->items[0].place : d->at;

	note_field(d, pl_draft_flat(name), pl_draft_flat(value));
	pl_draft_add_all(&d->fields, name);
	pl_curl_text_add(&d->fields, PL_STR(": "), at);
	pl_draft_add_all(&d->fields, value);
	pl_curl_text_add(&d->fields, PL_STR("\r\n"), at);
}

void pl_draft_made_field(struct pl_draft *d, struct pl_str name, struct pl_str value, struct pl_span place)
{
	note_field(d, name, value);
	pl_curl_text_add(&d->fields, pl_arena_printf(d->arena, "%.*s: %.*s\r\n", PL_STR_ARG(name), PL_STR_ARG(value)), place);
}

void pl_draft_file(struct pl_draft *d, struct pl_str name, struct pl_span at, enum pl_curl_use use)
{
	struct pl_curl_file *file = pl_curl_file_look(d->folder, name, at, use, d->arena);

	if (file->reason && d->missing == NULL)
		d->missing = file;
	pl_curl_text_add_file(&d->body, file);
}

void pl_draft_unknown(struct pl_draft *d, struct pl_str why, struct pl_span at)
{
	if (d->unknown.len > 0)
		return;
	d->unknown = why;
	d->unknown_at = at;
}

/* Clients say that nothing comes where a body would be usual (RFC 9110 section 8.6). */
static bool is_length_due(const struct pl_draft *d)
{
	static const char *const usual[] = { "POST", "PUT", "PATCH" };

	if (d->has_length || d->is_chunked || d->missing || d->unknown.len > 0)
		return false;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (pl_str_equal(d->method, pl_str_from(usual[i])))
			return true;
	return d->body.bytes > 0;
}

static void finish_head(struct pl_draft *d)
{
	if (!d->has_host && d->host.bytes > 0) {
		pl_curl_text_add(&d->line, PL_STR("Host: "), d->at);
		pl_draft_add_all(&d->line, &d->host);
		pl_curl_text_add(&d->line, PL_STR("\r\n"), d->at);
	}
	pl_draft_add_all(&d->line, &d->fields);
	if (is_length_due(d))
		pl_curl_text_add(&d->line,
		                 pl_arena_printf(d->arena, "Content-Length: %llu\r\n", (unsigned long long)d->body.bytes),
		                 d->at);
	pl_curl_text_add(&d->line, PL_STR("\r\n"), d->at);
}

static bool parse_head(struct pl_draft *d, struct pl_message *message)
{
	struct pl_str text = pl_draft_flat(&d->line);
	size_t n = 0;

	message->segments = pl_arena_alloc(d->arena, d->line.len * sizeof(*message->segments));
	for (size_t i = 0; i < d->line.len; n += d->line.items[i++].text.len)
		message->segments[i] = (struct pl_segment){ n, d->line.items[i].place, d->line.items[i].is_exact };
	message->segments_len = d->line.len;
	return text.len <= PL_LIMIT_HEAD && pl_head_parse(text, d->arena, &message->head) != PL_HEAD_NOT_HTTP;
}

static void stand_in(struct pl_draft *d, struct pl_message *message)
{
	d->line = d->body = pl_draft_new_text(d);
	pl_curl_text_add(&d->line, PL_STR("GET / HTTP/1.1\r\n\r\n"), d->at);
	parse_head(d, message);
	message->problem = PL_STR("its method and URL make no request line, or its head is over 1 MiB");
	message->problem_at = d->at;
	message->head_is_partial = message->body_is_unknown = true;
}

void pl_draft_hand_over(struct pl_draft *d, struct pl_message *message)
{
	finish_head(d);
	if (!parse_head(d, message))
		stand_in(d, message);
	message->url = pl_arena_printf(d->arena, "%.*s%.*s", PL_STR_ARG(d->url), PL_STR_ARG(message->head.target));
	message->body_at = d->body.len > 0 ? d->body.items[0].place : d->at;
	if (d->unknown.len > 0) {
		message->body_is_unknown = true;
		message->body_unknown = d->unknown;
		message->body_unknown_at = d->unknown_at;
	}
	if (d->missing) {
		message->missing_file = d->missing->name.len > 0 ? d->missing->name : PL_STR("(no name)");
		message->missing_reason = pl_str_from(d->missing->reason);
		message->missing_at = d->missing->at;
	}
	if (message->body_is_unknown || d->missing)
		d->body = pl_draft_new_text(d);
}

enum pl_step pl_draft_next_body(struct pl_draft *d, struct pl_source *source, struct pl_run *run, struct plimsoll_error *err)
{
	for (*run = (struct pl_run){ 0 }; d->stretch < d->body.len; d->stretch++) {
		struct pl_curl_stretch *s = &d->body.items[d->stretch];

		if (s->file == NULL) {
			*run = (struct pl_run){ (const unsigned char *)s->text.ptr, s->text.len, s->place.origin, s->place.off };
			if (!s->is_exact)
				*run = (struct pl_run){ run->ptr, run->len, pl_origin_layer(source->origins, "", s->place), 0 };
			d->stretch++;
			return PL_STEP_OK;
		}
		d->sending.file = s->file;
		if (!pl_curl_sending_next(&d->sending, source->origins, run, err))
			return PL_STEP_ERROR;
		if (run->len > 0)
			return PL_STEP_OK;
		pl_curl_sending_end(&d->sending);
	}
	return PL_STEP_OK;
}

void pl_draft_end(struct pl_draft *d)
{
	pl_curl_sending_end(&d->sending);
}
