/* HTTP/1.x requests from a connection. The head is held until it is whole; of a body nothing is held. */
#include "capture/intake.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/number.h"
#include "capture/head_judgement.h"

static struct pl_intake_event broken(struct pl_intake *p, enum pl_intake_kind kind, struct pl_run run, unsigned status,
                                     const char *problem)
{
	p->state = PL_INTAKE_IS_BROKEN;
	p->broken = (struct pl_intake_event){ .kind = kind, .status = status, .problem = problem };
	return (struct pl_intake_event){ .kind = kind, .run = run, .status = status, .problem = problem };
}

/* What is held of the head, as a run. It stands nowhere in particular. */
static struct pl_run held(const struct pl_intake *p)
{
	return (struct pl_run){ (const unsigned char *)p->held.ptr, p->held.len, 1, 0 };
}

/* Takes bytes up to the next line feed. True when the line that it ends is the empty one behind the head. */
static bool take_line(struct pl_intake *p, struct pl_run *in)
{
	const unsigned char *lf = memchr(in->ptr, '\n', in->len);
	size_t len = lf ? (size_t)(lf - in->ptr) + 1 : in->len, line;

	pl_buf_add(&p->held, in->ptr, len);
	pl_run_skip(in, len);
	if (!lf || p->held.is_full)
		return false;
	line = p->held.len - 1 - p->line_at;
	if (line == 1 && p->held.ptr[p->line_at] == '\r')
		line = 0;
	p->line_at = p->held.len;
	if (line == 0)
		return p->has_line;
	p->has_line = true;
	return false;
}

static struct pl_intake_event head_is_whole(struct pl_intake *p)
{
	struct pl_head *head = &p->head;

	pl_arena_reset(&p->arena);
	if (pl_head_parse(pl_buf_str(&p->held), &p->arena, head) != PL_HEAD_DONE || head->is_response)
		return broken(p, PL_INTAKE_BAD, held(p), 0, "this is no HTTP request");
	if (pl_str_equal(head->method, PL_STR("PRI")) && pl_str_equal(head->version, PL_STR("HTTP/2.0")))
		return broken(p, PL_INTAKE_HTTP2, held(p), 0, "the client speaks HTTP/2");
	if (!pl_head_judge(p))
		return broken(p, PL_INTAKE_BAD, held(p), p->fault_status, p->fault);
	p->state = PL_INTAKE_HEAD_IS_OUT;
	return (struct pl_intake_event){ .kind = PL_INTAKE_HEAD, .run = held(p) };
}

static struct pl_intake_event head_next(struct pl_intake *p, struct pl_run *in)
{
	if (p->held.max == 0)
		pl_buf_init(&p->held, PL_LIMIT_CAPTURE_HEAD);
	if (p->held.len == 0 && in->len > 0 && in->ptr[0] == 0x16)
		return broken(p, PL_INTAKE_TLS, *in, 0, "the client speaks TLS");
	while (in->len > 0) {
		if (take_line(p, in))
			return head_is_whole(p);
		if (p->held.is_full)
			return p->has_line ? broken(p, PL_INTAKE_BAD, held(p), 431, "the head has more than 256 KiB") :
			                     broken(p, PL_INTAKE_BAD, held(p), 414, "the request line has more than 256 KiB");
	}
	return (struct pl_intake_event){ .kind = PL_INTAKE_MORE };
}

/* The head was handed out: what it was held in goes. */
static void begin_body(struct pl_intake *p)
{
	pl_buf_free(&p->held);
	pl_arena_free(&p->arena);
	p->held = (struct pl_buf){ .max = 0 };
	p->head = (struct pl_head){ .fields_len = 0 };
	p->chunked = (struct pl_chunked){ .state = 0 };
	p->line_at = 0;
	p->has_line = false;
	p->left = p->framing.kind == PL_FRAMING_LENGTH ? p->framing.length : 0;
	p->state = p->framing.kind == PL_FRAMING_CHUNKED ? PL_INTAKE_IN_CHUNKS : p->left > 0 ? PL_INTAKE_IN_LENGTH : PL_INTAKE_IS_OVER;
}

static struct pl_intake_event length_next(struct pl_intake *p, struct pl_run *in)
{
	struct pl_intake_event ev = { .kind = PL_INTAKE_BODY };

	ev.run = ev.content = pl_run_take(in, in->len < p->left ? in->len : (size_t)p->left);
	p->left -= ev.run.len;
	if (p->left == 0)
		p->state = PL_INTAKE_IS_OVER;
	return ev;
}

/* One event of the framing with all the bytes that were read for it. */
static struct pl_intake_event chunks_next(struct pl_intake *p, struct pl_run *in)
{
	struct pl_intake_event ev = { .kind = PL_INTAKE_BODY, .run = *in };
	struct pl_chunked_event chunk = pl_chunked_next(&p->chunked, in);

	if (chunk.kind == PL_CHUNKED_BAD) {
		pl_run_skip(in, in->len);
		return broken(p, PL_INTAKE_BAD, ev.run, 400, chunk.problem);
	}
	ev.run.len -= in->len;
	if (chunk.kind == PL_CHUNKED_DATA)
		ev.content = chunk.run;
	if (chunk.kind == PL_CHUNKED_END)
		p->state = PL_INTAKE_IS_OVER;
	return ev;
}

struct pl_intake_event pl_intake_next(struct pl_intake *p, struct pl_run *in)
{
	if (p->state == PL_INTAKE_HEAD_IS_OUT)
		begin_body(p);
	for (;;) {
		struct pl_intake_event ev = { .kind = PL_INTAKE_MORE };

		switch (p->state) {
		case PL_INTAKE_AT_HEAD:
			return head_next(p, in);
		case PL_INTAKE_IN_LENGTH:
			return in->len > 0 ? length_next(p, in) : ev;
		case PL_INTAKE_IN_CHUNKS:
			if (in->len == 0)
				return ev;
			ev = chunks_next(p, in);
			if (ev.kind != PL_INTAKE_BODY || ev.run.len > 0)
				return ev;
			continue;
		case PL_INTAKE_HEAD_IS_OUT:
		case PL_INTAKE_IS_OVER:
			p->state = PL_INTAKE_AT_HEAD;
			ev.kind = PL_INTAKE_END;
			return ev;
		case PL_INTAKE_IS_BROKEN:
			pl_run_skip(in, p->broken.kind == PL_INTAKE_HTTP2 ? 0 : in->len);
			return p->broken;
		}
	}
}

struct pl_intake_event pl_intake_finish(struct pl_intake *p)
{
	if (p->state == PL_INTAKE_IS_BROKEN)
		return p->broken;
	if (!pl_intake_is_within(p))
		return (struct pl_intake_event){ .kind = PL_INTAKE_MORE };
	if (p->state == PL_INTAKE_AT_HEAD)
		return broken(p, PL_INTAKE_BAD, held(p), 400, "the connection ends within the head");
	return broken(p, PL_INTAKE_BAD, (struct pl_run){ .len = 0 }, 400, "the connection ends within the body");
}

size_t pl_intake_held(const struct pl_intake *p)
{
	return p->held.len;
}

bool pl_intake_is_within(const struct pl_intake *p)
{
	return p->state == PL_INTAKE_AT_HEAD ? p->has_line || p->held.len > p->line_at : p->state != PL_INTAKE_IS_BROKEN;
}

void pl_intake_free(struct pl_intake *p)
{
	pl_buf_free(&p->held);
	pl_arena_free(&p->arena);
}
