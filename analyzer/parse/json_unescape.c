/* The inside of a string as bytes, many escapes at a time. What is no plain escape is left to pl_json_next. */
#include "parse/json_parser.h"

#include "parse/json_lanes.h"

void pl_json_enter_string(struct pl_json *p)
{
	memset(p, 0, sizeof(*p));
	p->lex = PL_LEX_STRING;
	p->quote = '"';
	p->utf8_is_judged = true;
}

static inline bool is_text(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* Copies text, to nowhere when `out` is NULL; how many bytes. */
static inline size_t copy_text(const unsigned char *at, const unsigned char *end, unsigned char *out, size_t room)
{
	size_t len = (size_t)(end - at) < room ? (size_t)(end - at) : room, n = 0;

	for (; len - n >= PL_JSON_LANES; n += PL_JSON_LANES) {
		unsigned specials = pl_json_specials(at + n);

		if (out)
			memcpy(out + n, at + n, PL_JSON_LANES);
		if (specials)
			return n + (size_t)__builtin_ctz(specials);
	}
	for (; n < len && is_text(at[n]); n++)
		if (out)
			out[n] = at[n];
	return n;
}

const unsigned char pl_json_meaning[256] = { ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
	                                     ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t' };

static inline size_t unescape(const unsigned char **from, const unsigned char *end, unsigned char *out, size_t room)
{
	const unsigned char *at = *from;
	size_t n = 0;

	while (n < room) {
		size_t text = copy_text(at, end, out ? out + n : NULL, room - n);

		at += text;
		n += text;
		if (n == room || end - at < 2 || *at != '\\' || !pl_json_meaning[at[1]])
			break;
		if (out)
			out[n] = pl_json_meaning[at[1]];
		n++;
		at += 2;
	}
	*from = at;
	return n;
}

bool pl_json_is_in_text(const struct pl_json *p)
{
	return p->lex == PL_LEX_STRING && p->quote == '"' && p->high == 0 && p->queue_at == p->queue_len;
}

size_t pl_json_unescape(struct pl_json *p, struct pl_run *in, unsigned char *out, size_t room)
{
	const unsigned char *at = in->ptr;
	size_t n;

	if (!pl_json_is_in_text(p) || !p->utf8_is_judged || in->len == 0 || at == NULL)
		return 0;
	n = out ? unescape(&at, in->ptr + in->len, out, room) : unescape(&at, in->ptr + in->len, NULL, room);
	pl_run_skip(in, (size_t)(at - in->ptr));
	return n;
}
