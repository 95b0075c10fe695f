/* Words as cmd.exe and then the C runtime of the program split them: cmd takes its ^ escapes and operators, and the
 * runtime takes quotes and backslashes from what is left. */
#include "base/bytes.h"
#include "parse/shell_split.h"

/* What cmd hands to the program as one character: source bytes [at, at+len) for `c`. */
struct seen {
	size_t at, len;
	char c;
	bool is_escaped, is_end;
};

/* The character at `i`, with cmd's own quotes open or not. A line break behind ^ is dropped, and what follows it is
 * escaped (so that two of them make one). */
static struct seen look(const struct pl_shell_split *s, size_t i, bool in_cmd_quotes)
{
	size_t ahead = i - s->i;
	struct seen seen = { .at = i };

	if (!in_cmd_quotes && pl_shell_peek(s, ahead) == '^') {
		size_t line_break = pl_shell_line_break(s, ++ahead);

		seen.is_escaped = true;
		ahead += line_break;
		if (line_break > 0 && pl_shell_line_break(s, ahead) == 2)
			ahead++;
	}
	seen.is_end = ahead >= s->source.len - s->i;
	seen.c = pl_shell_peek(s, ahead);
	seen.len = s->i + ahead - i + !seen.is_end;
	return seen;
}

/* State of the two readers. */
struct reader {
	struct pl_shell_split *s;
	bool in_cmd_quotes, in_quotes;
	size_t quote_at;
};

static struct seen next(const struct reader *r)
{
	return look(r->s, r->s->i, r->in_cmd_quotes);
}

static void pass(struct reader *r, const struct seen *seen)
{
	if (seen->c == '"' && !seen->is_escaped && !seen->is_end)
		r->in_cmd_quotes = !r->in_cmd_quotes;
	r->s->i = seen->at + seen->len;
}

static void add(struct reader *r, const struct seen *seen)
{
	if (seen->len == 1)
		pl_shell_add(r->s, seen->at, 1);
	else
		pl_shell_add_escape(r->s, seen->at, seen->len, &seen->c, 1);
}

/* Backslashes are themselves, but in front of a quote every two make one, and an odd one makes the quote plain. */
static void backslashes(struct reader *r)
{
	struct seen seen = next(r);
	size_t count = 0;

	for (; !seen.is_end && seen.c == '\\'; seen = look(r->s, seen.at + seen.len, r->in_cmd_quotes))
		count++;
	if (seen.is_end || seen.c != '"') {
		for (; count > 0; count--) {
			seen = next(r);
			add(r, &seen);
			pass(r, &seen);
		}
		return;
	}
	for (; count > 0; count -= count > 1 ? 2 : 1) {
		struct seen first = next(r), second;

		pass(r, &first);
		second = next(r);
		pass(r, &second);
		pl_shell_add_escape(r->s, first.at, second.at + second.len - first.at, &second.c, 1);
	}
}

/* A quote opens or closes; "" inside of quotes is one plain quote. */
static void quote(struct reader *r, const struct seen *seen)
{
	struct seen second;

	pass(r, seen);
	if (!r->in_quotes) {
		r->in_quotes = true;
		r->quote_at = seen->at;
		return;
	}
	second = next(r);
	if (!second.is_end && second.c == '"') {
		pl_shell_add_escape(r->s, seen->at, second.at + second.len - seen->at, &second.c, 1);
		pass(r, &second);
		return;
	}
	r->in_quotes = false;
}

static size_t operator_len(const struct pl_shell_split *s)
{
	static const char *const operators[] = { "&&", "&", "||", "|", ">>", ">&", ">", "<&", "<" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (pl_str_starts(pl_str_after(s->source, s->i), pl_str_from(operators[i])))
			return strlen(operators[i]);
	return 0;
}

static void step(struct reader *r, const struct seen *seen)
{
	size_t len = seen->is_escaped || r->in_cmd_quotes ? 0 : operator_len(r->s);

	if (len > 0) {
		if (r->in_quotes)
			pl_shell_problem(r->s, "an operator of cmd.exe stands inside the quotes", r->s->i);
		r->in_quotes = false;
		pl_shell_operator(r->s, 0, len);
	} else if (seen->c == '\\') {
		pl_shell_begin(r->s, seen->at);
		backslashes(r);
	} else if (seen->c == '"') {
		pl_shell_begin(r->s, seen->at);
		quote(r, seen);
	} else if (pl_is_blank(seen->c) && !r->in_quotes) {
		pl_shell_end(r->s, seen->at);
		pass(r, seen);
	} else {
		pl_shell_begin(r->s, seen->at);
		add(r, seen);
		pass(r, seen);
	}
}

/* An unescaped line break ends the command, in quotes too, as cmd has it. */
void pl_shell_split_cmd(struct pl_shell_split *s)
{
	struct reader r = { .s = s };

	for (struct seen seen = next(&r); !seen.is_end; seen = next(&r)) {
		size_t line_break = seen.is_escaped ? 0 : pl_shell_line_break(s, 0);

		if (line_break > 0 && (s->in_word || s->len > 0))
			break;
		if (line_break > 0)
			s->i += line_break;
		else
			step(&r, &seen);
	}
	if (r.in_quotes)
		pl_shell_problem(s, "the double quote is not closed", r.quote_at);
	pl_shell_end(s, s->i);
	if (next(&r).is_end)
		s->i = s->source.len;
}
