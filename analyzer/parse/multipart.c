/* Multipart as it streams. Every step looks at bytes that lie together: the caller's run, or, where a
 * delimiter or a header may be cut by a run's end, the window, which the undecided bytes are moved to and the
 * next ones are added to. */
#include "parse/multipart.h"

#include "parse/delimiter.h"
#include "parse/part_header.h"
#include "parse/window.h"

#define REFILL     512 /* bytes of the next run that are added to the window at once */
#define QUEUE      8
#define INDENT_MAX 16

enum state { IN_PREAMBLE, IN_HEAD, IN_DATA, IN_EPILOGUE, OVER };

/* Bytes that lie together. */
struct view {
	const unsigned char *p;
	size_t len;
	bool is_final;
};

struct pl_multipart {
	enum state state;
	struct pl_delimiter delimiter;
	bool at_line_start;                /* the next byte begins a line whose break before it is used up */
	bool is_indent;                    /* the line so far is blanks and quotes */
	bool is_first_line;                /* of the head */
	bool is_closed;                    /* the closing delimiter was seen */
	enum pl_multipart_line_end before; /* the line break before the line at_line_start speaks of */
	size_t head_bytes;
	struct pl_multipart_event queue[QUEUE];
	size_t queue_at, queue_len;
	struct pl_run direct; /* the view's first byte, when it is in the caller's run */
	bool in_window;
	struct pl_window window;
	char unfolded[PL_LIMIT_PART_HEAD];
};

size_t pl_multipart_size(void)
{
	return sizeof(struct pl_multipart);
}

struct pl_multipart *pl_multipart_start(void *memory, struct pl_str boundary)
{
	struct pl_multipart *p = memory;

	pl_delimiter_set(&p->delimiter, boundary);
	p->at_line_start = p->is_indent = true;
	return p;
}

/* Bytes [at, at+len) of the view, as far as they stand together. */
static struct pl_run run_at(const struct pl_multipart *p, size_t at, size_t len)
{
	struct pl_run run = p->direct;

	if (p->in_window)
		return pl_window_run(&p->window, at, len);
	pl_run_skip(&run, at);
	run.len = len;
	return run;
}

static struct pl_span span_at(const struct pl_multipart *p, size_t at, size_t len)
{
	struct pl_run run = run_at(p, at, len);

	return pl_run_span(&run, len);
}

static struct pl_multipart_event *push(struct pl_multipart *p, enum pl_multipart_kind kind)
{
	struct pl_multipart_event *ev = &p->queue[p->queue_len++];

	*ev = (struct pl_multipart_event){ .kind = kind };
	return ev;
}

static void odd(struct pl_multipart *p, enum pl_multipart_oddity oddity, struct pl_span at)
{
	struct pl_multipart_event *ev = push(p, PL_MULTIPART_ODDITY);

	ev->oddity = oddity;
	ev->span = at;
}

/* After these bytes, does the line hold nothing but blanks and quotes? */
static bool is_indent_after(const struct pl_multipart *p, const unsigned char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && n <= INDENT_MAX && bytes[len - 1 - n] && strchr(" \t\"'", bytes[len - 1 - n]))
		n++;
	if (n > INDENT_MAX)
		return false;
	return n < len ? bytes[len - 1 - n] == '\n' : p->is_indent;
}

/* Content of the current state; returns how many of the bytes it took (they may stand in two places). */
static size_t content(struct pl_multipart *p, const struct view *v, size_t len)
{
	struct pl_run run = run_at(p, 0, len);
	struct pl_multipart_event *ev;

	p->is_indent = is_indent_after(p, v->p, run.len);
	p->at_line_start = false;
	ev = push(p, p->state == IN_PREAMBLE ? PL_MULTIPART_PREAMBLE
	             : p->state == IN_DATA   ? PL_MULTIPART_DATA
	                                     : PL_MULTIPART_EPILOGUE);
	ev->run = run;
	ev->span = pl_run_span(&run, run.len);
	return run.len;
}

/* The delimiter line at `at`, behind its line break. Returns the bytes used. */
static size_t delimiter(struct pl_multipart *p, size_t at, const struct pl_delimiter_line *line,
                        enum pl_multipart_line_end before)
{
	struct pl_multipart_event *ev;

	if (p->state == IN_DATA || p->state == IN_HEAD)
		push(p, PL_MULTIPART_PART_END);
	if (line->blanks > 0)
		odd(p, PL_MULTIPART_DELIMITER_SPACES, span_at(p, at, line->text_len + line->blanks));
	ev = push(p, PL_MULTIPART_DELIMITER);
	ev->span = span_at(p, at, line->text_len);
	ev->is_close = line->is_close;
	ev->before = before;
	ev->line_end = line->end;
	p->state = line->is_close ? IN_EPILOGUE : IN_HEAD;
	p->is_closed |= line->is_close;
	p->at_line_start = p->is_indent = p->is_first_line = true;
	p->head_bytes = 0;
	p->before = line->end;
	return at + line->len;
}

/* A line that begins with -- and is content. */
static void other_line(struct pl_multipart *p, const struct view *v, size_t at,
                       const struct pl_delimiter_line *line)
{
	size_t known = v->len - at < p->delimiter.len ? v->len - at : p->delimiter.len;

	if (line->kind == PL_DELIMITER_JUNK)
		odd(p, PL_MULTIPART_DELIMITER_JUNK, span_at(p, at, line->text_len));
	else if (p->state == IN_DATA)
		odd(p, PL_MULTIPART_DASH_LINE, span_at(p, at, known < 2 ? known : 2));
}

/* The line at `at`, which begins with "--" or with what may become that; the bytes before it are its line
 * break. Returns the bytes used, 0 when more are needed. */
static size_t candidate(struct pl_multipart *p, const struct view *v, size_t at,
                        enum pl_multipart_line_end before)
{
	struct pl_delimiter_line line =
	    pl_delimiter_judge(&p->delimiter, v->p + at, v->len - at, v->is_final);

	if (line.kind == PL_DELIMITER_UNSURE)
		return 0;
	if (line.kind == PL_DELIMITER_FOUND && p->state != IN_EPILOGUE)
		return delimiter(p, at, &line, before);
	if (line.kind == PL_DELIMITER_FOUND)
		odd(p, line.is_close ? PL_MULTIPART_SECOND_CLOSE : PL_MULTIPART_PART_AFTER_CLOSE,
		    span_at(p, at, line.text_len));
	else
		other_line(p, v, at, &line);
	return content(p, v, at + 2 < v->len ? at + 2 : v->len);
}

/* "--" in the middle of a line: is it --boundary? Returns the bytes used, 0 when more are needed, `v->len` +
 * 1 when it is nothing. */
static size_t midline(struct pl_multipart *p, const struct view *v, size_t at)
{
	size_t known = v->len - at < p->delimiter.len ? v->len - at : p->delimiter.len;

	if (p->delimiter.len == 2 || memcmp(v->p + at, p->delimiter.text, known) != 0 ||
	    (v->is_final && known < p->delimiter.len))
		return v->len + 1;
	if (at > 0)
		return content(p, v, at);
	if (known < p->delimiter.len)
		return 0;
	if (p->state != IN_EPILOGUE)
		odd(p, p->is_indent ? PL_MULTIPART_DELIMITER_INDENTED : PL_MULTIPART_DELIMITER_MIDLINE,
		    span_at(p, 0, p->delimiter.len));
	return content(p, v, 2);
}

/* A step through preamble, content of a part, or epilogue. */
static size_t body_step(struct pl_multipart *p, const struct view *v)
{
	size_t at = 0, keep;

	if (p->at_line_start && v->p[0] == '-' && (v->len > 1 ? v->p[1] == '-' : !v->is_final))
		return v->len > 1 ? candidate(p, v, 0, p->before) : 0;
	while ((at = pl_delimiter_find_dashes(v->p, at, v->len)) < v->len) {
		size_t gap = pl_delimiter_break_before(v->p, at), used;

		if (gap > 0 && gap < at)
			return content(p, v, at - gap);
		if (gap > 0)
			return candidate(p, v, at, gap == 2 ? PL_LINE_CRLF : PL_LINE_LF);
		used = midline(p, v, at);
		if (used <= v->len)
			return used;
		at++;
	}
	keep = (v->is_final ? 0 : pl_delimiter_undecided(v->p, v->len));
	return keep < v->len ? content(p, v, v->len - keep) : 0;
}

/* What follows is content, whatever it is. */
static size_t end_head(struct pl_multipart *p, size_t used)
{
	struct pl_multipart_event *ev = push(p, PL_MULTIPART_HEAD_END);

	p->head_bytes += used;
	ev->head_bytes = p->head_bytes;
	p->state = IN_DATA;
	p->at_line_start = p->is_indent = true;
	return used;
}

static void header_oddities(struct pl_multipart *p, const struct pl_part_header *h, struct pl_span at)
{
	const struct {
		bool is_set;
		enum pl_multipart_oddity oddity;
	} oddities[] = {
		{ h->is_folded, PL_MULTIPART_HEADER_FOLD },
		{ !h->has_colon, PL_MULTIPART_HEADER_NO_COLON },
		{ h->has_colon && h->has_bad_name, PL_MULTIPART_HEADER_NAME },
		{ h->has_nul, PL_MULTIPART_HEADER_NUL },
		{ h->has_bare_cr, PL_MULTIPART_HEADER_BARE_CR },
		{ h->has_lf, PL_MULTIPART_HEADER_LF },
	};

	for (size_t i = 0; i < sizeof(oddities) / sizeof(oddities[0]); i++)
		if (oddities[i].is_set)
			odd(p, oddities[i].oddity, at);
}

static size_t header(struct pl_multipart *p, const struct view *v, const struct pl_part_header *h)
{
	struct pl_multipart_event *ev;

	header_oddities(p, h, span_at(p, 0, h->text_len));
	p->is_first_line = false;
	p->head_bytes += h->len;
	if (!h->has_colon)
		return h->len;
	ev = push(p, PL_MULTIPART_HEADER);
	ev->span = span_at(p, 0, h->text_len);
	ev->name = (struct pl_str){ (const char *)v->p, h->name_len };
	ev->name_at = span_at(p, 0, h->name_len);
	ev->value = h->value;
	ev->value_at = span_at(p, h->value_at, h->value_len);
	return h->len;
}

/* A step through a part's head. */
static size_t head_step(struct pl_multipart *p, const struct view *v)
{
	struct pl_delimiter_line line = pl_delimiter_judge(&p->delimiter, v->p, v->len, v->is_final);
	struct pl_part_header h;

	if (line.kind == PL_DELIMITER_UNSURE)
		return 0;
	if (line.kind == PL_DELIMITER_FOUND) {
		odd(p, PL_MULTIPART_HEAD_NOT_ENDED, span_at(p, 0, line.text_len));
		return delimiter(p, 0, &line, p->before);
	}
	pl_part_header_take(&h, v->p, v->len, v->is_final, p->unfolded);
	if (p->head_bytes + (h.len ? h.len : v->len) > PL_LIMIT_PART_HEAD) {
		odd(p, PL_MULTIPART_HEAD_TOO_LONG, span_at(p, 0, 1));
		return end_head(p, 0);
	}
	if (h.len == 0)
		return 0;
	p->before = h.has_lf ? PL_LINE_LF : PL_LINE_CRLF;
	if (h.is_empty && h.has_lf)
		odd(p, PL_MULTIPART_HEADER_LF, span_at(p, 0, 1));
	if (h.is_empty)
		return end_head(p, h.len);
	if (p->is_first_line && (!h.has_colon || h.has_bad_name)) {
		odd(p, PL_MULTIPART_HEAD_MISSING, span_at(p, 0, h.text_len));
		return end_head(p, 0);
	}
	return header(p, v, &h);
}

static size_t step(struct pl_multipart *p, const struct view *v)
{
	return p->state == IN_HEAD ? head_step(p, v) : body_step(p, v);
}

/* A step through the window. False when it needs more bytes. */
static bool window_step(struct pl_multipart *p, bool is_final)
{
	struct view v = { p->window.bytes + p->window.at, p->window.len - p->window.at, is_final };
	size_t used;

	p->in_window = true;
	used = step(p, &v);
	pl_window_drop(&p->window, used);
	return used > 0 || p->queue_len > 0;
}

/* A step through the caller's run; what it cannot decide goes to the window. */
static void direct_step(struct pl_multipart *p, struct pl_run *in)
{
	struct view v = { in->ptr, in->len, false };
	size_t used;

	p->in_window = false;
	p->direct = *in;
	used = step(p, &v);
	pl_run_skip(in, used);
	if (used == 0 && p->queue_len == 0)
		pl_window_add(&p->window, in, in->len);
}

/* A part of the body that was not read: what stood before it is decided without it, and a part's head ends.
 */
static void hole_step(struct pl_multipart *p, struct pl_run *in)
{
	if (p->state == IN_HEAD) {
		end_head(p, 0);
		return;
	}
	p->in_window = false;
	p->direct = *in;
	pl_run_skip(in, in->len);
	p->is_indent = p->at_line_start = false;
	push(p, p->state == IN_PREAMBLE ? PL_MULTIPART_PREAMBLE
	        : p->state == IN_DATA   ? PL_MULTIPART_DATA
	                                : PL_MULTIPART_EPILOGUE)
	    ->run = p->direct;
}

static bool take_queued(struct pl_multipart *p, struct pl_multipart_event *ev)
{
	if (p->queue_at == p->queue_len) {
		p->queue_at = p->queue_len = 0;
		return false;
	}
	*ev = p->queue[p->queue_at++];
	return true;
}

struct pl_multipart_event pl_multipart_next(struct pl_multipart *p, struct pl_run *in)
{
	struct pl_multipart_event ev = { .kind = PL_MULTIPART_MORE };

	while (!take_queued(p, &ev)) {
		if (in->len == 0 || p->state == OVER)
			return (struct pl_multipart_event){ .kind = PL_MULTIPART_MORE };
		if (p->window.len == 0 && pl_run_is_hole(in))
			hole_step(p, in);
		else if (p->window.len == 0)
			direct_step(p, in);
		else if (!window_step(p, pl_run_is_hole(in)))
			pl_window_add(&p->window, in, REFILL);
	}
	return ev;
}

struct pl_multipart_event pl_multipart_finish(struct pl_multipart *p)
{
	struct pl_multipart_event ev = { .kind = PL_MULTIPART_END };

	while (!take_queued(p, &ev)) {
		if (p->state != OVER && p->window.len > 0) {
			window_step(p, true);
			continue;
		}
		if (p->state == IN_HEAD)
			odd(p, PL_MULTIPART_HEAD_NOT_ENDED, (struct pl_span){ 0 });
		if (p->state == IN_HEAD || p->state == IN_DATA)
			push(p, PL_MULTIPART_PART_END);
		p->state = OVER;
		if (p->queue_len == 0)
			return (struct pl_multipart_event){ .kind = PL_MULTIPART_END,
				                            .is_close = p->is_closed };
	}
	return ev;
}
