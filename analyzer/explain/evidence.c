/* Telling files of evidence apart, and reading each. */
#include "explain/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/temporary.h"
#include "explain/curl_log.h"
#include "explain/request.h"
#include "parse/head.h"
#include "source/reader.h"

#define BASE64_SURE 64 /* characters that are no word */

enum kind { NOTHING, HAR, RESPONSE, CURL_LOG, REQUEST, TEXT, BINARY };

static struct pl_str line_at(struct pl_str text)
{
	size_t end = pl_str_find_char(text, '\n');

	if (end > 0 && text.ptr[end - 1] == '\r')
		end--;
	return (struct pl_str){ text.ptr, end };
}

static struct pl_str after_space(struct pl_str s)
{
	if (pl_str_starts(s, PL_STR("\xEF\xBB\xBF")))
		s = pl_str_after(s, 3);
	while (s.len > 0 && s.ptr[0] != '\0' && strchr(" \t\r\n", s.ptr[0]))
		s = pl_str_after(s, 1);
	return s;
}

/* "POST https://…", as files of REST Client and JetBrains begin. */
static bool is_short_request(struct pl_str line)
{
	size_t space = pl_str_find_char(line, ' ');
	struct pl_str rest = pl_str_after(line, space < line.len ? space + 1 : line.len);

	for (size_t i = 0; i < space; i++)
		if (line.ptr[i] < 'A' || line.ptr[i] > 'Z')
			return false;
	return space > 2 && (pl_str_starts(rest, PL_STR("http://")) || pl_str_starts(rest, PL_STR("https://")) || pl_str_starts(rest, PL_STR("{{")));
}

static enum kind kind_of(struct pl_str text)
{
	struct pl_str first = after_space(text), line = line_at(first);

	if (first.len == 0)
		return NOTHING;
	if ((first.ptr[0] == '{' || first.ptr[0] == '[') && pl_str_starts(after_space(pl_str_after(first, 1)), PL_STR("\"log\"")))
		return HAR;
	if (pl_str_starts(first, PL_STR("HTTP/")) && pl_str_find_char(line, ' ') < line.len)
		return RESPONSE;
	if (pl_head_looks_like_request(line) || pl_str_starts(line, PL_STR("###")) || is_short_request(line))
		return REQUEST;
	if (pl_curl_log_is(text))
		return CURL_LOG;
	if (pl_str_starts(line, PL_STR("curl ")) || pl_str_starts(line, PL_STR("curl.exe ")) || pl_str_starts(line, PL_STR("$ curl ")))
		return REQUEST;
	return pl_str_find_char(text, '\0') < text.len ? BINARY : TEXT;
}

static enum plimsoll_status unreadable(const char *path, struct plimsoll_error *err)
{
	return pl_fail(err, PLIMSOLL_FORMAT, path, "is none of what explain reads: a HAR, a request, a response, a log of curl, text");
}

void pl_evidence_open(struct pl_evidence *evidence, const struct plimsoll_rules *rules, bool has_entry, uint64_t entry,
                      struct pl_arena *arena)
{
	*evidence = (struct pl_evidence){ .rules = rules, .arena = arena, .has_entry = has_entry, .entry = entry, .len = 1 };
	evidence->exchanges = pl_arena_alloc(arena, sizeof(*evidence->exchanges));
}

void pl_evidence_close(struct pl_evidence *evidence)
{
	for (size_t i = 0; i < evidence->copies_len; i++)
		close(evidence->fds[i]);
}

/* Can the file be read more than once? What cannot be looked at cannot be read either, and says so itself. */
static bool is_lasting(const char *path)
{
	struct stat state;

	return strcmp(path, "-") != 0 && (stat(path, &state) != 0 || S_ISREG(state.st_mode) || S_ISDIR(state.st_mode));
}

static bool write_all(int fd, struct pl_run run)
{
	while (run.len > 0) {
		ssize_t len = write(fd, run.ptr, run.len);

		if (len < 0 && errno != EINTR)
			return false;
		if (len > 0)
			pl_run_take(&run, (size_t)len);
	}
	return true;
}

/* Into a temporary file; of what is read whole or not at all no more than shows that it is too long, since a device may have
 * no end. */
static bool copy(struct pl_reader *reader, const char *path, int fd, struct plimsoll_error *err)
{
	struct pl_run run = pl_reader_peek(reader, PL_LIMIT_BLOCK);
	const enum kind kind = kind_of((struct pl_str){ (const char *)run.ptr, run.len });
	uint64_t left = kind == HAR || kind == REQUEST ? UINT64_MAX : PL_LIMIT_LOG + PL_LIMIT_BLOCK;

	if (kind == BINARY)
		return unreadable(path, err) == PLIMSOLL_OK;
	for (; left > 0 && (run = pl_reader_run(reader)).len > 0; pl_reader_consume(reader, run.len)) {
		left -= run.len < left ? run.len : left;
		if (!write_all(fd, run))
			return pl_fail(err, PLIMSOLL_IO, path, "cannot be kept in a temporary file: %s", strerror(errno)) == PLIMSOLL_OK;
	}
	return !pl_reader_failed(reader, err);
}

/* Standard input or a pipe as a path that can be read more than once; NULL with *err filled. */
static const char *copied(struct pl_evidence *e, const char *path, struct plimsoll_error *err)
{
	const size_t at = e->copies_len;
	struct pl_reader *reader;
	bool is_good;

	if (at == sizeof(e->fds) / sizeof(e->fds[0])) {
		pl_fail(err, PLIMSOLL_USAGE, path, "is one pipe more than the %zu that are read", at);
		return NULL;
	}
	if ((reader = pl_reader_open(path, 1, NULL, err)) == NULL)
		return NULL;
	if ((e->fds[at] = pl_temporary_open()) < 0) {
		pl_fail(err, PLIMSOLL_IO, path, "cannot be kept in a temporary file: %s", strerror(errno));
		pl_reader_close(reader);
		return NULL;
	}
	e->copies_len++;
	is_good = copy(reader, path, e->fds[at], err);
	pl_reader_close(reader);
	snprintf(e->copies[at], sizeof(e->copies[0]), "/proc/self/fd/%d", e->fds[at]);
	return is_good ? e->copies[at] : NULL;
}

/* The first bytes of a file, `most` at most; *is_whole tells whether there are no more. */
static bool read_text(struct pl_evidence *e, const char *path, size_t most, struct pl_str *text, bool *is_whole,
                      struct plimsoll_error *err)
{
	struct pl_reader *reader = pl_reader_open(path, 1, NULL, err);
	struct pl_run run;
	bool is_good;

	if (reader == NULL)
		return false;
	run = pl_reader_peek(reader, most + 1);
	*is_whole = run.len <= most;
	*text = pl_arena_str(e->arena, (struct pl_str){ (const char *)run.ptr, *is_whole ? run.len : most });
	is_good = !pl_reader_failed(reader, err);
	pl_reader_close(reader);
	return is_good;
}

/* The text of a file of that kind; a log or a text is read whole or not at all. */
static bool read_kind(struct pl_evidence *e, const char *path, enum kind kind, struct pl_str *text, struct plimsoll_error *err)
{
	size_t most = kind == CURL_LOG ? PL_LIMIT_LOG : PL_LIMIT_ERROR_TEXT;
	bool is_whole;

	if (kind != CURL_LOG && kind != TEXT && kind != RESPONSE)
		return true;
	if (!read_text(e, path, most, text, &is_whole, err))
		return false;
	if (!is_whole && kind == TEXT) {
		pl_fail(err, PLIMSOLL_FORMAT, path, "is text of more than %zu MiB; the lines that are about the request are due", most >> 20);
		return false;
	}
	if (is_whole || kind == RESPONSE)
		return true;
	pl_fail(err, PLIMSOLL_FORMAT, path, "is a log of more than %zu MiB; curl -v writes less than --trace-ascii", most >> 20);
	return false;
}

static enum plimsoll_status add_har(struct pl_evidence *e, const char *path, struct plimsoll_error *err)
{
	enum plimsoll_status status = PLIMSOLL_OK;
	struct pl_har_log log;

	if (!pl_har_log_read(&log, path, e->has_entry, e->entry, e->arena, err))
		return err->status;
	e->is_har = true;
	e->exchanges = log.exchanges;
	e->len = log.len;
	e->entries = log.entries;
	e->more = log.more;
	for (size_t i = 0; i < e->len && status == PLIMSOLL_OK; i++)
		status = pl_exchange_read_request(&e->exchanges[i], e->rules,
		                                  &(struct plimsoll_input){ .path = path, .format = "har", .has_entry = true,
		                                                            .entry = e->exchanges[i].entry },
		                                  e->arena, err);
	return status;
}

static void add_response(struct pl_evidence *e, struct pl_str text)
{
	struct pl_exchange *x = &e->exchanges[0];

	if (!pl_response_read(&x->response, text, e->arena))
		return;
	/* Nothing but an interim answer: the final one never came. */
	x->saw_continue |= x->response.status == 100;
	if (x->response.status < 200)
		x->response = (struct pl_response){ .status = 0 };
	x->has_response = x->response.status > 0;
}

static bool is_base64_char(char c)
{
	return pl_is_alpha(c) || pl_is_digit(c) || c == '+' || c == '/';
}

/* Letters of both cases and digits, no word or number among so many. */
static bool is_base64(struct pl_str run)
{
	bool has_upper = false, has_lower = false, has_digit = false;

	for (size_t i = 0; i < run.len; i++) {
		has_upper |= run.ptr[i] >= 'A' && run.ptr[i] <= 'Z';
		has_lower |= run.ptr[i] >= 'a' && run.ptr[i] <= 'z';
		has_digit |= pl_is_digit(run.ptr[i]);
	}
	return run.len >= BASE64_SURE && has_upper && has_lower && has_digit;
}

/* A body that is cut in the middle of base64 is taken to go on so: what it carries is three quarters of that. */
static void guess_raw_bytes(struct pl_exchange *x, struct pl_str text)
{
	size_t head = pl_str_find(text, PL_STR("\r\n\r\n")), from, end = text.len;

	if (!x->is_cut || x->raw_bytes > 0 || head == text.len)
		return;
	while (end > head && text.ptr[end - 1] != '\0' && strchr("\r\n", text.ptr[end - 1]))
		end--;
	for (from = end; from > head + 4 && is_base64_char(text.ptr[from - 1]);)
		from--;
	if (is_base64((struct pl_str){ text.ptr + from, end - from }) && x->body_bytes > from - head - 4)
		x->raw_bytes = (x->body_bytes - (from - head - 4)) / 4 * 3;
}

static enum plimsoll_status add_request(struct pl_evidence *e, const char *path, struct pl_str text, struct plimsoll_error *err)
{
	enum plimsoll_status status =
		pl_exchange_read_request(&e->exchanges[0], e->rules, &(struct plimsoll_input){ .path = path }, e->arena, err);

	if (status == PLIMSOLL_OK)
		guess_raw_bytes(&e->exchanges[0], text);
	return status;
}

/* A log shows a head without its scheme, and says elsewhere that TLS was spoken. */
static enum plimsoll_status add_log(struct pl_evidence *e, struct pl_str text, struct plimsoll_error *err)
{
	struct pl_exchange *x = &e->exchanges[0];
	struct pl_str head = pl_curl_log_read(x, text, e->arena);
	enum plimsoll_status status = head.len > 0 ? pl_exchange_read_head(x, e->rules, head, e->arena, err) : PLIMSOLL_OK;

	if (pl_str_starts(x->url, PL_STR("http://")) && pl_str_find(text, PL_STR("SSL connection using")) < text.len)
		x->url = pl_arena_printf(e->arena, "https://%.*s", PL_STR_ARG(pl_str_after(x->url, 7)));
	return status;
}

static enum plimsoll_status add_kind(struct pl_evidence *e, enum kind kind, const char *path, struct pl_str text,
                                     struct plimsoll_error *err)
{
	switch (kind) {
	case HAR:
		return add_har(e, path, err);
	case REQUEST:
		return add_request(e, path, text, err);
	case RESPONSE:
		add_response(e, text);
		break;
	case CURL_LOG:
		return add_log(e, text, err);
	case TEXT:
		pl_exchange_say(&e->exchanges[0], text);
		break;
	case NOTHING:
		break;
	case BINARY:
		return unreadable(path, err);
	}
	return PLIMSOLL_OK;
}

/* `place` is where what `path` names can be read. */
static enum plimsoll_status add(struct pl_evidence *evidence, const char *path, const char *place, struct plimsoll_error *err)
{
	enum plimsoll_status status;
	struct pl_str text;
	enum kind kind;
	bool is_whole;

	if (!read_text(evidence, place, PL_LIMIT_BLOCK, &text, &is_whole, err))
		return err->status;
	kind = kind_of(text);
	if (!is_whole && !read_kind(evidence, place, kind, &text, err))
		return err->status;
	if (evidence->is_har || (kind == HAR && evidence->exchanges[0].file.len > 0))
		return pl_fail(err, PLIMSOLL_FORMAT, path, "a HAR holds exchanges of its own and is explained by itself");
	status = add_kind(evidence, kind, place, text, err);
	/* The file of the request stands for all. */
	for (size_t i = 0; i < evidence->len; i++)
		if (evidence->exchanges[i].file.len == 0 || kind == REQUEST)
			evidence->exchanges[i].file = pl_str_from(path);
	return status;
}

enum plimsoll_status pl_evidence_add(struct pl_evidence *evidence, const char *path, struct plimsoll_error *err)
{
	const char *place = is_lasting(path) ? path : copied(evidence, path, err);
	enum plimsoll_status status;

	if (place == NULL)
		return err->status;
	status = add(evidence, path, place, err);
	if (status != PLIMSOLL_OK && strcmp(err->path, place) == 0)
		snprintf(err->path, sizeof(err->path), "%s", path);
	return status;
}
