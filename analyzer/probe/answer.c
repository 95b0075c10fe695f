/* Reading an answer: interim ones are passed over, the body ends where its framing says or when enough of it is there. */
#include "probe/answer.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"

void pl_answer_init(struct pl_answer *a, bool is_to_head)
{
	*a = (struct pl_answer){ .has_no_body = is_to_head };
	pl_buf_init(&a->bytes, PL_LIMIT_RESPONSE_HEAD + 2 * PL_LIMIT_RESPONSE_BODY);
}

void pl_answer_free(struct pl_answer *a)
{
	pl_buf_free(&a->bytes);
}

static struct pl_str from(const struct pl_answer *a, size_t at)
{
	return pl_str_after(pl_buf_str(&a->bytes), at);
}

/* The index behind the head's empty line, or 0. */
static size_t head_end(struct pl_answer *a)
{
	const char *bytes = a->bytes.ptr;

	for (; a->looked_at < a->bytes.len; a->looked_at++) {
		size_t i = a->looked_at;

		if (bytes[i] != '\n' || i == a->head_at)
			continue;
		if (bytes[i - 1] == '\n' || (i >= a->head_at + 2 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n'))
			return ++a->looked_at;
	}
	return 0;
}

static void frame_body(struct pl_answer *a, const struct pl_response *r)
{
	struct pl_str length = pl_response_header(r, "content-length");

	a->is_chunked = pl_str_starts_nocase(pl_response_header(r, "transfer-encoding"), PL_STR("chunked"));
	if (a->has_no_body || r->status == 204 || r->status == 304)
		a->length = 0;
	else if (a->is_chunked || length.len == 0 || pl_number_decimal(length, &a->length) != PL_NUMBER_OK)
		a->length = UINT64_MAX;
}

/* A whole head stands in [head_at, end). */
static void take_head(struct pl_answer *a, size_t end)
{
	struct pl_str head = { a->bytes.ptr + a->head_at, end - a->head_at };
	struct pl_arena arena = { 0 };
	struct pl_response r;

	if (!pl_response_read(&r, head, &arena) || r.status < 100 || r.status > 999) {
		a->state = PL_ANSWER_BAD;
	} else if (r.status < 200) {
		a->saw_continue = a->saw_continue || r.status == 100;
		a->head_at = end;
	} else {
		a->state = PL_ANSWER_BODY;
		a->body_at = end;
		frame_body(a, &r);
	}
	pl_arena_free(&arena);
}

static void read_head(struct pl_answer *a)
{
	struct pl_str sign = PL_STR("HTTP/"), text = from(a, a->head_at);
	size_t end;

	if (sign.len > text.len)
		sign.len = text.len;
	if (!pl_str_starts(text, sign)) {
		a->state = PL_ANSWER_BAD;
		return;
	}
	end = head_end(a);
	if (end)
		take_head(a, end);
	else if (text.len > PL_LIMIT_RESPONSE_HEAD)
		a->state = PL_ANSWER_BAD;
}

/* Broken chunks end the body: the head is what matters. */
static bool chunks_are_over(struct pl_answer *a, struct pl_str fresh)
{
	struct pl_run run = { (const unsigned char *)fresh.ptr, fresh.len, 1, 0 };

	for (;;) {
		enum pl_chunked_kind kind = pl_chunked_next(&a->chunked, &run).kind;

		if (kind == PL_CHUNKED_MORE)
			return false;
		if (kind == PL_CHUNKED_END || kind == PL_CHUNKED_BAD)
			return true;
	}
}

enum pl_answer_state pl_answer_add(struct pl_answer *a, const void *bytes, size_t len)
{
	size_t before = a->bytes.len, body;

	pl_buf_add(&a->bytes, bytes, len);
	while (a->state == PL_ANSWER_HEAD && a->looked_at < a->bytes.len)
		read_head(a);
	if (a->state == PL_ANSWER_HEAD && a->bytes.is_full)
		a->state = PL_ANSWER_BAD;
	if (a->state != PL_ANSWER_BODY)
		return a->state;
	body = a->bytes.len - a->body_at;
	if (a->length <= body || a->bytes.is_full || body >= 2 * PL_LIMIT_RESPONSE_BODY ||
	    (a->is_chunked && chunks_are_over(a, from(a, before > a->body_at ? before : a->body_at))))
		a->state = PL_ANSWER_DONE;
	return a->state;
}

bool pl_answer_response(const struct pl_answer *a, struct pl_arena *arena, struct pl_response *response)
{
	struct pl_str text = from(a, a->head_at);

	if (a->state != PL_ANSWER_BODY && a->state != PL_ANSWER_DONE)
		return false;
	if (a->length < a->bytes.len - a->body_at)
		text.len = a->body_at + (size_t)a->length - a->head_at;
	return pl_response_read(response, pl_arena_str(arena, text), arena);
}
