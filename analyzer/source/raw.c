/* Raw HTTP/1.x messages, byte exact. A next request begins only where framing says that this one is over. */
#include "source/format.h"

#include "base/fail.h"
#include "base/limits.h"
#include "base/memory.h"
#include "parse/chunked.h"

#include <stdlib.h>

struct raw {
	struct pl_framing framing;
	struct pl_chunked chunked;
	uint64_t left;      /* of a Content-Length body */
	bool is_beyond;     /* framing says the body is over; what follows may be the next request, or surplus */
	bool is_surplus;
	uint64_t entries;
	struct pl_run last; /* lent to the caller, consumed at the next call */
};

static int bid(struct pl_str peek)
{
	struct pl_arena arena = { 0 };
	struct pl_head head = { 0 };
	enum pl_head_result result = pl_head_parse(peek, &arena, &head);

	pl_arena_free(&arena);
	return result == PL_HEAD_NOT_HTTP || head.is_response ? 0 : 90;
}

static enum pl_step open_raw(struct pl_source *source, struct plimsoll_error *err)
{
	(void)err;
	source->state = pl_memory_alloc(sizeof(struct raw));
	return PL_STEP_OK;
}

/* The head, copied so that it outlives the reader's block. */
static enum pl_head_result read_head(struct pl_source *source, struct pl_message *message, uint64_t *off)
{
	size_t want = PL_LIMIT_BLOCK / 8;

	for (;;) {
		struct pl_run run = pl_reader_peek(source->reader, want);
		enum pl_head_result result = pl_head_parse(pl_run_text(&run), source->arena, &message->head);

		*off = run.off;
		if (result == PL_HEAD_INCOMPLETE && run.len >= want && want < PL_LIMIT_HEAD) {
			want *= 4;
			continue;
		}
		if (result != PL_HEAD_NOT_HTTP) {
			size_t len = message->head.text.len;

			pl_head_parse(pl_arena_str(source->arena, message->head.text), source->arena, &message->head);
			pl_reader_consume(source->reader, len);
		}
		return result;
	}
}

static enum pl_step next_request(struct pl_source *source, struct pl_message *message, struct plimsoll_error *err)
{
	struct raw *raw = source->state;
	uint64_t off = 0;

	if (pl_reader_peek(source->reader, 1).len == 0)
		return pl_reader_failed(source->reader, err) ? PL_STEP_ERROR : PL_STEP_END;
	if (read_head(source, message, &off) == PL_HEAD_NOT_HTTP)
		return PL_STEP_END;
	message->input = PL_INPUT_RAW;
	message->entry = raw->entries++;
	message->segments = pl_arena_alloc(source->arena, sizeof(*message->segments));
	message->segments[0] = (struct pl_segment){ 0, { source->origin, off, message->head.text.len }, true };
	message->segments_len = 1;
	message->body_at = (struct pl_span){ source->origin, off + message->head.text.len, 0 };
	*raw = (struct raw){ .entries = raw->entries, .framing = pl_head_framing(&message->head) };
	raw->left = raw->framing.kind == PL_FRAMING_LENGTH ? raw->framing.length : 0;
	raw->is_beyond = raw->framing.kind != PL_FRAMING_CHUNKED && raw->left == 0;
	return PL_STEP_OK;
}

/* Is the next thing in the input a request of its own, after empty lines, or nothing? */
static bool is_next_request(struct pl_source *source)
{
	struct pl_run run = pl_reader_peek(source->reader, PL_LIMIT_BLOCK / 8);
	size_t empty = 0;

	while (empty < run.len && (run.ptr[empty] == '\r' || run.ptr[empty] == '\n'))
		empty++;
	return run.len == 0 ||
	       (empty < run.len && pl_head_looks_like_request((struct pl_str){ (const char *)run.ptr + empty, run.len - empty }));
}

/* How many of the run's bytes chunked framing takes; the last chunk's end ends the body. */
static size_t chunked_bytes(struct raw *raw, struct pl_run run)
{
	size_t before = run.len;

	for (;;) {
		struct pl_chunked_event ev = pl_chunked_next(&raw->chunked, &run);

		if (ev.kind == PL_CHUNKED_BAD)
			return before;
		if (ev.kind == PL_CHUNKED_END)
			raw->is_beyond = true;
		if (ev.kind == PL_CHUNKED_END || ev.kind == PL_CHUNKED_MORE)
			return before - run.len;
	}
}

static enum pl_step next_body(struct pl_source *source, struct pl_message *message, struct pl_run *run,
                              struct plimsoll_error *err)
{
	struct raw *raw = source->state;

	(void)message;
	pl_reader_consume(source->reader, raw->last.len);
	raw->last.len = 0;
	*run = (struct pl_run){ 0 };
	if (raw->is_beyond && !raw->is_surplus) {
		if (is_next_request(source))
			return PL_STEP_OK;
		raw->is_surplus = true;
	}
	*run = pl_reader_run(source->reader);
	if (run->len == 0)
		return pl_reader_failed(source->reader, err) ? PL_STEP_ERROR : PL_STEP_OK;
	if (!raw->is_surplus && raw->framing.kind == PL_FRAMING_LENGTH) {
		run->len = run->len < raw->left ? run->len : (size_t)raw->left;
		raw->left -= run->len;
		raw->is_beyond = raw->left == 0;
	} else if (!raw->is_surplus) {
		run->len = chunked_bytes(raw, *run);
	}
	raw->last = *run;
	return PL_STEP_OK;
}

static void close_raw(struct pl_source *source)
{
	free(source->state);
}

const struct pl_format pl_raw_format = { "raw",        "a raw HTTP/1.x message, byte exact", bid, open_raw, next_request,
	                                 next_body, close_raw };
