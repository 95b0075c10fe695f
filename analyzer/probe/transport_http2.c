/* HTTP/2 as libcurl speaks it: HEADERS, with a content-length but where the body is to be chunked, and as much of the body in DATA
 * as the trial sends. */
#include "base/buf.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "probe/transport_link.h"
#include "probe/wire.h"

/* The rest of an answer gets no longer than this, nor longer than that once nothing comes. libcurl does not say that it is over
 * while the request is not. */
#define ANSWER_MICROS 2000000
#define QUIET_MICROS 200000

struct stream {
	struct pl_link *link;
	struct pl_sight *sight;
	struct pl_buf head, body;  /* the head as libcurl writes it, of the last answer */
	struct curl_slist *lines;
	struct pl_trial trial;     /* without chunks, which are not HTTP/2's */
	struct pl_wire wire;       /* of which only the body is sent */
	bool is_paused;            /* it has come to its stop */
	bool is_climbing;          /* and may go on to the next */
	uint64_t paused_at;
	uint64_t asked_at, answered_at; /* when HEADERS were out, when the answer's were in; 0: not yet */
	uint64_t heard_at;              /* when something of the answer came last */
	uint64_t length;                /* of its body; UINT64_MAX when it does not say */
	bool is_http1;
};

static bool is_whole(const struct stream *s)
{
	return s->trial.strategy == PL_STRATEGY_WHOLE;
}

/* libcurl asks for the body when HEADERS are out, and for more of it when it has passed on what it got. */
static size_t on_body_wanted(char *to, size_t size, size_t count, void *user)
{
	struct stream *s = user;
	struct pl_str piece;

	if (s->is_climbing)
		pl_wire_climb(&s->wire);
	s->is_climbing = s->is_paused = false;
	piece = pl_wire_next(&s->wire);
	if (!s->asked_at)
		s->asked_at = pl_link_now();
	if (piece.len == 0 && is_whole(s))
		return 0;
	if (piece.len == 0) {
		s->is_paused = true;
		s->paused_at = pl_link_now();
		return CURL_READFUNC_PAUSE;
	}
	if (piece.len > size * count)
		piece.len = size * count;
	memcpy(to, piece.ptr, piece.len);
	pl_wire_sent(&s->wire, piece.len);
	return piece.len;
}

/* How far the body is: of a ladder, the rung that it has left the one below for. */
static uint64_t reached(const struct stream *s)
{
	uint64_t sent = pl_wire_body_sent(&s->wire);

	return s->trial.strategy == PL_STRATEGY_LADDER && sent > 0 ? s->wire.body_stop : sent;
}

static struct pl_str strip_end(struct pl_str line)
{
	while (line.len > 0 && (line.ptr[line.len - 1] == '\r' || line.ptr[line.len - 1] == '\n'))
		line.len--;
	return line;
}

static size_t on_header(char *text, size_t size, size_t count, void *user)
{
	struct stream *s = user;
	struct pl_str line = { text, size * count }, status;

	if (pl_str_starts(line, PL_STR("HTTP/"))) {
		pl_buf_clear(&s->head);
		s->length = UINT64_MAX;
		s->is_http1 = pl_str_starts(line, PL_STR("HTTP/1"));
	}
	if (pl_str_starts_nocase(line, PL_STR("content-length:")) &&
	    pl_number_decimal(pl_str_trim(strip_end(pl_str_after(line, 15))), &s->length) != PL_NUMBER_OK)
		s->length = UINT64_MAX;
	pl_buf_add_str(&s->head, line);
	if (s->head.is_full || s->is_http1)
		return 0;
	if (line.len > 2)
		return line.len;
	status = pl_str_after(pl_buf_str(&s->head), pl_str_find_char(pl_buf_str(&s->head), ' '));
	if (!pl_str_starts(status, PL_STR(" 1"))) {
		s->answered_at = s->heard_at = pl_link_now();
		s->sight->answered_at = reached(s);
	} else if (pl_str_starts(status, PL_STR(" 100")))
		s->sight->saw_continue = true;
	return line.len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
	struct stream *s = user;

	s->heard_at = pl_link_now();
	pl_buf_add(&s->body, bytes, size * count);
	return s->body.is_full ? 0 : size * count;
}

static void add_line(void *to, const char *line)
{
	struct stream *s = to;
	struct curl_slist *longer = curl_slist_append(s->lines, line);

	if (longer)
		s->lines = longer;
}

/* The wire writes its head for HTTP/1.1; here libcurl writes it. */
static void open_body(struct stream *s, const struct pl_trial *trial, struct pl_arena *arena)
{
	struct pl_transport *t = s->link->transport;

	s->trial = *trial;
	if (trial->strategy == PL_STRATEGY_CHUNKED)
		s->trial.strategy = PL_STRATEGY_WHOLE;
	s->trial.is_chunked = false;
	pl_wire_open(&s->wire, t->target, t->host, t->path, &s->trial, arena);
	pl_wire_sent(&s->wire, s->wire.piece.len);
}

static void ask(struct stream *s, const struct pl_trial *trial, struct pl_arena *arena)
{
	bool has_length = trial->strategy != PL_STRATEGY_CHUNKED && !trial->is_chunked;
	struct pl_transport *t = s->link->transport;
	CURL *easy = s->link->easy;

	pl_wire_headers(t->target, trial, &s->wire.filler, arena, add_line, s);
	add_line(s, "Expect:");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	                 t->is_tls ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, has_length ? (curl_off_t)s->wire.filler.body_bytes : (curl_off_t)-1);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, t->target->method);
	curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, pl_arena_str(arena, pl_wire_path(t->path, trial, arena)).ptr);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, s->lines);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_body_wanted);
	curl_easy_setopt(easy, CURLOPT_READDATA, s);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, s);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t until(const struct stream *s)
{
	uint64_t then = s->link->deadline;

	if (s->answered_at && s->body.len >= s->length)
		return 0;
	if (s->answered_at)
		then = earlier(s->answered_at + ANSWER_MICROS, s->heard_at + QUIET_MICROS);
	else if (s->is_paused && !s->is_climbing)
		then = s->paused_at + (pl_wire_is_last_stop(&s->wire) ? s->trial.wait_ms * 1000 : s->trial.pause_micros);
	return earlier(then, s->link->deadline);
}

/* On to the next rung; false when nothing more is to be waited for. */
static bool climb(struct stream *s)
{
	if (!s->is_paused || s->is_climbing || s->answered_at || pl_link_left_ms(s->link->deadline) == 0 || pl_wire_is_last_stop(&s->wire))
		return false;
	s->is_climbing = true;
	return curl_easy_pause(s->link->easy, CURLPAUSE_CONT) == CURLE_OK;
}

/* libcurl 7.88 does not tell of a stream that ends while it is paused, and no longer looks at its socket. */
static bool is_deserted(const struct stream *s, CURLM *multi)
{
	fd_set in, out, bad;
	int most = 0;

	if (!s->is_paused || s->is_climbing || s->answered_at)
		return false;
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&bad);
	return curl_multi_fdset(multi, &in, &out, &bad, &most) == CURLM_OK && most == -1;
}

/* Until the stream is over, or its time. True when it is over: *code says how. */
static bool run(struct stream *s, CURLM *multi, CURLcode *code)
{
	CURLMsg *message;
	int running, left;

	for (;;) {
		if (curl_multi_perform(multi, &running) != CURLM_OK) {
			*code = CURLE_HTTP2;
			return true;
		}
		message = curl_multi_info_read(multi, &left);
		if (message) {
			*code = message->data.result;
			return true;
		}
		if (is_deserted(s, multi)) {
			*code = CURLE_OK;
			return true;
		}
		left = pl_link_left_ms(until(s));
		if (left == 0 && !climb(s))
			return false;
		curl_multi_poll(multi, NULL, 0, left, NULL);
	}
}

static void judge(struct stream *s, bool is_over, CURLcode code, struct pl_arena *arena)
{
	struct pl_sight *sight = s->sight;
	const char *host = s->link->transport->host.ptr;

	if (s->is_http1) {
		sight->ending = PL_ENDED_GARBAGE;
		pl_sight_say(sight, "%s does not speak HTTP/2", host);
	} else if (s->answered_at) {
		struct pl_str text = pl_arena_printf(arena, "%.*s%.*s", PL_STR_ARG(pl_buf_str(&s->head)), PL_STR_ARG(pl_buf_str(&s->body)));

		sight->ending = pl_response_read(&sight->response, text, arena) ? PL_ENDED_ANSWERED : PL_ENDED_GARBAGE;
	} else if (is_over && code == CURLE_OK) {
		/* libcurl 7.88 loses an answer that comes with the end of the stream while the body is sent. */
		sight->ending = PL_ENDED_STREAM_ERROR;
		pl_sight_say(sight, "%s ended the stream within the body", host);
	} else if (is_over) {
		pl_link_failed(s->link, code, sight);
	} else if (pl_link_left_ms(s->link->deadline) == 0 && !s->is_paused) {
		sight->ending = PL_ENDED_TIMED_OUT;
		pl_sight_say(sight, "no answer of %s within %llu ms", host, (unsigned long long)s->link->most_ms);
	} else {
		sight->ending = PL_ENDED_PENDING;
	}
}

void pl_link_try_http2(struct pl_link *link, const struct pl_trial *trial, struct pl_arena *arena, struct pl_sight *sight)
{
	struct stream s = { .link = link, .sight = sight };
	CURLM *multi = curl_multi_init();
	CURLcode code = CURLE_OK;
	long head_bytes = 0;
	bool is_over;

	if (!multi) {
		pl_sight_say(sight, "libcurl gives no handle");
		return;
	}
	pl_buf_init(&s.head, PL_LIMIT_RESPONSE_HEAD);
	pl_buf_init(&s.body, PL_LIMIT_RESPONSE_BODY);
	open_body(&s, trial, arena);
	ask(&s, trial, arena);
	curl_multi_add_handle(multi, link->easy);
	is_over = run(&s, multi, &code);
	curl_easy_getinfo(link->easy, CURLINFO_REQUEST_SIZE, &head_bytes);
	sight->body_sent = pl_wire_body_sent(&s.wire);
	sight->bytes_sent = (uint64_t)head_bytes + sight->body_sent;
	sight->rung = s.wire.rung;
	if (!s.answered_at)
		sight->answered_at = reached(&s);
	judge(&s, is_over, code, arena);
	if (is_over && code == CURLE_OK && sight->ending == PL_ENDED_ANSWERED && is_whole(&s))
		pl_link_finish(link);
	else
		pl_link_abandon(link);
	curl_multi_remove_handle(multi, link->easy);
	curl_multi_cleanup(multi);
	curl_slist_free_all(s.lines);
	pl_wire_close(&s.wire);
	pl_buf_free(&s.head);
	pl_buf_free(&s.body);
}
