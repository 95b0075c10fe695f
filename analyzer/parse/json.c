/* JSON as it streams: what stands between strings, numbers and words. */
#include "parse/json_parser.h"

void pl_json_bad(struct pl_json *p, struct pl_span span, const char *problem)
{
	p->lex = PL_LEX_BROKEN;
	p->problem = problem;
	p->token = span;
	pl_json_push(p, PL_JSON_BAD, span)->problem = problem;
}

/* A value or key begins at `span`; false when the grammar waits for something else. */
static bool may_begin(struct pl_json *p, struct pl_span span, bool is_scalar)
{
	switch ((enum pl_json_expect)p->expect) {
	case PL_EXPECT_VALUE:
	case PL_EXPECT_VALUE_OR_END:
	case PL_EXPECT_ELEMENT:
	case PL_EXPECT_MEMBER_VALUE:
		return true;
	case PL_EXPECT_KEY:
	case PL_EXPECT_KEY_OR_END:
		if (!is_scalar)
			pl_json_bad(p, span, "a key is missing");
		return is_scalar;
	case PL_EXPECT_COLON:
		pl_json_bad(p, span, "a colon is missing after the key");
		return false;
	case PL_EXPECT_COMMA_OR_END:
		pl_json_bad(p, span, pl_json_in_object(p) ? "a comma or } is missing" : "a comma or ] is missing");
		return false;
	case PL_EXPECT_NOTHING:
		pl_json_odd(p, PL_JSON_SECOND_VALUE, span);
		return true;
	}
	return false;
}

static void open_container(struct pl_json *p, struct pl_span at, bool is_object)
{
	unsigned char bit = (unsigned char)(1u << (p->depth % 8));

	if (!may_begin(p, at, false))
		return;
	if (p->depth == PL_LIMIT_JSON_DEPTH) {
		pl_json_odd(p, PL_JSON_TOO_DEEP, at);
		pl_json_bad(p, at, "the nesting is deeper than 4,096 levels, where plimsoll stops");
		return;
	}
	p->is_object[p->depth / 8] = (unsigned char)(is_object ? p->is_object[p->depth / 8] | bit
	                                                       : p->is_object[p->depth / 8] & ~bit);
	p->depth++;
	p->expect = is_object ? PL_EXPECT_KEY_OR_END : PL_EXPECT_VALUE_OR_END;
	pl_json_push(p, is_object ? PL_JSON_OBJECT_BEGIN : PL_JSON_ARRAY_BEGIN, at);
}

static void close_container(struct pl_json *p, struct pl_span at, bool is_object)
{
	if (p->depth == 0 || pl_json_in_object(p) != is_object) {
		pl_json_bad(p, at, is_object ? "a } closes nothing" : "a ] closes nothing");
		return;
	}
	if (p->expect == PL_EXPECT_ELEMENT || p->expect == PL_EXPECT_KEY)
		pl_json_odd(p, PL_JSON_TRAILING_COMMA, p->comma);
	else if (p->expect == PL_EXPECT_COLON || p->expect == PL_EXPECT_MEMBER_VALUE) {
		pl_json_bad(p, at, "the key has no value");
		return;
	}
	p->depth--;
	pl_json_push(p, is_object ? PL_JSON_OBJECT_END : PL_JSON_ARRAY_END, at);
	pl_json_after_value(p);
}

static void comma(struct pl_json *p, struct pl_span at)
{
	if (p->expect != PL_EXPECT_COMMA_OR_END) {
		pl_json_bad(p, at, p->depth == 0 ? "a comma stands outside of any object or array"
		                                 : "a value is missing before the comma");
		return;
	}
	p->comma = at;
	p->expect = pl_json_in_object(p) ? PL_EXPECT_KEY : PL_EXPECT_ELEMENT;
}

static void skip_space(struct pl_json *p, struct pl_run *in)
{
	size_t n = 0;

	while (n < in->len && (in->ptr[n] == ' ' || in->ptr[n] == '\t' || in->ptr[n] == '\n' || in->ptr[n] == '\r'))
		n++;
	p->space += n;
	pl_run_skip(in, n);
}

static void slash(struct pl_json *p, struct pl_span at)
{
	p->lex = PL_LEX_SLASH;
	p->token = at;
}

static void hash(struct pl_json *p, struct pl_span at)
{
	p->lex = PL_LEX_LINE_COMMENT;
	pl_json_odd(p, PL_JSON_COMMENT, at);
}

static void colon(struct pl_json *p, struct pl_span at)
{
	if (p->expect != PL_EXPECT_COLON)
		pl_json_bad(p, at, "a colon stands where none is due");
	else
		p->expect = PL_EXPECT_MEMBER_VALUE;
}

/* A byte that begins a string, a number, a word or a byte order mark; only the first and the last take it. */
static void begin_scalar(struct pl_json *p, struct pl_run *in)
{
	struct pl_span at = pl_run_span(in, 1);

	if (*in->ptr == 0xEF && !p->is_started) {
		p->lex = PL_LEX_BOM;
		p->token = at;
		p->digits = 1;
		pl_run_skip(in, 1);
	} else if (may_begin(p, at, true)) {
		if (*in->ptr == '"' || *in->ptr == '\'')
			pl_json_begin_string(p, in);
		else
			pl_json_begin_token(p);
	}
}

/* A byte between tokens, which is consumed but for the first of a token. */
static void between(struct pl_json *p, struct pl_run *in)
{
	struct pl_span at = pl_run_span(in, 1);
	unsigned char c = *in->ptr;

	switch (c) {
	case ' ': case '\t': case '\n': case '\r':
		p->is_started = true;
		skip_space(p, in);
		return;
	case '\f': case '\v':
		pl_json_odd(p, PL_JSON_EXOTIC_SPACE, at);
		break;
	case '{': case '[':
		open_container(p, at, c == '{');
		break;
	case '}': case ']':
		close_container(p, at, c == '}');
		break;
	case ',':
		comma(p, at);
		break;
	case ':':
		colon(p, at);
		break;
	case '/':
		slash(p, at);
		break;
	case '#':
		hash(p, at);
		break;
	default:
		begin_scalar(p, in);
		p->is_started = true;
		return;
	}
	p->is_started = true;
	pl_run_skip(in, 1);
}

static void comment_byte(struct pl_json *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;

	if (p->lex == PL_LEX_SLASH) {
		if (c != '/' && c != '*') {
			pl_json_bad(p, p->token, "a / stands where a value is due");
			return;
		}
		p->lex = c == '/' ? PL_LEX_LINE_COMMENT : PL_LEX_BLOCK_COMMENT;
		pl_json_odd(p, PL_JSON_COMMENT, p->token);
	} else if (p->lex == PL_LEX_LINE_COMMENT) {
		p->lex = c == '\n' || c == '\r' ? PL_LEX_BETWEEN : PL_LEX_LINE_COMMENT;
	} else {
		p->lex = p->lex == PL_LEX_COMMENT_STAR && c == '/' ? PL_LEX_BETWEEN
		         : c == '*'                                ? PL_LEX_COMMENT_STAR
		                                                   : PL_LEX_BLOCK_COMMENT;
	}
	pl_run_skip(in, 1);
}

static void bom_byte(struct pl_json *p, struct pl_run *in)
{
	static const unsigned char bom[3] = { 0xEF, 0xBB, 0xBF };

	if (*in->ptr != bom[p->digits]) {
		pl_json_bad(p, p->token, "this is no JSON value");
		return;
	}
	pl_run_skip(in, 1);
	if (++p->digits == 3) {
		p->token.len = 3;
		p->lex = PL_LEX_BETWEEN;
		pl_json_odd(p, PL_JSON_BOM, p->token);
	}
}

static void step(struct pl_json *p, struct pl_run *in)
{
	switch ((enum pl_json_lex)p->lex) {
	case PL_LEX_BETWEEN:
		between(p, in);
		break;
	case PL_LEX_STRING:
		pl_json_string_bytes(p, in);
		break;
	case PL_LEX_ESCAPE:
	case PL_LEX_UNICODE:
		pl_json_escape_byte(p, in);
		break;
	case PL_LEX_TOKEN:
		pl_json_token_bytes(p, in);
		break;
	case PL_LEX_SLASH:
	case PL_LEX_LINE_COMMENT:
	case PL_LEX_BLOCK_COMMENT:
	case PL_LEX_COMMENT_STAR:
		comment_byte(p, in);
		break;
	case PL_LEX_BOM:
		bom_byte(p, in);
		break;
	case PL_LEX_BROKEN:
		pl_json_bad(p, p->token, p->problem);
		break;
	}
}

const struct pl_json_event *pl_json_next(struct pl_json *p, struct pl_run *in)
{
	static const struct pl_json_event more = { .kind = PL_JSON_MORE };

	if (p->queue_at < p->queue_len)
		return &p->queue[p->queue_at++];
	p->queue_at = p->queue_len = 0;
	while (p->queue_len == 0) {
		if (p->lex != PL_LEX_BROKEN && in->len == 0)
			return &more;
		if (p->lex != PL_LEX_BROKEN && pl_run_is_hole(in))
			pl_json_bad(p, pl_run_span(in, in->len), "these bytes were not read");
		else
			step(p, in);
	}
	return &p->queue[p->queue_at++];
}

static const char *unfinished(const struct pl_json *p)
{
	switch ((enum pl_json_lex)p->lex) {
	case PL_LEX_STRING:
	case PL_LEX_ESCAPE:
	case PL_LEX_UNICODE:
		return "the string is not closed";
	case PL_LEX_BLOCK_COMMENT:
	case PL_LEX_COMMENT_STAR:
		return "the comment is not closed";
	case PL_LEX_SLASH:
	case PL_LEX_BOM:
		return "this is no JSON value";
	case PL_LEX_BETWEEN:
	case PL_LEX_TOKEN:
	case PL_LEX_LINE_COMMENT:
	case PL_LEX_BROKEN:
		break;
	}
	if (p->depth > 0)
		return pl_json_in_object(p) ? "the object is not closed" : "the array is not closed";
	return p->expect == PL_EXPECT_NOTHING ? NULL : "there is no value";
}

const struct pl_json_event *pl_json_finish(struct pl_json *p)
{
	static const struct pl_json_event end = { .kind = PL_JSON_END };
	struct pl_run none = { 0 };
	const char *problem;

	if (p->queue_at < p->queue_len || p->lex == PL_LEX_BROKEN)
		return pl_json_next(p, &none);
	p->queue_at = p->queue_len = 0;
	if (p->lex == PL_LEX_TOKEN) {
		pl_json_end_token(p);
		return pl_json_next(p, &none);
	}
	problem = unfinished(p);
	if (problem == NULL)
		return &end;
	pl_json_bad(p, p->token, problem);
	return pl_json_next(p, &none);
}

const char *pl_json_oddity_name(enum pl_json_oddity oddity)
{
	static const char *const names[PL_JSON_ODDITIES] = {
		"bom",         "single-quotes", "trailing-comma", "comment",      "unquoted-key",    "python",       "nan",
		"undefined",   "hex-number",    "plus-sign",      "leading-zero", "bare-point",      "control",      "raw-newline",
		"bad-escape",  "lone-surrogate", "exotic-space",  "second-value", "invalid-utf8",    "too-deep",
	};

	return oddity < PL_JSON_ODDITIES ? names[oddity] : "none";
}
