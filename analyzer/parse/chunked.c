/* Transfer-Encoding: chunked as it streams. Each state says what the next byte is taken for. */
#include "parse/chunked.h"

#include "base/bytes.h"

enum state {
	AT_SIZE,             /* before or inside the digits */
	AFTER_SIZE,          /* blanks after the digits; then ; or the line end */
	IN_EXTENSION,        /* up to the line end */
	IN_QUOTES,           /* a quoted extension value, where ; and blanks are text */
	AT_QUOTED_PAIR,      /* the byte after a backslash in quotes */
	EXPECT_SIZE_LF,      /* the line feed that ends the size line */
	SIZE_LINE_ENDED,     /* report it */
	IN_DATA,
	EXPECT_DATA_CR,
	EXPECT_DATA_LF,
	AT_TRAILER_LINE,     /* the first byte of a trailer line or of the empty line */
	EXPECT_END_LF,       /* the line feed of the empty line */
	IN_TRAILER_LINE,
	BROKEN,
	OVER,
};

static struct pl_chunked_event bad(struct pl_chunked *p, enum pl_chunked_fault fault, struct pl_span at, const char *problem)
{
	p->state = BROKEN;
	p->fault = fault;
	p->problem = problem;
	p->line = at;
	return (struct pl_chunked_event){ .kind = PL_CHUNKED_BAD, .fault = fault, .span = at, .problem = problem };
}

static struct pl_chunked_event odd(enum pl_chunked_oddity oddity, struct pl_run *in)
{
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_ODDITY, .oddity = oddity, .span = pl_run_span(in, 1) };

	pl_run_skip(in, 1);
	return ev;
}

static struct pl_chunked_event more(void)
{
	return (struct pl_chunked_event){ .kind = PL_CHUNKED_MORE };
}

static const char *size_problem(const struct pl_chunked *p, unsigned char c)
{
	if (p->digits == 0)
		return c == '-' || c == '+'                  ? "the chunk size has a sign"
		       : c == '\r' || c == '\n' || c == ';' ? "the chunk size is missing"
		                                            : "the chunk size is not a hexadecimal number";
	if (p->digits == 1 && p->size == 0 && (c == 'x' || c == 'X'))
		return "the chunk size begins with 0x";
	return c == '_' ? "the chunk size has an underscore" : "the chunk size is not a hexadecimal number";
}

/* One byte where a size is due. MORE means that it was taken. */
static struct pl_chunked_event size_byte(struct pl_chunked *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;
	int digit = pl_hex_value((char)c);

	if (digit >= 0) {
		pl_span_cover(&p->line, in, 1);
		if (p->size >> 60)
			return bad(p, PL_CHUNKED_FAULT_SIZE, p->line, "the chunk size is above 2^64-1");
		p->size = p->size << 4 | (unsigned)digit;
		pl_run_skip(in, 1);
		return ++p->digits == 17 ? (struct pl_chunked_event){ .kind = PL_CHUNKED_ODDITY,
			                                              .oddity = PL_CHUNKED_SIZE_LEADING_ZEROS,
			                                              .span = p->line }
		                         : more();
	}
	if (pl_is_blank((char)c)) {
		if (p->digits > 0)
			p->state = AFTER_SIZE;
		return odd(PL_CHUNKED_SPACE_AROUND_SIZE, in);
	}
	if (p->digits == 0 || (c != '\r' && c != '\n' && c != ';'))
		return bad(p, PL_CHUNKED_FAULT_SIZE, pl_run_span(in, 1), size_problem(p, c));
	p->state = AFTER_SIZE;
	return more();
}

/* What a byte of an extension may be, by what stood before it: RFC 9112 section 7.1.1. */
enum extension { NAME_DUE, IN_NAME, VALUE_DUE, IN_VALUE, VALUE_QUOTED, MALFORMED };

static void judge_extension(struct pl_chunked *p, char c)
{
	switch ((enum extension)p->extension_state) {
	case NAME_DUE:
	case IN_NAME:
		if (pl_is_tchar(c))
			p->extension_state = IN_NAME;
		else if (c == '=' && p->extension_state == IN_NAME)
			p->extension_state = VALUE_DUE;
		else if (c == ';' && p->extension_state == IN_NAME)
			p->extension_state = NAME_DUE;
		else if (!pl_is_blank(c))
			p->extension_state = MALFORMED;
		break;
	case VALUE_DUE:
	case IN_VALUE:
	case VALUE_QUOTED:
		if (c == '"' && p->extension_state == VALUE_DUE)
			p->extension_state = VALUE_QUOTED;
		else if (c == ';' && p->extension_state != VALUE_DUE)
			p->extension_state = NAME_DUE;
		else if (pl_is_tchar(c) && p->extension_state != VALUE_QUOTED)
			p->extension_state = IN_VALUE;
		else if (!pl_is_blank(c))
			p->extension_state = MALFORMED;
		break;
	case MALFORMED:
		break;
	}
}

static bool in_extension(const struct pl_chunked *p)
{
	return p->state == IN_EXTENSION || p->state == IN_QUOTES || p->state == AT_QUOTED_PAIR;
}

/* The stretch of extension text up to a line end. */
static struct pl_chunked_event extension_text(struct pl_chunked *p, struct pl_run *in)
{
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_EXTENSION };
	size_t n = 0;

	for (; n < in->len && in->ptr[n] != '\r' && in->ptr[n] != '\n'; n++) {
		char c = (char)in->ptr[n];

		if (p->state == AT_QUOTED_PAIR)
			p->state = IN_QUOTES;
		else if (p->state == IN_QUOTES)
			p->state = c == '\\' ? AT_QUOTED_PAIR : c == '"' ? IN_EXTENSION : IN_QUOTES;
		else {
			judge_extension(p, c);
			if (c == '"' && p->extension_state == VALUE_QUOTED)
				p->state = IN_QUOTES;
		}
	}
	ev.run = pl_run_take(in, n);
	ev.span = pl_run_span(&ev.run, n);
	return ev;
}

static struct pl_chunked_event extension_end(struct pl_chunked *p, struct pl_run *in)
{
	bool is_malformed = p->state != IN_EXTENSION || p->extension_state == MALFORMED || p->extension_state == NAME_DUE ||
	                    p->extension_state == VALUE_DUE;

	p->state = EXPECT_SIZE_LF;
	if (is_malformed)
		return (struct pl_chunked_event){ .kind = PL_CHUNKED_ODDITY,
			                          .oddity = PL_CHUNKED_EXTENSION_MALFORMED,
			                          .span = pl_run_span(in, 1) };
	return more();
}

static struct pl_chunked_event size_line(struct pl_chunked *p)
{
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_SIZE, .size = p->size, .span = p->line };

	p->state = p->size ? IN_DATA : AT_TRAILER_LINE;
	p->left = p->size;
	p->size = 0;
	p->digits = 0;
	p->line = (struct pl_span){ 0 };
	return ev;
}

static struct pl_chunked_event data(struct pl_chunked *p, struct pl_run *in)
{
	size_t n = in->len < p->left ? in->len : (size_t)p->left;
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_DATA, .run = pl_run_take(in, n) };

	ev.span = pl_run_span(&ev.run, n);
	p->left -= n;
	if (p->left == 0)
		p->state = EXPECT_DATA_CR;
	return ev;
}

/* The bytes after a size, up to and with the line feed. MORE means that one was taken or the state changed. */
static struct pl_chunked_event size_line_byte(struct pl_chunked *p, struct pl_run *in)
{
	char c = (char)*in->ptr;

	if (in_extension(p))
		return c == '\r' || c == '\n' ? extension_end(p, in) : extension_text(p, in);
	if (p->state == AFTER_SIZE) {
		if (pl_is_blank(c))
			return odd(PL_CHUNKED_SPACE_AROUND_SIZE, in);
		if (c != '\r' && c != '\n' && c != ';')
			return bad(p, PL_CHUNKED_FAULT_SIZE, pl_run_span(in, 1), "other text follows the chunk size");
		p->state = c == ';' ? IN_EXTENSION : EXPECT_SIZE_LF;
		p->extension_state = NAME_DUE;
		if (c == ';')
			pl_run_skip(in, 1);
		return more();
	}
	/* EXPECT_SIZE_LF, with or without its CR: p->left, idle here, remembers the CR. */
	if (c == '\r' && p->left == 0) {
		p->left = 1;
		pl_run_skip(in, 1);
		return more();
	}
	if (c != '\n')
		return bad(p, PL_CHUNKED_FAULT_TERMINATOR, pl_run_span(in, 1), "a line feed is missing after the size line's CR");
	p->state = SIZE_LINE_ENDED;
	if (p->left == 0)
		return odd(PL_CHUNKED_BARE_LF, in);
	pl_run_skip(in, 1);
	return more();
}

static struct pl_chunked_event data_end_byte(struct pl_chunked *p, struct pl_run *in)
{
	char c = (char)*in->ptr;

	if (p->state == EXPECT_DATA_CR && c == '\r') {
		p->state = EXPECT_DATA_LF;
		pl_run_skip(in, 1);
		return more();
	}
	if (c != '\n')
		return bad(p, PL_CHUNKED_FAULT_TERMINATOR, pl_run_span(in, 1),
		           p->state == EXPECT_DATA_CR ? "the chunk's data is longer than its size, or its CRLF is missing"
		                                      : "a line feed is missing after the chunk's CR");
	if (p->state == EXPECT_DATA_CR) {
		p->state = AT_SIZE;
		return odd(PL_CHUNKED_BARE_LF, in);
	}
	p->state = AT_SIZE;
	pl_run_skip(in, 1);
	return more();
}

/* A whole trailer line, or what of it is in the run; the empty line ends the body. */
static struct pl_chunked_event trailer_byte(struct pl_chunked *p, struct pl_run *in)
{
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_TRAILER };
	char c = (char)*in->ptr;
	const unsigned char *lf;
	size_t n;

	if (p->state == EXPECT_END_LF || (p->state == AT_TRAILER_LINE && (c == '\r' || c == '\n'))) {
		if (p->state == AT_TRAILER_LINE && c == '\r') {
			p->state = EXPECT_END_LF;
			pl_run_skip(in, 1);
			return more();
		}
		if (c != '\n')
			return bad(p, PL_CHUNKED_FAULT_TERMINATOR, pl_run_span(in, 1),
			           "a line feed is missing in the empty line that ends the trailers");
		if (p->state == AT_TRAILER_LINE) {
			p->state = OVER;
			return odd(PL_CHUNKED_BARE_LF, in);
		}
		p->state = OVER;
		pl_run_skip(in, 1);
		return more();
	}
	lf = memchr(in->ptr, '\n', in->len);
	n = lf ? (size_t)(lf - in->ptr) + 1 : in->len;
	p->state = lf ? AT_TRAILER_LINE : IN_TRAILER_LINE;
	ev.run = pl_run_take(in, n);
	ev.span = pl_run_span(&ev.run, n);
	return ev;
}

static struct pl_chunked_event step(struct pl_chunked *p, struct pl_run *in)
{
	switch ((enum state)p->state) {
	case AT_SIZE:
		p->left = 0;
		return size_byte(p, in);
	case AFTER_SIZE:
	case IN_EXTENSION:
	case IN_QUOTES:
	case AT_QUOTED_PAIR:
	case EXPECT_SIZE_LF:
		return size_line_byte(p, in);
	case IN_DATA:
		return data(p, in);
	case EXPECT_DATA_CR:
	case EXPECT_DATA_LF:
		return data_end_byte(p, in);
	case AT_TRAILER_LINE:
	case IN_TRAILER_LINE:
	case EXPECT_END_LF:
		return trailer_byte(p, in);
	case SIZE_LINE_ENDED:
	case BROKEN:
	case OVER:
		break;
	}
	return more();
}

/* A hole where framing is due cannot be followed. */
static bool is_blind(const struct pl_chunked *p, const struct pl_run *in)
{
	return pl_run_is_hole(in) && p->state != IN_DATA;
}

/* What nearly every chunk begins with, when all of it is here: the CRLF of the chunk before, at most 16 digits and a CRLF.
 * Nothing is taken when anything else stands there. */
static bool take_size_line(struct pl_chunked *p, struct pl_run *in)
{
	size_t begin = p->state == EXPECT_DATA_CR ? 2 : 0, at = begin;
	uint64_t size = 0;
	int digit;

	if ((p->state != EXPECT_DATA_CR && p->state != AT_SIZE) || p->digits > 0 || in->len < begin + 3 || in->ptr == NULL ||
	    (begin > 0 && memcmp(in->ptr, "\r\n", 2) != 0))
		return false;
	for (; in->len - at > 2 && at < begin + 16 && (digit = pl_hex_value((char)in->ptr[at])) >= 0; at++)
		size = size << 4 | (unsigned)digit;
	if (at == begin || memcmp(in->ptr + at, "\r\n", 2) != 0)
		return false;
	p->size = size;
	pl_run_skip(in, begin);
	p->line = pl_run_span(in, at - begin);
	pl_run_skip(in, at - begin + 2);
	return true;
}

struct pl_chunked_event pl_chunked_next(struct pl_chunked *p, struct pl_run *in)
{
	struct pl_chunked_event ev = { .kind = PL_CHUNKED_MORE };

	if (p->state == IN_DATA && in->len > 0)
		return data(p, in);
	while (ev.kind == PL_CHUNKED_MORE) {
		if (take_size_line(p, in) || p->state == SIZE_LINE_ENDED)
			return size_line(p);
		if (p->state == OVER)
			return (struct pl_chunked_event){ .kind = PL_CHUNKED_END };
		if (p->state == BROKEN)
			return bad(p, p->fault, p->line, p->problem);
		if (in->len == 0)
			return more();
		if (is_blind(p, in))
			return bad(p, PL_CHUNKED_FAULT_CUT, pl_run_span(in, 0), "the framing was not read");
		ev = step(p, in);
	}
	return ev;
}

struct pl_chunked_event pl_chunked_finish(struct pl_chunked *p)
{
	struct pl_run none = { 0 };

	if (p->state == OVER || p->state == BROKEN || p->state == SIZE_LINE_ENDED)
		return pl_chunked_next(p, &none);
	return bad(p, PL_CHUNKED_FAULT_CUT, p->line,
	           p->state == IN_DATA           ? "the input ends inside a chunk"
	           : p->state == AT_SIZE         ? "the last chunk is missing"
	           : p->state == AT_TRAILER_LINE ? "the empty line after the last chunk is missing"
	                                         : "the input ends inside the chunked framing");
}
