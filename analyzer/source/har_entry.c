/* Two tables know the shape of a HAR: which container a key opens, and which member a key fills. A key that stands twice
 * is taken as JavaScript takes it: the last one holds. */
#include "source/har_entry.h"

#include "base/memory.h"

#include <stdlib.h>

static const struct {
	enum pl_har_in outer;
	const char *key; /* NULL in an array */
	enum pl_har_in inner;
} containers[] = {
	{ PL_HAR_ROOT, "log", PL_HAR_LOG },
	{ PL_HAR_LOG, "entries", PL_HAR_ENTRIES },
	{ PL_HAR_ENTRIES, NULL, PL_HAR_ENTRY },
	{ PL_HAR_ENTRY, "request", PL_HAR_REQUEST },
	{ PL_HAR_ENTRY, "response", PL_HAR_RESPONSE },
	{ PL_HAR_REQUEST, "headers", PL_HAR_HEADERS },
	{ PL_HAR_HEADERS, NULL, PL_HAR_HEADER },
	{ PL_HAR_REQUEST, "postData", PL_HAR_POST },
	{ PL_HAR_REQUEST, "_content", PL_HAR_POST }, /* HTTP Toolkit: a body that is no text */
	{ PL_HAR_POST, "params", PL_HAR_PARAMS },
	{ PL_HAR_PARAMS, NULL, PL_HAR_PARAM },
	{ PL_HAR_ENTRY, "_plimsoll", PL_HAR_OWN },
	{ PL_HAR_OWN, "ignore", PL_HAR_IGNORES },
	{ PL_HAR_IGNORES, NULL, PL_HAR_IGNORE },
};

enum member { TEXT, PLACE };

#define OF(part, name) offsetof(struct pl_har_##part, name)
static const struct {
	enum pl_har_in in;
	const char *key;
	enum member kind;
	size_t at; /* in the entry, or in its last header, parameter or ignore */
} members[] = {
	{ PL_HAR_LINE, "id", TEXT, OF(entry, id) },
	{ PL_HAR_REQUEST, "method", TEXT, OF(entry, method) },
	{ PL_HAR_REQUEST, "url", TEXT, OF(entry, url) },
	{ PL_HAR_REQUEST, "httpVersion", TEXT, OF(entry, version) },
	{ PL_HAR_REQUEST, "_requestBodyStatus", TEXT, OF(entry, body_status) },
	{ PL_HAR_HEADER, "name", TEXT, OF(header, name) },
	{ PL_HAR_HEADER, "value", TEXT, OF(header, value) },
	{ PL_HAR_POST, "text", PLACE, OF(entry, text) },
	{ PL_HAR_POST, "encoding", TEXT, OF(entry, encoding) },
	{ PL_HAR_POST, "_encoding", TEXT, OF(entry, encoding) },
	{ PL_HAR_POST, "mimeType", TEXT, OF(entry, mime) },
	{ PL_HAR_PARAM, "name", TEXT, OF(param, name) },
	{ PL_HAR_PARAM, "value", TEXT, OF(param, value) },
	{ PL_HAR_PARAM, "fileName", TEXT, OF(param, file) },
	{ PL_HAR_PARAM, "contentType", TEXT, OF(param, type) },
	{ PL_HAR_IGNORE, "rule", TEXT, OF(ignore, rule) },
	{ PL_HAR_IGNORE, "reason", TEXT, OF(ignore, reason) },
};

void pl_har_scan_init(struct pl_har_scan *s, enum pl_har_in root)
{
	memset(s, 0, sizeof(*s));
	s->root = root;
	s->json.utf8_is_judged = true;
	pl_placed_init(&s->entry.texts, PL_LIMIT_HEAD);
	pl_placed_init(&s->entry.form, PL_LIMIT_HAR_FORM);
}

void pl_har_scan_restart(struct pl_har_scan *s)
{
	s->json = (struct pl_json){ .utf8_is_judged = true };
	memset(s->in, 0, sizeof(s->in));
}

void pl_har_scan_free(struct pl_har_scan *s)
{
	pl_placed_free(&s->entry.texts);
	pl_placed_free(&s->entry.form);
	free(s->entry.headers);
	free(s->entry.params);
	free(s->entry.ignores);
}

struct pl_str pl_har_text(const struct pl_har_entry *entry, struct pl_har_text text)
{
	return (struct pl_str){ text.len ? (text.is_of_form ? &entry->form : &entry->texts)->text.ptr + text.at : "", text.len };
}

struct pl_span pl_har_text_place(const struct pl_har_entry *entry, struct pl_har_text text)
{
	return pl_placed_place(text.is_of_form ? &entry->form : &entry->texts, text.at, text.len);
}

static bool is_key(const struct pl_har_scan *s, const char *key)
{
	return strlen(key) == s->key_len && memcmp(key, s->key, s->key_len) == 0;
}

static void begin_entry(struct pl_har_scan *s, struct pl_span at)
{
	const struct pl_har_entry old = s->entry;

	s->entry = (struct pl_har_entry){ .index = s->entries++,
		                          .place = at,
		                          .headers = old.headers,
		                          .headers_room = old.headers_room,
		                          .params = old.params,
		                          .params_room = old.params_room,
		                          .ignores = old.ignores,
		                          .ignores_room = old.ignores_room,
		                          .body_size = -1,
		                          .texts = old.texts,
		                          .form = old.form };
	pl_placed_clear(&s->entry.texts);
	pl_placed_clear(&s->entry.form);
}

/* The list with one more item, all zero; those beyond the cap overwrite the last one. */
static void *grown(void *items, size_t *len, size_t *room, size_t cap, size_t size)
{
	if (*len == *room) {
		*room = *room ? 2 * *room : 32;
		items = pl_memory_grow(items, *room * size);
	}
	*len += *len <= cap;
	memset((char *)items + (*len - 1) * size, 0, size);
	return items;
}

#define ADD(list, cap) e->list = grown(e->list, &e->list##_len, &e->list##_room, cap, sizeof(*e->list))

static void enter(struct pl_har_scan *s, enum pl_har_in in, struct pl_span at)
{
	struct pl_har_entry *e = &s->entry;

	s->has_entries |= in == PL_HAR_ENTRIES;
	if (in == PL_HAR_ENTRY || in == PL_HAR_LINE)
		begin_entry(s, at);
	if (in == PL_HAR_ENTRY)
		return;
	if (in == PL_HAR_LINE)
		e->request = at;
	else if (in == PL_HAR_REQUEST)
		e->request = at;
	else if (in == PL_HAR_RESPONSE)
		e->response = at;
	else if (in == PL_HAR_POST)
		e->post = at;
	else if (in == PL_HAR_HEADERS)
		e->headers_len = 0;
	else if (in == PL_HAR_HEADER)
		ADD(headers, PL_LIMIT_HEADERS);
	else if (in == PL_HAR_PARAM)
		ADD(params, PL_LIMIT_HAR_PARAMS);
	else if (in == PL_HAR_IGNORE)
		ADD(ignores, PL_LIMIT_HAR_IGNORES), e->ignores[e->ignores_len - 1].at = at;
}

/* A line has what an entry has and what a request has. */
static bool is_in(enum pl_har_in in, enum pl_har_in due)
{
	return in == due || (in == PL_HAR_LINE && (due == PL_HAR_ENTRY || due == PL_HAR_REQUEST));
}

/* The container just opened is the json parser's innermost one. */
static void open_container(struct pl_har_scan *s, struct pl_span at)
{
	unsigned depth = s->json.depth;
	enum pl_har_in outer, in = PL_HAR_OTHER;

	if (depth > PL_HAR_DEPTH)
		return;
	outer = s->in[depth - 1];
	for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++)
		if (is_in(outer, containers[i].outer) && (containers[i].key == NULL || is_key(s, containers[i].key)))
			in = containers[i].inner;
	if (depth == 1)
		in = s->root;
	s->in[depth] = in;
	enter(s, in, at);
}

static enum pl_har_in innermost(const struct pl_har_scan *s)
{
	return s->json.depth <= PL_HAR_DEPTH ? s->in[s->json.depth] : PL_HAR_OTHER;
}

/* The last header, parameter or ignore, or the entry itself. */
static char *thing(struct pl_har_scan *s, enum pl_har_in in)
{
	struct pl_har_entry *e = &s->entry;

	if (in == PL_HAR_HEADER)
		return (char *)&e->headers[e->headers_len - 1];
	if (in == PL_HAR_PARAM)
		return (char *)&e->params[e->params_len - 1];
	if (in == PL_HAR_IGNORE)
		return (char *)&e->ignores[e->ignores_len - 1];
	return (char *)e;
}

/* Where the value that begins now goes to, if anywhere. */
static void aim(struct pl_har_scan *s)
{
	enum pl_har_in in = innermost(s);

	s->text = NULL;
	s->string = NULL;
	for (size_t i = 0; in != PL_HAR_OTHER && i < sizeof(members) / sizeof(members[0]); i++) {
		void *to;

		if (!is_in(in, members[i].in) || !is_key(s, members[i].key))
			continue;
		to = thing(s, in) + members[i].at;
		if (members[i].kind == PLACE) {
			s->string = to;
			return;
		}
		s->text = to;
		*s->text = (struct pl_har_text){ .at = (in == PL_HAR_PARAM ? &s->entry.form : &s->entry.texts)->text.len,
			                         .is_there = true,
			                         .is_of_form = in == PL_HAR_PARAM };
		return;
	}
}

static void add_text(struct pl_har_scan *s, struct pl_str text, struct pl_span place)
{
	struct pl_placed *to = s->text->is_of_form ? &s->entry.form : &s->entry.texts;

	pl_placed_add(to, text, place, place.len == text.len);
	s->text->len = to->text.len - s->text->at;
}

static void take_key(struct pl_har_scan *s, struct pl_run run)
{
	size_t room = PL_HAR_KEY - s->key_len, len = run.len < room ? run.len : room;

	memcpy(s->key + s->key_len, run.ptr, len);
	s->key_len += len;
}

static void take_number(struct pl_har_scan *s, const struct pl_json_event *ev)
{
	aim(s);
	if (s->text)
		add_text(s, (struct pl_str){ ev->number->text, ev->number->len }, ev->span);
	if (is_in(innermost(s), PL_HAR_REQUEST) && is_key(s, "bodySize") && ev->number->fits)
		s->entry.body_size = ev->number->value;
}

static void take_string(struct pl_har_scan *s, const struct pl_json_event *ev)
{
	if (ev->kind == PL_JSON_STRING_BEGIN)
		s->is_key = ev->is_key;
	if (ev->kind == PL_JSON_STRING_BEGIN && ev->is_key) {
		s->key_len = 0;
	} else if (ev->kind == PL_JSON_STRING_BEGIN) {
		aim(s);
		if (s->string)
			*s->string = ev->span;
	} else if (ev->kind == PL_JSON_STRING_END) {
		if (s->string && !ev->is_key)
			s->string->len = ev->span.off + 1 - s->string->off;
	} else if (s->is_key) {
		take_key(s, ev->run);
	} else if (s->text) {
		add_text(s, pl_run_text(&ev->run), ev->span);
	}
}

/* Past text that nothing is made of here: a body above all. */
static void skip_text(struct pl_har_scan *s, struct pl_run *run)
{
	if (!s->is_key && !s->text)
		pl_json_unescape(&s->json, run, NULL, SIZE_MAX);
}

enum pl_har_step pl_har_scan_next(struct pl_har_scan *s, struct pl_run *run, struct pl_json_event *bad)
{
	for (;;) {
		const struct pl_json_event *ev;

		skip_text(s, run);
		ev = pl_json_next(&s->json, run);
		switch (ev->kind) {
		case PL_JSON_MORE:
			return PL_HAR_MORE;
		case PL_JSON_BAD:
			*bad = *ev;
			return PL_HAR_BAD;
		case PL_JSON_OBJECT_BEGIN:
		case PL_JSON_ARRAY_BEGIN:
			open_container(s, ev->span);
			break;
		case PL_JSON_OBJECT_END:
			if (s->json.depth < PL_HAR_DEPTH && is_in(s->in[s->json.depth + 1], PL_HAR_ENTRY))
				return PL_HAR_ENTRY_DONE;
			break;
		case PL_JSON_STRING_BEGIN:
		case PL_JSON_TEXT:
		case PL_JSON_STRING_END:
			take_string(s, ev);
			break;
		case PL_JSON_NUMBER:
			take_number(s, ev);
			break;
		case PL_JSON_ARRAY_END:
		case PL_JSON_LITERAL:
		case PL_JSON_ODDITY:
		case PL_JSON_END:
			break;
		}
	}
}
