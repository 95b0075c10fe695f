/* Words of a shell command: what both shells share. A word's text and pieces are exact-size stretches of two arrays. */
#include "parse/shell_words.h"

#include "base/bytes.h"
#include "parse/shell_split.h"

void pl_shell_begin(struct pl_shell_split *s, size_t at)
{
	if (s->in_word)
		return;
	s->in_word = true;
	s->is_verbatim = s->awaits_command = false;
	s->word = (struct pl_shell_word){ .at = at };
	s->word_text = s->text_len;
	s->word_pieces = s->pieces_len;
}

static void add_piece(struct pl_shell_split *s, size_t at, size_t source_len, const void *bytes, size_t len)
{
	if (s->pieces)
		s->pieces[s->pieces_len] = (struct pl_shell_piece){ s->text_len - s->word_text, at, source_len };
	s->pieces_len++;
	if (s->text)
		memcpy(s->text + s->text_len, bytes, len);
	s->text_len += len;
}

void pl_shell_add(struct pl_shell_split *s, size_t at, size_t len)
{
	if (len == 0)
		return;
	if (s->is_verbatim && s->verbatim_end == at) {
		if (s->pieces)
			s->pieces[s->pieces_len - 1].source_len += len;
		if (s->text)
			memcpy(s->text + s->text_len, s->source.ptr + at, len);
		s->text_len += len;
	} else {
		add_piece(s, at, len, s->source.ptr + at, len);
	}
	s->is_verbatim = true;
	s->verbatim_end = at + len;
}

void pl_shell_add_escape(struct pl_shell_split *s, size_t at, size_t source_len, const void *bytes, size_t len)
{
	add_piece(s, at, source_len, bytes, len);
	s->is_verbatim = false;
}

void pl_shell_end(struct pl_shell_split *s, size_t end)
{
	if (!s->in_word)
		return;
	s->in_word = false;
	s->word.len = end - s->word.at;
	if (s->items) {
		s->word.text = (struct pl_str){ s->text + s->word_text, s->text_len - s->word_text };
		s->word.pieces = s->pieces + s->word_pieces;
		s->word.pieces_len = s->pieces_len - s->word_pieces;
		s->items[s->len] = s->word;
	}
	s->len++;
}

void pl_shell_operator(struct pl_shell_split *s, size_t skipped, size_t len)
{
	struct pl_str text = { s->source.ptr + s->i + skipped, len };

	pl_shell_end(s, s->i);
	pl_shell_begin(s, s->i);
	s->word.is_operator = true;
	pl_shell_add(s, s->i + skipped, len);
	s->i += skipped + len;
	pl_shell_end(s, s->i);
	s->awaits_command = pl_str_equal(text, PL_STR("|")) || pl_str_equal(text, PL_STR("||")) ||
	                    pl_str_equal(text, PL_STR("&&")) || pl_str_equal(text, PL_STR("|&"));
}

void pl_shell_problem(struct pl_shell_split *s, const char *problem, size_t at)
{
	if (s->problem)
		return;
	s->problem = problem;
	s->problem_at = at;
}

/* The line at `at` without its break; *next is where the following one begins. */
static struct pl_str line_at(struct pl_str source, size_t at, size_t *next)
{
	struct pl_str rest = pl_str_after(source, at);
	struct pl_str line = { rest.ptr, pl_str_find_char(rest, '\n') };

	*next = at + line.len + (line.len < rest.len);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* The here-document that begins behind the line of the command and ends at a line that is `mark` alone. */
static void take_document(struct pl_str source, struct pl_str mark, bool strips_tabs, struct pl_shell_words *words)
{
	size_t at, next;

	line_at(source, words->end, &next);
	words->document_at = next;
	for (at = next; at < source.len; at = next) {
		struct pl_str line = line_at(source, at, &next);

		while (strips_tabs && line.len > 0 && line.ptr[0] == '\t')
			line = pl_str_after(line, 1);
		if (pl_str_equal(line, mark))
			break;
	}
	words->document_len = at - words->document_at;
	words->end = next;
}

/* Behind a document, `end` stands at the beginning of a line; take_document looks for the end of that of the command. */
static void take_documents(struct pl_str source, struct pl_shell_words *words)
{
	for (size_t i = 0; i + 1 < words->len; i++) {
		bool strips_tabs = pl_str_equal(words->items[i].text, PL_STR("<<-"));

		if (!words->items[i].is_operator || words->items[i + 1].is_operator ||
		    (!strips_tabs && !pl_str_equal(words->items[i].text, PL_STR("<<"))))
			continue;
		if (words->document_at > 0)
			words->end--;
		take_document(source, words->items[i + 1].text, strips_tabs, words);
	}
}

void pl_shell_words_split(struct pl_str source, enum pl_shell shell, struct pl_arena *arena, struct pl_shell_words *words)
{
	void (*split)(struct pl_shell_split *) = shell == PL_SHELL_CMD ? pl_shell_split_cmd : pl_shell_split_bash;
	struct pl_shell_split measured = { .source = source }, s = { .source = source };

	split(&measured);
	s.items = pl_arena_alloc(arena, measured.len * sizeof(*s.items));
	s.pieces = pl_arena_alloc(arena, measured.pieces_len * sizeof(*s.pieces));
	s.text = pl_arena_alloc(arena, measured.text_len + 1);
	split(&s);
	*words = (struct pl_shell_words){
		.items = s.items, .len = s.len, .end = s.i, .problem = s.problem, .problem_at = s.problem_at
	};
	if (shell == PL_SHELL_BASH)
		take_documents(source, words);
}

/* Index behind a string in double quotes that begins at `i`. */
static size_t behind_quotes(struct pl_str s, size_t i)
{
	for (i++; i < s.len && s.ptr[i] != '"'; i++)
		if (s.ptr[i] == '\\')
			i++;
	return i + 1;
}

/* The first escape or quote that only one of the shells knows decides. */
enum pl_shell pl_shell_guess(struct pl_str s)
{
	bool at_line = true;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : '\0';

		if (c == '#' && at_line) {
			i += pl_str_find_char(pl_str_after(s, i), '\n');
			continue;
		}
		if (c == '^' && (next == '"' || next == '\n' || next == '\r'))
			return PL_SHELL_CMD;
		if (c == '\'' || c == '\\')
			return PL_SHELL_BASH;
		if (c == '"')
			i = behind_quotes(s, i) - 1;
		at_line = c == '\n' || (at_line && (pl_is_blank(c) || c == '\r'));
	}
	return PL_SHELL_BASH;
}
