/* curl's logs, line by line. */
#include "explain/curl_log.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"

enum block { NO_BLOCK, SEND_HEADER, SEND_DATA, RECV_HEADER, RECV_DATA };

struct log {
	struct pl_exchange *e;
	struct pl_arena *arena;
	struct pl_buf first, head, answer, body, info;
	enum block block;                /* of --trace-ascii */
	uint64_t next_offset;            /* where the line in hand goes on, in its block */
	bool has_answer;                 /* a final one is in `answer` */
	uint64_t requests, sent;
	bool has_sent;
	bool is_tls;                     /* the data that follows is a record of TLS itself */
	uint64_t began, ended;           /* seconds of the day, with --trace-time */
	bool has_time;
};

static bool takes(struct pl_str *line, const char *prefix)
{
	struct pl_str p = pl_str_from(prefix);

	if (!pl_str_starts(*line, p))
		return false;
	*line = pl_str_after(*line, p.len);
	return true;
}

/* "12:34:56.789012 " in front of a line of --trace-time. */
static struct pl_str without_time(struct log *log, struct pl_str line)
{
	const char *p = line.ptr;
	uint64_t now;

	if (line.len < 16 || p[2] != ':' || p[5] != ':' || p[8] != '.' || p[15] != ' ' || !pl_is_digit(p[0]) || !pl_is_digit(p[1]) ||
	    !pl_is_digit(p[3]) || !pl_is_digit(p[4]) || !pl_is_digit(p[6]) || !pl_is_digit(p[7]))
		return line;
	now = (uint64_t)((p[0] - '0') * 10 + p[1] - '0') * 3600 + (uint64_t)((p[3] - '0') * 10 + p[4] - '0') * 60 +
	      (uint64_t)((p[6] - '0') * 10 + p[7] - '0');
	if (!log->has_time)
		log->began = now;
	log->has_time = true;
	log->ended = now >= log->began ? now : now + (uint64_t)24 * 3600;
	return pl_str_after(line, 16);
}

/* The decimal number at the start of `text`. */
static bool number_at(struct pl_str text, uint64_t *number)
{
	size_t len = 0;

	while (len < text.len && pl_is_digit(text.ptr[len]))
		len++;
	return pl_number_decimal((struct pl_str){ text.ptr, len }, number) == PL_NUMBER_OK;
}

static struct pl_str method_of(struct pl_str head)
{
	return (struct pl_str){ head.ptr, pl_str_find_char(head, ' ') };
}

/* A request's head is whole. */
static void end_request(struct log *log)
{
	struct pl_str head = pl_buf_str(&log->head);

	if (head.len == 0)
		return;
	if (log->requests++ == 0)
		pl_buf_add_str(&log->first, head);
	else
		log->e->method_after_redirect = pl_arena_str(log->arena, method_of(head));
	pl_buf_clear(&log->head);
}

static uint64_t status_of(struct pl_str answer)
{
	size_t space = pl_str_find_char(answer, ' ');
	uint64_t status = 0;

	if (!pl_str_starts(answer, PL_STR("HTTP/")) || space == answer.len || !number_at(pl_str_after(answer, space + 1), &status))
		return 0;
	return status;
}

/* An answer begins: what stood there before was an interim one, or sent the client elsewhere. */
static void begin_answer(struct log *log)
{
	uint64_t before = status_of(pl_buf_str(&log->answer));

	if (before == 100)
		log->e->saw_continue = true;
	if (before >= 300 && before < 400) {
		log->e->redirects++;
		if (log->e->redirect_status == 0)
			log->e->redirect_status = before;
	}
	pl_buf_clear(&log->answer);
	pl_buf_clear(&log->body);
}

static void request_line(struct log *log, struct pl_str line)
{
	if (line.len == 0) {
		pl_buf_add_str(&log->head, PL_STR("\r\n"));
		end_request(log);
		return;
	}
	pl_buf_add_str(&log->head, line);
	pl_buf_add_str(&log->head, PL_STR("\r\n"));
}

static void answer_line(struct log *log, struct pl_str line)
{
	end_request(log);
	if (pl_str_starts(line, PL_STR("HTTP/")))
		begin_answer(log);
	pl_buf_add_str(&log->answer, line);
	pl_buf_add_str(&log->answer, PL_STR("\r\n"));
}

static void info_line(struct log *log, struct pl_str line)
{
	static const char *const whole[] = { "We are completely uploaded and fine", "upload completely sent off" };
	static const char *const early[] = { "HTTP error before end of send", "we are done reading and this is set to close, stop send" };
	size_t at;

	log->is_tls = pl_str_starts(line, PL_STR("TLSv")) || pl_str_starts(line, PL_STR("SSLv"));
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		log->e->sent_whole |= pl_str_find(line, pl_str_from(whole[i])) < line.len;
	at = pl_str_find(line, PL_STR("upload completely sent off: "));
	if (at < line.len && number_at(pl_str_after(line, at + sizeof("upload completely sent off: ") - 1), &log->sent))
		log->has_sent = true;
	for (size_t i = 0; i < sizeof(early) / sizeof(early[0]); i++)
		log->e->answered_early |= pl_str_find(line, pl_str_from(early[i])) < line.len;
	log->e->waited_continue |= pl_str_find(line, PL_STR("Done waiting for 100-continue")) < line.len;
	pl_buf_add_str(&log->info, line);
	pl_buf_add_char(&log->info, '\n');
}

static void sent_data(struct log *log, struct pl_str count)
{
	uint64_t bytes;

	if (!number_at(count, &bytes) || log->is_tls)
		return;
	log->sent = log->has_sent && !log->e->sent_whole ? pl_add_capped(log->sent, bytes) : bytes;
	log->has_sent = true;
}

/* "=> Send header, 150 bytes (0x96)" */
static bool is_block(struct log *log, struct pl_str line)
{
	static const char *const names[] = { "", "=> Send header, ", "=> Send data, ", "<= Recv header, ", "<= Recv data, " };

	for (enum block b = SEND_HEADER; b <= RECV_DATA; b++) {
		if (!takes(&line, names[b]))
			continue;
		log->block = b;
		log->next_offset = 0;
		if (b == SEND_DATA)
			sent_data(log, line);
		return true;
	}
	return false;
}

/* "0040: …": text at an offset of its block; a line that was broken for its width goes on at once, a line end takes two. */
static bool is_dump(struct log *log, struct pl_str line)
{
	struct pl_buf *into = log->block == SEND_HEADER ? &log->head : &log->answer;
	uint64_t offset;

	if (log->block == NO_BLOCK || line.len < 6 || line.ptr[4] != ':' ||
	    pl_number_hex((struct pl_str){ line.ptr, 4 }, &offset) != PL_NUMBER_OK)
		return false;
	line = pl_str_after(line, line.len > 5 ? 6 : line.len);
	if (log->block == RECV_DATA) {
		pl_buf_add_str(&log->body, offset > 0 && offset == log->next_offset + 2 ? PL_STR("\r\n") : PL_STR(""));
		pl_buf_add_str(&log->body, line);
		log->next_offset = offset + line.len;
	}
	if (log->block == SEND_DATA || log->block == RECV_DATA)
		return true;
	if (log->block == RECV_HEADER && offset == 0 && pl_str_starts(line, PL_STR("HTTP/")))
		begin_answer(log);
	if (log->block == RECV_HEADER && offset == 0)
		end_request(log);
	if (offset > 0 && offset == log->next_offset && into->len >= 2)
		into->len -= 2;
	pl_buf_add_str(into, line);
	pl_buf_add_str(into, PL_STR("\r\n"));
	log->next_offset = offset + line.len;
	return true;
}

#define METER_COLUMNS 10 /* of twelve: two may be written over */

/* What stands behind curl's meter of its progress, which ends no line; everything when there is none. */
static struct pl_str without_meter(struct pl_str line)
{
	struct pl_str rest = line;
	size_t columns = 0, end = 0;

	for (size_t at; (at = pl_str_find_char(rest, '\r')) < rest.len;)
		rest = pl_str_after(rest, at + 1);
	if (pl_str_starts(pl_str_trim(rest), PL_STR("% Total")) || pl_str_starts(pl_str_trim(rest), PL_STR("Dload ")))
		return PL_STR("");
	for (; end < rest.len && (pl_is_digit(rest.ptr[end]) || memchr(" .:-kMGT", rest.ptr[end], 8)); end++)
		columns += rest.ptr[end] != ' ' && (end == 0 || rest.ptr[end - 1] == ' ');
	return columns >= METER_COLUMNS ? pl_str_after(rest, end) : rest;
}

static void take_line(struct log *log, struct pl_str line)
{
	bool ends_in_cr = line.len > 0 && line.ptr[line.len - 1] == '\r';

	if (ends_in_cr)
		line.len--;
	line = without_time(log, without_meter(line));
	if (takes(&line, "== Info: ") || takes(&line, "* ") || takes(&line, "curl: ")) {
		info_line(log, line);
	} else if (pl_str_starts(line, PL_STR("curl ")) || pl_str_starts(line, PL_STR("$ "))) {
		return;
	} else if (is_block(log, line) || is_dump(log, line)) {
		return;
	} else if (takes(&line, "> ") || pl_str_equal(line, PL_STR(">"))) {
		request_line(log, pl_str_equal(line, PL_STR(">")) ? PL_STR("") : line);
	} else if (takes(&line, "< ") || pl_str_equal(line, PL_STR("<"))) {
		answer_line(log, pl_str_equal(line, PL_STR("<")) ? PL_STR("") : line);
	} else if (takes(&line, "} [")) {
		sent_data(log, line);
	} else if (!pl_str_starts(line, PL_STR("{ ["))) {
		pl_buf_add_str(&log->body, line);
		pl_buf_add_char(&log->body, '\n');
	}
}

bool pl_curl_log_is(struct pl_str text)
{
	static const char *const signs[] = { "* Trying ", "*   Trying ", "== Info: ", "=> Send header", "* Connected to ",
		                             "* upload completely sent off", "* Host ", "* Uses proxy", "* Establish HTTP" };
	size_t from = 0;

	for (unsigned lines = 0; from < text.len && lines < 40; lines++) {
		struct pl_str line = { text.ptr + from, pl_str_find_char(pl_str_after(text, from), '\n') };
		struct log none = { .has_time = false };

		from += line.len + 1;
		line = without_time(&none, line);
		for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
			if (pl_str_starts(line, pl_str_from(signs[i])))
				return true;
		if (pl_str_starts(line, PL_STR("> ")) && pl_str_find(line, PL_STR(" HTTP/")) < line.len)
			return true;
	}
	return false;
}

static void take_answer(struct log *log)
{
	struct pl_str head = pl_arena_str(log->arena, pl_buf_str(&log->answer)), body = pl_buf_str(&log->body), whole;
	struct pl_response *r = &log->e->response;

	if (status_of(head) < 200)
		return;
	whole = pl_str_ends(head, PL_STR("\r\n\r\n")) ? head : pl_arena_printf(log->arena, "%.*s\r\n", PL_STR_ARG(head));
	/* A trace shows what travelled, chunks and all; -v prints what came of it. */
	if (log->block != NO_BLOCK)
		whole = pl_arena_printf(log->arena, "%.*s%.*s", PL_STR_ARG(whole), PL_STR_ARG(body));
	if (!pl_response_read(r, whole, log->arena))
		return;
	log->e->has_response = true;
	if (log->block != NO_BLOCK)
		body = r->body;
	while (body.len > 0 && body.ptr[body.len - 1] == '\n')
		body.len--;
	r->body = pl_arena_str(log->arena, body);
	r->has_body = body.len > 0 || pl_str_equal(pl_response_header(r, "content-length"), PL_STR("0"));
}

struct pl_str pl_curl_log_read(struct pl_exchange *exchange, struct pl_str text, struct pl_arena *arena)
{
	struct log log = { .e = exchange, .arena = arena };
	struct pl_buf *const bufs[] = { &log.first, &log.head, &log.answer, &log.body, &log.info };
	struct pl_str first;

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		pl_buf_init(bufs[i], PL_LIMIT_RESPONSE_BODY);
	for (size_t from = 0; from < text.len;) {
		struct pl_str line = { text.ptr + from, pl_str_find_char(pl_str_after(text, from), '\n') };

		take_line(&log, line);
		from += line.len + 1;
	}
	end_request(&log);
	take_answer(&log);
	exchange->has_sent |= log.has_sent;
	exchange->sent_bytes = log.has_sent ? log.sent : exchange->sent_bytes;
	if (log.has_time) {
		exchange->has_seconds = true;
		exchange->seconds = log.ended - log.began;
	}
	pl_exchange_say(exchange, pl_arena_str(arena, pl_buf_str(&log.info)));
	first = pl_arena_str(arena, pl_buf_str(&log.first));
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		pl_buf_free(bufs[i]);
	return first;
}
