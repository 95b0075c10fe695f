/* A place is edited only where its bytes stand in one stretch of one word, as they are and as they were read. */
#include "fix/command_edits.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "fix/change.h"

bool pl_command_edits_begin(struct pl_command_edits *c, const struct pl_original *original, struct pl_arena *scratch,
                            struct pl_edits *edits)
{
	uint64_t size = (uint64_t)original->state.st_size;

	*c = (struct pl_command_edits){ .original = original, .scratch = scratch, .edits = edits };
	if (size > PL_LIMIT_FIX_VALUE || !pl_original_read(original, 0, size, scratch, &c->source))
		return false;
	c->shell = pl_shell_guess(c->source);
	return true;
}

/* Splits the command that byte `at` is in. */
static bool find_command(struct pl_command_edits *c, uint64_t at)
{
	size_t end = 0;

	while (end < c->source.len) {
		c->start = end;
		pl_shell_words_split(pl_str_after(c->source, end), c->shell, c->scratch, &c->words);
		end += c->words.end > 0 ? c->words.end : 1;
		if (at < end)
			return true;
	}
	return false;
}

/* The word that byte `at` of the script is in, or NULL. */
static const struct pl_shell_word *find_word(struct pl_command_edits *c, uint64_t at)
{
	if (!find_command(c, at))
		return NULL;
	for (size_t i = 0; i < c->words.len; i++) {
		const struct pl_shell_word *word = &c->words.items[i];

		if (at >= c->start + word->at && at < c->start + word->at + word->len)
			return word;
	}
	return NULL;
}

/* The quote that the stretch of bytes [at, at+len) stands in, a blank for none; NUL when it is no one stretch. */
static char quote_around(const struct pl_command_edits *c, const struct pl_shell_word *word, uint64_t at, uint64_t len)
{
	for (size_t i = 0; i < word->pieces_len; i++) {
		const struct pl_shell_piece *piece = &word->pieces[i];
		size_t end = i + 1 < word->pieces_len ? piece[1].word_at : word->text.len;
		size_t from = c->start + piece->at;
		char before;

		if (at < from || at + len > from + piece->source_len)
			continue;
		if (piece->source_len != end - piece->word_at)
			return '\0';
		before = piece->at > word->at ? c->source.ptr[from - 1] : ' ';
		/* $'…' takes backslashes for escapes. */
		if (before == '\'' && piece->at > word->at + 1 && c->source.ptr[from - 2] == '$')
			return '\0';
		return before == '\'' || before == '"' ? before : ' ';
	}
	return '\0';
}

/* May the text stand there as it is? */
static bool suits(struct pl_str text, char quote)
{
	const char *odd = quote == '\'' ? "'" : quote == '"' ? "\"$`\\!" : " \t\n'\"$`\\!;&|<>(){}[]*?#~";

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\0' || strchr(odd, text.ptr[i]))
			return false;
	return true;
}

static void cut(struct pl_command_edits *c, uint64_t from, uint64_t to, struct pl_str instead)
{
	pl_edits_add(c->edits, from, to - from, instead);
}

static const char *insert_header(struct pl_command_edits *c, const struct plimsoll_edit *edit)
{
	struct pl_str name = { edit->header.ptr, edit->header.len }, text = { edit->text.ptr, edit->text.len };

	if (name.len == 0 || !suits(text, '\''))
		return "its bytes do not stand in the command as they are sent";
	cut(c, edit->offset, edit->offset,
	    pl_arena_printf(c->scratch, "-H '%.*s: %.*s' ", PL_STR_ARG(name), PL_STR_ARG(text)));
	return NULL;
}

static const char *replace(struct pl_command_edits *c, const struct plimsoll_edit *edit, const struct pl_shell_word *word)
{
	struct pl_str text = { edit->text.ptr, edit->text.len }, was = { edit->was.ptr, edit->was.len };
	bool is_exact = was.len == edit->length && memcmp(c->source.ptr + edit->offset, was.ptr, was.len) == 0;
	char quote;

	/* What curl adds by itself stands at the option that makes it do so. */
	if (!is_exact)
		return insert_header(c, edit);
	quote = quote_around(c, word, edit->offset, edit->length);
	if (quote == '\0' || !suits(text, quote))
		return "the quotes of the shell stand between its bytes";
	cut(c, edit->offset, edit->offset + edit->length, text);
	return NULL;
}

static bool is_header_option(const struct pl_shell_word *word)
{
	return pl_str_equal(word->text, PL_STR("-H")) || pl_str_equal(word->text, PL_STR("--header"));
}

/* The -H that byte at the word is of: name and value, with the blanks before them. */
static const char *drop_option(struct pl_command_edits *c, const struct pl_shell_word *word)
{
	const struct pl_shell_word *end = c->words.items + c->words.len, *before;

	if (is_header_option(word) && word + 1 < end)
		word++;
	before = word > c->words.items ? word - 1 : word;
	if (is_header_option(before))
		before--;
	else if (!pl_str_starts(word->text, PL_STR("-H")))
		return "the option that it belongs to stands in one word with others";
	cut(c, c->start + before->at + before->len, c->start + word->at + word->len, PL_STR(""));
	return NULL;
}

/* Left out, curl counts the body by itself. */
static const char *drop_length(struct pl_command_edits *c)
{
	for (size_t i = 0; i < c->words.len; i++)
		if (pl_str_starts_nocase(c->words.items[i].text, PL_STR("Content-Length:")) ||
		    pl_str_starts_nocase(c->words.items[i].text, PL_STR("-HContent-Length:")))
			return drop_option(c, &c->words.items[i]);
	return "the command gives no Content-Length of its own";
}

static const char *rename_option(struct pl_command_edits *c, const struct plimsoll_edit *edit, const struct pl_shell_word *word)
{
	static const char *const names[] = { "-d", "--data", "--data-ascii" };
	uint64_t at = c->start + word->at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pl_str_equal(word->text, pl_str_from(names[i])) && word->len == word->text.len) {
			cut(c, at, at + word->len, (struct pl_str){ edit->text.ptr, edit->text.len });
			return NULL;
		}
	return "its option stands in one word with others";
}

static const char *add_at_sign(struct pl_command_edits *c, const struct plimsoll_edit *edit)
{
	struct pl_str option = { c->source.ptr + edit->offset, (size_t)edit->length }, text = { edit->text.ptr, edit->text.len };
	size_t at = pl_str_find(option, text);

	if (at == option.len || text.len == 0 || text.ptr[0] == '@')
		return "an @ does not mend it: --data-raw and --form-string read no file";
	cut(c, edit->offset + at, edit->offset + at, PL_STR("@"));
	return NULL;
}

/* A value, whose new bytes must go with its quotes. */
static const char *change_value(struct pl_command_edits *c, const struct plimsoll_edit *edit, const struct pl_shell_word *word)
{
	char quote = quote_around(c, word, edit->offset, edit->length);
	size_t before = c->edits->len;
	const char *why;

	if (quote == '\0')
		return "the quotes of the shell stand between its bytes";
	why = pl_change_plan(edit, c->original, c->scratch, c->edits);
	for (size_t i = before; i < c->edits->len && !why; i++)
		if (!suits(c->edits->items[i].text, quote))
			why = "what would be written there is not what the shell would send";
	if (why)
		c->edits->len = before;
	return why;
}

const char *pl_command_edits_plan(struct pl_command_edits *c, const struct plimsoll_edit *edit)
{
	const struct pl_shell_word *word = find_word(c, edit->offset);

	if (c->shell != PL_SHELL_BASH)
		return "it is a command for cmd.exe";
	if (word == NULL || edit->offset + edit->length > c->source.len)
		return "it is no word of the command";
	switch (edit->kind) {
	case PLIMSOLL_EDIT_LENGTH:
		return drop_length(c);
	case PLIMSOLL_EDIT_DROP_OPTION:
		return drop_option(c, word);
	case PLIMSOLL_EDIT_REPLACE:
		return replace(c, edit, word);
	case PLIMSOLL_EDIT_OPTION_NAME:
		return rename_option(c, edit, word);
	case PLIMSOLL_EDIT_AT_SIGN:
		return add_at_sign(c, edit);
	case PLIMSOLL_EDIT_NONE:
	case PLIMSOLL_EDIT_ADD:
	case PLIMSOLL_EDIT_HEADER:
	case PLIMSOLL_EDIT_TO_JSON:
	case PLIMSOLL_EDIT_TO_MULTIPART:
		return "a command has no place for it";
	case PLIMSOLL_EDIT_UNWRAP:
	case PLIMSOLL_EDIT_DATA_URI:
	case PLIMSOLL_EDIT_DECODE:
	case PLIMSOLL_EDIT_UNPERCENT:
	case PLIMSOLL_EDIT_UNDOUBLE:
	case PLIMSOLL_EDIT_BASE64:
	case PLIMSOLL_EDIT_UNSTRINGIFY:
		break;
	}
	return change_value(c, edit, word);
}
