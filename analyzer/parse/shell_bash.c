/* Words of POSIX sh and bash (POSIX XCU section 2, the bash manual section 3.1.2). */
#include "base/bytes.h"
#include "base/utf8.h"
#include "parse/shell_split.h"

/* Length of the operator at the next byte, or 0. */
static size_t operator_len(const struct pl_shell_split *s, size_t ahead)
{
	static const char *const operators[] = { "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">",
		                                 "&&",  "&>",  "&",  "||", "|&", "|", "(",  ")" };
	struct pl_str rest = pl_str_after(s->source, s->i + ahead);

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (pl_str_starts(rest, pl_str_from(operators[i])))
			return strlen(operators[i]);
	return 0;
}

/* Adds what stands up to the first byte of `stops`, or to the end. */
static void add_until(struct pl_shell_split *s, const char *stops)
{
	size_t start = s->i;

	while (s->i < s->source.len && (s->source.ptr[s->i] == '\0' || !strchr(stops, s->source.ptr[s->i])))
		s->i++;
	pl_shell_add(s, start, s->i - start);
}

static void single_quotes(struct pl_shell_split *s)
{
	size_t open = s->i++, len = pl_str_find_char(pl_str_after(s->source, s->i), '\'');

	pl_shell_add(s, s->i, len);
	s->i += len;
	if (s->i == s->source.len)
		pl_shell_problem(s, "the single quote is not closed", open);
	else
		s->i++;
}

/* Up to `most` digits of the base, from the byte `ahead` of the next; returns how many. */
static size_t digits(const struct pl_shell_split *s, size_t ahead, int base, size_t most, uint32_t *value)
{
	size_t n = 0;

	for (*value = 0; n < most; n++) {
		int digit = pl_hex_value(pl_shell_peek(s, ahead + n));

		if (digit < 0 || digit >= base)
			break;
		*value = *value * (uint32_t)base + (uint32_t)digit;
	}
	return n;
}

/* An escape of $'…' at a backslash: \n, \x41, \u00e9, \101, \cA … An unknown one stands for itself. */
static void ansi_escape(struct pl_shell_split *s)
{
	static const char names[] = "abeEfnrtv\\'\"?", values[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	char c = pl_shell_peek(s, 1);
	const char *name = c ? strchr(names, c) : NULL;
	unsigned char out[4] = { 0 };
	size_t len = 1, used = 0;
	uint32_t value;

	if (name) {
		out[0] = (unsigned char)values[name - names];
		used = 2;
	} else if (c == 'x' || c == 'u' || c == 'U') {
		used = digits(s, 2, 16, c == 'x' ? 2 : c == 'u' ? 4 : 8, &value);
		if (used > 0 && c == 'x')
			out[0] = (unsigned char)value;
		else if (used > 0)
			len = pl_utf8_encode(value <= 0x10FFFF ? value : 0xFFFD, out);
		used += used ? 2 : 0;
	} else if (c >= '0' && c <= '7') {
		used = 1 + digits(s, 1, 8, 3, &value);
		out[0] = (unsigned char)value;
	} else if (c == 'c' && s->source.len - s->i > 2) {
		out[0] = (unsigned char)(pl_shell_peek(s, 2) & 0x1F);
		used = 3;
	}
	if (used > 0) {
		pl_shell_add_escape(s, s->i, used, out, len);
		s->i += used;
		return;
	}
	used = s->source.len - s->i < 2 ? 1 : 2;
	pl_shell_add(s, s->i, used);
	s->i += used;
}

static void ansi_quotes(struct pl_shell_split *s)
{
	size_t open = s->i;

	for (s->i += 2; s->i < s->source.len;) {
		add_until(s, "'\\");
		if (pl_shell_peek(s, 0) == '\'') {
			s->i++;
			return;
		}
		if (s->i < s->source.len)
			ansi_escape(s);
	}
	pl_shell_problem(s, "the $' quote is not closed", open);
}

/* Past a quoted string inside of $(…). */
static void skip_quotes(struct pl_shell_split *s, char quote)
{
	for (s->i++; s->i < s->source.len && s->source.ptr[s->i] != quote; s->i++)
		if (quote == '"' && s->source.ptr[s->i] == '\\')
			s->i++;
}

/* $(…), ${…} or `…`, up to the bracket that closes it, as it stands. */
static void bracketed(struct pl_shell_split *s, char open, char close, const char *problem)
{
	size_t start = s->i, depth = 0;
	bool is_closed = false;

	for (s->i += open != '`'; s->i < s->source.len && !is_closed; s->i++) {
		char c = s->source.ptr[s->i];

		if (c == '\\')
			s->i++;
		else if (c == close && depth <= 1 && (open != close || depth == 1))
			is_closed = true;
		else if (c == open)
			depth++;
		else if (c == close)
			depth--;
		else if ((c == '\'' || c == '"') && open == '(')
			skip_quotes(s, c);
	}
	if (s->i > s->source.len)
		s->i = s->source.len;
	if (!is_closed)
		pl_shell_problem(s, problem, start);
	s->word.has_expansion = true;
	pl_shell_add(s, start, s->i - start);
}

static void dollar(struct pl_shell_split *s)
{
	char next = pl_shell_peek(s, 1);
	size_t len = 1;

	if (next == '(') {
		bracketed(s, '(', ')', "the $( is not closed");
		return;
	}
	if (next == '{') {
		bracketed(s, '{', '}', "the ${ is not closed");
		return;
	}
	if (pl_is_alpha(next) || next == '_')
		for (len = 2; pl_is_alpha(pl_shell_peek(s, len)) || pl_is_digit(pl_shell_peek(s, len)) ||
		              pl_shell_peek(s, len) == '_';)
			len++;
	else if (pl_is_digit(next) || (next != '\0' && strchr("@*#?$!-", next)))
		len = 2;
	if (len > 1)
		s->word.has_expansion = true;
	pl_shell_add(s, s->i, len);
	s->i += len;
}

/* Adds the byte behind a backslash, which joins lines when it is a line break. */
static void escaped(struct pl_shell_split *s)
{
	size_t line_break = pl_shell_line_break(s, 1);
	size_t at = s->i;

	if (line_break > 0 || s->source.len - s->i < 2) {
		s->i += 1 + line_break;
		return;
	}
	pl_shell_add_escape(s, at, 2, s->source.ptr + at + 1, 1);
	s->i += 2;
}

static void double_quotes(struct pl_shell_split *s)
{
	size_t open = s->i++;

	while (s->i < s->source.len) {
		add_until(s, "\"\\$`");
		switch (pl_shell_peek(s, 0)) {
		case '"':
			s->i++;
			return;
		case '$':
			dollar(s);
			break;
		case '`':
			bracketed(s, '`', '`', "the ` is not closed");
			break;
		case '\\':
			if (pl_shell_line_break(s, 1) || (pl_shell_peek(s, 1) && strchr("$`\"\\", pl_shell_peek(s, 1)))) {
				escaped(s);
			} else {
				pl_shell_add(s, s->i, 1);
				s->i++;
			}
			break;
		default:
			break;
		}
	}
	pl_shell_problem(s, "the double quote is not closed", open);
}

/* The next stretch of a word. */
static void stretch(struct pl_shell_split *s)
{
	pl_shell_begin(s, s->i);
	switch (pl_shell_peek(s, 0)) {
	case '\'':
		single_quotes(s);
		break;
	case '"':
		double_quotes(s);
		break;
	case '`':
		bracketed(s, '`', '`', "the ` is not closed");
		break;
	case '$':
		if (pl_shell_peek(s, 1) == '\'') {
			ansi_quotes(s);
		} else if (pl_shell_peek(s, 1) == '"') {
			s->i++;
			double_quotes(s);
		} else {
			dollar(s);
		}
		break;
	case '\\':
		escaped(s);
		break;
	case '\r':
		pl_shell_add(s, s->i++, 1);
		break;
	default:
		add_until(s, " \t\r\n'\"`$\\|&;<>()");
	}
}

/* Length of the operator at the next byte with the number of a file descriptor before it, whose length is *skipped. */
static size_t redirection(const struct pl_shell_split *s, size_t *skipped)
{
	char c;

	for (*skipped = 0; !s->in_word && pl_is_digit(pl_shell_peek(s, *skipped));)
		++*skipped;
	c = pl_shell_peek(s, *skipped);
	return *skipped == 0 || c == '<' || c == '>' ? operator_len(s, *skipped) : 0;
}

void pl_shell_split_bash(struct pl_shell_split *s)
{
	while (s->i < s->source.len) {
		char c = s->source.ptr[s->i];
		size_t skipped, len, line_break = pl_shell_line_break(s, 0);

		if (line_break > 0 || pl_is_blank(c) || c == ';') {
			pl_shell_end(s, s->i);
			if (!pl_is_blank(c) && s->len > 0 && (c == ';' || !s->awaits_command))
				return;
			s->i += line_break > 0 ? line_break : 1;
		} else if (c == '#' && !s->in_word) {
			s->i += pl_str_find_char(pl_str_after(s->source, s->i), '\n');
		} else if (c == '\\' && pl_shell_line_break(s, 1)) {
			escaped(s);
		} else if ((len = redirection(s, &skipped)) > 0) {
			pl_shell_operator(s, skipped, len);
		} else {
			stretch(s);
		}
	}
	pl_shell_end(s, s->i);
}
