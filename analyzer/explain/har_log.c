/* One pass over a HAR for what its entries say of the answers. A value is known by the path of keys that leads to it. */
#include "explain/har_log.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/number.h"
#include "parse/base64.h"
#include "parse/json.h"
#include "source/reader.h"

#include <stdlib.h>

#define DEPTH 9 /* of what is looked at */
#define KEY_MAX 24
#define HEADERS_MAX 256

enum field { NO_FIELD, METHOD, STATUS, VERSION, NAME, VALUE, BODY, ENCODING, ERROR, TIME, BODY_SIZE };

/* Where what is wanted stands below an entry. */
static const struct {
	const char *path;
	enum field field;
} paths[] = {
	{ "request/method", METHOD },          { "response/status", STATUS },
	{ "response/httpVersion", VERSION },
	{ "response/headers//name", NAME },    { "response/headers//value", VALUE },
	{ "response/content/text", BODY },     { "response/content/encoding", ENCODING },
	{ "response/_error", ERROR },          { "_error", ERROR },
	{ "response/_failureText", ERROR }, /* Playwright's */
	{ "time", TIME },                      { "request/bodySize", BODY_SIZE },
};

struct reading {
	struct pl_har_log *log;
	struct pl_arena *arena;
	struct pl_json json;
	char keys[DEPTH][KEY_MAX];  /* of the open containers; empty in an array */
	unsigned depth;
	enum field field;           /* of the string in hand */
	bool in_key;
	struct pl_buf text, key;
	bool has_entry, has_entries;
	uint64_t entry;
	/* the entry in hand */
	struct pl_exchange exchange;
	struct pl_response_header headers[HEADERS_MAX];
	size_t headers_len;
	struct pl_str name;
	bool is_base64, was_body;
};

/* Is the container that is `depth` deep an entry of log.entries? */
static bool is_entry(const struct reading *r)
{
	return r->depth == 4 && strcmp(r->keys[1], "log") == 0 && strcmp(r->keys[2], "entries") == 0;
}

static enum field field_here(const struct reading *r)
{
	char path[DEPTH * KEY_MAX] = "";
	size_t len = 0;

	if (r->depth < 4 || r->depth > DEPTH - 1 || strcmp(r->keys[1], "log") != 0 || strcmp(r->keys[2], "entries") != 0)
		return NO_FIELD;
	for (unsigned i = 4; i <= r->depth; i++)
		len += (size_t)snprintf(path + len, sizeof(path) - len, "%s%s", i > 4 ? "/" : "", r->keys[i]);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (strcmp(path, paths[i].path) == 0)
			return paths[i].field;
	return NO_FIELD;
}

static void begin_entry(struct reading *r)
{
	r->exchange = (struct pl_exchange){ .has_entry = true, .entry = r->log->entries++ };
	r->headers_len = 0;
	r->name = (struct pl_str){ NULL, 0 };
	r->is_base64 = r->was_body = false;
}

static void decode_body(struct reading *r)
{
	struct pl_response *answer = &r->exchange.response;
	unsigned char *out;

	if (!r->is_base64 || answer->body.len == 0)
		return;
	out = pl_arena_bytes(r->arena, answer->body.len);
	answer->body = (struct pl_str){ (const char *)out, pl_base64_decode(answer->body, out, answer->body.len) };
}

static bool sends(struct pl_str method)
{
	return method.len > 0 && !pl_str_equal(method, PL_STR("GET")) && !pl_str_equal(method, PL_STR("HEAD")) &&
	       !pl_str_equal(method, PL_STR("OPTIONS")) && !pl_str_equal(method, PL_STR("CONNECT"));
}

static bool is_chosen(const struct reading *r)
{
	uint64_t status = r->exchange.response.status;

	if (r->has_entry)
		return r->exchange.entry == r->entry;
	return sends(r->exchange.method) && (status == 0 || status >= 300) && status != 304;
}

static void end_entry(struct reading *r)
{
	struct pl_exchange *e = &r->exchange;
	struct pl_response_header *headers;

	if (!is_chosen(r))
		return;
	if (r->log->len == PL_HAR_LOG_KEPT) {
		r->log->more++;
		return;
	}
	headers = pl_arena_alloc(r->arena, (r->headers_len + 1) * sizeof(*headers));
	memcpy(headers, r->headers, r->headers_len * sizeof(*headers));
	e->response.headers = headers;
	e->response.headers_len = r->headers_len;
	e->has_response = e->response.status > 0;
	e->response.has_body = r->was_body || pl_str_equal(pl_response_header(&e->response, "content-length"), PL_STR("0"));
	decode_body(r);
	pl_response_decode(&e->response, r->arena);
	e->method = (struct pl_str){ NULL, 0 };
	r->log->exchanges[r->log->len++] = *e;
}

static struct pl_str kept(struct reading *r)
{
	return pl_arena_str(r->arena, pl_buf_str(&r->text));
}

static void add_header(struct reading *r, struct pl_str value)
{
	if (r->headers_len < HEADERS_MAX && r->name.len > 0)
		r->headers[r->headers_len++] = (struct pl_response_header){ r->name, value };
}

static void take_string(struct reading *r)
{
	struct pl_response *answer = &r->exchange.response;

	switch (r->field) {
	case METHOD:
		r->exchange.method = kept(r);
		break;
	case VERSION:
		answer->version = kept(r);
		if (pl_str_starts_nocase(answer->version, PL_STR("http/")))
			answer->version = pl_str_after(answer->version, 5);
		break;
	case NAME:
		r->name = kept(r);
		break;
	case VALUE:
		add_header(r, kept(r));
		break;
	case BODY:
		answer->body = kept(r);
		r->was_body = true;
		break;
	case ENCODING:
		r->is_base64 = pl_str_equal(pl_buf_str(&r->text), PL_STR("base64"));
		break;
	case ERROR:
		pl_exchange_say(&r->exchange, kept(r));
		break;
	case NO_FIELD:
	case STATUS:
	case TIME:
	case BODY_SIZE:
		break;
	}
}

static void take_number(struct reading *r, const struct pl_json_number *number)
{
	enum field field = field_here(r);
	double time;

	if (field == STATUS && number->fits && number->value > 0 && number->value < 1000)
		r->exchange.response.status = (uint64_t)number->value;
	/* Counts where the request does not say itself how long its body is. */
	if (field == BODY_SIZE && number->fits && number->value > 0) {
		r->exchange.has_body_bytes = r->exchange.is_cut = true;
		r->exchange.body_bytes = (uint64_t)number->value;
	}
	if (field != TIME)
		return;
	time = strtod(number->text, NULL) / 1000;
	if (time >= 0 && time < 1e9) {
		r->exchange.has_seconds = true;
		r->exchange.seconds = (uint64_t)time;
	}
}

static void set_key(struct reading *r)
{
	struct pl_str key = pl_buf_str(&r->key);

	if (r->depth >= DEPTH)
		return;
	snprintf(r->keys[r->depth], KEY_MAX, "%.*s", key.len < KEY_MAX ? (int)key.len : 0, key.len ? key.ptr : "");
}

static void open_container(struct reading *r)
{
	r->depth++;
	if (r->depth < DEPTH)
		r->keys[r->depth][0] = '\0';
	if (r->depth == 3 && strcmp(r->keys[1], "log") == 0 && strcmp(r->keys[2], "entries") == 0)
		r->has_entries = true;
	if (is_entry(r))
		begin_entry(r);
}

/* Returns false at the end or at what is no JSON. */
static bool take(struct reading *r, const struct pl_json_event *ev)
{
	struct pl_buf *into;

	switch (ev->kind) {
	case PL_JSON_OBJECT_BEGIN:
	case PL_JSON_ARRAY_BEGIN:
		open_container(r);
		break;
	case PL_JSON_OBJECT_END:
	case PL_JSON_ARRAY_END:
		if (is_entry(r))
			end_entry(r);
		r->depth--;
		break;
	case PL_JSON_STRING_BEGIN:
		r->in_key = ev->is_key;
		r->field = ev->is_key ? NO_FIELD : field_here(r);
		pl_buf_clear(ev->is_key ? &r->key : &r->text);
		break;
	case PL_JSON_TEXT:
		into = r->in_key ? &r->key : &r->text;
		if (r->in_key || r->field != NO_FIELD)
			pl_buf_add(into, ev->run.ptr, ev->run.len);
		break;
	case PL_JSON_STRING_END:
		if (r->in_key)
			set_key(r);
		else
			take_string(r);
		break;
	case PL_JSON_NUMBER:
		take_number(r, ev->number);
		break;
	case PL_JSON_LITERAL:
	case PL_JSON_ODDITY:
	case PL_JSON_MORE:
		break;
	case PL_JSON_END:
	case PL_JSON_BAD:
		return false;
	}
	return true;
}

static bool read_events(struct reading *r, struct pl_reader *reader, const char *path, struct plimsoll_error *err)
{
	const struct pl_json_event *ev;

	for (;;) {
		struct pl_run run = pl_reader_run(reader);
		size_t len = run.len;

		if (len == 0)
			break;
		do
			ev = pl_json_next(&r->json, &run);
		while (ev->kind != PL_JSON_MORE && take(r, ev));
		if (ev->kind == PL_JSON_BAD)
			break;
		pl_reader_consume(reader, len);
	}
	if (pl_reader_failed(reader, err))
		return false;
	if (r->has_entries)
		return true;
	pl_fail(err, PLIMSOLL_FORMAT, path, "is JSON and no HAR: log.entries is not there");
	return false;
}

bool pl_har_log_read(struct pl_har_log *log, const char *path, bool has_entry, uint64_t entry, struct pl_arena *arena,
                     struct plimsoll_error *err)
{
	struct reading *r = pl_memory_alloc(sizeof(*r));
	struct pl_reader *reader = pl_reader_open(path, 1, NULL, err);
	bool is_good;

	*log = (struct pl_har_log){ .exchanges = pl_arena_alloc(arena, PL_HAR_LOG_KEPT * sizeof(*log->exchanges)) };
	*r = (struct reading){ .log = log, .arena = arena, .has_entry = has_entry, .entry = entry };
	pl_buf_init(&r->text, PL_LIMIT_RESPONSE_BODY);
	pl_buf_init(&r->key, KEY_MAX);
	is_good = reader && read_events(r, reader, path, err);
	if (is_good && has_entry && log->len == 0) {
		pl_fail(err, PLIMSOLL_FORMAT, path, "there is no entry %llu; there are %llu, counted from 0", (unsigned long long)entry,
		        (unsigned long long)log->entries);
		is_good = false;
	}
	if (reader)
		pl_reader_close(reader);
	pl_buf_free(&r->text);
	pl_buf_free(&r->key);
	free(r);
	return is_good;
}
