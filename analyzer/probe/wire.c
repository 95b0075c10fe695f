/* What is put on the wire: the target's header lines win over those that a trial brings, but for framing, which is the trial's. */
#include "probe/wire.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "plimsoll.h"

#define AGENT "User-Agent: plimsoll/" PLIMSOLL_VERSION " (payload limit probe; the body is filler)"

static struct pl_str line_name(const char *line)
{
	struct pl_str text = pl_str_from(line);

	return (struct pl_str){ text.ptr, pl_str_find_char(text, ':') };
}

/* The target's own line of that name, or NULL. */
static const char *own_line(const struct pl_target *target, struct pl_str name)
{
	for (const char *const *line = target->headers; line && *line; line++)
		if (pl_str_equal_nocase(line_name(*line), name))
			return *line;
	return NULL;
}

/* The trial decides on these, and on Host the one who writes the head. */
static bool is_framing(const char *line)
{
	static const char *const names[] = { "host", "content-length", "transfer-encoding", "expect", "connection" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (pl_str_equal_nocase(line_name(line), pl_str_from(names[i])))
			return true;
	return false;
}

uint64_t pl_wire_added(const struct pl_trial *trial)
{
	uint64_t lines;

	if (__builtin_mul_overflow(trial->header_lines, trial->header_bytes, &lines))
		return UINT64_MAX;
	return pl_add_capped(pl_add_capped(lines, trial->last_header_bytes), trial->query_bytes);
}

void pl_wire_headers(const struct pl_target *target, const struct pl_trial *trial, const struct pl_filler *filler,
                     struct pl_arena *arena, void (*add)(void *to, const char *line), void *to)
{
	const char *line;

	if (!own_line(target, PL_STR("User-Agent")))
		add(to, AGENT);
	if (!own_line(target, PL_STR("Accept")))
		add(to, "Accept: */*");
	if (!own_line(target, PL_STR("Content-Type")))
		add(to, pl_arena_printf(arena, "Content-Type: %s", filler->content_type).ptr);
	if (filler->content_encoding)
		add(to, pl_arena_printf(arena, "Content-Encoding: %s", filler->content_encoding).ptr);
	for (const char *const *own = target->headers; own && *own; own++)
		if (!is_framing(*own))
			add(to, *own);
	for (uint64_t i = 0; (line = pl_filler_header(trial, i, arena)) != NULL; i++)
		add(to, line);
}

struct pl_str pl_wire_path(struct pl_str path, const struct pl_trial *trial, struct pl_arena *arena)
{
	size_t room = path.len + (size_t)trial->query_bytes;
	struct pl_str longer = { NULL, room };
	char *text;

	if (trial->query_bytes == 0)
		return path;
	text = pl_arena_bytes(arena, room);
	memcpy(text, path.ptr, path.len);
	memset(text + path.len, 'x', (size_t)trial->query_bytes);
	text[path.len] = pl_str_find_char(path, '?') < path.len ? '&' : '?';
	longer.ptr = text;
	return longer;
}

static void add_line(void *to, const char *line)
{
	pl_buf_add_str(to, pl_str_from(line));
	pl_buf_add_str(to, PL_STR("\r\n"));
}

static uint64_t first_stop(const struct pl_wire *w)
{
	uint64_t body = w->filler.body_bytes, stop = 0;

	switch (w->trial->strategy) {
	case PL_STRATEGY_WHOLE:
	case PL_STRATEGY_CHUNKED:
		stop = body;
		break;
	case PL_STRATEGY_LADDER:
		stop = w->trial->rungs_len ? w->trial->rungs[0] : 0;
		break;
	case PL_STRATEGY_HEADERS_EXPECT:
	case PL_STRATEGY_HEADERS:
	case PL_STRATEGY_H2_HEADERS:
	case PL_STRATEGIES:
		break;
	}
	return stop < body ? stop : body;
}

void pl_wire_open(struct pl_wire *w, const struct pl_target *target, struct pl_str host, struct pl_str path,
                  const struct pl_trial *trial, struct pl_arena *arena)
{
	const char *own_host = own_line(target, PL_STR("Host"));

	*w = (struct pl_wire){ .trial = trial };
	w->is_chunked = trial->strategy == PL_STRATEGY_CHUNKED || trial->is_chunked;
	pl_filler_open(&w->filler, trial, arena);
	w->body_stop = first_stop(w);
	pl_buf_init(&w->piece, 2 * PL_LIMIT_PROBE_HEAD);
	path = pl_wire_path(path, trial, arena);
	pl_buf_add_str(&w->piece, pl_str_from(target->method));
	pl_buf_add_char(&w->piece, ' ');
	pl_buf_add_str(&w->piece, path);
	pl_buf_add_str(&w->piece, PL_STR(" HTTP/1.1\r\n"));
	add_line(&w->piece, own_host ? own_host : pl_arena_printf(arena, "Host: %.*s", PL_STR_ARG(host)).ptr);
	pl_wire_headers(target, trial, &w->filler, arena, add_line, &w->piece);
	if (w->is_chunked)
		add_line(&w->piece, "Transfer-Encoding: chunked");
	else
		pl_buf_printf(&w->piece, "Content-Length: %llu\r\n", (unsigned long long)w->filler.body_bytes);
	if (trial->strategy == PL_STRATEGY_HEADERS_EXPECT)
		add_line(&w->piece, "Expect: 100-continue");
	pl_buf_add_str(&w->piece, PL_STR("\r\n"));
}

void pl_wire_close(struct pl_wire *w)
{
	pl_buf_free(&w->piece);
}

static size_t at_most_a_piece(uint64_t bytes)
{
	return bytes < PL_WIRE_PIECE ? (size_t)bytes : PL_WIRE_PIECE;
}

/* A chunk may be of more than a ladder sends at once. */
static void make_piece(struct pl_wire *w, size_t len)
{
	char body[PL_WIRE_PIECE];

	pl_buf_clear(&w->piece);
	if (w->is_chunked && w->chunk_left == 0) {
		w->chunk_left = at_most_a_piece(w->filler.body_bytes - w->body_made);
		pl_buf_printf(&w->piece, "%zx\r\n", w->chunk_left);
	}
	w->piece_framing = w->piece.len;
	if (w->is_chunked) {
		len = len < w->chunk_left ? len : w->chunk_left;
		w->chunk_left -= len;
	}
	pl_filler_read(&w->filler, w->body_made, body, len);
	pl_buf_add(&w->piece, body, len);
	if (w->is_chunked && w->chunk_left == 0)
		pl_buf_add_str(&w->piece, PL_STR("\r\n"));
	w->body_made += len;
	w->piece_body = len;
	w->piece_sent = 0;
}

struct pl_str pl_wire_next(struct pl_wire *w)
{
	if (w->piece_sent == w->piece.len) {
		uint64_t left = w->body_stop - w->body_made;

		if (left > 0) {
			make_piece(w, at_most_a_piece(left));
		} else if (w->trial->strategy == PL_STRATEGY_CHUNKED && !w->has_ended) {
			pl_buf_clear(&w->piece);
			pl_buf_add_str(&w->piece, PL_STR("0\r\n\r\n"));
			w->piece_body = w->piece_sent = 0;
			w->has_ended = true;
		}
	}
	return pl_str_after(pl_buf_str(&w->piece), w->piece_sent);
}

void pl_wire_sent(struct pl_wire *w, size_t n)
{
	w->piece_sent += n;
	w->bytes_sent += n;
}

bool pl_wire_climb(struct pl_wire *w)
{
	if (w->trial->strategy != PL_STRATEGY_LADDER || w->rung + 1 >= w->trial->rungs_len)
		return false;
	w->rung++;
	if (w->trial->rungs[w->rung] > w->body_stop)
		w->body_stop = w->trial->rungs[w->rung];
	if (w->body_stop > w->filler.body_bytes)
		w->body_stop = w->filler.body_bytes;
	return true;
}

bool pl_wire_is_last_stop(const struct pl_wire *w)
{
	return w->trial->strategy != PL_STRATEGY_LADDER || w->rung + 1 >= w->trial->rungs_len;
}

uint64_t pl_wire_body_sent(const struct pl_wire *w)
{
	uint64_t sent = w->piece_sent > w->piece_framing ? w->piece_sent - w->piece_framing : 0;

	return w->body_made - w->piece_body + (sent < w->piece_body ? sent : w->piece_body);
}

bool pl_wire_is_over(const struct pl_wire *w)
{
	if (w->piece_sent < w->piece.len)
		return false;
	return w->is_chunked ? w->has_ended : w->body_made == w->filler.body_bytes;
}
