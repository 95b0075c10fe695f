/* JSON as it streams. `lex` says what the next byte is part of, `expect` what the grammar waits for between tokens. */
#include "parse/json.h"

#include "base/bytes.h"
#include "base/number.h"
#include "base/scan.h"

enum expect {
	VALUE,             /* the outermost value */
	VALUE_OR_END,      /* after [ */
	ELEMENT,           /* after a comma in an array: a value, or ] with a trailing comma */
	KEY_OR_END,        /* after { */
	KEY,               /* after a comma in an object: a key, or } with a trailing comma */
	COLON,             /* after a key */
	MEMBER_VALUE,      /* after the colon */
	COMMA_OR_END,      /* after a value inside a container */
	NOTHING,           /* after the outermost value */
};

enum lex {
	BETWEEN,           /* white space and punctuation */
	IN_STRING,
	AT_ESCAPE,         /* the byte after a backslash */
	IN_UNICODE,        /* the four digits of a \u escape */
	IN_TOKEN,          /* a number or a word */
	AT_SLASH,          /* the byte after a / */
	IN_LINE_COMMENT,
	IN_BLOCK_COMMENT,
	AT_COMMENT_STAR,   /* the byte after a * in a block comment */
	IN_BOM,            /* the second and third byte of a byte order mark */
	BROKEN,
};

static struct pl_json_event *push(struct pl_json *p, enum pl_json_kind kind, struct pl_span span)
{
	struct pl_json_event *ev = &p->queue[p->queue_len++];

	*ev = (struct pl_json_event){ .kind = kind, .span = span };
	return ev;
}

static void odd(struct pl_json *p, enum pl_json_oddity oddity, struct pl_span span)
{
	push(p, PL_JSON_ODDITY, span)->oddity = oddity;
}

static void bad(struct pl_json *p, struct pl_span span, const char *problem)
{
	p->lex = BROKEN;
	p->problem = problem;
	p->token = span;
	push(p, PL_JSON_BAD, span)->problem = problem;
}

static void push_character(struct pl_json *p, uint32_t c, struct pl_span at)
{
	unsigned char *out = p->out[p->queue_len];
	struct pl_json_event *ev = push(p, PL_JSON_TEXT, at);

	ev->run = (struct pl_run){ out, pl_utf8_encode(c, out), at.origin, at.off };
	ev->source_len = (size_t)at.len;
}

static bool in_object(const struct pl_json *p)
{
	return p->depth > 0 && (p->is_object[(p->depth - 1) / 8] >> ((p->depth - 1) % 8) & 1);
}

static void after_value(struct pl_json *p)
{
	p->expect = p->depth == 0 ? NOTHING : COMMA_OR_END;
	p->lex = BETWEEN;
}

static bool expects_key(const struct pl_json *p)
{
	return p->expect == KEY || p->expect == KEY_OR_END;
}

/* A value or key begins at `span`; false when the grammar waits for something else. */
static bool may_begin(struct pl_json *p, struct pl_span span, bool is_scalar)
{
	switch ((enum expect)p->expect) {
	case VALUE:
	case VALUE_OR_END:
	case ELEMENT:
	case MEMBER_VALUE:
		return true;
	case KEY:
	case KEY_OR_END:
		if (!is_scalar)
			bad(p, span, "a key is missing");
		return is_scalar;
	case COLON:
		bad(p, span, "a colon is missing after the key");
		return false;
	case COMMA_OR_END:
		bad(p, span, in_object(p) ? "a comma or } is missing" : "a comma or ] is missing");
		return false;
	case NOTHING:
		odd(p, PL_JSON_SECOND_VALUE, span);
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
		odd(p, PL_JSON_TOO_DEEP, at);
		bad(p, at, "the nesting is deeper than 4,096 levels, where plimsoll stops");
		return;
	}
	p->is_object[p->depth / 8] = (unsigned char)(is_object ? p->is_object[p->depth / 8] | bit
	                                                       : p->is_object[p->depth / 8] & ~bit);
	p->depth++;
	p->expect = is_object ? KEY_OR_END : VALUE_OR_END;
	push(p, is_object ? PL_JSON_OBJECT_BEGIN : PL_JSON_ARRAY_BEGIN, at);
}

static void close_container(struct pl_json *p, struct pl_span at, bool is_object)
{
	if (p->depth == 0 || in_object(p) != is_object) {
		bad(p, at, is_object ? "a } closes nothing" : "a ] closes nothing");
		return;
	}
	if (p->expect == ELEMENT || p->expect == KEY)
		odd(p, PL_JSON_TRAILING_COMMA, at);
	else if (p->expect == COLON || p->expect == MEMBER_VALUE) {
		bad(p, at, "the key has no value");
		return;
	}
	p->depth--;
	push(p, is_object ? PL_JSON_OBJECT_END : PL_JSON_ARRAY_END, at);
	after_value(p);
}

static void begin_string(struct pl_json *p, struct pl_span at, unsigned char quote)
{
	if (!may_begin(p, at, true))
		return;
	if (quote == '\'')
		odd(p, PL_JSON_SINGLE_QUOTES, at);
	p->is_key = expects_key(p);
	p->quote = quote;
	p->lex = IN_STRING;
	p->token = at;
	p->utf8 = (struct pl_utf8){ 0 };
	push(p, PL_JSON_STRING_BEGIN, at)->is_key = p->is_key;
}

static void end_string(struct pl_json *p, struct pl_span at)
{
	if (!p->utf8_is_judged && p->utf8.need > 0) {
		p->utf8_is_judged = true;
		odd(p, PL_JSON_INVALID_UTF8, at);
	}
	push(p, PL_JSON_STRING_END, at)->is_key = p->is_key;
	if (p->is_key) {
		p->expect = COLON;
		p->lex = BETWEEN;
	} else {
		after_value(p);
	}
}

static void comma(struct pl_json *p, struct pl_span at)
{
	if (p->expect != COMMA_OR_END)
		bad(p, at, p->depth == 0 ? "a comma stands outside of any object or array" : "a value is missing before the comma");
	else
		p->expect = in_object(p) ? KEY : ELEMENT;
}

static bool ends_token(unsigned char c)
{
	return c <= 0x20 || c == ',' || c == ':' || c == ']' || c == '}' || c == '[' || c == '{' || c == '"' || c == '\'' ||
	       c == '/' || c == '#';
}

/* A byte between tokens, which is consumed but for the first of a token. */
static void between(struct pl_json *p, struct pl_run *in)
{
	struct pl_span at = pl_run_span(in, 1);
	unsigned char c = *in->ptr;

	switch (c) {
	case ' ': case '\t': case '\n': case '\r':
		break;
	case '\f': case '\v':
		odd(p, PL_JSON_EXOTIC_SPACE, at);
		break;
	case '{': case '[':
		open_container(p, at, c == '{');
		break;
	case '}': case ']':
		close_container(p, at, c == '}');
		break;
	case '"': case '\'':
		begin_string(p, at, c);
		break;
	case ',':
		comma(p, at);
		break;
	case ':':
		if (p->expect != COLON) {
			bad(p, at, "a colon stands where none is due");
			return;
		}
		p->expect = MEMBER_VALUE;
		break;
	case '/':
		p->lex = AT_SLASH;
		p->token = at;
		break;
	case '#':
		p->lex = IN_LINE_COMMENT;
		odd(p, PL_JSON_COMMENT, at);
		break;
	default:
		if (c == 0xEF && !p->is_started) {
			p->lex = IN_BOM;
			p->token = at;
			p->digits = 1;
			break;
		}
		if (!may_begin(p, at, true))
			return;
		p->lex = IN_TOKEN;
		p->token = (struct pl_span){ 0 };
		p->number = (struct pl_json_number){ .len = 0 };
		p->number_is_cut = false;
		p->is_started = true;
		return;
	}
	p->is_started = true;
	pl_run_skip(in, 1);
}

/* What kind of look-alike the token is, or PL_JSON_ODDITIES for a proper number or literal. Sets .literal or is_number. */
static enum pl_json_oddity judge_number(const char *t, size_t len, bool *is_number, bool *is_integer)
{
	enum pl_json_oddity oddity = PL_JSON_ODDITIES;
	size_t i = 0, whole, fraction = 0, exponent = 0;

	*is_number = *is_integer = false;
	if (t[0] == '+')
		oddity = PL_JSON_PLUS_SIGN;
	i = t[0] == '+' || t[0] == '-';
	if (len > i + 2 && t[i] == '0' && pl_lower(t[i + 1]) == 'x') {
		for (i += 2; i < len && pl_hex_value(t[i]) >= 0; i++)
			;
		*is_number = i == len;
		return PL_JSON_HEX_NUMBER;
	}
	for (whole = i; i < len && pl_is_digit(t[i]); i++)
		;
	whole = i - whole;
	if (whole > 1 && t[i - whole] == '0')
		oddity = PL_JSON_LEADING_ZERO;
	*is_integer = i == len;
	if (i < len && t[i] == '.') {
		for (fraction = ++i; i < len && pl_is_digit(t[i]); i++)
			;
		fraction = i - fraction;
		if (whole == 0 || fraction == 0)
			oddity = PL_JSON_BARE_POINT;
	}
	if (whole + fraction > 0 && i < len && pl_lower(t[i]) == 'e') {
		i++;
		if (i < len && (t[i] == '+' || t[i] == '-'))
			i++;
		for (exponent = i; i < len && pl_is_digit(t[i]); i++)
			;
		if (i == exponent)
			return oddity;
	}
	*is_number = i == len && whole + fraction > 0;
	return oddity;
}

static bool is_word(const struct pl_json *p, const char *word)
{
	return pl_str_equal((struct pl_str){ p->number.text, p->number.len }, pl_str_from(word));
}

static void push_literal(struct pl_json *p, char literal)
{
	push(p, PL_JSON_LITERAL, p->token)->literal = literal;
}

/* true, false, null and what other languages say instead; false when the word is none. */
static bool take_word(struct pl_json *p)
{
	static const struct {
		const char *word;
		char literal;
		enum pl_json_oddity oddity;
	} words[] = {
		{ "true", 't', PL_JSON_ODDITIES },        { "false", 'f', PL_JSON_ODDITIES },
		{ "null", 'n', PL_JSON_ODDITIES },        { "True", 't', PL_JSON_PYTHON_LITERAL },
		{ "False", 'f', PL_JSON_PYTHON_LITERAL }, { "None", 'n', PL_JSON_PYTHON_LITERAL },
		{ "NaN", 0, PL_JSON_NAN },                { "Infinity", 0, PL_JSON_NAN },
		{ "-Infinity", 0, PL_JSON_NAN },          { "+Infinity", 0, PL_JSON_NAN },
		{ "-NaN", 0, PL_JSON_NAN },               { "nan", 0, PL_JSON_NAN },
		{ "undefined", 'n', PL_JSON_UNDEFINED },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is_word(p, words[i].word))
			continue;
		if (words[i].oddity != PL_JSON_ODDITIES) {
			odd(p, words[i].oddity, p->token);
			p->queue[p->queue_len - 1].number = &p->number;
		}
		if (words[i].literal)
			push_literal(p, words[i].literal);
		else
			push(p, PL_JSON_NUMBER, p->token)->number = &p->number;
		return true;
	}
	return false;
}

static bool is_identifier(const struct pl_json *p)
{
	for (size_t i = 0; i < p->number.len; i++) {
		char c = p->number.text[i];

		if (!pl_is_alpha(c) && c != '_' && c != '$' && (i == 0 || (!pl_is_digit(c) && c != '-')))
			return false;
	}
	return p->number.len > 0 && !p->number_is_cut;
}

static void fit_integer(struct pl_json_number *n)
{
	bool is_negative = n->text[0] == '-', is_signed = is_negative || n->text[0] == '+';
	uint64_t value = 0;

	if (pl_number_decimal((struct pl_str){ n->text + is_signed, n->len - is_signed }, &value) != PL_NUMBER_OK ||
	    value > (uint64_t)INT64_MAX)
		return;
	n->fits = true;
	n->value = is_negative ? -(int64_t)value : (int64_t)value;
}

static void unquoted_key(struct pl_json *p)
{
	if (!is_identifier(p)) {
		bad(p, p->token, "a key is not a string in double quotes");
		return;
	}
	p->is_key = true;
	odd(p, PL_JSON_UNQUOTED_KEY, p->token);
	push(p, PL_JSON_STRING_BEGIN, p->token)->is_key = true;
	push(p, PL_JSON_TEXT, p->token)->run =
		(struct pl_run){ (const unsigned char *)p->number.text, p->number.len, p->token.origin, p->token.off };
	p->queue[p->queue_len - 1].source_len = p->number.len;
	push(p, PL_JSON_STRING_END, p->token)->is_key = true;
	p->expect = COLON;
	p->lex = BETWEEN;
}

static void end_token(struct pl_json *p)
{
	bool is_number, is_integer;
	enum pl_json_oddity oddity;

	if (expects_key(p)) {
		unquoted_key(p);
		return;
	}
	oddity = judge_number(p->number.text, p->number.len, &is_number, &is_integer);
	if (is_number || (p->number_is_cut && (pl_is_digit(p->number.text[0]) || p->number.text[0] == '-'))) {
		if (oddity != PL_JSON_ODDITIES)
			odd(p, oddity, p->token);
		p->number.is_integer = is_integer && !p->number_is_cut;
		if (p->number.is_integer)
			fit_integer(&p->number);
		push(p, PL_JSON_NUMBER, p->token)->number = &p->number;
	} else if (!take_word(p)) {
		bad(p, p->token, "this is no JSON value");
		return;
	}
	after_value(p);
}

/* A token that outgrows its buffer may only go on with what a number is made of. */
static void token_bytes(struct pl_json *p, struct pl_run *in)
{
	size_t n = 0;

	while (n < in->len && !ends_token(in->ptr[n])) {
		char c = (char)in->ptr[n++];

		if (p->number.len < sizeof(p->number.text)) {
			p->number.text[p->number.len++] = c;
			continue;
		}
		p->number_is_cut = true;
		if (!pl_is_digit(c) && !strchr("+-.eE", c)) {
			pl_span_cover(&p->token, in, n);
			bad(p, p->token, "this is no JSON value");
			return;
		}
	}
	pl_span_cover(&p->token, in, n);
	pl_run_skip(in, n);
	if (in->len > 0) {
		if (p->number.len == 0) {
			bad(p, pl_run_span(in, 1), "a control character stands between the values");
			return;
		}
		end_token(p);
	}
}

/* A high surrogate whose pair did not come. */
static void flush_high(struct pl_json *p)
{
	if (p->high == 0)
		return;
	odd(p, PL_JSON_LONE_SURROGATE, p->high_at);
	push_character(p, 0xFFFD, p->high_at);
	p->high = 0;
}

static void end_unicode(struct pl_json *p)
{
	uint32_t c = p->code_point;

	p->lex = IN_STRING;
	if (p->high && c >= 0xDC00 && c <= 0xDFFF) {
		p->high_at.len += p->token.len;
		push_character(p, 0x10000 + ((p->high - 0xD800) << 10) + (c - 0xDC00), p->high_at);
		p->high = 0;
		return;
	}
	flush_high(p);
	if (c >= 0xD800 && c <= 0xDBFF) {
		p->high = c;
		p->high_at = p->token;
	} else if (c >= 0xDC00 && c <= 0xDFFF) {
		odd(p, PL_JSON_LONE_SURROGATE, p->token);
		push_character(p, 0xFFFD, p->token);
	} else {
		push_character(p, c, p->token);
	}
}

static void escape_byte(struct pl_json *p, struct pl_run *in)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	unsigned char c = *in->ptr;
	const char *name;

	if (p->lex == IN_UNICODE) {
		int digit = pl_hex_value((char)c);

		if (digit < 0) {
			bad(p, pl_run_span(in, 1), "a \\u escape needs four hexadecimal digits");
			return;
		}
		p->code_point = p->code_point << 4 | (unsigned)digit;
		p->token.len++;
		pl_run_skip(in, 1);
		if (++p->digits == 4)
			end_unicode(p);
		return;
	}
	if (c == 'u') {
		p->lex = IN_UNICODE;
		p->code_point = p->digits = 0;
		p->token.len = 2;
		pl_run_skip(in, 1);
		return;
	}
	flush_high(p);
	p->token.len = 2;
	p->lex = IN_STRING;
	name = c ? strchr(names, c) : NULL;
	if (name == NULL)
		odd(p, PL_JSON_BAD_ESCAPE, p->token);
	if (c >= 0x80) { /* kept, and judged as part of the text */
		p->token.len = 1;
		return;
	}
	push_character(p, name ? (unsigned char)values[name - names] : c, p->token);
	pl_run_skip(in, 1);
}

/* A stretch of bytes above 0x7F, up to the first that breaks UTF-8. */
static size_t non_ascii(struct pl_json *p, const struct pl_run *in)
{
	size_t n = 0;

	while (n < in->len && in->ptr[n] >= 0x80) {
		if (!p->utf8_is_judged && !pl_utf8_add(&p->utf8, in->ptr + n, 1))
			return n;
		n++;
	}
	return n;
}

static size_t plain_text(const struct pl_run *in)
{
	size_t n = pl_scan_base64(in->ptr, in->len);

	return n + pl_scan_json_text(in->ptr + n, in->len - n);
}

static void invalid_utf8(struct pl_json *p, const struct pl_run *in)
{
	p->utf8_is_judged = true;
	odd(p, PL_JSON_INVALID_UTF8, pl_run_span(in, 1));
}

static void string_bytes(struct pl_json *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;
	struct pl_json_event *ev;
	size_t n;

	if (p->high && c != '\\') {
		flush_high(p);
		return;
	}
	if (c < 0x80 && !p->utf8_is_judged && p->utf8.need > 0 && c != p->quote) {
		invalid_utf8(p, in);
		return;
	}
	n = c >= 0x80 ? non_ascii(p, in) : plain_text(in);
	if (n == 0 && c >= 0x80) {
		invalid_utf8(p, in);
		return;
	}
	if (n == 0 && c != p->quote && (c == '"' || c == '\''))
		n = 1;
	if (p->quote == '\'')
		n = pl_str_find_char((struct pl_str){ (const char *)in->ptr, n }, '\'');
	if (n > 0) {
		ev = push(p, PL_JSON_TEXT, pl_run_span(in, n));
		ev->run = pl_run_take(in, n);
		ev->source_len = n;
		return;
	}
	if (c == p->quote) {
		end_string(p, pl_run_span(in, 1));
	} else if (c == '\\') {
		p->lex = AT_ESCAPE;
		p->token = pl_run_span(in, 1);
	} else {
		odd(p, c == '\n' || c == '\r' ? PL_JSON_NEWLINE_IN_STRING : PL_JSON_CONTROL_IN_STRING, pl_run_span(in, 1));
		push_character(p, c, pl_run_span(in, 1));
	}
	pl_run_skip(in, 1);
}

static void comment_byte(struct pl_json *p, struct pl_run *in)
{
	unsigned char c = *in->ptr;

	if (p->lex == AT_SLASH) {
		if (c != '/' && c != '*') {
			bad(p, p->token, "a / stands where a value is due");
			return;
		}
		p->lex = c == '/' ? IN_LINE_COMMENT : IN_BLOCK_COMMENT;
		odd(p, PL_JSON_COMMENT, p->token);
	} else if (p->lex == IN_LINE_COMMENT) {
		p->lex = c == '\n' || c == '\r' ? BETWEEN : IN_LINE_COMMENT;
	} else {
		p->lex = p->lex == AT_COMMENT_STAR && c == '/' ? BETWEEN : c == '*' ? AT_COMMENT_STAR : IN_BLOCK_COMMENT;
	}
	pl_run_skip(in, 1);
}

static void bom_byte(struct pl_json *p, struct pl_run *in)
{
	static const unsigned char bom[3] = { 0xEF, 0xBB, 0xBF };

	if (*in->ptr != bom[p->digits]) {
		bad(p, p->token, "this is no JSON value");
		return;
	}
	pl_run_skip(in, 1);
	if (++p->digits == 3) {
		p->token.len = 3;
		p->lex = BETWEEN;
		odd(p, PL_JSON_BOM, p->token);
	}
}

static void step(struct pl_json *p, struct pl_run *in)
{
	switch ((enum lex)p->lex) {
	case BETWEEN:
		between(p, in);
		break;
	case IN_STRING:
		string_bytes(p, in);
		break;
	case AT_ESCAPE:
	case IN_UNICODE:
		escape_byte(p, in);
		break;
	case IN_TOKEN:
		token_bytes(p, in);
		break;
	case AT_SLASH:
	case IN_LINE_COMMENT:
	case IN_BLOCK_COMMENT:
	case AT_COMMENT_STAR:
		comment_byte(p, in);
		break;
	case IN_BOM:
		bom_byte(p, in);
		break;
	case BROKEN:
		push(p, PL_JSON_BAD, p->token)->problem = p->problem;
		break;
	}
}

struct pl_json_event pl_json_next(struct pl_json *p, struct pl_run *in)
{
	while (p->queue_at == p->queue_len) {
		p->queue_at = p->queue_len = 0;
		if (p->lex == BROKEN) {
			step(p, in);
			break;
		}
		if (in->len == 0)
			return (struct pl_json_event){ .kind = PL_JSON_MORE };
		if (pl_run_is_hole(in)) {
			bad(p, pl_run_span(in, in->len), "these bytes were not read");
			break;
		}
		step(p, in);
	}
	return p->queue[p->queue_at++];
}

static const char *unfinished(const struct pl_json *p)
{
	switch ((enum lex)p->lex) {
	case IN_STRING:
	case AT_ESCAPE:
	case IN_UNICODE:
		return "the string is not closed";
	case IN_BLOCK_COMMENT:
	case AT_COMMENT_STAR:
		return "the comment is not closed";
	case AT_SLASH:
	case IN_BOM:
		return "this is no JSON value";
	case BETWEEN:
	case IN_TOKEN:
	case IN_LINE_COMMENT:
	case BROKEN:
		break;
	}
	if (p->depth > 0)
		return in_object(p) ? "the object is not closed" : "the array is not closed";
	return p->expect == NOTHING ? NULL : "there is no value";
}

struct pl_json_event pl_json_finish(struct pl_json *p)
{
	struct pl_run none = { 0 };
	const char *problem;

	if (p->queue_at < p->queue_len || p->lex == BROKEN)
		return pl_json_next(p, &none);
	p->queue_at = p->queue_len = 0;
	if (p->lex == IN_TOKEN) {
		end_token(p);
		return pl_json_next(p, &none);
	}
	problem = unfinished(p);
	if (problem == NULL)
		return (struct pl_json_event){ .kind = PL_JSON_END };
	bad(p, p->token, problem);
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
