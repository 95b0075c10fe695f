/* Requests as lines of JSON: each an entry of a HAR, or its request alone. A line is held whole and nothing else is, so that memory
 * does not grow with the lines; one that is no request is told of, and those behind it are still checked. */
#include "source/har.h"

#include "base/bytes.h"
#include "base/limits.h"

static struct pl_str without_end(struct pl_str s)
{
	while (s.len > 0 && strchr(" \t\r", s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Two lines, each an object; one alone may be any JSON, and is an input of lines when that is said. */
static int bid(struct pl_str peek)
{
	size_t end = pl_str_find_char(peek, '\n');
	struct pl_str line = without_end((struct pl_str){ peek.ptr, end }), next = pl_str_after(peek, end);

	if (next.len < 2 || line.len == 0 || line.ptr[0] != '{' || line.ptr[line.len - 1] != '}')
		return 0;
	return next.ptr[1] == '{' ? 50 : 0;
}

static enum pl_step open_ndjson(struct pl_source *source, struct plimsoll_error *err)
{
	(void)err;
	pl_har_open(source, PL_HAR_LINE)->bytes = NULL;
	return PL_STEP_OK;
}

static void drop_line(struct pl_source *source)
{
	struct pl_har *har = source->state;

	if (har->bytes)
		pl_reader_close(har->bytes);
	har->bytes = NULL;
	pl_reader_consume(source->reader, har->lent);
	har->lent = 0;
}

/* The next line, and no more bytes than are there for it; `lent` counts its end too. False at the end of the input. */
static bool next_line(struct pl_source *source, struct pl_run *line)
{
	struct pl_har *har = source->state;
	const unsigned char *end = NULL;
	size_t seen = 0;

	do {
		*line = pl_reader_peek(source->reader, seen + 1);
		if (line->len > seen)
			end = memchr(line->ptr + seen, '\n', line->len - seen);
		if (line->len == seen)
			break;
		seen = line->len;
	} while (end == NULL && seen <= PL_LIMIT_NDJSON_LINE);
	if (line->len == 0)
		return false;
	har->lines++;
	har->lent = end ? (size_t)(end - line->ptr) + 1 : line->len;
	line->len = har->lent - (end != NULL);
	return true;
}

static bool is_blank(const struct pl_run *line)
{
	return without_end(pl_run_text(line)).len == 0;
}

/* A line that is too long, to its end. */
static void pass_line(struct pl_source *source, bool has_end)
{
	const unsigned char *end = NULL;

	drop_line(source);
	if (has_end)
		return;
	while (end == NULL) {
		struct pl_run run = pl_reader_run(source->reader);

		if (run.len == 0)
			return;
		end = memchr(run.ptr, '\n', run.len);
		pl_reader_consume(source->reader, end ? (size_t)(end - run.ptr) + 1 : run.len);
	}
}

/* NULL, or why the line is no JSON object. */
static const char *scan_line(struct pl_har *har, struct pl_run line)
{
	const struct pl_json_event *ev;
	struct pl_json_event bad = { .problem = NULL };

	pl_har_scan_restart(&har->scan);
	har->scan.entries = har->lines - 1;
	while (strchr(" \t\r", line.ptr[0]))
		pl_run_take(&line, 1);
	if (line.ptr[0] != '{')
		return "it does not begin with {";
	if (pl_har_scan_next(&har->scan, &line, &bad) == PL_HAR_BAD)
		return bad.problem;
	while ((ev = pl_json_next(&har->scan.json, &line))->kind != PL_JSON_MORE)
		if (ev->kind == PL_JSON_BAD)
			return ev->problem;
	while ((ev = pl_json_finish(&har->scan.json))->kind != PL_JSON_END)
		if (ev->kind == PL_JSON_BAD)
			return ev->problem;
	return NULL;
}

/* The problem stands at the whole line. */
static enum pl_step refuse(struct pl_source *source, struct pl_message *m, const struct pl_run *line, struct pl_str problem)
{
	struct pl_har_entry *e = &((struct pl_har *)source->state)->scan.entry;

	e->request = (struct pl_span){ line->origin, line->off, line->len };
	m->input = PL_INPUT_HAR;
	m->entry = ((struct pl_har *)source->state)->lines - 1;
	return pl_har_stand_in(source, m, problem);
}

/* END: the line asks nothing of an HTTP server. */
static enum pl_step take_line(struct pl_source *source, struct pl_message *m, struct pl_run line)
{
	struct pl_har *har = source->state;
	unsigned long long number = har->lines;
	const char *problem;

	pl_origin_line(source->origins, line.origin, number, line.off, pl_run_text(&line));
	if (line.len > PL_LIMIT_NDJSON_LINE) {
		pass_line(source, har->lent > line.len);
		line.len = 1;
		return refuse(source, m, &line, pl_arena_printf(source->arena, "line %llu is longer than 64 MiB", number));
	}
	problem = scan_line(har, line);
	if (problem)
		return refuse(source, m, &line, pl_arena_printf(source->arena, "line %llu is no JSON object: %s", number, problem));
	har->bytes = pl_reader_feed(&(struct pl_feed){ .memory = pl_run_text(&line), .off = line.off }, source->path, line.origin, NULL);
	return pl_har_is_request(har) ? pl_har_request(source, m) : PL_STEP_END;
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *m, struct plimsoll_error *err)
{
	enum pl_share_answer answer;
	struct pl_run line;

	for (;;) {
		drop_line(source);
		if (!next_line(source, &line))
			return pl_reader_failed(source->reader, err) ? PL_STEP_ERROR : PL_STEP_END;
		answer = is_blank(&line) ? PL_SHARE_PASS : pl_source_ask(source);
		if (answer == PL_SHARE_END)
			return PL_STEP_END;
		if (answer == PL_SHARE_TAKE && take_line(source, m, line) == PL_STEP_OK)
			return PL_STEP_OK;
	}
}

static void close_ndjson(struct pl_source *source)
{
	drop_line(source);
	pl_har_close(source);
}

const struct pl_format pl_ndjson_format = { "ndjson", "lines of JSON, each an entry of a HAR or its request", bid, open_ndjson, next_request,
	                                    pl_har_next_body, close_ndjson };
