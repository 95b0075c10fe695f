/* Strategies, dimensions and endings are written by name; numbers as they are. */
#include "probe/record.h"

#include "base/fail.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "rule/json_document.h"

static const char *const shapes[PL_SHAPES] = { "raw", "json", "multipart", "form" };

static void number(FILE *out, const char *key, uint64_t value)
{
	if (value > 0)
		fprintf(out, ", \"%s\": %llu", key, (unsigned long long)value);
}

static void flag(FILE *out, const char *key, bool value)
{
	if (value)
		fprintf(out, ", \"%s\": true", key);
}

void pl_record_start(FILE *out, const struct pl_probe *p, const char *url, const char *method)
{
	fputs("{\"plimsoll\": \"" PLIMSOLL_VERSION "\", \"record\": 1, ", out);
	pl_json_text_member(out, "url", (struct pl_str){ url, strcspn(url, "?#") });
	fputs(", ", out);
	pl_json_text_member(out, "method", pl_str_from(method));
	fprintf(out, ", \"dimension\": \"%s\", \"shape\": \"%s\"", pl_dimension_name(p->search.dimension), shapes[p->search.shape]);
	number(out, "max", p->search.most);
	flag(out, "near", p->search.is_near);
	flag(out, "chunked", p->search.is_chunked);
	flag(out, "http2", p->search.is_http2);
	flag(out, "deeper", p->search.goes_deeper);
	flag(out, "verify", p->search.verifies);
	flag(out, "inflate", p->search.inflates);
	number(out, "line_bytes", p->search.line_bytes);
	number(out, "header_lines", p->search.header_lines);
	fputs("}\n", out);
}

static void write_sight(FILE *out, const struct pl_sight *s)
{
	fprintf(out, "\"ending\": \"%s\"", pl_ending_name(s->ending));
	number(out, "body_sent", s->body_sent);
	number(out, "bytes_sent", s->bytes_sent);
	number(out, "answered_at", s->answered_at);
	number(out, "micros", s->micros);
	flag(out, "continued", s->saw_continue);
	if (s->error[0]) {
		fputs(", ", out);
		pl_json_text_member(out, "error", pl_str_from(s->error));
	}
	if (s->ending == PL_ENDED_ANSWERED) {
		number(out, "status", s->response.status);
		fputs(", \"headers\": [", out);
		for (size_t i = 0; i < s->response.headers_len; i++) {
			fputs(i ? ", {" : "{", out);
			pl_json_text_member(out, "name", s->response.headers[i].name);
			fputs(", ", out);
			pl_json_text_member(out, "value", s->response.headers[i].value);
			fputs("}", out);
		}
		fputs("], ", out);
		pl_json_text_member(out, "body", s->response.body);
	}
	fputs("}\n", out);
}

void pl_record_trial(FILE *out, const struct pl_probe *p)
{
	const struct pl_seen *s = &p->seen[p->search.seen_len - 1];
	struct pl_sight sight = { .ending = s->ending,
		                  .response = *pl_probe_response(p, s),
		                  .saw_continue = s->saw_continue,
		                  .body_sent = s->body_sent,
		                  .bytes_sent = s->bytes_sent,
		                  .answered_at = s->answered_at,
		                  .micros = s->micros };

	if (p->search.seen_len == 1)
		snprintf(sight.error, sizeof(sight.error), "%.*s", PL_STR_ARG(p->first_error));
	fprintf(out, "{\"strategy\": \"%s\", \"bytes\": %llu", pl_strategy_name(s->trial.strategy), (unsigned long long)s->trial.bytes);
	flag(out, "deflated", s->trial.is_deflated);
	number(out, "below", s->below);
	fputs(", ", out);
	write_sight(out, &sight);
}

void pl_record_options(FILE *out, const struct pl_sight *sight)
{
	fputs("{\"strategy\": \"options\", ", out);
	write_sight(out, sight);
}

struct replay {
	const char *path;
	struct pl_str text;
	size_t at; /* of the next line */
	bool is_broken;
	struct plimsoll_error *err;
};

/* The next line as a document; false at the end, or with r->err filled and is_broken set. */
static bool next_line(struct replay *r, struct pl_arena *arena, struct pl_document *line)
{
	struct pl_str rest = pl_str_after(r->text, r->at);
	const char *end = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
	size_t len = end ? (size_t)(end - rest.ptr) : rest.len;

	if (rest.len == 0)
		return false;
	if (!pl_document_open(line, r->path, (struct pl_str){ rest.ptr, len }, arena, r->err)) {
		for (size_t i = 0; i < r->at; i++)
			r->err->line += r->text.ptr[i] == '\n';
		r->is_broken = true;
		return false;
	}
	r->at += len + (end != NULL);
	return true;
}

static int index_of(const char *(*name)(int), struct pl_str text)
{
	for (int i = 0; name(i); i++)
		if (pl_str_equal(text, pl_str_from(name(i))))
			return i;
	return -1;
}

static const char *shape_at(int i)
{
	return i < PL_SHAPES ? shapes[i] : NULL;
}

static const char *dimension_at(int i)
{
	return i < PL_DIMENSIONS ? pl_dimension_name((enum pl_dimension)i) : NULL;
}

static const char *strategy_at(int i)
{
	return i < PL_STRATEGIES ? pl_strategy_name((enum pl_strategy)i) : NULL;
}

static const char *ending_at(int i)
{
	return i < PL_ENDINGS ? pl_ending_name((enum pl_ending)i) : NULL;
}

static bool read_number(const struct pl_document *d, const char *key, uint64_t *value, struct plimsoll_error *err)
{
	bool is_there;

	*value = 0;
	return pl_document_int(d, key, &is_there, value, err);
}

static bool read_text(const struct pl_document *d, const char *key, struct pl_arena *arena, struct pl_str *value,
                      struct plimsoll_error *err)
{
	if (!pl_document_string(d, key, value, err))
		return false;
	*value = pl_arena_str(arena, value->ptr ? *value : PL_STR(""));
	return true;
}

static bool read_start(struct replay *r, const struct pl_document *d, struct pl_probe *p, struct pl_record *record)
{
	struct pl_search *s = &p->search;
	struct plimsoll_error *err = r->err;
	struct pl_str shape, dimension;
	uint64_t version;
	int shape_index, dimension_index;

	if (!read_number(d, "record", &version, err) || !read_text(d, "dimension", &p->arena, &dimension, err) ||
	    !read_number(d, "max", &s->most, err) || !read_number(d, "line_bytes", &s->line_bytes, err) ||
	    !read_number(d, "header_lines", &s->header_lines, err) || !read_text(d, "shape", &p->arena, &shape, err) ||
	    !read_text(d, "url", &p->arena, &record->url, err) || !read_text(d, "method", &p->arena, &record->method, err) ||
	    !pl_document_flag(d, "near", &s->is_near, err) || !pl_document_flag(d, "chunked", &s->is_chunked, err) ||
	    !pl_document_flag(d, "http2", &s->is_http2, err) || !pl_document_flag(d, "deeper", &s->goes_deeper, err) ||
	    !pl_document_flag(d, "verify", &s->verifies, err) || !pl_document_flag(d, "inflate", &s->inflates, err))
		return false;
	shape_index = index_of(shape_at, shape);
	dimension_index = index_of(dimension_at, dimension);
	if (version != 1 || dimension_index < 0 || shape_index < 0 || s->most == 0)
		return pl_document_fail(d, "record", 0, err, "not a record of plimsoll probe");
	s->dimension = (enum pl_dimension)dimension_index;
	s->shape = (enum pl_shape)shape_index;
	return true;
}

static bool read_headers(const struct pl_document *d, struct pl_arena *arena, struct pl_response *response,
                         struct plimsoll_error *err)
{
	struct pl_response_header *headers = pl_arena_alloc(arena, PL_LIMIT_HEADERS * sizeof(*headers));
	struct pl_document item = { .nodes = NULL };
	bool is_there = true;

	response->headers = headers;
	while (response->headers_len < PL_LIMIT_HEADERS) {
		struct pl_response_header *h = &headers[response->headers_len];

		if (!pl_document_next(d, "headers", &is_there, &item, err))
			return false;
		if (!is_there)
			return true;
		if (!read_text(&item, "name", arena, &h->name, err) || !read_text(&item, "value", arena, &h->value, err))
			return false;
		response->headers_len++;
	}
	return true;
}

static bool read_sight(const struct pl_document *d, struct pl_arena *arena, struct pl_sight *s, struct plimsoll_error *err)
{
	struct pl_str ending, error;
	int index;

	*s = (struct pl_sight){ .ending = PL_ENDED_PENDING };
	if (!read_text(d, "ending", arena, &ending, err) || !read_text(d, "error", arena, &error, err) ||
	    !read_number(d, "body_sent", &s->body_sent, err) || !read_number(d, "bytes_sent", &s->bytes_sent, err) ||
	    !read_number(d, "answered_at", &s->answered_at, err) || !read_number(d, "micros", &s->micros, err) ||
	    !pl_document_flag(d, "continued", &s->saw_continue, err) || !read_number(d, "status", &s->response.status, err) ||
	    !read_text(d, "body", arena, &s->response.body, err))
		return false;
	index = index_of(ending_at, ending);
	if (index < 0)
		return pl_document_fail(d, "ending", 0, err, "no way for a trial to end");
	s->ending = (enum pl_ending)index;
	s->response.has_body = s->ending == PL_ENDED_ANSWERED;
	snprintf(s->error, sizeof(s->error), "%.*s", PL_STR_ARG(error));
	return s->ending != PL_ENDED_ANSWERED || read_headers(d, arena, &s->response, err);
}

static bool read_trial(struct replay *r, const struct pl_document *d, struct pl_probe *p)
{
	struct pl_trial trial = { .dimension = p->search.dimension, .shape = p->search.shape };
	struct pl_sight sight;
	struct pl_str name;
	uint64_t below;
	int strategy;

	if (!read_text(d, "strategy", &p->arena, &name, r->err) || !read_number(d, "bytes", &trial.bytes, r->err) ||
	    !read_number(d, "below", &below, r->err) || !pl_document_flag(d, "deflated", &trial.is_deflated, r->err) ||
	    !read_sight(d, &p->arena, &sight, r->err))
		return false;
	if (pl_str_equal(name, PL_STR("options"))) {
		pl_probe_see_options(p, &sight);
		return true;
	}
	if ((strategy = index_of(strategy_at, name)) < 0)
		return pl_document_fail(d, "strategy", 0, r->err, "no strategy of plimsoll probe");
	if (p->search.seen_len == PL_LIMIT_TRIALS)
		return pl_document_fail(d, "strategy", 0, r->err, "more trials than a probe makes");
	trial.strategy = (enum pl_strategy)strategy;
	pl_probe_see(p, &trial, &sight);
	p->seen[p->search.seen_len - 1].below = below;
	return true;
}

bool pl_record_read(struct pl_record *record, struct pl_probe *p, const char *path, struct pl_str text,
                    struct plimsoll_error *err)
{
	struct replay r = { .path = path, .text = text, .err = err };
	struct pl_document d;
	bool is_started = false, is_good = true;

	while (is_good && next_line(&r, &p->arena, &d)) {
		is_good = is_started ? read_trial(&r, &d, p) : read_start(&r, &d, p, record);
		pl_document_close(&d);
		if (is_good && !is_started)
			pl_probe_open(p);
		is_started = true;
	}
	if (!is_started && !r.is_broken)
		pl_fail(err, PLIMSOLL_FORMAT, path, "the record is empty");
	if (is_started && is_good && !r.is_broken)
		return true;
	err->status = PLIMSOLL_FORMAT;
	return false;
}
