/* HAR 1.2: each entry's request as HTTP/1.1 would send it. Each entry is read twice, once for its head and once for its
 * body. Where the log cannot show the body that was sent, the body is unknown and why is said; nothing is guessed. */
#include "source/har.h"

#include "base/bytes.h"
#include "base/fail.h"
#include "base/memory.h"
#include "base/number.h"
#include "source/har_form.h"
#include "source/har_judge.h"
#include "source/ignore.h"

#include <stdlib.h>

static struct pl_str after_space(struct pl_str s)
{
	if (pl_str_starts(s, PL_STR("\xEF\xBB\xBF")))
		s = pl_str_after(s, 3);
	while (s.len > 0 && strchr(" \t\r\n", s.ptr[0]))
		s = pl_str_after(s, 1);
	return s;
}

/* Any JSON is taken for a HAR when nothing else claims it, so that what it lacks can be said. */
static int bid(struct pl_str peek)
{
	struct pl_str s = after_space(peek);

	if (s.len == 0 || (s.ptr[0] != '{' && s.ptr[0] != '['))
		return 0;
	return pl_str_starts(after_space(pl_str_after(s, 1)), PL_STR("\"log\"")) ? 95 : 5;
}

struct pl_har *pl_har_open(struct pl_source *source, enum pl_har_in root)
{
	struct pl_har *har = pl_memory_alloc(sizeof(*har));

	source->state = har;
	har->bytes = source->reader;
	pl_har_scan_init(&har->scan, root);
	pl_placed_init(&har->head, PL_LIMIT_HEAD);
	pl_placed_init(&har->form, 4 * PL_LIMIT_HAR_FORM);
	return har;
}

static enum pl_step open_har(struct pl_source *source, struct plimsoll_error *err)
{
	pl_har_open(source, PL_HAR_ROOT);
	return pl_reader_keep(source->reader, err) ? PL_STEP_OK : PL_STEP_ERROR;
}

void pl_har_close(struct pl_source *source)
{
	struct pl_har *har = source->state;

	pl_har_scan_free(&har->scan);
	pl_placed_free(&har->head);
	pl_placed_free(&har->form);
	free(har);
}

/* Fills in line and column as far as they can be told. */
static enum pl_step fail_at(struct pl_source *source, struct pl_span at, struct plimsoll_error *err)
{
	struct plimsoll_place place;

	pl_origin_place(source->origins, at, &place);
	err->line = place.line;
	err->column = place.column;
	return PL_STEP_ERROR;
}

static enum pl_step cut_off(struct pl_source *source, struct pl_span at, const char *problem, struct plimsoll_error *err)
{
	const struct pl_har *har = source->state;

	pl_fail(err, PLIMSOLL_FORMAT, source->path, "the HAR is no whole JSON: %s; %llu entries before that were read", problem,
	        (unsigned long long)(har->scan.entries > 0 ? har->scan.entries - 1 : 0));
	return fail_at(source, at, err);
}

static enum pl_step at_end(struct pl_source *source, struct plimsoll_error *err)
{
	struct pl_har *har = source->state;
	struct pl_run end = pl_reader_run(source->reader);
	const struct pl_json_event *ev;

	if (pl_reader_failed(source->reader, err))
		return PL_STEP_ERROR;
	do
		ev = pl_json_finish(&har->scan.json);
	while (ev->kind != PL_JSON_END && ev->kind != PL_JSON_BAD);
	if (ev->kind == PL_JSON_BAD && har->scan.has_entries)
		return cut_off(source, (struct pl_span){ source->origin, end.off, 0 }, ev->problem, err);
	if (har->scan.has_entries)
		return PL_STEP_END;
	pl_fail(err, PLIMSOLL_FORMAT, source->path,
	        "is JSON and no request: a HAR is {\"log\": {\"entries\": [{\"request\": …}]}}, and log.entries is not there");
	return PL_STEP_ERROR;
}

/* Reads on to the end of an entry. */
static enum pl_step next_entry(struct pl_source *source, struct plimsoll_error *err)
{
	struct pl_har *har = source->state;
	struct pl_json_event bad;

	for (;;) {
		if (har->left.len == 0) {
			pl_reader_consume(source->reader, har->lent);
			har->left = pl_reader_run(source->reader);
			har->lent = har->left.len;
			if (har->left.len == 0)
				return at_end(source, err);
		}
		switch (pl_har_scan_next(&har->scan, &har->left, &bad)) {
		case PL_HAR_MORE:
			break;
		case PL_HAR_ENTRY_DONE:
			return PL_STEP_OK;
		case PL_HAR_BAD:
			return cut_off(source, bad.span, bad.problem, err);
		}
	}
}

/* Not a request over HTTP: data:, blob:, file:, an extension's page. */
static bool is_http(struct pl_str url)
{
	static const char *const schemes[] = { "http://", "https://", "ws://", "wss://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (pl_str_starts_nocase(url, pl_str_from(schemes[i])))
			return true;
	return false;
}

static void add_text(struct pl_placed *head, const struct pl_har_entry *e, struct pl_har_text text, size_t from, size_t to)
{
	pl_placed_add_slice(head, &e->texts, text.at + from, to - from);
}

/* Ends of the URL's parts: scheme with ://, authority, path with query. */
struct url {
	size_t host, host_end, end;
};

static struct url url_parts(struct pl_str url)
{
	struct url u = { .host = pl_str_find(url, PL_STR("://")) + 3, .end = pl_str_find_char(url, '#') };

	for (u.host_end = u.host; u.host_end < u.end && !strchr("/?", url.ptr[u.host_end]);)
		u.host_end++;
	for (size_t i = u.host; i < u.host_end; i++)
		if (url.ptr[i] == '@')
			u.host = i + 1;
	return u;
}

static bool is_named(const struct pl_har_entry *e, const struct pl_har_header *h, const char *name)
{
	return pl_str_equal_nocase(pl_har_text(e, h->name), pl_str_from(name));
}

static const struct pl_har_header *find(const struct pl_har_entry *e, const char *name)
{
	for (size_t i = 0; i < e->headers_len; i++)
		if (is_named(e, &e->headers[i], name))
			return &e->headers[i];
	return NULL;
}

static bool is_pseudo(const struct pl_har_entry *e, const struct pl_har_header *h)
{
	return pl_str_starts(pl_har_text(e, h->name), PL_STR(":"));
}

static bool is_http2(const struct pl_har_entry *e)
{
	static const char *const names[] = { "h2", "h3", "http/2", "http/3", "quic" };
	struct pl_str version = pl_har_text(e, e->version);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_starts_nocase(version, pl_str_from(names[i])))
			return true;
	for (size_t i = 0; i < e->headers_len; i++)
		if (is_pseudo(e, &e->headers[i]))
			return true;
	return false;
}

static void add_request_line(struct pl_har *har)
{
	const struct pl_har_entry *e = &har->scan.entry;
	struct pl_str url = pl_har_text(e, e->url);
	struct url u = url_parts(url);
	struct pl_span method_at = pl_har_text_place(e, e->method), url_at = pl_har_text_place(e, e->url);

	add_text(&har->head, e, e->method, 0, e->method.len);
	pl_placed_add(&har->head, PL_STR(" "), method_at, false);
	if (pl_str_equal(pl_har_text(e, e->method), PL_STR("CONNECT"))) {
		add_text(&har->head, e, e->url, u.host, u.host_end);
	} else {
		if (u.host_end == u.end || url.ptr[u.host_end] != '/')
			pl_placed_add(&har->head, PL_STR("/"), url_at, false);
		add_text(&har->head, e, e->url, u.host_end, u.end);
	}
	pl_placed_add(&har->head,
	              pl_str_equal_nocase(pl_har_text(e, e->version), PL_STR("http/1.0")) ? PL_STR(" HTTP/1.0\r\n")
	                                                                                  : PL_STR(" HTTP/1.1\r\n"),
	              url_at, false);
}

/* HTTP/2's :authority is HTTP/1.1's Host; a log that lists neither has it in the URL. */
static void add_host(struct pl_har *har)
{
	const struct pl_har_entry *e = &har->scan.entry;
	const struct pl_har_header *authority = find(e, ":authority");
	struct url u = url_parts(pl_har_text(e, e->url));
	struct pl_har_text from = authority ? authority->value : e->url;
	struct pl_span at = pl_har_text_place(e, from);

	if (find(e, "host"))
		return;
	pl_placed_add(&har->head, PL_STR("Host: "), at, false);
	add_text(&har->head, e, from, authority ? 0 : u.host, authority ? from.len : u.host_end);
	pl_placed_add(&har->head, PL_STR("\r\n"), at, false);
}

static void add_headers(struct pl_har *har)
{
	const struct pl_har_entry *e = &har->scan.entry;

	for (size_t i = 0; i < e->headers_len; i++) {
		const struct pl_har_header *h = &e->headers[i];
		struct pl_span at = h->name.len ? pl_har_text_place(e, h->name) : e->request;

		if (is_pseudo(e, h))
			continue;
		add_text(&har->head, e, h->name, 0, h->name.len);
		pl_placed_add(&har->head, PL_STR(": "), at, false);
		add_text(&har->head, e, h->value, 0, h->value.len);
		pl_placed_add(&har->head, PL_STR("\r\n"), at, false);
	}
	pl_placed_add(&har->head, PL_STR("\r\n"), e->request, false);
}

static void clear_form(struct pl_har *har)
{
	pl_placed_clear(&har->form);
	har->form_sent = 0;
}

static void add_body(struct pl_source *source, struct pl_message *m)
{
	struct pl_har *har = source->state;
	const struct pl_har_entry *e = &har->scan.entry;
	struct pl_framing framing = pl_head_framing(&m->head);
	struct pl_har_measure measure;

	m->body_at = e->text.origin ? e->text : e->request;
	har->has_body = e->text.len > 2;
	clear_form(har);
	if (!har->has_body && e->params_len > 0)
		pl_har_form_build(m, e, &framing, &har->form);
	else if (!har->has_body)
		pl_har_judge_absent(m, e, &framing);
	if (!har->has_body)
		return;
	pl_har_body_begin(&har->body, har->bytes, e->text, source->origins,
	                  pl_str_equal_nocase(pl_har_text(e, e->encoding), PL_STR("base64")));
	measure = pl_har_body_measure(&har->body);
	pl_har_judge_text(m, e, &framing, &measure, source->arena);
	har->has_body = !m->body_is_unknown;
}

enum pl_step pl_har_stand_in(struct pl_source *source, struct pl_message *m, struct pl_str problem)
{
	struct pl_har *har = source->state;
	struct pl_span at = har->scan.entry.request.origin ? har->scan.entry.request : har->scan.entry.place;

	pl_placed_clear(&har->head);
	pl_placed_add(&har->head, PL_STR("GET / HTTP/1.1\r\n\r\n"), at, false);
	pl_placed_head(&har->head, source->arena, m);
	m->problem = problem;
	m->problem_at = m->body_at = at;
	m->head_is_partial = m->body_is_unknown = true;
	har->has_body = false;
	clear_form(har);
	return PL_STEP_OK;
}

static void add_ignores(struct pl_message *m, const struct pl_har_entry *e, struct pl_arena *arena)
{
	for (size_t i = 0; i < e->ignores_len; i++) {
		const struct pl_har_ignore *ignore = &e->ignores[i];

		pl_ignore_add(m, arena,
		              (struct pl_inline_ignore){ pl_har_text(e, ignore->rule), pl_har_text(e, ignore->reason),
		                                         ignore->rule.len ? pl_har_text_place(e, ignore->rule) : ignore->at });
	}
}

bool pl_har_is_request(const struct pl_har *har)
{
	const struct pl_har_entry *e = &har->scan.entry;

	return e->url.len == 0 || is_http(pl_har_text(e, e->url));
}

enum pl_step pl_har_request(struct pl_source *source, struct pl_message *m)
{
	struct pl_har *har = source->state;
	const struct pl_har_entry *e = &har->scan.entry;

	m->input = PL_INPUT_HAR;
	m->entry = e->index;
	m->id = pl_har_text(e, e->id);
	m->url = pl_har_text(e, e->url);
	pl_placed_clear(&har->head);
	if (e->url.len == 0)
		return pl_har_stand_in(source, m, PL_STR("it has no url"));
	if (e->method.len == 0)
		return pl_har_stand_in(source, m, PL_STR("it has no method"));
	add_request_line(har);
	add_host(har);
	add_headers(har);
	if (!pl_placed_head(&har->head, source->arena, m))
		return pl_har_stand_in(source, m, PL_STR("its method and its url make no request line"));
	m->is_http2 = is_http2(e);
	m->head_is_partial = !m->is_http2 && !find(e, "host");
	add_body(source, m);
	add_ignores(m, e, source->arena);
	return PL_STEP_OK;
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *m, struct plimsoll_error *err)
{
	enum pl_share_answer answer = PL_SHARE_PASS;

	while (answer == PL_SHARE_PASS) {
		enum pl_step step = next_entry(source, err);

		if (step != PL_STEP_OK)
			return step;
		if (pl_har_is_request(source->state))
			answer = pl_source_ask(source);
	}
	return answer == PL_SHARE_END ? PL_STEP_END : pl_har_request(source, m);
}

/* A stretch of the form; what was encoded stands at the whole of its value. */
static struct pl_run next_of_form(struct pl_source *source)
{
	struct pl_har *har = source->state;
	const struct pl_segment *s;
	size_t end;
	struct pl_run run;

	if (har->form_sent == har->form.len)
		return (struct pl_run){ 0 };
	s = &har->form.segments[har->form_sent];
	end = ++har->form_sent < har->form.len ? s[1].at : har->form.text.len;
	run = (struct pl_run){ (const unsigned char *)har->form.text.ptr + s->at, end - s->at, 0, s->place.off };
	run.origin = pl_origin_view(source->origins, "har:postData", source->origin);
	if (!s->is_exact) {
		run.origin = pl_origin_layer(source->origins, "", (struct pl_span){ run.origin, s->place.off, s->place.len });
		run.off = 0;
	}
	return run;
}

enum pl_step pl_har_next_body(struct pl_source *source, struct pl_message *m, struct pl_run *run, struct plimsoll_error *err)
{
	struct pl_har *har = source->state;

	(void)m;
	*run = har->has_body ? pl_har_body_next(&har->body) : next_of_form(source);
	if (!har->body.string.now.is_cut)
		return PL_STEP_OK;
	pl_fail(err, PLIMSOLL_IO, source->path, "has changed while it was read");
	return PL_STEP_ERROR;
}

const struct pl_format pl_har_format = { "har",     "a HAR 1.2 log, as browsers and proxies export it", bid, open_har, next_request,
	                                 pl_har_next_body, pl_har_close };
