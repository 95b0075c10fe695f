/* Urlencoded fields as they stream. An event that an oddity announces waits in `next`. */
#include "parse/form.h"

#include "base/bytes.h"
#include "base/scan.h"

enum class { PLAIN, PLUS, PERCENT, EQUALS, AMPERSAND, RAW, RESERVED, ZERO };

static enum class class_of(unsigned char c)
{
	switch (c) {
	case '+':
		return PLUS;
	case '%':
		return PERCENT;
	case '=':
		return EQUALS;
	case '&':
		return AMPERSAND;
	case '\0':
		return ZERO;
	case '"': case '<': case '>': case '\\': case '^': case '`': case '{': case '|': case '}':
		return RAW;
	case '@': case ':': case '/': case '?': case '[': case ']': case ',': case '!': case '$': case '\'': case '(':
	case ')': case ';': case '#':
		return RESERVED;
	default:
		return c <= ' ' || c >= 0x7F ? RAW : PLAIN;
	}
}

static struct pl_form_event data(struct pl_form *p, struct pl_run run, size_t source_len)
{
	p->has_field = true;
	return (struct pl_form_event){ .kind = p->in_value ? PL_FORM_VALUE : PL_FORM_NAME,
		                       .span = { run.origin, run.off, source_len },
		                       .run = run,
		                       .source_len = source_len };
}

/* One byte that stands for `at.len` bytes of the input. */
static struct pl_form_event byte_at(struct pl_form *p, unsigned char c, struct pl_span at)
{
	p->out[0] = c;
	return data(p, (struct pl_run){ p->out, 1, at.origin, at.off }, (size_t)at.len);
}

static struct pl_form_event odd(struct pl_form *p, enum pl_form_oddity oddity, struct pl_span at,
                                struct pl_form_event next)
{
	p->next = next;
	p->has_next = true;
	return (struct pl_form_event){ .kind = PL_FORM_ODDITY, .span = at, .oddity = oddity };
}

static struct pl_form_event broken_escape(struct pl_form *p)
{
	struct pl_run run = { p->out, p->held_len, p->held_at.origin, p->held_at.off };

	memcpy(p->out, p->held, p->held_len);
	p->held_at.len = p->held_len;
	p->held_len = 0;
	return odd(p, PL_FORM_BAD_PERCENT, p->held_at, data(p, run, run.len));
}

/* The next byte of an escape; false when there is no event yet. */
static bool escape_byte(struct pl_form *p, struct pl_run *in, struct pl_form_event *ev)
{
	int digit = pl_run_is_hole(in) ? -1 : pl_hex_value((char)*in->ptr);
	unsigned char c;

	if (digit < 0) {
		*ev = broken_escape(p);
		return true;
	}
	if (p->held_len == 1) {
		p->held[p->held_len++] = *in->ptr;
		pl_run_skip(in, 1);
		return false;
	}
	c = (unsigned char)(pl_hex_value((char)p->held[1]) << 4 | digit);
	p->held_len = 0;
	p->held_at.len = 3;
	pl_run_skip(in, 1);
	*ev = byte_at(p, c, p->held_at);
	if (c == 0)
		*ev = odd(p, PL_FORM_NUL, p->held_at, *ev);
	return true;
}

static size_t plain_text(const struct pl_run *in)
{
	size_t n = pl_scan_base64url(in->ptr, in->len);

	while (n < in->len && class_of(in->ptr[n]) == PLAIN)
		n++;
	return n;
}

static struct pl_form_event end_field(struct pl_form *p, struct pl_span at)
{
	struct pl_form_event ev = { .kind = PL_FORM_FIELD_END, .span = at, .has_equals = p->in_value };

	p->in_value = p->has_field = false;
	return ev;
}

/* A byte that is not plain is consumed; false when there is no event yet. */
static bool special_byte(struct pl_form *p, struct pl_run *in, struct pl_form_event *ev)
{
	unsigned char c = *in->ptr;
	enum class class = class_of(c);
	struct pl_span at = pl_run_span(in, 1);

	pl_run_skip(in, 1);
	switch (class) {
	case PLAIN:
		break;
	case PLUS:
		*ev = byte_at(p, ' ', at);
		return true;
	case PERCENT:
		p->held[0] = c;
		p->held_len = 1;
		p->held_at = at;
		return false;
	case EQUALS:
		if (!p->in_value) {
			p->in_value = p->has_field = true;
			return false;
		}
		break;
	case AMPERSAND:
		if (!p->has_field)
			return false;
		*ev = end_field(p, at);
		return true;
	case RAW:
	case RESERVED:
	case ZERO:
		*ev = odd(p, class == RAW ? PL_FORM_RAW_BYTE : class == ZERO ? PL_FORM_NUL : PL_FORM_RAW_RESERVED, at,
		          byte_at(p, c, at));
		return true;
	}
	*ev = byte_at(p, c, at);
	return true;
}

static bool step(struct pl_form *p, struct pl_run *in, struct pl_form_event *ev)
{
	size_t n;

	if (p->held_len > 0)
		return escape_byte(p, in, ev);
	n = pl_run_is_hole(in) ? in->len : plain_text(in);
	if (n == 0)
		return special_byte(p, in, ev);
	*ev = data(p, pl_run_take(in, n), n);
	return true;
}

struct pl_form_event pl_form_next(struct pl_form *p, struct pl_run *in)
{
	struct pl_form_event ev;

	if (p->has_next) {
		p->has_next = false;
		return p->next;
	}
	while (in->len > 0)
		if (step(p, in, &ev))
			return ev;
	return (struct pl_form_event){ .kind = PL_FORM_MORE };
}

struct pl_form_event pl_form_finish(struct pl_form *p)
{
	if (p->has_next) {
		p->has_next = false;
		return p->next;
	}
	if (p->held_len > 0)
		return broken_escape(p);
	if (p->has_field)
		return end_field(p, (struct pl_span){ 0 });
	return (struct pl_form_event){ .kind = PL_FORM_END };
}
