/* An HTTP/1.x connection. Every request that begins is ended for the observer, once; what is answered before it is whole goes on being
 * read as long as its client sends. */
#include "capture/connection.h"

#include "base/limits.h"

#define HELD_MOST (4 * PL_LIMIT_CAPTURE_OUT)

void pl_connection_open(struct pl_connection *c, const struct pl_conduct *conduct, const struct pl_observer *observer, uint64_t *requests)
{
	*c = (struct pl_connection){ .conduct = conduct, .observer = *observer, .requests = requests };
	pl_buf_init(&c->out, PL_LIMIT_CAPTURE_ANSWER + HELD_MOST);
	pl_buf_init(&c->rest, HELD_MOST);
}

static struct pl_str text_of(struct pl_run run)
{
	return pl_run_text(&run);
}

static void observe_end(struct pl_connection *c, enum pl_capture_end end, struct pl_str rest, const char *why)
{
	c->is_within = false;
	c->observer.end(c->observer.ctx, end, rest, why);
}

static void end_connection(struct pl_connection *c, enum pl_ending ending)
{
	if (c->ending == PL_ENDING_NOT_YET)
		c->ending = ending;
}

static void answer_error(struct pl_connection *c, unsigned status, const char *problem)
{
	if (!c->is_answered && !c->is_answering)
		pl_conduct_error(c->conduct, status, problem, &c->out);
	c->is_answered = true;
	end_connection(c, PL_ENDING_LINGER);
}

/* Was the request answered before it was whole? */
static bool is_left_off(const struct pl_connection *c)
{
	return c->is_within && (c->is_refused || c->is_answering);
}

static void refuse(struct pl_connection *c)
{
	static const enum pl_ending endings[] = { [PL_CLOSES_KEEP] = PL_ENDING_NOT_YET, [PL_CLOSES_DRAIN] = PL_ENDING_DRAIN, [PL_CLOSES_LINGER] = PL_ENDING_LINGER,
		                                  [PL_CLOSES_CLOSE] = PL_ENDING_CLOSE, [PL_CLOSES_RESET] = PL_ENDING_RESET };

	if (!c->is_answering)
		pl_conduct_refuse(c->conduct, &c->asked, c->refusing, &c->out);
	c->is_answered = c->is_refused = true;
	end_connection(c, c->is_answering ? PL_ENDING_RESET : endings[c->refusing->closes]);
}

/* Which body is judged how, and what it is refused with. */
static void choose_refusal(struct pl_connection *c)
{
	const struct pl_behaviour *b = c->conduct->behaviour;
	bool is_chunked = c->intake.framing.kind == PL_FRAMING_CHUNKED;

	c->decides = PL_DECIDES_NEVER;
	if (b == NULL || c->conduct->largest == UINT64_MAX || (c->conduct->spares_multipart && c->intake.is_multipart) ||
	    (c->conduct->forms_only && !c->intake.is_form))
		return;
	c->decides = is_chunked ? b->decides_chunked : b->decides;
	c->refusing = is_chunked ? &b->chunked : &b->refusal;
}

static void take_head(struct pl_connection *c, struct pl_str bytes)
{
	const struct pl_intake *in = &c->intake;
	bool is_over, continues = in->expects_continue && in->framing.kind != PL_FRAMING_NONE;

	c->asked = (struct pl_asked){ .number = ++*c->requests,
		                      .method = in->method,
		                      .is_http10 = in->is_http10,
		                      .keeps_alive = in->keeps_alive,
		                      .is_head = strcmp(in->method, "HEAD") == 0 };
	c->fault = in->fault;
	c->fault_status = in->fault_status;
	c->is_within = true;
	c->is_answering = c->is_answered = false;
	choose_refusal(c);
	is_over = c->decides == PL_DECIDES_BY_HEADER && in->framing.kind == PL_FRAMING_LENGTH && in->framing.length > c->conduct->largest;
	c->is_refused = is_over;
	c->observer.head(c->observer.ctx, in, bytes);
	if (continues && (!is_over || c->conduct->behaviour->continues_first))
		pl_buf_add_str(&c->out, PL_STR("HTTP/1.1 100 Continue\r\n\r\n"));
	if (is_over)
		refuse(c);
}

static void take_body(struct pl_connection *c, const struct pl_intake_event *ev)
{
	c->asked.received += ev->content.len;
	c->observer.body(c->observer.ctx, text_of(ev->run), text_of(ev->content));
	if (c->decides == PL_DECIDES_COUNTING && !c->is_answered && c->asked.received > c->conduct->largest)
		refuse(c);
}

static void take_end(struct pl_connection *c)
{
	bool is_over = !c->is_answered && !c->fault && c->decides == PL_DECIDES_BY_WHOLE && c->asked.received > c->conduct->largest;

	c->is_refused |= is_over;
	observe_end(c, PL_CAPTURE_WHOLE, PL_STR(""), NULL);
	if (c->ending == PL_ENDING_DRAIN)
		c->ending = PL_ENDING_LINGER;
	if (c->is_answered)
		;
	else if (c->fault)
		answer_error(c, c->fault_status, c->fault);
	else if (is_over)
		refuse(c);
	else if (c->conduct->forwards)
		c->awaits_answer = true;
	else if (!pl_conduct_accept(c->conduct, &c->asked, &c->out))
		end_connection(c, PL_ENDING_LINGER);
	c->is_over = c->ending != PL_ENDING_NOT_YET;
}

/* Where the message ends cannot be known, so nothing behind it can be read. */
static void take_broken(struct pl_connection *c, const struct pl_intake_event *ev)
{
	bool is_alien = ev->kind == PL_INTAKE_TLS || ev->status == 0;

	c->is_over = true;
	if (!c->is_within)
		++*c->requests;
	observe_end(c, is_alien ? PL_CAPTURE_ALIEN : PL_CAPTURE_CUT, text_of(ev->run), ev->problem);
	if (ev->kind == PL_INTAKE_TLS)
		end_connection(c, PL_ENDING_CLOSE);
	else
		answer_error(c, ev->status ? ev->status : 400, ev->problem);
}

static void upgrade(struct pl_connection *c, const struct pl_intake_event *ev)
{
	c->is_over = true;
	end_connection(c, PL_ENDING_UPGRADE);
	pl_buf_add_str(&c->rest, text_of(ev->run));
}

/* False when no more can be taken in. */
static bool step(struct pl_connection *c, struct pl_run *in)
{
	struct pl_intake_event ev = pl_intake_next(&c->intake, in);

	switch (ev.kind) {
	case PL_INTAKE_MORE:
		return false;
	case PL_INTAKE_HEAD:
		take_head(c, text_of(ev.run));
		break;
	case PL_INTAKE_BODY:
		take_body(c, &ev);
		break;
	case PL_INTAKE_END:
		take_end(c);
		break;
	case PL_INTAKE_BAD:
	case PL_INTAKE_TLS:
		take_broken(c, &ev);
		break;
	case PL_INTAKE_HTTP2:
		upgrade(c, &ev);
		break;
	}
	return true;
}

static bool is_blocked(const struct pl_connection *c, size_t len)
{
	return c->awaits_answer || c->out.len > PL_LIMIT_CAPTURE_OUT ||
	       !c->observer.has_room(c->observer.ctx, pl_intake_held(&c->intake), len);
}

/* What comes behind the last message of a connection is of no interest. */
static void take(struct pl_connection *c, struct pl_run *in)
{
	while (!c->is_over && !is_blocked(c, in->len) && step(c, in))
		;
	if (c->is_over && c->ending != PL_ENDING_UPGRADE)
		pl_run_skip(in, in->len);
}

void pl_connection_receive(struct pl_connection *c, const void *bytes, size_t len)
{
	struct pl_run in = { bytes, len, 1, 0 };

	take(c, &in);
	pl_buf_add(&c->rest, in.ptr, in.len);
}

void pl_connection_resume(struct pl_connection *c)
{
	struct pl_buf waiting = c->rest;
	struct pl_run in = { (const unsigned char *)waiting.ptr, waiting.len, 1, 0 };

	if (c->is_over)
		return;
	pl_buf_init(&c->rest, HELD_MOST);
	take(c, &in);
	pl_buf_add(&c->rest, in.ptr, in.len);
	pl_buf_free(&waiting);
	if (c->has_ended && c->rest.len == 0)
		pl_connection_finish(c);
}

void pl_connection_sent(struct pl_connection *c, size_t len)
{
	memmove(c->out.ptr, c->out.ptr + len, c->out.len - len);
	c->out.len -= len;
}

bool pl_connection_wants(const struct pl_connection *c)
{
	return !c->has_ended && c->rest.len == 0 && !c->awaits_answer && c->out.len <= PL_LIMIT_CAPTURE_OUT;
}

void pl_connection_finish(struct pl_connection *c)
{
	struct pl_intake_event ev;

	c->has_ended = true;
	if (c->is_over || c->rest.len > 0 || is_blocked(c, 0))
		return;
	ev = pl_intake_finish(&c->intake);
	if (ev.kind == PL_INTAKE_BAD && is_left_off(c))
		observe_end(c, PL_CAPTURE_REFUSED, PL_STR(""), NULL);
	else if (ev.kind == PL_INTAKE_BAD)
		take_broken(c, &ev);
	c->is_over = true;
	if (c->ending == PL_ENDING_DRAIN)
		c->ending = PL_ENDING_LINGER;
	end_connection(c, PL_ENDING_LINGER);
}

void pl_connection_expire(struct pl_connection *c)
{
	bool is_begun = pl_intake_is_within(&c->intake);

	if (c->is_over)
		return;
	c->is_over = true;
	if (is_begun && !c->is_within)
		++*c->requests;
	if (is_begun && is_left_off(c))
		observe_end(c, PL_CAPTURE_REFUSED, PL_STR(""), NULL);
	else if (is_begun)
		observe_end(c, PL_CAPTURE_CUT, c->is_within ? PL_STR("") : pl_buf_str(&c->intake.held), "the client stopped sending");
	if (is_begun && !c->awaits_answer)
		answer_error(c, 408, "nothing came for too long, and the request is not whole");
	end_connection(c, PL_ENDING_LINGER);
}

void pl_connection_answering(struct pl_connection *c)
{
	c->is_answering = true;
}

void pl_connection_answered(struct pl_connection *c, bool keeps)
{
	c->awaits_answer = false;
	c->is_answered = true;
	c->is_refused |= c->is_within;
	if (!keeps || c->is_within || !c->asked.keeps_alive)
		end_connection(c, PL_ENDING_LINGER);
	if (c->ending != PL_ENDING_NOT_YET && !c->is_within)
		c->is_over = true;
}

void pl_connection_unanswered(struct pl_connection *c, const char *why)
{
	if (why)
		answer_error(c, 502, why);
	else
		end_connection(c, PL_ENDING_RESET);
	pl_connection_answered(c, false);
}

void pl_connection_close(struct pl_connection *c)
{
	if (c->is_within || (!c->is_over && pl_intake_is_within(&c->intake)))
		observe_end(c, is_left_off(c) ? PL_CAPTURE_REFUSED : PL_CAPTURE_CUT,
		            c->is_within ? PL_STR("") : pl_buf_str(&c->intake.held), "the client ended the connection");
	pl_intake_free(&c->intake);
	pl_buf_free(&c->out);
	pl_buf_free(&c->rest);
}
